import { listed, type Monitor, type NetworkPolicy, type Service, type Workload } from '../../../kubernetes';
import { destinationsOf, monitoredBy, selectedBy } from '../../../network/resolve';
import { type EnvironmentView, type NamespaceKey, namespaceOf } from '../../../workspace';
import { type Collector, collect, isMentioned, isOrMayBe, mayBeUsedUnread, type NameUses } from './rename';

/**
 * Where a name of container ports is declared and referred to, for all workloads of a namespace at once: containers,
 * probes, Services, policies (also of other namespaces), monitors. For a name that is wrong wherever it stands.
 */
export function usesOfContainerPortName(environment: EnvironmentView, namespace: NamespaceKey, name: string): NameUses {
  const workloads = environment.inNamespace('workload', namespace);
  return usesIn(environment, namespace, name, new Set(workloads), 'namespace');
}

/** The same for the ports of one workload, and of those that share a Service or monitor with it and have the name too. */
export function usesOfWorkloadPortName(environment: EnvironmentView, workload: Workload, name: string): NameUses {
  const namespace = namespaceOf(workload);
  if (namespace === undefined) return { nodes: [], complete: false };
  const sharing = workloadsSharing(environment, namespace, workload, name);
  return usesIn(environment, namespace, name, sharing, 'workloads');
}

/** Of a namespace, also what leads to no workload has the name in mind; of some workloads, only what leads to them. */
type Scope = 'namespace' | 'workloads';

function usesIn(
  environment: EnvironmentView,
  namespace: NamespaceKey,
  name: string,
  workloads: ReadonlySet<Workload>,
  scope: Scope,
): NameUses {
  const collector = collect(name);
  for (const workload of workloads) addFromWorkload(workload, name, collector);
  if (workloads.size > MOST_WORKLOADS) collector.doubt();
  for (const service of environment.inNamespace('service', namespace)) {
    addFromService(environment, service, workloads, scope, name, collector);
  }
  for (const policy of environment.ofType('network-policy')) {
    const isOwn = namespaceOf(policy) === namespace;
    if (scope === 'namespace' && isOwn) addAllFromPolicy(policy, collector);
    else addFromPolicy(environment, policy, workloads, name, collector);
  }
  for (const monitor of environment.ofType('monitor')) {
    const isOwn = scope === 'namespace' && namespaceOf(monitor) === namespace;
    addFromMonitor(environment, monitor, isOwn ? 'all' : workloads, name, collector);
  }
  if (mayBeUsedUnread(environment, namespace, name)) collector.doubt();
  return collector.uses();
}

const MOST_WORKLOADS = 300;

/** Services and monitors name a port once for all pods that they select: those change together. */
function workloadsSharing(
  environment: EnvironmentView,
  namespace: NamespaceKey,
  workload: Workload,
  name: string,
): ReadonlySet<Workload> {
  const sharing = new Set([workload]);
  const groups = environment
    .inNamespace('service', namespace)
    .filter((service) => listed(service.ports).some(({ targetPort }) => isOrMayBe(targetPort, name)))
    .map((service) => environment.once(selectedBy, service)?.certain ?? []);
  // Each turn takes in at least one more workload, or is the last.
  for (let size = 0; size < sharing.size && sharing.size <= MOST_WORKLOADS; ) {
    size = sharing.size;
    for (const group of groups) {
      if (!group.some((each) => sharing.has(each))) continue;
      for (const each of group) if (declares(each, name)) sharing.add(each);
    }
  }
  return sharing;
}

function declares(workload: Workload, name: string): boolean {
  return workload.template.containers.some(({ ports }) => ports.some((port) => isOrMayBe(port.name, name)));
}

function addFromWorkload(workload: Workload, name: string, collector: Collector): void {
  for (const { containers, annotations } of workload.templates) {
    for (const container of containers) {
      for (const port of container.ports) collector.add(port.name);
      for (const probe of container.probes) collector.add(probe.port);
    }
    if (isMentioned(annotations, name)) collector.doubt();
  }
}

function addFromService(
  environment: EnvironmentView,
  service: Service,
  workloads: ReadonlySet<Workload>,
  scope: Scope,
  name: string,
  collector: Collector,
): void {
  const named = listed(service.ports).filter(({ targetPort }) => isOrMayBe(targetPort, name));
  if (service.ports.state === 'unknown') collector.doubt();
  if (named.length === 0) return;
  const selected = environment.once(selectedBy, service);
  const leadsHere = scope === 'namespace' || selected?.certain.some((each) => workloads.has(each)) === true;
  if (leadsHere) for (const { targetPort } of named) collector.add(targetPort);
  // Pods of which nobody can tell, on either side.
  if (service.selector.state === 'unknown' || selected?.possible.some((each) => workloads.has(each)) === true) {
    collector.doubt();
  }
}

/** An illegal name is illegal in all of them. */
function addAllFromPolicy(policy: NetworkPolicy, collector: Collector): void {
  if (policy.ingress.state === 'unknown' || policy.egress.state === 'unknown') collector.doubt();
  for (const rule of [...listed(policy.ingress), ...listed(policy.egress)]) {
    for (const { port } of listed(rule.ports)) collector.add(port);
  }
}

/** A rule's ports belong to the policy's own pods for ingress, and to its peers' for egress, in whatever namespace (S080). */
function addFromPolicy(
  environment: EnvironmentView,
  policy: NetworkPolicy,
  workloads: ReadonlySet<Workload>,
  name: string,
  collector: Collector,
): void {
  for (const direction of ['ingress', 'egress'] as const) {
    for (const rule of listed(policy[direction])) {
      const named = listed(rule.ports).filter(({ port }) => isOrMayBe(port, name));
      if (named.length === 0) continue;
      const destinations = destinationsOf(environment, policy, rule, direction);
      const leadsHere = destinations.workloads.some((each) => workloads.has(each));
      if (leadsHere) for (const { port } of named) collector.add(port);
      // It is for other pods too, and those keep their name.
      const isShared = leadsHere && destinations.workloads.some((each) => !workloads.has(each) && declares(each, name));
      if (isShared || !destinations.complete) collector.doubt();
    }
  }
}

function addFromMonitor(
  environment: EnvironmentView,
  monitor: Monitor,
  workloads: ReadonlySet<Workload> | 'all',
  name: string,
  collector: Collector,
): void {
  for (const { port, targetPort } of monitor.endpoints) {
    // `port` of a ServiceMonitor is the name of a Service port.
    const fields = (monitor.selects === 'pods' ? [port, targetPort] : [targetPort]).filter((field) =>
      isOrMayBe(field, name),
    );
    if (fields.length === 0) continue;
    const selected = environment.once(monitoredBy, monitor);
    const here = workloads === 'all' || selected?.workloads.some((each) => workloads.has(each)) === true;
    if (here) for (const field of fields) collector.add(field);
    if (workloads === 'all') continue;
    const isShared = here && selected?.workloads.some((each) => !workloads.has(each) && declares(each, name)) === true;
    if (selected === undefined || selected.podsOpen || isShared) collector.doubt();
  }
}
