import { type Container, isProtocol, LAST_PORT, type PodTemplate, protocolOf, type Workload } from '../../kubernetes';
import { ALL_PORTS, type PortSet, portRange, unionOf } from '../sets/ports';
import type { NamedPort, Protocol } from './cluster';
import type { NamedPorts } from './groups';
import type { CniProfile } from './profiles';

export interface PortsOfPod {
  readonly ports: readonly NamedPort[];
  /** False where other named ports may be there. */
  readonly portsComplete: boolean;
}

/**
 * The named ports of the containers that listen, regular ones first (S045, S046). Where the first of a name counts, one that
 * an unreadable port may stand before is left out: nobody can tell whether it is the one.
 */
export function namedPortsOf(workload: Workload | null, template: PodTemplate): PortsOfPod {
  return readPorts(workload, template, ({ role }) => role === 'regular' || role === 'sidecar');
}

/** As the network plugin counts them; undefined where that is no different (S046, S084). */
export function portsOfPolicies(
  workload: Workload | null,
  template: PodTemplate,
  { namingContainers, equalNames }: CniProfile,
): PortsOfPod | undefined {
  if (namingContainers === 'listening' && equalNames === 'first') return undefined;
  const { ports, portsComplete } = readPorts(workload, template, COUNTED[namingContainers]);
  if (equalNames !== 'last') return { ports, portsComplete };
  return { ports: ports.filter(({ name }, at) => !isNamed(ports.slice(at + 1), name)), portsComplete };
}

const COUNTED: Readonly<Record<CniProfile['namingContainers'], (container: Container) => boolean>> = {
  regular: ({ role }) => role === 'regular',
  listening: ({ role }) => role === 'regular' || role === 'sidecar',
  all: () => true,
};

function isNamed(ports: readonly NamedPort[], wanted: string): boolean {
  return ports.some(({ name }) => name === wanted);
}

function readPorts(
  workload: Workload | null,
  { containers, containersComplete }: PodTemplate,
  counts: (container: Container) => boolean,
): PortsOfPod {
  const ports: NamedPort[] = [];
  const doubted = new Set<string>();
  let allDoubted = false;
  let portsComplete = containersComplete && workload?.incomplete !== true;
  for (const container of containers) {
    if (container.role === 'unknown') {
      portsComplete = false;
      allDoubted = true;
    }
    if (!counts(container)) continue;
    for (const { name, containerPort, protocol: written } of container.ports) {
      if (name.state === 'absent') continue;
      const protocol = protocolOf(written);
      const isRead = name.state === 'known' && containerPort.state === 'known' && isProtocol(protocol);
      if (!isRead) portsComplete = false;
      if (name.state !== 'known') allDoubted = true;
      else if (!isRead) doubted.add(name.value);
      else if (!allDoubted && !doubted.has(name.value))
        ports.push({ name: name.value, number: containerPort.value, protocol });
    }
    if (!container.portsComplete) {
      portsComplete = false;
      allDoubted = true;
    }
  }
  return { ports, portsComplete };
}

/**
 * The ports of that name and protocol (S081); without a protocol, all that the pod has under this name (S124). A pod without
 * any is not meant (S082).
 */
export function portsCalled(
  { ports, portsComplete, firstPortCounts }: NamedPorts,
  name: string,
  protocol: Protocol | undefined,
): { readonly set: PortSet | undefined; readonly certain: boolean } {
  let found: PortSet | undefined;
  for (const port of ports) {
    if (port.name !== name || (protocol !== undefined && port.protocol !== protocol)) continue;
    const set = portRange(port.protocol, port.number, port.number);
    found = found === undefined ? set : unionOf(found, set);
  }
  if (portsComplete || (found !== undefined && protocol !== undefined && firstPortCounts))
    return { set: found, certain: true };
  return { set: protocol === undefined ? ALL_PORTS : portRange(protocol, 1, LAST_PORT), certain: false };
}
