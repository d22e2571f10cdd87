import {
  type Ingress,
  known,
  type Labels,
  NAMESPACE_NAME,
  type ObjectBase,
  type RouteObject,
  type Service,
  type Workload,
} from '../../kubernetes';
import { deref, get, keyName, type MappingNode, type YamlNode } from '../../yaml';
import { intersectionOf, isNoPort, LAST_PORT, type PortSet } from '../sets/ports';
import type { End } from './answer';
import type { AddressRange, Cluster, NamespaceFacts, PodFacts, Policy, Rule, RuleList } from './cluster';
import { type ClusterObjects, clusterOf } from './cluster-of';
import { compatIngressPorts } from './compat-ingress';
import { createReach, type ReachEngine } from './engine';
import { type CniProfile, PROFILES } from './profiles';

/**
 * The same question as np-guard's analyzer asks and answers it, so that both can be compared line by line: one folder is
 * one closed world, in which everything that is not written is not there.
 */
const NP_GUARD_PROFILE: CniProfile = {
  ...PROFILES.spec,
  // Blocks are addresses outside of the cluster and never mean pods or nodes (S031, S032, S106).
  blocksMatchPods: false,
  blocksMatchNodes: false,
  // Nodes are no ends (S041).
  localNodeIngress: false,
  // Sidecars have no names (S046).
  namingContainers: 'regular',
};

export interface CompatObjects extends ClusterObjects {
  readonly services: readonly Service[];
  readonly ingresses: readonly Ingress[];
  readonly routes: readonly RouteObject[];
}

export type CompatEnd = CompatWorkload | CompatAddresses | { readonly kind: 'ingress-controller' };

export interface CompatWorkload {
  readonly kind: 'workload';
  readonly namespace: string;
  readonly name: string;
  readonly workloadKind: string;
}

export interface CompatAddresses {
  readonly kind: 'addresses';
  readonly range: AddressRange;
}

export interface CompatConnection {
  readonly from: CompatEnd;
  readonly to: CompatEnd;
  readonly ports: PortSet;
}

export interface CompatResult {
  readonly workloads: readonly CompatWorkload[];
  /** Open ones; ranges of addresses that touch and are equally open are one. */
  readonly connections: readonly CompatConnection[];
}

/** All objects of a folder are one cluster, whatever environments they belong to. */
export function compatConnections(objects: CompatObjects): CompatResult {
  const { cluster, controller } = closedCluster(objects);
  const engine = createReach(cluster);
  const pods = representatives(cluster.pods.filter((each) => each !== controller));
  const connections: CompatConnection[] = [];
  for (const from of pods.values()) {
    for (const to of pods.values()) {
      // Not from a workload to itself, however many replicas it has.
      if (from === to) continue;
      add(connections, workloadOf(from), workloadOf(to), portsBetween(engine, endOf(from), endOf(to)));
    }
  }
  const ranges = engine.ends.filter((end) => end.kind === 'addresses' && end.range.family === 'IPv4');
  for (const each of pods.values()) {
    const own = endOf(each);
    for (const { range, ports } of merged(ranges, (end) => portsBetween(engine, end, own)))
      add(connections, { kind: 'addresses', range }, workloadOf(each), ports);
    for (const { range, ports } of merged(ranges, (end) => portsBetween(engine, own, end)))
      add(connections, workloadOf(each), { kind: 'addresses', range }, ports);
  }
  for (const [each, ports] of compatIngressPorts(objects, [...pods.values()])) {
    const admitted = intersectionOf(ports, portsBetween(engine, endOf(controller), endOf(each)));
    add(connections, { kind: 'ingress-controller' }, workloadOf(each), admitted);
  }
  return { workloads: [...pods.values()].map(workloadOf), connections };
}

