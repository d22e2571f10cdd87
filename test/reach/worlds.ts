import type { End } from '../../server/src/network/reach/answer';
import type { Json, JsonLabels, Place, World } from './naive';
import type { Random } from './random';
import { isRefused, type RandomCluster, randomLabels, withoutHoles } from './random-cluster';

const WORLDS = 3;

/** One way in which everything that manifests leave open may turn out. */
export interface Scene {
  readonly world: World;
  /** The connections that one pair of ends stands for. */
  placesOf(from: End, to: End): readonly (readonly [Place, Place])[];
  /** Nothing is open about this pair. */
  isSure(from: End, to: End): boolean;
}

export function scenesOf(cluster: RandomCluster, random: Random): readonly Scene[] {
  return Array.from({ length: cluster.known ? 1 : WORLDS }, () => sceneOf(cluster, random));
}

function sceneOf({ documents, cni }: RandomCluster, random: Random): Scene {
  const objects = random
    .shuffled(documents.map((each) => withoutHoles(each, random)))
    .filter((each) => !isRefused(each));
  const ofKind = (...kinds: string[]): Json[] => objects.filter(({ kind }) => kinds.includes(kind));
  const namespaces = new Map<string, JsonLabels>(
    ofKind('Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
  );
  for (const { metadata } of objects) {
    if (metadata.namespace !== undefined && !namespaces.has(metadata.namespace))
      namespaces.set(metadata.namespace, randomLabels(random));
  }
  const policies = ofKind('AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy');
  const text = JSON.stringify(documents);
  const domains = domainsOf(random);
  const pods: Place[] = [];
  const world: World = {
    cni,
    pods,
    namespaces,
    networkPolicies: ofKind('NetworkPolicy'),
    clusterPolicies: policies,
    domains,
  };
  const instances = new Map<string, readonly Place[]>();
  const owned = new Map<string, Place[]>();
  for (const each of ofKind('Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet')) {
    const made = instancesOf(each, random);
    instances.set(each.metadata.name, made);
    for (const { name } of each.metadata.ownerReferences ?? []) owned.set(name, [...(owned.get(name) ?? []), ...made]);
  }
  pods.push(...[...instances.values()].flat());
  const nodes = nodesOf(random);
  /** Pods of one owner are one end where nothing tells them apart. */
  const podsOf = ({ pods: own }: Extract<End, { kind: 'pods' }>): readonly Place[] => {
    const isOne = own.workload?.kind === 'Pod' && own.replicas !== 1;
    if (isOne) return owned.get(own.name) ?? [];
    return instances.get(own.workload?.name.state === 'known' ? own.workload.name.value : '') ?? [];
  };
  const placesOf = (end: End): readonly Place[] => {
    if (end.kind === 'nodes') return nodes;
    if (end.kind === 'addresses') return addressesIn(end, random).map((address) => ({ kind: 'outside', address }));
    return end.pods.workload?.kind === 'Pod' ? podsOf(end) : podsOf(end).slice(0, 1);
  };
  const pairsOf = (from: End, to: End): readonly (readonly [Place, Place])[] => {
    if (from !== to || from.kind !== 'pods')
      return placesOf(from).flatMap((one) => placesOf(to).map((other) => [one, other] as const));
    // A pod and itself, or one and another of its kind.
    const own = podsOf(from);
    return own.flatMap((one) =>
      own.filter((other) => (from.pods.replicas === 1) === (one === other)).map((other) => [one, other] as const),
    );
  };
  const nodesAreSure = !/"(nodes)"|"(10|192)\.|"(fd00|::)/.test(text);
  const outsideIsSure = !text.includes('domainNames');
  const isOnNode = (end: End) => end.kind === 'nodes' || (end.kind === 'pods' && end.pods.hostNetwork === 'yes');
  return {
    world,
    placesOf: (from, to) =>
      pairsOf(from, to).flatMap(([source, destination]) =>
        withLocality(source).flatMap((one) => withLocality(destination).map((other) => [one, other] as const)),
      ),
    isSure: (from, to) =>
      !isSeveral(from) &&
      !isSeveral(to) &&
      (nodesAreSure || !(isOnNode(from) || isOnNode(to))) &&
      (outsideIsSure || (from.kind !== 'addresses' && to.kind !== 'addresses')),
  };
}

/** Pods of one end with addresses of their own: what holds for some of them is open. */
function isSeveral(end: End): boolean {
  return end.kind === 'pods' && end.pods.addresses.length > 1;
}

function withLocality(place: Place): readonly Place[] {
  return place.kind === 'node'
    ? [
        { ...place, local: true },
        { ...place, local: false },
      ]
    : [place];
}

/** Two of what makes several: pods of one workload reach each other through its policies. */
function instancesOf(object: Json, random: Random): readonly Place[] {
  const { kind, metadata, spec, status } = object;
  const template = kind === 'Pod' ? { metadata, spec } : spec.template;
  const pod = { metadata: { ...template.metadata }, spec: template.spec };
  const owned = kind !== 'Pod' || metadata.ownerReferences !== undefined;
  const count = kind === 'Pod' ? 1 : 2;
  const addresses: string[] =
    status === undefined ? Array.from({ length: count }, () => privateAddress(random)) : [status.podIP];
  if (pod.spec.hostNetwork === true) return nodesOf(random);
  const make = (id: string, address: string): Place => ({
    kind: 'pod',
    id,
    namespace: metadata.namespace,
    address,
    pod,
    owned,
  });
  return addresses.map((address, at) => make(`${metadata.name}-${at}`, address));
}

function nodesOf(random: Random): readonly Place[] {
  return [0, 1].map(() => ({
    kind: 'node',
    address: privateAddress(random),
    labels: nodeLabels(random),
    local: false,
  }));
}

const nodeLabels = (random: Random): JsonLabels => ({ pool: random.pick(['a', 'b', 'c']) });
const privateAddress = (random: Random): string =>
  random.pick([
    `10.1.2.${1 + random.below(9)}`,
    `10.1.${random.below(9)}.7`,
    `10.${random.below(9)}.1.1`,
    '192.168.0.9',
    '172.16.9.9',
  ]);

function domainsOf(random: Random): ReadonlyMap<string, readonly string[]> {
  const addresses = ['8.8.8.8', '203.0.113.130', '203.0.113.1', '2001:db8::1'];
  return new Map(['a.example.com', '*.example.org', 'b.example.com'].map((name) => [name, random.some(addresses, 3)]));
}

/** The first, the last and one between. */
function addressesIn({ range }: Extract<End, { kind: 'addresses' }>, random: Random): readonly string[] {
  const { family, from, to } = range;
  const between = from + ((to - from) * BigInt(random.below(1000))) / 1000n;
  return [random.pick([from, to, between])].map((value) => addressIn(family, value));
}

export function addressIn(family: 'IPv4' | 'IPv6', value: bigint): string {
  const part = (bits: bigint, at: number, size: number): bigint =>
    (value >> (bits - BigInt((at + 1) * size))) & ((1n << BigInt(size)) - 1n);
  if (family === 'IPv4') return [0, 1, 2, 3].map((at) => part(32n, at, 8)).join('.');
  return [0, 1, 2, 3, 4, 5, 6, 7].map((at) => part(128n, at, 16).toString(16)).join(':');
}
