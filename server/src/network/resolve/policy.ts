import {
  type Direction,
  type NetworkPolicy,
  type PolicyPeer,
  type PolicyPort,
  type PolicyRule,
  protocolOf,
  type Service,
  type ServicePort,
  type Workload,
} from '../../kubernetes';
import { type EnvironmentView, type NamespaceKey, namespaceOf } from '../../workspace';
import { declaredPorts, findPort, type PortOutcome } from './declared';
import { unknown } from './doubt';
import { namespacesSelectedBy } from './namespaces';
import {
  type Backing,
  isOneOfSeveral,
  portsOf,
  resolveServicePort,
  type ServicePortResolution,
  type WorkloadTarget,
  workloadsBehind,
} from './service';

/** The pods that a rule's ports belong to: the policy's own for ingress, the peers' for egress (S080). */
export interface Destinations {
  readonly workloads: readonly Workload[];
  /** False where other pods may be meant too. */
  readonly complete: boolean;
}

/** What a policy's port leads to in the pods it belongs to, and which Services have a port of that number or name. */
export interface PolicyPortResolution {
  readonly port: PolicyPort;
  readonly protocol: string | undefined;
  readonly workloads: readonly WorkloadTarget[];
  /** Service ports of that number (or name) and protocol, in front of those pods. */
  readonly mappedBy: readonly ServicePortResolution[];
}

export function resolvePolicyPort(
  environment: EnvironmentView,
  port: PolicyPort,
  destinations: Destinations,
): PolicyPortResolution {
  const protocol = protocolOf(port.protocol);
  const reference = port.port.state === 'known' ? port.port.value : undefined;
  const workloads = destinations.workloads.map((workload): WorkloadTarget => {
    const declared = declaredPorts(workload);
    const outcome: PortOutcome =
      reference === undefined ? unknown('unreadable') : findPort(declared, reference, protocol);
    return { workload, outcome, declared };
  });
  return {
    port,
    protocol,
    workloads,
    get mappedBy() {
      if (reference === undefined || protocol === undefined) return [];
      return [...servicePortsBefore(environment, destinations.workloads, reference, protocol)].map(
        ({ service, port: own, backing }) => resolveServicePort(environment, service, own, backing),
      );
    },
  };
}

/** A port of a Service that certainly is in front of some of those pods. */
export interface ServicePortBefore {
  readonly service: Service;
  readonly port: ServicePort;
  readonly backing: Backing;
}

/**
 * The Service ports of that number (or name) and protocol in front of those pods. Found from the Services that have such
 * a port, one by one, so that whoever asks may stop as soon as it has its answer.
 */
export function* servicePortsBefore(
  environment: EnvironmentView,
  workloads: readonly Workload[],
  reference: number | string,
  protocol: string,
): Generator<ServicePortBefore, undefined> {
  const wanted = new Set(workloads);
  for (const service of servicesThatMayLeadTo(environment, workloads)) {
    const ports = (portsOf(service) ?? []).filter((each) => {
      const own = typeof reference === 'string' ? each.name : each.port;
      return own.state === 'known' && own.value === reference && protocolOf(each.protocol) === protocol;
    });
    if (ports.length === 0 || environment.hasAlternatives(service)) continue;
    const backing = environment.once(workloadsBehind, service);
    if (!backing.workloads.some((workload) => wanted.has(workload))) continue;
    for (const port of ports) yield { service, port, backing };
  }
}

/** Those that select one of a few; of many, all Services beside them. */
function servicesThatMayLeadTo(environment: EnvironmentView, workloads: readonly Workload[]): Iterable<Service> {
  if (workloads.length <= FEW) {
    return new Set(
      workloads.flatMap((workload) => environment.servicesSelecting(workload).map(({ service }) => service)),
    );
  }
  const namespaces = new Set(workloads.map(namespaceOf));
  return [...namespaces].flatMap((namespace) =>
    namespace === undefined ? [] : environment.inNamespace('service', namespace),
  );
}

const FEW = 4;

export function destinationsOf(
  environment: EnvironmentView,
  policy: NetworkPolicy,
  rule: PolicyRule,
  direction: Direction,
): Destinations {
  return direction === 'ingress' ? subjectsOf(environment, policy) : peersOf(environment, policy, rule);
}