/** `namespace/name[Kind]`, `a.b.c.d-e.f.g.h[External]`, `{ingress-controller}`. */
export function compatKey(end: CompatEnd): string {
  if (end.kind === 'ingress-controller') return '{ingress-controller}';
  if (end.kind === 'workload') return `${end.namespace}/${end.name}[${end.workloadKind}]`;
  return `${end.range.from}-${end.range.to}`;
}

function add(connections: CompatConnection[], from: CompatEnd, to: CompatEnd, ports: PortSet): void {
  if (!isNoPort(ports)) connections.push({ from, to, ports });
}

function endOf(pods: PodFacts): End {
  return { kind: 'pods', pods };
}

function workloadOf({ namespace, name, kind }: PodFacts): CompatWorkload {
  return { kind: 'workload', namespace, name, workloadKind: kind };
}

/** Protocols without ports are not known: all ports of all three protocols are all connections (S011). */
function portsBetween(engine: ReachEngine, from: End, to: End): PortSet {
  const { open } = engine.verdict(from, to);
  const all = [open.TCP, open.UDP, open.SCTP].every(([first, last]) => first === 1 && last === LAST_PORT);
  return { ...open, others: all };
}

/** Pods of one owner are one workload, also where their labels differ in what no policy asks. */
function representatives(pods: readonly PodFacts[]): ReadonlyMap<string, PodFacts> {
  const found = new Map<string, PodFacts>();
  for (const each of pods) {
    found.set(compatKey(workloadOf(each)), each);
  }
  return found;
}

function* merged(
  ends: readonly End[],
  portsOf: (end: End) => PortSet,
): Generator<{ readonly range: AddressRange; readonly ports: PortSet }, undefined> {
  let open: { range: AddressRange; readonly ports: PortSet; readonly key: string } | undefined;
  for (const end of ends) {
    if (end.kind !== 'addresses') continue;
    const ports = portsOf(end);
    const key = JSON.stringify(ports);
    if (open !== undefined && open.key === key) open.range = { ...open.range, to: end.range.to };
    else {
      if (open !== undefined) yield open;
      open = { range: end.range, ports, key };
    }
  }
  if (open !== undefined) yield open;
}

/** The cluster with all doubts answered by what is written, and the Ingress controller as some pod of some other namespace. */
function closedCluster(objects: CompatObjects): { readonly cluster: Cluster; readonly controller: PodFacts } {
  const made = clusterOf(
    {
      namespaces: objects.namespaces,
      workloads: objects.workloads.filter(({ kind }) => KINDS.has(kind)).map(closedWorkload),
      networkPolicies: objects.networkPolicies.map(inNamespace),
      clusterPolicies: objects.clusterPolicies,
    },
    NP_GUARD_PROFILE,
  );
  const pods = made.pods.map(({ portsOfPolicies, ...each }) => {
    const ports = firstOfName(portsOfPolicies?.ports ?? each.ports);
    return { ...each, ports, portsComplete: true, addresses: [] };
  });
  const controller: PodFacts = {
    index: pods.length,
    name: 'ingress-controller',
    kind: 'Pod',
    namespace: CONTROLLER_NAMESPACE,
    labels: NO_LABELS,
    ports: [],
    portsComplete: true,
    hostNetwork: 'no',
    replicas: undefined,
    transient: false,
    addresses: [],
    workload: null,
  };
  const namespaces = new Map<string, NamespaceFacts>();
  for (const [name, { labels }] of made.namespaces)
    namespaces.set(name, { name, labels: { ...labels, complete: true } });
  if (!namespaces.has(CONTROLLER_NAMESPACE)) {
    namespaces.set(CONTROLLER_NAMESPACE, { name: CONTROLLER_NAMESPACE, labels: nameOnly(objects) });
  }
  const policies = made.policies.map(closedPolicy);
  return { cluster: { ...made, namespaces, pods: [...pods, controller], policies }, controller };
}

const CONTROLLER_NAMESPACE = 'ingress-controller-ns';
const NO_LABELS: Labels = { entries: new Map(), complete: true, closed: true, node: null };

