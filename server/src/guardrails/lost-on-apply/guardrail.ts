import {
  type Container,
  type Field,
  isPortNumber,
  isProtocol,
  placeOf,
  protocolOf,
  type Service,
  type Workload,
} from '../../kubernetes';
import type { MappingNode, YamlNode } from '../../yaml';
import { isPlainKind } from '../common/evidence/plain-kinds';
import { oneLine } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface Twins extends Breach {
  readonly what: 'port' | 'containerPort';
  readonly number: number;
  readonly first: Twin;
  readonly second: Twin;
}

interface Twin {
  readonly number: number;
  readonly protocol: string;
  readonly node: YamlNode;
}

export const lostOnApply = defineGuardrail<'service' | 'workload', Twins>({
  id: 'lost-on-apply',
  title: 'One port number with two protocols, of which kubectl apply may lose one',
  category: 'wiring',
  severity: 'info',
  confidence: 'possible',
  check: {
    kind: 'object',
    appliesTo: ['service', 'workload'],
    find(object) {
      const found = object.type === 'service' ? twinsOfService(object) : twinsOfWorkload(object);
      return found === undefined ? NONE : [found];
    },
  },
  message: ({ what, number, first, second }) =>
    oneLine(
      `${what} ${number} stands for ${first.protocol} and ${second.protocol}: a client-side kubectl apply may lose one of them`,
    ),
  related: ({ first }) => [{ place: placeOf(first.node), message: `Its ${first.protocol} twin` }],
});

const NONE: readonly Twins[] = [];

function twinsOfService({ ports }: Service): Twins | undefined {
  if (ports.state !== 'known' || ports.value.length < 2) return undefined;
  return breachOf(
    'port',
    ports.value.map(({ port, protocol, node }) => ({ number: port, protocol, node })),
  );
}

/** One finding for the whole workload: the cause is one. */
function twinsOfWorkload(workload: Workload): Twins | undefined {
  for (const { containers } of workload.templates) {
    for (const container of containers) {
      if (container.ports.length < 2) continue;
      const found = isChangedByApply(workload) ? twinsOfContainer(container) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Ports of Pods and Jobs never change, and lists of custom resources are replaced as a whole. */
function isChangedByApply(workload: Workload): boolean {
  return isPlainKind(workload) && workload.kind !== 'Pod' && workload.kind !== 'Job' && workload.owner === null;
}

function twinsOfContainer({ ports }: Container): Twins | undefined {
  return breachOf(
    'containerPort',
    ports.map(({ containerPort, protocol, node }) => ({ number: containerPort, protocol, node })),
  );
}

interface Port {
  readonly number: Field<number>;
  readonly protocol: Field<string>;
  readonly node: MappingNode;
}

function breachOf(what: Twins['what'], ports: readonly Port[]): Twins | undefined {
  const seen = new Map<number, Twin>();
  for (const port of ports) {
    const second = twinOf(port);
    if (second === undefined) continue;
    const first = seen.get(second.number);
    if (first === undefined) seen.set(second.number, second);
    else if (first.protocol !== second.protocol) {
      const { number } = second;
      return { at: placeOf(second.node), subject: `${what}=${number}`, what, number, first, second };
    }
  }
  return undefined;
}

/** What is illegal is told by itself. */
function twinOf({ number, protocol }: Port): Twin | undefined {
  const name = protocolOf(protocol);
  if (name === undefined || !isProtocol(name)) return undefined;
  if (number.state !== 'known' || !isPortNumber(number.value)) return undefined;
  return { number: number.value, protocol: name, node: number.node };
}
