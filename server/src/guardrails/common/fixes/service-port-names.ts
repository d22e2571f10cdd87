import { backendsOf, type Field, type Monitor, matches, type Service, type ServicePort } from '../../../kubernetes';
import { monitoredBy } from '../../../network/resolve';
import { type EnvironmentView, type NamespaceKey, namespaceOf } from '../../../workspace';
import { type Collector, collect, isMentioned, isOrMayBe, mayBeUsedUnread, type NameUses } from './rename';

/**
 * Where a port of one Service is named: itself, Ingresses, OpenShift's Routes, ServiceMonitors of any namespace that select
 * it, endpoints made by hand. Routes of the Gateway API, webhooks and the kinds of Istio refer to it by number only.
 */
export function usesOfServicePortName(environment: EnvironmentView, service: Service, port: ServicePort): NameUses {
  const namespace = namespaceOf(service);
  if (port.name.state !== 'known' || service.name.state !== 'known' || namespace === undefined) {
    return { nodes: port.name.state === 'known' ? [port.name.node] : [], complete: false };
  }
  const name = port.name.value;
  const collector = collect(name);
  collector.add(port.name);
  addReferences(environment, namespace, service.name.value, name, collector);
  for (const monitor of environment.ofType('monitor')) addFromMonitor(environment, monitor, service, name, collector);
  if (environment.hasAlternatives(service) || isMentioned(service.annotations, name)) collector.doubt();
  if (mayBeUsedUnread(environment, namespace, name)) collector.doubt();
  return collector.uses();
}

function addReferences(
  environment: EnvironmentView,
  namespace: NamespaceKey,
  serviceName: string,
  name: string,
  collector: Collector,
): void {
  const isMeant = (field: Field<string>) => field.state === 'known' && field.value === serviceName;
  for (const ingress of environment.inNamespace('ingress', namespace)) {
    for (const backend of backendsOf(ingress)) if (isMeant(backend.serviceName)) collector.add(backend.port);
    if (isMentioned(ingress.annotations, name)) collector.doubt();
  }
  for (const route of environment.inNamespace('route', namespace)) {
    if (!route.openShift) continue;
    const backends = route.backends.filter((backend) => isMeant(backend.name));
    for (const backend of backends) collector.add(backend.port);
    // One port for all of its backends: the others keep their name.
    const isShared = backends.length > 0 && backends.length < route.backends.length;
    if (isShared && backends.some(({ port }) => isOrMayBe(port, name))) collector.doubt();
  }
  for (const endpoints of environment.inNamespace('endpoints', namespace)) {
    if (isMeant(endpoints.serviceName)) for (const each of endpoints.ports) collector.add(each.name);
  }
}

function addFromMonitor(
  environment: EnvironmentView,
  monitor: Monitor,
  service: Service,
  name: string,
  collector: Collector,
): void {
  if (monitor.selects !== 'services') return;
  const named = monitor.endpoints.filter(({ port }) => isOrMayBe(port, name));
  if (named.length === 0) return;
  const selected = environment.once(monitoredBy, monitor);
  if (selected?.services.includes(service) !== true) {
    // Its selector, or the labels of the Service, cannot be read.
    const mayBe = monitor.selector.state !== 'known' || matches(monitor.selector.value, service.labels) === 'unknown';
    if (selected === undefined || mayBe) collector.doubt();
    return;
  }
  for (const { port } of named) collector.add(port);
  // Other Services of the same name for another port keep it.
  const others = selected.services.filter((each) => each !== service);
  if (selected.open || others.some((each) => hasPortCalled(each, name))) collector.doubt();
}

function hasPortCalled(service: Service, name: string): boolean {
  if (service.ports.state !== 'known') return service.ports.state === 'unknown';
  return service.ports.value.some((port) => isOrMayBe(port.name, name));
}
