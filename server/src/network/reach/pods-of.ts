import type { Certainty, Field, Labels, LabelValue, OtherObject, PodTemplate, Workload } from '../../kubernetes';
import { known, parseAddress } from '../../kubernetes';
import { type NamespaceKey, namespaceOf } from '../../workspace';
import { deref, get, type MappingNode } from '../../yaml';
import { isRunToCompletion } from '../resolve';
import type { Notice, PodFacts } from './cluster';
import { namedPortsOf, portsOfPolicies } from './named-ports';
import type { CniProfile } from './profiles';

/** Pods of one controller are one, with as many replicas: a controller that is not here is known by its pods (S047). */
export function podsOf(
  workloads: readonly Workload[],
  machines: readonly OtherObject[],
  profile: CniProfile,
  notices: Notice[],
): readonly PodFacts[] {
  const pods: PodFacts[] = [];
  const owned = new Map<string, number>();
  const here = new Set(workloads.filter((workload) => controllerOf(workload) === null).map(keyOf));
  for (const workload of workloads) {
    const namespace = namespaceOf(workload);
    if (namespace === undefined || workload.name.state !== 'known') {
      const message = `${workload.kind}: its name or namespace cannot be read`;
      notices.push({ message, object: workload, node: workload.node });
      continue;
    }
    const owner = controllerOf(workload);
    const key = owner === null ? undefined : `${namespace}/${owner.kind}/${owner.name}`;
    // What its controller says counts, where that is here too.
    if (isNoPod(workload) || (key !== undefined && here.has(key))) continue;
    for (const template of workload.templates) {
      const facts = factsOf(pods.length, workload, template, namespace, profile);
      const same = key === undefined ? undefined : owned.get(key);
      const first = same === undefined ? undefined : pods[same];
      if (first !== undefined && same !== undefined && areAlike(first, facts)) {
        pods[same] = together(first, facts);
        continue;
      }
      if (key !== undefined && same === undefined) owned.set(key, pods.length);
      pods.push(facts);
    }
  }
  for (const machine of machines) {
    const facts = machineOf(pods.length, machine);
    if (facts !== undefined) pods.push(facts);
  }
  return pods;
}

/** One that has run to its end is none any more (S044), and a PodTemplate is only a pattern. */
function isNoPod({ kind, node }: Workload): boolean {
  if (kind !== 'Pod') return kind === 'PodTemplate';
  const phase = textAt(statusOf(node), 'phase');
  return phase === 'Succeeded' || phase === 'Failed';
}

function factsOf(
  index: number,
  workload: Workload,
  template: PodTemplate,
  namespace: NamespaceKey,
  profile: CniProfile,
): PodFacts {
  const known = factsKnown.get(template);
  if (known?.facts.workload === workload && known.profile === profile)
    return known.facts.index === index ? known.facts : { ...known.facts, index };
  const facts = factsAnew(index, workload, template, namespace, profile);
  factsKnown.set(template, { profile, facts });
  return facts;
}

/** One workload is edited, the others stay. */
const factsKnown = new WeakMap<PodTemplate, { readonly profile: CniProfile; readonly facts: PodFacts }>();

function factsAnew(
  index: number,
  workload: Workload,
  template: PodTemplate,
  namespace: NamespaceKey,
  profile: CniProfile,
): PodFacts {
  const name = workload.name.state === 'known' ? workload.name.value : '';
  const owner = controllerOf(workload);
  const counted = portsOfPolicies(workload, template, profile);
  return {
    index,
    name: owner?.name ?? name,
    kind: owner?.kind ?? workload.kind,
    namespace,
    labels: labelsOf(workload, template),
    ...namedPortsOf(workload, template),
    ...(counted === undefined ? {} : { portsOfPolicies: counted }),
    ...(profile.onlyOwnedPods && workload.kind === 'Pod' && workload.owner === null ? { unenforced: true } : {}),
    hostNetwork: certaintyOf(template.hostNetwork),
    replicas: replicasOf(workload),
    transient: isRunToCompletion(workload),
    addresses: addressesOf(workload),
    workload,
  };
}

/** The pod of a virtual machine shows no ports: any may be there (S049). */
function machineOf(index: number, machine: OtherObject): PodFacts | undefined {
  const namespace = namespaceOf(machine);
  if (machine.family !== 'virtual-machine' || machine.template === undefined) return undefined;
  if (namespace === undefined || machine.name.state !== 'known') return undefined;
  return {
    index,
    name: machine.name.value,
    kind: machine.kind,
    namespace,
    labels: machine.template.labels,
    ports: [],
    portsComplete: false,
    hostNetwork: 'no',
    replicas: machine.kind.endsWith('Set') || machine.kind.endsWith('Pool') ? undefined : 1,
    transient: false,
    addresses: [],
    workload: null,
  };
}

