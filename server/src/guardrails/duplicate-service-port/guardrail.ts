import { type Field, placeOf, protocolOf, type ServicePort } from '../../kubernetes';
import { deref, equalContent, removeItem, type YamlNode } from '../../yaml';
import { type Breach, defineGuardrail, type Fix } from '../define';
import { oneLine, quoted } from '../words';

interface DuplicatePort extends Breach {
  readonly what: string;
  readonly first: { readonly node: YamlNode; readonly port: ServicePort };
  readonly port: ServicePort;
  readonly list: YamlNode;
  readonly index: number;
}

export const duplicateServicePort = defineGuardrail<'service', DuplicatePort>({
  id: 'duplicate-service-port',
  title: 'A Service has the same port, port name or node port twice',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['service'],
    *find(service) {
      // An ExternalName Service is checked alike: its ports are validated though nothing uses them.
      if (service.ports.state !== 'known') return;
      const list = service.ports.node;
      const seen = new Map<string, { node: YamlNode; port: ServicePort }>();
      for (const [index, port] of service.ports.value.entries()) {
        const clash = claimsOf(port).find(({ key }) => seen.has(key) && !isSamePort(key, seen.get(key)?.port, port));
        for (const { key, node } of claimsOf(port)) if (!seen.has(key)) seen.set(key, { node, port });
        const first = clash && seen.get(clash.key);
        if (clash === undefined || first === undefined) continue;
        yield {
          at: placeOf(clash.node),
          subject: `ports.${clash.key}`,
          what: clash.what,
          first,
          port,
          list,
          index,
        };
      }
    },
  },
  message: ({ what, first }) => oneLine(`${what} is already taken by ${takerOf(first.port, what)} of this Service`),
  related: ({ what, first }) => [{ place: placeOf(first.node), message: oneLine(`The first ${what} is here`) }],
  fixes({ first, port, list, index }) {
    if (!equalContent(first.port.node, port.node)) return [];
    const items = deref(list);
    const edit = items.type === 'sequence' ? removeItem(items, index) : undefined;
    if (edit === undefined) return [];
    const fix: Fix = { title: 'Remove the second, equal port', safe: true, edits: [edit] };
    return [fix];
  },
});

interface Claim {
  readonly key: string;
  readonly what: string;
  readonly node: YamlNode;
}

/** What a port of a Service claims for itself alone (V8, M6), the plainest first. */
function claimsOf(port: ServicePort): readonly Claim[] {
  const claims: Claim[] = [];
  const protocol = protocolOf(port.protocol);
  const number = numberOf(port.port);
  if (number !== undefined && protocol !== undefined) {
    claims.push({
      key: `port=${number.value}/${protocol}`,
      what: `port ${number.value}/${protocol}`,
      node: number.node,
    });
  }
  if (port.name.state === 'known' && port.name.value !== '') {
    claims.push({ key: `name=${port.name.value}`, what: `port name ${quoted(port.name.value)}`, node: port.name.node });
  }
  const nodePort = numberOf(port.nodePort);
  if (nodePort !== undefined && nodePort.value !== 0) {
    claims.push({ key: `nodePort=${nodePort.value}`, what: `nodePort ${nodePort.value}`, node: nodePort.node });
  }
  return claims;
}

/** One nodePort for TCP and UDP is legal on one and the same `port` (V13); a name or a port never is. */
function isSamePort(key: string, first: ServicePort | undefined, second: ServicePort): boolean {
  if (!key.startsWith('nodePort=') || first === undefined) return false;
  const protocols = [protocolOf(first.protocol), protocolOf(second.protocol)];
  if (protocols.includes(undefined)) return true;
  if (first.port.state !== 'known' || second.port.state !== 'known') return true;
  return first.port.value === second.port.value && protocols[0] !== protocols[1];
}

function numberOf(field: Field<number>): { value: number; node: YamlNode } | undefined {
  return field.state === 'known' ? { value: field.value, node: field.node } : undefined;
}

function takerOf({ name, port }: ServicePort, what: string): string {
  if (name.state === 'known' && !what.startsWith('port name')) return quoted(name.value);
  return port.state === 'known' ? `port ${port.value}` : 'another port';
}
