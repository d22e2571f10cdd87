import { type Field, isLabelName, isPortName, type Monitor, type MonitorEndpoint, placeOf } from '../../kubernetes';
import {
  type DeclaredPort,
  declaredPorts,
  type MonitorPort,
  type MonitorResolution,
  monitoredBy,
  portsCalled,
  resolveServicePort,
  servicePortsBefore,
} from '../../network/resolve';
import type { EnvironmentView } from '../../workspace';
import { type Place, pairOf, type YamlNode } from '../../yaml';
import { allOf, changeTo } from '../common/fixes/edits';
import { called, placeOfPort, portText, quoted } from '../common/messages/words';
import type { Fix } from '../define';

/** The port that is evidently meant: on the other level, or of that number. */
export interface Meant {
  /** Goes on after the port. */
  readonly says: string;
  readonly place: Place;
  fixes(endpoint: MonitorEndpoint, wanted: MonitorPort): readonly Fix[];
}

export function meantBy(
  environment: EnvironmentView,
  monitor: Monitor,
  wanted: MonitorPort,
  resolution: MonitorResolution,
): Meant | undefined {
  if (wanted.field !== 'port') return undefined;
  return monitor.selects === 'services'
    ? meantByServiceMonitor(environment, monitor, wanted, resolution)
    : meantByPodMonitor(environment, wanted, resolution);
}

/** A container's port, or a number, where the name of a Service port is wanted. */
function meantByServiceMonitor(
  environment: EnvironmentView,
  monitor: Monitor,
  wanted: MonitorPort,
  { services }: MonitorResolution,
): Meant | undefined {
  const number = numberIn(wanted.reference);
  for (const { service, outcome } of services) {
    if (outcome.kind !== 'no-such-port') continue;
    const [port] = outcome.ports.filter(
      (each) => number !== undefined && each.port.state === 'known' && each.port.value === number,
    );
    const [target] = port === undefined ? outcome.meant : [port];
    if (target === undefined) continue;
    const is = port === undefined ? 'is a port of the pods' : 'is a number';
    const name = nameIn(target.name);
    const instead = name === undefined ? ', and this one has none' : `, ${quoted(name)} of ${called(service)}`;
    return {
      says: `${is}; a ServiceMonitor wants the name of a Service port${instead}`,
      place: placeOf(target.name.state === 'known' ? target.name.node : target.node),
      fixes: (endpoint, { node }) =>
        name === undefined ? useTargetPort(endpoint, node) : [renamed(node, 'port', name)].flat(),
    };
  }
  const declared = declaredBehind(environment, monitor, number ?? wanted.reference);
  if (declared === undefined) return undefined;
  return {
    says: `is a port of the pods that no selected Service has; a ServiceMonitor wants the name of a Service port`,
    place: placeOfPort(declared),
    fixes: (endpoint, { node }) => useTargetPort(endpoint, node),
  };
}

function declaredBehind(
  environment: EnvironmentView,
  monitor: Monitor,
  reference: number | string,
): DeclaredPort | undefined {
  for (const workload of environment.once(monitoredBy, monitor)?.workloads ?? []) {
    const [port] = portsCalled(declaredPorts(workload), reference);
    if (port !== undefined) return port;
  }
  return undefined;
}

/** A Service port, or a number, where the name of a container's port is wanted. */
function meantByPodMonitor(
  environment: EnvironmentView,
  { reference }: MonitorPort,
  { workloads }: MonitorResolution,
): Meant | undefined {
  const number = numberIn(reference);
  if (number !== undefined) {
    for (const { declared } of workloads) {
      const [port] = portsCalled(declared, number);
      if (port === undefined) continue;
      return wantsContainerPort('is a number; a PodMonitor wants the name of a container port', port);
    }
    return undefined;
  }
  const pods = workloads.map(({ workload }) => workload);
  for (const { service, port, backing } of servicePortsBefore(environment, pods, reference, 'TCP')) {
    for (const { workload, outcome } of resolveServicePort(environment, service, port, backing).workloads) {
      if (outcome.kind !== 'found' || !pods.includes(workload)) continue;
      return wantsContainerPort(`is a port of ${called(service)}; a PodMonitor wants a container port`, outcome.port);
    }
  }
  return undefined;
}

function wantsContainerPort(says: string, declared: DeclaredPort): Meant {
  const { name, number } = declared;
  return {
    says: `${says}, ${portText(name ?? number)}`,
    place: placeOfPort(declared),
    fixes: (endpoint, { node }) =>
      name !== undefined && isPortName(name)
        ? renamed(node, 'port', name)
        : rekeyed(endpoint, node, 'portNumber', number),
  };
}

function renamed(node: YamlNode, field: string, name: string): readonly Fix[] {
  const edit = changeTo(node, name);
  return edit === undefined ? [] : [{ title: `Change ${field} to ${portText(name)}`, safe: false, edits: [edit] }];
}

/** `targetPort` takes what the containers declare. */
function useTargetPort(endpoint: MonitorEndpoint, node: YamlNode): readonly Fix[] {
  return rekeyed(endpoint, node, 'targetPort', undefined);
}

function rekeyed(
  { node: endpoint }: MonitorEndpoint,
  node: YamlNode,
  key: string,
  value: number | undefined,
): readonly Fix[] {
  const pair = pairOf(endpoint, 'port');
  if (pair?.value !== node || pairOf(endpoint, key) !== undefined) return [];
  const edits = allOf([changeTo(pair.key, key), ...(value === undefined ? [] : [changeTo(node, value)])]);
  const title = value === undefined ? `Use ${key} instead of port` : `Use ${key} ${value} instead of port`;
  return edits === undefined ? [] : [{ title, safe: false, edits }];
}

function nameIn(name: Field<string>): string | undefined {
  return name.state === 'known' && isLabelName(name.value) ? name.value : undefined;
}

/** Digits in quotes. */
function numberIn(reference: number | string): number | undefined {
  return typeof reference === 'string' && /^[0-9]{1,5}$/.test(reference) ? Number(reference) : undefined;
}
