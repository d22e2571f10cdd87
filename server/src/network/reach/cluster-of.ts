import {
  type ClusterPolicy,
  type Field,
  type KubernetesObject,
  known,
  type Labels,
  type LabelValue,
  NAMESPACE_NAME,
  type Namespace,
  type NetworkPolicy,
  type OtherObject,
  type Workload,
} from '../../kubernetes';
import type { Cluster, NamespaceFacts, Notice, PodFacts, Policy } from './cluster';
import { clusterPoliciesOf } from './cluster-policies';
import { leftOut } from './left-out';
import { networkPolicyOf } from './network-policies';
import { podsOf } from './pods-of';
import type { CniProfile } from './profiles';

/** The objects of one environment that say who reaches whom. */
export interface ClusterObjects {
  readonly namespaces: readonly Namespace[];
  readonly workloads: readonly Workload[];
  readonly networkPolicies: readonly NetworkPolicy[];
  readonly clusterPolicies: readonly ClusterPolicy[];
  /** Virtual machines, and policies of kinds that are not taken into account, which is said. */
  readonly others?: readonly OtherObject[];
}

/** A cluster with the objects it was made from. */
export interface ClusterSource {
  readonly objects: ClusterObjects;
  readonly cluster: Cluster;
}

/** Of a previous state, what the same objects say is kept as it is, so that the engine sees what stayed. */
export function clusterOf(objects: ClusterObjects, profile: CniProfile, previous?: ClusterSource): Cluster {
  const before = previous?.cluster.profile === profile ? previous : undefined;
  const notices: Notice[] = [];
  const others = objects.others ?? [];
  const machines = others.filter(isMachine);
  const samePods =
    before !== undefined &&
    areSame(before.objects.workloads, objects.workloads) &&
    areSame((before.objects.others ?? []).filter(isMachine), machines);
  const pods = samePods ? before.cluster.pods : podsOf(objects.workloads, machines, profile, notices);
  const known = byObject(before?.cluster.policies ?? []);
  const kept = new Set<KubernetesObject>(samePods ? objects.workloads : []);
  const policies: Policy[] = [];
  for (const policy of objects.networkPolicies) {
    const same = known.get(policy);
    if (same !== undefined) kept.add(policy);
    policies.push(...(same ?? [networkPolicyOf(policy, profile, notices)]));
  }
  for (const policy of objects.clusterPolicies) {
    const same = known.get(policy);
    if (same !== undefined) kept.add(policy);
    if (profile.clusterPolicies) policies.push(...(same ?? clusterPoliciesOf(policy, profile, notices)));
    else notices.push({ message: `${profile.name} does not know ${policy.kind}`, object: policy, node: policy.node });
  }
  notices.push(...leftOut(others));
  if (!profile.enforced && policies.length > 0) notices.push(UNENFORCED);
  for (const notice of before?.cluster.notices ?? []) {
    if (notice.object !== null && kept.has(notice.object)) notices.push(notice);
  }
  policies.sort((one, other) => one.tier.order - other.tier.order || one.priority - other.priority);
  if (samePods && haveSameNamespaces(before.objects, objects)) {
    return { profile, namespaces: before.cluster.namespaces, pods, policies, notices };
  }
  const namespaces = namespacesOf(objects, pods, policies);
  const sameNamespaces =
    before !== undefined &&
    areSame(before.objects.namespaces, objects.namespaces) &&
    [...namespaces].every(([name, { labels }]) =>
      isSameNamespace(before.cluster.namespaces.get(name)?.labels, labels),
    ) &&
    before.cluster.namespaces.size === namespaces.size;
  return { profile, namespaces: sameNamespaces ? before.cluster.namespaces : namespaces, pods, policies, notices };
}

/** With the same pods: policies were edited at most, and stay where they are. */
function haveSameNamespaces(one: ClusterObjects, other: ClusterObjects): boolean {
  const { networkPolicies } = one;
  return (
    areSame(one.namespaces, other.namespaces) &&
    networkPolicies.length === other.networkPolicies.length &&
    networkPolicies.every((policy, at) => {
      const beside = other.networkPolicies[at];
      if (policy === beside) return true;
      const [was, is] = [policy.namespace, beside?.namespace];
      return was.state === 'known' && is?.state === 'known' && was.value === is.value;
    })
  );
}

/** S079. */
const UNENFORCED: Notice = {
  message: 'Nothing enforces network policies in this cluster',
  object: null,
  node: null,
};

function byObject(policies: readonly Policy[]): ReadonlyMap<KubernetesObject, readonly Policy[]> {
  const made = new Map<KubernetesObject, Policy[]>();
  for (const policy of policies) {
    const list = made.get(policy.object);
    if (list === undefined) made.set(policy.object, [policy]);
    else list.push(policy);
  }
  return made;
}

function isMachine({ family }: OtherObject): boolean {
  return family === 'virtual-machine';
}

function areSame<T>(one: readonly T[], other: readonly T[]): boolean {
  return one === other || (one.length === other.length && one.every((item, at) => item === other[at]));
}

/** With the same manifests, a namespace differs in whether its name is known at most. */
function isSameNamespace(one: Labels | undefined, other: Labels): boolean {
  return one !== undefined && one.entries.size === other.entries.size;
}

/** Every namespace that something is in; those without a manifest are known by their name alone (S027, S028). */
function namespacesOf(
  { namespaces }: ClusterObjects,
  pods: readonly PodFacts[],
  policies: readonly Policy[],
): ReadonlyMap<string, NamespaceFacts> {
  const facts = new Map<string, NamespaceFacts>();
  for (const namespace of namespaces) {
    if (namespace.name.state !== 'known') continue;
    const { value: name, node } = namespace.name;
    const entry: LabelValue = { key: node, value: known(name, node) };
    const { entries } = namespace.labels;
    const labels: Labels = { ...namespace.labels, entries: new Map([...entries, [NAMESPACE_NAME, entry]]) };
    const copy = facts.get(name);
    facts.set(name, { name, labels: copy === undefined ? labels : inCommon(copy.labels, labels) });
  }
  for (const { namespace: name, workload } of pods) {
    if (!facts.has(name)) facts.set(name, { name, labels: labelsWithoutManifest(name, workload?.namespace) });
  }
  for (const { namespace: name, object } of policies) {
    if (name !== undefined && !facts.has(name))
      facts.set(name, { name, labels: labelsWithoutManifest(name, object.namespace) });
  }
  return facts;
}

/** Of copies that nothing tells apart only what both say is known. */
function inCommon(one: Labels, other: Labels): Labels {
  const entries = new Map<string, LabelValue>();
  let isSame = one.complete && other.complete && one.entries.size === other.entries.size;
  for (const [key, label] of one.entries) {
    const beside = other.entries.get(key)?.value;
    const equal = label.value.state === 'known' && beside?.state === 'known' && beside.value === label.value.value;
    if (equal) entries.set(key, label);
    else isSame = false;
  }
  return { ...one, entries, complete: isSame };
}

function labelsWithoutManifest(name: string, written: Field<string> | undefined): Labels {
  const entries = new Map<string, LabelValue>();
  // Of a namespace that manifests leave unsaid not even the name is known.
  if (written?.state === 'known') entries.set(NAMESPACE_NAME, { key: written.node, value: known(name, written.node) });
  return { entries, complete: false, node: null };
}