/** Of what controllers add, these values are known: a Job's name, and the place in a StatefulSet of one (S026). */
function labelsOf(workload: Workload, { labels }: PodTemplate): Labels {
  const { name, kind, group } = workload;
  if (name.state !== 'known' || labels.added === undefined) return labels;
  const values = new Map<string, string>();
  if (kind === 'Job' && group === 'batch') {
    for (const key of ['job-name', 'batch.kubernetes.io/job-name']) values.set(key, name.value);
  }
  if (kind === 'StatefulSet' && group === 'apps' && replicasOf(workload) === 1 && !hasOrdinals(workload)) {
    values.set('statefulset.kubernetes.io/pod-name', `${name.value}-0`);
    values.set('apps.kubernetes.io/pod-index', '0');
  }
  if (values.size === 0) return labels;
  const entries = new Map<string, LabelValue>(labels.entries);
  for (const [key, value] of values) entries.set(key, { key: name.node, value: known(value, name.node) });
  return { ...labels, entries };
}

function hasOrdinals({ spec }: Workload): boolean {
  return spec === null || get(spec, 'ordinals') !== undefined;
}

/** A pod that its node runs by itself has the Node for an owner: each is a pod of its own (S047). */
function controllerOf({ owner }: Workload): Workload['owner'] {
  return owner?.kind === 'Node' ? null : owner;
}

function keyOf(workload: Workload): string {
  const name = workload.name.state === 'known' ? workload.name.value : '';
  return `${namespaceOf(workload) ?? '?'}/${workload.kind}/${name}`;
}

function areAlike(one: PodFacts, other: PodFacts): boolean {
  return one.hostNetwork === other.hostNetwork && sameEntries(one.labels, other.labels) && samePorts(one, other);
}

/** Where the address of one is not written, those of the others say nothing about it. */
function together(one: PodFacts, other: PodFacts): PodFacts {
  const isKnown = one.addresses.length > 0 && other.addresses.length > 0;
  return {
    ...one,
    replicas: (one.replicas ?? 1) + 1,
    addresses: isKnown ? [...one.addresses, ...other.addresses] : [],
  };
}

function sameEntries(one: Labels, other: Labels): boolean {
  if (one === other) return true;
  if (one.complete !== other.complete || one.entries.size !== other.entries.size) return false;
  for (const [key, { value }] of one.entries) {
    const beside = other.entries.get(key)?.value;
    if (value.state !== 'known' || beside?.state !== 'known' || beside.value !== value.value) return false;
  }
  return true;
}

function samePorts(one: PodFacts, other: PodFacts): boolean {
  const ports = ({ ports: own, portsComplete, portsOfPolicies: counted }: PodFacts): string =>
    JSON.stringify([own, portsComplete, counted]);
  return ports(one) === ports(other);
}

/** A DaemonSet runs on every node. A Pod is one, as is a workload that says no number (S048). */
function replicasOf(workload: Workload): number | undefined {
  if (workload.kind === 'Pod') return 1;
  if (workload.kind === 'DaemonSet') return undefined;
  if (workload.replicas.state === 'known') return workload.replicas.value;
  return workload.replicas.state === 'absent' && SCALED.has(workload.kind) ? 1 : undefined;
}

const SCALED = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController', 'Rollout']);

function certaintyOf(field: Field<boolean>): Certainty {
  if (field.state === 'unknown') return 'unknown';
  return field.state === 'known' && field.value ? 'yes' : 'no';
}

/** The status of a live Pod says them; one that cannot be read is as good as none. */
function addressesOf({ kind, node }: Workload): readonly string[] {
  const status = kind === 'Pod' ? statusOf(node) : undefined;
  if (status === undefined) return [];
  const found = new Set<string>();
  const own = textAt(status, 'podIP');
  if (own !== undefined) found.add(own);
  const list = get(status, 'podIPs');
  for (const item of list?.type === 'sequence' ? list.items : []) {
    const mapping = deref(item);
    const address = mapping.type === 'mapping' ? textAt(mapping, 'ip') : undefined;
    if (address !== undefined) found.add(address);
  }
  const addresses = [...found];
  return addresses.every((each) => parseAddress(each) !== undefined) ? addresses : [];
}

function statusOf(node: MappingNode): MappingNode | undefined {
  const status = get(node, 'status');
  return status?.type === 'mapping' ? status : undefined;
}

function textAt(mapping: MappingNode | undefined, key: string): string | undefined {
  const value = mapping === undefined ? undefined : get(mapping, key);
  return value?.type === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}