/** The pods a policy is about: those of its own namespace that its podSelector takes in; absent means all (S005, S006). */
export function subjectsOf(environment: EnvironmentView, policy: NetworkPolicy): Destinations {
  return environment.once(findSubjects, policy);
}

function findSubjects(environment: EnvironmentView, policy: NetworkPolicy): Destinations {
  const namespace = namespaceOf(policy);
  if (namespace === undefined || policy.podSelector.state === 'unknown') return NOBODY_KNOWS;
  return podsIn(environment, namespace, policy.podSelector);
}

function peersOf(environment: EnvironmentView, policy: NetworkPolicy, rule: PolicyRule): Destinations {
  // No peers at all means everybody, in and out of the cluster (S010).
  if (rule.peers.state !== 'known' || rule.peers.value.length === 0) return NOBODY_KNOWS;
  const pods = rule.peers.value.map((peer) => peerPods(environment, policy, peer));
  const [only] = pods;
  if (only !== undefined && pods.length === 1) return only;
  const workloads = new Set<Workload>();
  for (const each of pods) for (const workload of each.workloads) workloads.add(workload);
  return new Pods([...workloads], () => pods.every((each) => each.complete));
}

/** The pods of one peer (S020-S024). Addresses are no pods (trap 19). */
function peerPods(environment: EnvironmentView, policy: NetworkPolicy, peer: PolicyPeer): Destinations {
  if (peer.ipBlock.state !== 'absent') return NOBODY_KNOWS;
  if (peer.podSelector.state === 'unknown' || peer.namespaceSelector.state === 'unknown') return NOBODY_KNOWS;
  if (peer.namespaceSelector.state === 'absent') {
    const namespace = namespaceOf(policy);
    if (namespace === undefined || peer.podSelector.state === 'absent') return NOBODY_KNOWS;
    return podsIn(environment, namespace, peer.podSelector);
  }
  const namespaces = namespacesSelectedBy(environment, peer.namespaceSelector.value);
  if (namespaces.certain.length > MOST_NAMESPACES) return NOBODY_KNOWS;
  const pods = namespaces.certain.map((namespace) => podsIn(environment, namespace, peer.podSelector));
  const [only] = pods;
  if (only !== undefined && pods.length === 1 && namespaces.complete) return only;
  const workloads = pods.flatMap((each) => each.workloads);
  return new Pods(workloads, () => namespaces.complete && pods.every((each) => each.complete));
}

/** A class, for a getter of an object by itself is slow to make, and each scan makes tens of thousands. */
class Pods implements Destinations {
  constructor(
    readonly workloads: readonly Workload[],
    private readonly isComplete: () => boolean,
  ) {}

  /** Asked only by whoever has something to say: a document that does not parse changes the answer everywhere. */
  get complete(): boolean {
    return this.isComplete();
  }
}

const NOBODY_KNOWS: Destinations = { workloads: [], complete: false };

const MOST_PODS = 300;
/** Each policy asks about each of them. */
const MOST_NAMESPACES = 100;

function podsIn(
  environment: EnvironmentView,
  namespace: NamespaceKey,
  selector: NetworkPolicy['podSelector'],
): Destinations {
  if (selector.state === 'unknown') return NOBODY_KNOWS;
  const isAll = () => !environment.mayHoldMore(namespace);
  if (selector.state === 'absent') {
    const all = environment.inNamespace('workload', namespace);
    return withoutAlternatives(environment, all, isAll);
  }
  const selected = environment.workloadsSelectedBy(selector.value, namespace);
  if (selected.certain.length > MOST_PODS) return NOBODY_KNOWS;
  const workloads = selected.alone;
  return new Pods(
    workloads,
    () => selected.possible.length === 0 && workloads.length === selected.certain.length && isAll(),
  );
}

function withoutAlternatives(
  environment: EnvironmentView,
  workloads: readonly Workload[],
  isAll: () => boolean,
): Destinations {
  // Each policy asks about each of them: nobody is told about so many, and hundreds of such policies would take minutes.
  if (workloads.length > MOST_PODS) return NOBODY_KNOWS;
  const kept = workloads.filter((workload) => !environment.once(isOneOfSeveral, workload));
  return new Pods(kept, () => kept.length === workloads.length && isAll());
}
