import { type Certainty, isRuntimeLabel, type Labels } from '../../kubernetes';
import type { Cluster, NamedPort, PodFacts } from './cluster';

/**
 * Pods that nothing tells apart: one namespace, equal labels, equal named ports, equally on the host network. Replicas and
 * copies of a workload are one group, so the engine's work grows with what is different, not with how much there is.
 */
export interface Group {
  readonly index: number;
  readonly namespace: string;
  readonly labels: Labels;
  readonly ports: readonly NamedPort[];
  readonly portsComplete: boolean;
  /** Of ports of one name and protocol only the first counts: others that may be there change nothing (S084). */
  readonly firstPortCounts: boolean;
  readonly unenforced: boolean;
  readonly hostNetwork: Certainty;
  readonly addresses: readonly string[];
  /** What names of ports stand for where it is the destination of an egress rule; undefined: its own ports. */
  readonly asDestination: NamedPorts | undefined;
}

export type NamedPorts = Pick<Group, 'ports' | 'portsComplete' | 'firstPortCounts'>;

export interface Grouping {
  readonly groups: readonly Group[];
  /** The group of each pod, by the pod's index. */
  readonly ofPod: Int32Array;
}

export function groupsOf({ pods, profile }: Cluster): Grouping {
  const groups: Group[] = [];
  const byKey = new Map<string, number>();
  const ofPod = new Int32Array(pods.length);
  for (const pod of pods) {
    const key = keyOf(pod);
    let index = byKey.get(key);
    if (index === undefined) {
      index = groups.length;
      byKey.set(key, index);
      const { namespace, labels, hostNetwork, addresses } = pod;
      const unenforced = pod.unenforced === true;
      const firstPortCounts = profile.equalNames === 'first';
      groups.push({
        index,
        namespace,
        labels,
        ...portsOf(pod),
        firstPortCounts,
        unenforced,
        hostNetwork,
        addresses,
        asDestination: undefined,
      });
    }
    ofPod[pod.index] = index;
  }
  const sorted = byNamespace(groups, ofPod);
  return { groups: profile.namedPorts === 'per-identity' ? withIdentities(sorted) : sorted, ofPod };
}

/** What selectors choose is mostly together in few namespaces: sets of neighbours are small. */
function byNamespace(groups: readonly Group[], ofPod: Int32Array): readonly Group[] {
  const order = groups.toSorted((one, other) => compare(one.namespace, other.namespace) || one.index - other.index);
  const places = new Int32Array(groups.length);
  for (const [at, { index }] of order.entries()) places[index] = at;
  for (const [pod, index] of ofPod.entries()) ofPod[pod] = places[index] ?? -1;
  return order.map((group, index) => ({ ...group, index }));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Nothing by which pods are grouped differs: what is known of the groups of the one holds for the other. */
export function areGroupedAlike(one: readonly PodFacts[], other: readonly PodFacts[]): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  return one.every((pod, at) => {
    const beside = other[at];
    return pod === beside || (beside !== undefined && keyOf(pod) === keyOf(beside));
  });
}

function portsOf({ portsOfPolicies, ports, portsComplete }: PodFacts): Pick<PodFacts, 'ports' | 'portsComplete'> {
  return portsOfPolicies ?? { ports: firstOfEach(ports), portsComplete };
}

/** Mostly there is nothing to leave out. */
export function firstOfEach(ports: readonly NamedPort[]): readonly NamedPort[] {
  if (ports.length < 2) return ports;
  const seen = new Set(ports.map(({ name, protocol }) => `${name}/${protocol}`));
  if (seen.size === ports.length) return ports;
  return ports.filter(({ name, protocol }) => seen.delete(`${name}/${protocol}`));
}

function keyOf(pod: PodFacts): string {
  const { ports: named, portsComplete } = portsOf(pod);
  const ports =
    named.length === 0 ? '' : named.map(({ name, number, protocol }) => `${name}=${number}/${protocol}`).join(',');
  const addresses = pod.addresses.length === 0 ? '' : pod.addresses.join(',');
  const rest = `${portsComplete}${pod.hostNetwork}${pod.unenforced === true}`;
  return `${pod.namespace}\n${labelsKey(pod.labels)}\n${ports}\n${rest}\n${addresses}`;
}

/** Pods of one workload, and of one parsed manifest, have the very same labels. */
const keys = new WeakMap<Labels, string>();

function labelsKey(labels: Labels): string {
  const known = keys.get(labels);
  if (known !== undefined) return known;
  const entries: string[] = [];
  // With its length before it, one text cannot be taken for two.
  for (const [key, { value }] of labels.entries) {
    const text = value.state === 'known' ? `=${value.value.length}:${value.value}` : '?';
    entries.push(`${key.length}:${key}${text}`);
  }
  const made = `${entries.sort().join(',')}${labels.complete ? '' : '…'}${labels.added === undefined ? '' : [...labels.added].sort().join(',')}`;
  keys.set(labels, made);
  return made;
}

/** A name that pods of one namespace and equal labels have for different ports stands for none of them (S080). */
function withIdentities(groups: readonly Group[]): readonly Group[] {
  const numbers = new Map<string, Map<string, Set<string>>>();
  const unsure = new Set<string>();
  for (const { namespace, labels, ports, portsComplete, hostNetwork } of groups) {
    if (hostNetwork === 'yes') continue;
    const key = identityKey(namespace, labels);
    if (key === undefined) unsure.add(`${namespace}\n`);
    else if (!portsComplete || hostNetwork === 'unknown') unsure.add(key);
    const own = numbers.get(key ?? '') ?? new Map<string, Set<string>>();
    numbers.set(key ?? '', own);
    for (const { name, number, protocol } of ports)
      own.set(name, (own.get(name) ?? new Set()).add(`${number}/${protocol}`));
  }
  return groups.map((group) => {
    const key = identityKey(group.namespace, group.labels);
    const own = numbers.get(key ?? '');
    const isSure = key !== undefined && !unsure.has(key) && !unsure.has(`${group.namespace}\n`);
    const ports = group.ports.filter(({ name }) => own?.get(name)?.size === 1);
    const asDestination = { ports, portsComplete: group.portsComplete && isSure, firstPortCounts: false };
    return { ...group, asDestination };
  });
}

/** Undefined where the labels are not known: they may be those of any other pod. */
function identityKey(namespace: string, { entries, complete }: Labels): string | undefined {
  const pairs: string[] = [];
  for (const [key, { value }] of entries) {
    // Of what controllers add only the name of a Job is a part of it.
    if (isRuntimeLabel(key) && key !== 'job-name') continue;
    if (value.state !== 'known') return undefined;
    pairs.push(JSON.stringify([key, value.value]));
  }
  return complete ? `${namespace}\n${pairs.sort().join(',')}` : undefined;
}
