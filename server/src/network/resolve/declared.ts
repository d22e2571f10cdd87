import {
  type Container,
  type ContainerPort,
  isPortName,
  isPortNumber,
  isProtocol,
  listening,
  makesHiddenPods,
  protocolOf,
  valueOr,
  type Workload,
} from '../../kubernetes';
import { type Doubt, unknown } from './doubt';

/** A port that a listening container of a workload declares: everything about it is known. */
export interface DeclaredPort {
  readonly container: Container;
  readonly port: ContainerPort;
  readonly name: string | undefined;
  readonly number: number;
  readonly protocol: string;
}

export interface DeclaredPorts {
  /** In the order Kubernetes looks them up: containers first, then sidecars (trap 2). */
  readonly ports: readonly DeclaredPort[];
  /** False where a container or one of its ports cannot be read: what is not there may still be there. */
  readonly complete: boolean;
}

/** What a port leads to in the pods of one workload. */
export type PortOutcome =
  | { readonly kind: 'found'; readonly port: DeclaredPort; readonly ambiguous: readonly DeclaredPort[] }
  /** A number that no container declares. It may well be listened on: declarations are documentation (trap 1, S085). */
  | { readonly kind: 'undeclared'; readonly number: number }
  /** The name or number exists, with other protocols only. */
  | { readonly kind: 'other-protocol'; readonly ports: readonly DeclaredPort[] }
  /** A name that no container has (S082). */
  | { readonly kind: 'missing'; readonly name: string }
  | { readonly kind: 'unknown'; readonly because: Doubt };

/** One port of one workload, looked up as Kubernetes does: first match of name (or number) and protocol wins. */
export function findPort(
  declared: DeclaredPorts,
  reference: number | string,
  protocol: string | undefined,
): PortOutcome {
  if (protocol === undefined) return unknown('unreadable');
  const called = portsCalled(declared, reference);
  const first = called.find((port) => port.protocol === protocol);
  if (first !== undefined) {
    const ambiguous = called.filter((port) => port.protocol === protocol && port.number !== first.number);
    return { kind: 'found', port: first, ambiguous };
  }
  if (!declared.complete) return unknown('unreadable');
  if (called.length > 0) return { kind: 'other-protocol', ports: called };
  if (typeof reference === 'number') return { kind: 'undeclared', number: reference };
  return { kind: 'missing', name: reference };
}

/** Found, and nothing else is asked. */
export function hasPort(declared: DeclaredPorts, reference: number | string, protocol: string): boolean {
  return portsCalled(declared, reference).some((port) => port.protocol === protocol);
}

/** Of that number, or of that name. Lists of hundreds are looked into by an index. */
export function portsCalled(declared: DeclaredPorts, reference: number | string): readonly DeclaredPort[] {
  const { ports } = declared;
  if (ports.length <= FEW) {
    return ports.filter((port) => (typeof reference === 'string' ? port.name : port.number) === reference);
  }
  let index = indexes.get(declared);
  if (index === undefined) {
    const made = new Map<number | string, DeclaredPort[]>();
    for (const port of ports) {
      for (const key of port.name === undefined ? [port.number] : [port.number, port.name]) {
        const alike = made.get(key);
        if (alike === undefined) made.set(key, [port]);
        else alike.push(port);
      }
    }
    index = made;
    indexes.set(declared, index);
  }
  return index.get(reference) ?? [];
}

const FEW = 16;
const indexes = new WeakMap<DeclaredPorts, ReadonlyMap<number | string, readonly DeclaredPort[]>>();

/** Worked out once for a workload, which never changes: every Service and policy before it asks for the same. */
export function declaredPorts(workload: Workload): DeclaredPorts {
  const known = declaredOf.get(workload);
  if (known !== undefined) return known;
  const declared = readPorts(workload);
  declaredOf.set(workload, declared);
  return declared;
}

const declaredOf = new WeakMap<Workload, DeclaredPorts>();

function readPorts(workload: Workload): DeclaredPorts {
  const template = workload.template;
  const ports: DeclaredPort[] = [];
  let complete =
    template.containersComplete &&
    !workload.incomplete &&
    workload.templates.length === 1 &&
    template.containers.every((container) => container.role !== 'unknown');
  for (const container of listening(template)) complete = addPorts(ports, container) && complete;
  return { ports, complete };
}

/**
 * The ports of one container of it, whether it listens for long or not: those that its probes are about. The kubelet asks for
 * no protocol there, so one that is none (`tcp`) hides nothing.
 */
export function declaredByContainer(workload: Workload, container: Container): DeclaredPorts {
  const known = declaredInContainer.get(container);
  if (known !== undefined) return known;
  const ports: DeclaredPort[] = [];
  // Of a kind whose controller adds to what is written, nobody knows what the container will have (trap 10).
  const faithful = makesHiddenPods(workload) === 'no' && !workload.incomplete;
  const declared = { ports, complete: addPorts(ports, container, 'any-protocol') && faithful };
  declaredInContainer.set(container, declared);
  return declared;
}

const declaredInContainer = new WeakMap<Container, DeclaredPorts>();

type Protocols = 'legal' | 'any-protocol';

/** False where something of them cannot be read. */
function addPorts(ports: DeclaredPort[], container: Container, protocols: Protocols = 'legal'): boolean {
  let complete = container.portsComplete;
  const byName = new Map<string, DeclaredPort>();
  for (const port of container.ports) {
    const read = readDeclared(container, port, protocols);
    if (read !== undefined) ports.push(read);
    if (read?.name !== undefined) {
      const first = byName.get(read.name);
      if (first === undefined) byName.set(read.name, read);
      // One of the two has lost its own name, which may be the one that is looked for; that is told by itself.
      else if (first.number !== read.number || first.protocol !== read.protocol) complete = false;
    }
    // A name that is none is refused: what was meant, nobody can tell, and it is told by itself.
    if (read === undefined || (read.name !== undefined && !isPortName(read.name))) complete = false;
  }
  return complete;
}

function readDeclared(container: Container, port: ContainerPort, protocols: Protocols): DeclaredPort | undefined {
  const name = valueOr(port.name, null);
  const protocol = protocolOf(port.protocol);
  if (name === undefined || protocol === undefined || port.containerPort.state !== 'known') return undefined;
  // A protocol that is none is refused: what was meant, nobody can tell.
  if (protocols === 'legal' && !isProtocol(protocol)) return undefined;
  // So is a number that is none.
  if (!isPortNumber(port.containerPort.value)) return undefined;
  return {
    container,
    port,
    name: name === null || name === '' ? undefined : name,
    number: port.containerPort.value,
    protocol,
  };
}

/** Its pods run to an end: they seldom serve anybody (trap 38). */
export function isRunToCompletion(workload: Workload): boolean {
  return workload.group === 'batch' && (workload.kind === 'Job' || workload.kind === 'CronJob');
}