/** Its name label is all there is (S027); it takes some node to stand on. */
function nameOnly(objects: CompatObjects): Labels {
  const [object] = [...objects.ingresses, ...objects.routes];
  if (object === undefined) return NO_LABELS;
  const value = known(CONTROLLER_NAMESPACE, object.node);
  return {
    entries: new Map([[NAMESPACE_NAME, { key: object.node, value }]]),
    complete: true,
    node: null,
  };
}

const KINDS: ReadonlySet<string> = new Set([
  'Pod',
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'Job',
  'CronJob',
]);

const NONE: ReadonlySet<string> = new Set();

/** Objects without a namespace are in `default` (S006). */
function inNamespace<T extends ObjectBase>(object: T): T {
  return object.namespace.state === 'known' && object.namespace.value !== ''
    ? object
    : { ...object, namespace: known('default', object.node) };
}

/** The host network is not known (S040), labels are those that are written (S026), only pods have owners. */
function closedWorkload(workload: Workload): Workload {
  const templates = workload.templates.map((template) => ({
    ...template,
    hostNetwork: { state: 'absent' } as const,
    labels: { ...template.labels, complete: true, added: NONE, closed: true } as const,
  }));
  const owner = workload.kind === 'Pod' ? (workload.owner ?? namelessOwner(workload.node)) : null;
  // Pods that have run to their end are none to us (S044); there they are.
  const pairs = workload.node.pairs.filter(({ key }) => keyName(deref(key)) !== 'status');
  const node = workload.kind === 'Pod' ? { ...workload.node, pairs } : workload.node;
  return inNamespace({ ...workload, node, owner, templates, template: templates[0] ?? workload.template });
}

/** An owner whose kind is not written is a Pod; the API server refuses it, the analyzer does not. */
function namelessOwner(node: MappingNode): Workload['owner'] {
  const metadata = get(node, 'metadata');
  const references = metadata?.type === 'mapping' ? get(metadata, 'ownerReferences') : undefined;
  if (references?.type !== 'sequence') return null;
  for (const reference of references.items) {
    if (reference.type !== 'mapping') continue;
    const controller = get(reference, 'controller');
    if (controller?.type !== 'scalar' || controller.value !== true || get(reference, 'kind') !== undefined) continue;
    const name = textAt(get(reference, 'name'));
    if (name !== undefined) return { kind: 'Pod', name };
  }
  return null;
}

function textAt(node: YamlNode | undefined): string | undefined {
  return node?.type === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

/** Of equal names the first counts, whatever its protocol (S084). */
function firstOfName(ports: PodFacts['ports']): PodFacts['ports'] {
  const seen = new Set<string>();
  return ports.filter(({ name }) => !seen.has(name) && seen.add(name));
}

/** What cannot be read is not there: a range that ends before it begins, a peer of no known kind. */
function closedPolicy(policy: Policy): Policy {
  const closed = (list: RuleList | undefined): RuleList | undefined => {
    if (list === undefined) return undefined;
    const rules = list.rules.filter(({ doubtful }) => doubtful !== true).map(closedRule);
    return { doubtful: false, complete: true, rules };
  };
  return { ...policy, ingress: closed(policy.ingress), egress: closed(policy.egress) };
}

function closedRule(rule: Rule): Rule {
  const peers = rule.peers === 'anyone' ? rule.peers : rule.peers.filter(({ kind }) => COMPARABLE.has(kind));
  return {
    ...rule,
    complete: true,
    peers:
      peers === 'anyone'
        ? peers
        : peers.map((peer) => (peer.kind === 'addresses' ? { ...peer, test: { ...peer.test, complete: true } } : peer)),
    ports: rule.ports === 'all' ? rule.ports : rule.ports.filter(({ kind }) => kind !== 'unknown'),
  };
}

/** Nodes and domain names mean nobody there. */
const COMPARABLE: ReadonlySet<string> = new Set(['pods', 'addresses']);
