import {
  backendsOf,
  effectiveTargetPort,
  type Ingress,
  isEmptySelector,
  matches,
  type RouteObject,
  type Service,
  type ServicePort,
} from '../../kubernetes';
import { namespaceOf } from '../../workspace';
import { NO_PORTS, type PortSet, portRange, unionOf } from '../sets/ports';
import type { PodFacts } from './cluster';

/** What np-guard's analyzer asks of an Ingress or a Route: a Service by name, and one of its ports (undefined: all). */
interface Target {
  readonly service: string;
  readonly port: number | string | undefined;
}

/** The ports of each workload that some Ingress or Route of its namespace leads to: what its containers declare. */
export function compatIngressPorts(
  {
    services,
    ingresses,
    routes,
  }: {
    readonly services: readonly Service[];
    readonly ingresses: readonly Ingress[];
    readonly routes: readonly RouteObject[];
  },
  pods: readonly PodFacts[],
): ReadonlyMap<PodFacts, PortSet> {
  const found = new Map<PodFacts, PortSet>();
  for (const object of [...ingresses, ...routes]) {
    const namespace = namespaceIn(object);
    const targets = object.type === 'ingress' ? targetsOfIngress(object) : targetsOfRoute(object);
    for (const { service: name, port } of targets) {
      const service = services.find(
        (each) => each.name.state === 'known' && each.name.value === name && namespaceIn(each) === namespace,
      );
      if (service === undefined) continue;
      for (const each of pods) {
        if (each.namespace !== namespace || !isSelected(service, each)) continue;
        const ports = portsOf(service, port, each);
        found.set(each, unionOf(found.get(each) ?? NO_PORTS, ports));
      }
    }
  }
  return found;
}

function namespaceIn(object: Service | Ingress | RouteObject): string {
  return namespaceOf(object) || 'default';
}

function targetsOfIngress(ingress: Ingress): readonly Target[] {
  if (ingress.version !== 'v1') return [];
  return backendsOf(ingress).flatMap(({ serviceName, port }) =>
    serviceName.state === 'known' ? [{ service: serviceName.value, port: writtenValue(port) }] : [],
  );
}

function targetsOfRoute(route: RouteObject): readonly Target[] {
  if (!route.openShift) return [];
  return route.backends.flatMap(({ kind, name, port }) =>
    name.state === 'known' && (kind.state === 'absent' || (kind.state === 'known' && SERVICE.has(kind.value)))
      ? [{ service: name.value, port: writtenValue(port) }]
      : [],
  );
}

const SERVICE: ReadonlySet<string> = new Set(['', 'Service']);

function writtenValue(port: { readonly state: string; readonly value?: number | string }): number | string | undefined {
  return port.state === 'known' && port.value !== 0 && port.value !== '' ? port.value : undefined;
}

function isSelected({ selector }: Service, { labels }: PodFacts): boolean {
  if (selector.state !== 'known') return false;
  return isEmptySelector(selector.value) || matches(selector.value, labels) === 'yes';
}

/** The first Service port that has the number or the name, or leads to it; of no port in particular, all of them. */
function portsOf(service: Service, wanted: number | string | undefined, pods: PodFacts): PortSet {
  const ports = service.ports.state === 'known' ? service.ports.value : [];
  const meant = wanted === undefined ? ports : ports.filter((port) => isMeant(port, wanted)).slice(0, 1);
  return meant.map((port) => targetIn(port, pods)).reduce(unionOf, NO_PORTS);
}

function isMeant({ name, port, targetPort }: ServicePort, wanted: number | string): boolean {
  return [name, port, targetPort].some((field) => field.state === 'known' && field.value === wanted);
}

/** A name that the pod has for TCP, or a number that it declares, for whatever protocol. */
function targetIn(port: ServicePort, pods: PodFacts): PortSet {
  const target = effectiveTargetPort(port);
  if (target.state !== 'known') return NO_PORTS;
  if (typeof target.value === 'string') {
    const called = pods.ports.find(({ name }) => name === target.value);
    return called?.protocol === 'TCP' ? portRange('TCP', called.number, called.number) : NO_PORTS;
  }
  const number = target.value;
  const containers = pods.workload?.templates[0]?.containers ?? [];
  const declared = containers.some(
    ({ role, ports }) =>
      role === 'regular' &&
      ports.some(({ containerPort }) => containerPort.state === 'known' && containerPort.value === number),
  );
  return declared ? portRange('TCP', number, number) : NO_PORTS;
}
