import {
  type LabelSelector,
  NAMESPACE_NAME,
  type NetworkPolicy,
  type PolicyPeer,
  type PolicyRule,
  requiredPairs,
} from '../../kubernetes';
import { type EnvironmentView, type NamespaceKey, namespaceOf } from '../../workspace';

/**
 * Whether two rules may have a peer in common. No only where that is certain: each peer of the one differs from each peer
 * of the other in a label or the namespace, or takes in other pods where all pods are to be seen.
 */
export function mayShareAPeer(
  environment: EnvironmentView,
  policy: NetworkPolicy,
  rule: PolicyRule,
  { policy: otherPolicy, rule: otherRule, budget }: { policy: NetworkPolicy; rule: PolicyRule; budget: Budget },
): boolean {
  if (rule === otherRule) return true;
  const peers = peersOf(rule);
  const others = peersOf(otherRule);
  // Everybody, or nobody can tell.
  if (peers === undefined || others === undefined) return true;
  budget.pairs -= peers.length * others.length;
  if (budget.pairs < 0) return true;
  return peers.some((peer) =>
    others.some((other) => !areApart(environment, scopeOf(policy, peer), scopeOf(otherPolicy, other))),
  );
}

/** What one policy may still look at, spent from rule to rule: what is left over at the end, nobody can tell. */
export interface Budget {
  /** Pods behind Services: each is asked about each. */
  pods: number;
  /** Pairs of peers. */
  pairs: number;
}

export function newBudget(): Budget {
  return { pods: 4000, pairs: 1000 };
}

function peersOf({ peers }: PolicyRule): readonly PolicyPeer[] | undefined {
  return peers.state === 'known' && peers.value.length > 0 ? peers.value : undefined;
}

/** The pods of a peer: of which namespaces, and which of those (S020-S024). */
interface Scope {
  /** A namespace by its name, or namespaces by a selector. */
  readonly namespace: NamespaceKey | undefined;
  readonly namespaces: LabelSelector | undefined;
  /** Undefined where all are meant. */
  readonly pods: LabelSelector | undefined;
}

/** Undefined for addresses, which may be anybody's, and for what cannot be read. */
function scopeOf(policy: NetworkPolicy, peer: PolicyPeer): Scope | undefined {
  const { podSelector, namespaceSelector } = peer;
  if (peer.ipBlock.state !== 'absent' || podSelector.state === 'unknown') return undefined;
  const pods = podSelector.state === 'known' ? podSelector.value : undefined;
  if (namespaceSelector.state === 'unknown') return undefined;
  if (namespaceSelector.state === 'known') {
    const namespaces = namespaceSelector.value;
    const named = requiredPairs(namespaces).find(([key]) => key === NAMESPACE_NAME);
    return { namespace: named?.[1], namespaces, pods };
  }
  const namespace = namespaceOf(policy);
  return namespace === undefined || pods === undefined ? undefined : { namespace, namespaces: undefined, pods };
}

function areApart(environment: EnvironmentView, one: Scope | undefined, other: Scope | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const { namespace } = one;
  // A namespace that manifests leave unsaid may be any.
  const bothNamed = namespace !== undefined && namespace !== '' && other.namespace !== undefined;
  if (bothNamed && other.namespace !== '' && namespace !== other.namespace) return true;
  if (differ(one.namespaces, other.namespaces) || differ(one.pods, other.pods)) return true;
  if (namespace === undefined || namespace !== other.namespace || one.pods === undefined || other.pods === undefined) {
    return false;
  }
  return takeInOthers(environment, namespace, one.pods, other.pods);
}

/** They want different values of one label: nothing has both. */
function differ(one: LabelSelector | undefined, other: LabelSelector | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const wanted = new Map(requiredPairs(one));
  return requiredPairs(other).some(([key, value]) => wanted.has(key) && wanted.get(key) !== value);
}

function takeInOthers(
  environment: EnvironmentView,
  namespace: NamespaceKey,
  one: LabelSelector,
  other: LabelSelector,
): boolean {
  const own = environment.workloadsSelectedBy(one, namespace);
  const others = environment.workloadsSelectedBy(other, namespace);
  if (own.certain.length === 0 || others.certain.length === 0) return false;
  if (own.possible.length > 0 || others.possible.length > 0) return false;
  const taken = new Set(own.certain);
  return !others.certain.some((workload) => taken.has(workload)) && !environment.mayHoldMore(namespace);
}
