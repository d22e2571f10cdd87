import { isPortName, placeOf, protocolOf, type ServicePort } from '../../kubernetes';
import { insertKey, type MappingNode } from '../../yaml';
import { changeTo, fixOf } from '../common/fixes/edits';
import { oneLine } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface UnnamedPort extends Breach {
  readonly port: ServicePort;
  readonly count: number;
  readonly suggestion: string;
}

export const unnamedServicePort = defineGuardrail<'service', UnnamedPort>({
  id: 'unnamed-service-port',
  title: 'A Service of several ports leaves one without a name',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['service'],
    find(service) {
      if (service.ports.state !== 'known' || service.ports.value.length < 2) return NONE;
      const ports = service.ports.value;
      // Without the copies that duplicate-service-port tells of there is one port, which needs no name.
      return ports.some(isUnnamed) && !isOnePort(ports) ? unnamedAmong(ports) : NONE;
    },
  },
  message({ port, count }) {
    const which = port.port.state === 'known' ? `port ${port.port.value}` : 'this port';
    return oneLine(`${which} has no name, and a Service with ${count} ports needs one on each`);
  },
  fixes({ port, suggestion }) {
    const edit = port.name.state === 'known' ? changeTo(port.name.node, suggestion) : insertName(port.node, suggestion);
    // Nothing can refer to a port without a name, and the API server refuses the Service until it has one.
    return fixOf(`Name the port "${suggestion}"`, true, [edit]);
  },
});

function insertName(port: MappingNode, name: string): ReturnType<typeof insertKey> {
  return insertKey(port, 'name', name);
}

const NONE: readonly UnnamedPort[] = [];

function unnamedAmong(ports: readonly ServicePort[]): readonly UnnamedPort[] {
  const taken = new Set(ports.flatMap(({ name }) => (name.state === 'known' ? [name.value] : [])));
  const breaches: UnnamedPort[] = [];
  for (const port of ports) {
    if (!isUnnamed(port)) continue;
    const suggestion = suggest(port, taken);
    taken.add(suggestion);
    const at = port.port.state === 'known' ? port.port.node : port.node;
    const number = port.port.state === 'known' ? port.port.value : '';
    breaches.push({ at: placeOf(at), subject: `ports[${number}].name`, port, count: ports.length, suggestion });
  }
  return breaches;
}

function isOnePort([first, ...others]: readonly ServicePort[]): boolean {
  if (first?.port.state !== 'known') return false;
  const { value } = first.port;
  const protocol = protocolOf(first.protocol);
  return others.every(
    (other) => other.port.state === 'known' && other.port.value === value && protocolOf(other.protocol) === protocol,
  );
}

function isUnnamed(port: ServicePort): boolean {
  return port.name.state === 'absent' || (port.name.state === 'known' && port.name.value === '');
}

/**
 * From the protocol spoken on it, the name of its target, or its number. A port name of containers, which is narrower than
 * that of Services (V2, V3): an Ingress can refer to no other.
 */
function suggest(port: ServicePort, taken: ReadonlySet<string>): string {
  const { appProtocol, targetPort } = port;
  const number = port.port.state === 'known' ? port.port.value : undefined;
  const candidates = [
    appProtocol.state === 'known' ? (appProtocol.value.split('/').pop() ?? '').toLowerCase() : '',
    targetPort.state === 'known' && typeof targetPort.value === 'string' ? targetPort.value : '',
    number === undefined ? '' : (COMMON_NAMES.get(number) ?? `port-${number}`),
  ];
  const base = candidates.find((name) => isPortName(name)) ?? 'port';
  if (!taken.has(base)) return base;
  const protocol = port.protocol.state === 'known' ? port.protocol.value.toLowerCase() : 'tcp';
  const longer = [`${base}-${protocol}`, `${base}-${number ?? 0}`].find((name) => isPortName(name) && !taken.has(name));
  if (longer !== undefined) return longer;
  let count = 2;
  while (taken.has(`port-${count}`)) count += 1;
  return `port-${count}`;
}

/** Names that everybody would give to these ports. */
const COMMON_NAMES: ReadonlyMap<number, string> = new Map([
  [53, 'dns'],
  [80, 'http'],
  [443, 'https'],
  [3306, 'mysql'],
  [5432, 'postgres'],
  [6379, 'redis'],
  [9090, 'prometheus'],
]);
