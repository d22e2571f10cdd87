import {
  type Field,
  isPortNumber,
  placeOf,
  protocolOf,
  type Service,
  type ServicePort,
  serviceTypeOf,
  valueOr,
} from '../../kubernetes';
import { deref, equalContent, removeItem, type YamlNode } from '../../yaml';
import { fixOf } from '../common/fixes/edits';
import { oneLine, quoted } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface DuplicatePort extends Breach {
  readonly what: string;
  readonly first: { readonly node: YamlNode; readonly port: ServicePort };
  /** The item that comes too late, where it is one of the list. */
  readonly late: { readonly port: ServicePort; readonly list: YamlNode; readonly index: number } | undefined;
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
    find(service) {
      // An ExternalName Service is checked alike: its ports are validated though nothing uses them.
      if (service.ports.state !== 'known') return NONE;
      const { value, node } = service.ports;
      return [...(mayClash(value) ? duplicatesAmong(value, node) : NONE), ...healthCheckAmong(service, value)];
    },
  },
  message: ({ what, first }) => oneLine(`${what} is already taken by ${takerOf(first.port, what)} of this Service`),
  related: ({ what, first }) => [{ place: placeOf(first.node), message: oneLine(`The first ${what} is here`) }],
  fixes({ first, late }) {
    if (late === undefined || !equalContent(first.port.node, late.port.node)) return [];
    const items = deref(late.list);
    const edit = items.type === 'sequence' ? removeItem(items, late.index) : undefined;
    return fixOf('Remove the second, equal port', true, [edit]);
  },
});

const NONE: readonly DuplicatePort[] = [];

/** A cheap look first: two ports that have anything in common. */
function mayClash(ports: readonly ServicePort[]): boolean {
  if (ports.length > FEW) return true;
  for (let index = 1; index < ports.length; index += 1) {
    for (let other = 0; other < index; other += 1) if (haveSame(ports[other], ports[index])) return true;
  }
  return false;
}

function haveSame(one: ServicePort | undefined, other: ServicePort | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return isSame(one.port, other.port) || isSame(one.name, other.name) || isSame(one.nodePort, other.nodePort);
}

/** From here on each is looked up instead of being compared with all the others. */
const FEW = 8;

function isSame(one: Field<number | string>, other: Field<number | string>): boolean {
  return one.state === 'known' && other.state === 'known' && one.value === other.value;
}

function duplicatesAmong(ports: readonly ServicePort[], list: YamlNode): readonly DuplicatePort[] {
  const breaches: DuplicatePort[] = [];
  const taken = new Map<string, { node: YamlNode; port: ServicePort }>();
  for (const [index, port] of ports.entries()) {
    let told = false;
    for (const { key, what, node } of claimsOf(port)) {
      const first = taken.get(key);
      if (first === undefined) {
        taken.set(key, { node, port });
        continue;
      }
      // Of several clashes of a port the plainest is enough.
      if (told || isSamePort(key, first.port, port)) continue;
      told = true;
      breaches.push({ at: placeOf(node), subject: `ports.${key}`, what, first, late: { port, list, index } });
    }
  }
  return breaches;
}

/** The number where a load balancer asks for the Service's health is a node port like the others. */
function healthCheckAmong(service: Service, ports: readonly ServicePort[]): readonly DuplicatePort[] {
  const { healthCheckNodePort: check, externalTrafficPolicy } = service;
  if (check.state !== 'known' || !isPortNumber(check.value)) return NONE;
  // Elsewhere the field has no place at all: misplaced-service-field's.
  if (serviceTypeOf(service) !== 'LoadBalancer' || valueOr(externalTrafficPolicy, '') !== 'Local') return NONE;
  const port = ports.find(({ nodePort }) => nodePort.state === 'known' && nodePort.value === check.value);
  if (port?.nodePort.state !== 'known') return NONE;
  const what = `nodePort ${check.value}`;
  const first = { node: port.nodePort.node, port };
  return [{ at: placeOf(check.node), subject: `healthCheckNodePort=${check.value}`, what, first, late: undefined }];
}

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
function isSamePort(key: string, first: ServicePort, second: ServicePort): boolean {
  if (!key.startsWith('nodePort=')) return false;
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
