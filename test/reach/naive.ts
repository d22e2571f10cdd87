/**
 * Who reaches whom, worked out the slow and obvious way: one connection at a time, straight from the text of the APIs, on
 * plain JSON. It shares nothing with the engine, so that where both agree, a mistake would have to be made twice.
 *
 * It knows one world only, in which everything is certain: labels of namespaces, addresses, the order of policies of equal
 * priority. Of what manifests leave open, `random-cluster.ts` makes worlds.
 */
export interface World {
  readonly cni: string;
  /** All pods. */
  readonly pods: readonly Place[];
  /** Labels of every namespace, with the name label that the API server adds (S027). */
  readonly namespaces: ReadonlyMap<string, JsonLabels>;
  readonly networkPolicies: readonly Json[];
  /** AdminNetworkPolicy, BaselineAdminNetworkPolicy, ClusterNetworkPolicy; of equal priorities the first one comes first. */
  readonly clusterPolicies: readonly Json[];
  /** What the names of domains lead to. */
  readonly domains: ReadonlyMap<string, readonly string[]>;
}

// biome-ignore lint/suspicious/noExplicitAny: manifests as they come, before anybody has looked at them
export type Json = any;
export type JsonLabels = Readonly<Record<string, string>>;
export type NaiveProtocol = 'TCP' | 'UDP' | 'SCTP' | 'ICMP';

export type Place =
  | {
      readonly kind: 'pod';
      /** Which of them it is: a pod reaches itself. */
      readonly id: string;
      readonly namespace: string;
      readonly address: string;
      /** `metadata` and `spec` of a pod. */
      readonly pod: Json;
      /** A controller made it. */
      readonly owned: boolean;
    }
  /** A node, or a pod on its network. `local`: it is the node of the pod at the other end. */
  | { readonly kind: 'node'; readonly address: string; readonly labels: JsonLabels; readonly local: boolean }
  | { readonly kind: 'outside'; readonly address: string };

type Pod = Extract<Place, { kind: 'pod' }>;
type Direction = 'ingress' | 'egress';

/** What network plugins do differently, from the statements that end in "profile". */
const HABITS: Readonly<Record<string, Partial<Habits>>> = {
  spec: {},
  calico: { unknownToIt: ['nodes', 'domainNames'], equalNames: 'all', countedContainers: 'all' },
  cilium: {
    blocksSeePods: false,
    blocksSeeNodes: false,
    writtenRulesCount: true,
    final: 'no',
    failClosed: 'peer',
    equalNames: 'last',
    namesByIdentity: true,
    denyBeatsHost: true,
  },
  antrea: {},
  'ovn-kubernetes': { namesMeanAll: true, everywhereIsHosts: true },
  'aws-vpc-cni': { clusterPolicies: false, onlyOwned: true },
  'kube-network-policies': { final: 'pod', failClosed: 'no', equalNames: 'all', countedContainers: 'regular' },
  none: { enforced: false },
};

interface Habits {
  readonly enforced: boolean;
  readonly blocksSeePods: boolean;
  readonly blocksSeeNodes: boolean;
  /** Rules of a direction that policyTypes leave out count all the same (S001). */
  readonly writtenRulesCount: boolean;
  readonly clusterPolicies: boolean;
  /** Whether NetworkPolicies keep the baseline from being asked (S101). */
  readonly final: 'direction' | 'pod' | 'no';
  /** What a peer that nobody knows makes of its rule (S125). */
  readonly failClosed: 'rule' | 'peer' | 'no';
  readonly unknownToIt: readonly string[];
  readonly namesMeanAll: boolean;
  /** On egress a name stands for nothing in pods whose like have other ports of that name (S080). */
  readonly namesByIdentity: boolean;
  readonly equalNames: 'first' | 'last' | 'all';
  readonly countedContainers: 'regular' | 'listening' | 'all';
  /** Pods that no controller owns are left alone (section 2.14). */
  readonly onlyOwned: boolean;
  /** `namespaceSelector: {}` alone means the host network too (S040). */
  readonly everywhereIsHosts: boolean;
  /** A deny rule closes a pod to its own node (S041). */
  readonly denyBeatsHost: boolean;
}

const SPEC: Habits = {
  enforced: true,
  blocksSeePods: true,
  blocksSeeNodes: true,
  writtenRulesCount: false,
  clusterPolicies: true,
  final: 'direction',
  failClosed: 'rule',
  unknownToIt: [],
  namesMeanAll: false,
  namesByIdentity: false,
  equalNames: 'first',
  countedContainers: 'listening',
  onlyOwned: false,
  everywhereIsHosts: false,
  denyBeatsHost: false,
};

/** The connection needs both ends: the source has to let it out, the destination has to let it in (S060). */
export function isAllowed(
  world: World,
  source: Place,
  destination: Place,
  protocol: NaiveProtocol,
  port: number,
): boolean {
  const habits = { ...SPEC, ...HABITS[world.cni] };
  if (!habits.enforced) return true;
  if (source.kind === 'pod' && destination.kind === 'pod' && source.id === destination.id) return true;
  const asked = { world, habits, source, destination, protocol, port };
  return passes(asked, 'egress') && passes(asked, 'ingress');
}

interface Question {
  readonly world: World;
  readonly habits: Habits;
  readonly source: Place;
  readonly destination: Place;
  readonly protocol: NaiveProtocol;
  readonly port: number;
}

function passes(question: Question, direction: Direction): boolean {
  const own = direction === 'egress' ? question.source : question.destination;
  const other = direction === 'egress' ? question.destination : question.source;
  // Only pods with a network of their own have policies (S040, S060).
  if (own.kind !== 'pod') return true;
  if (question.habits.onlyOwned && !own.owned) return true;
  const found = decide(question, own, other, direction);
  // From its own node a pod is always reached (S041).
  if (direction === 'ingress' && other.kind === 'node' && other.local)
    return !(question.habits.denyBeatsHost && found === 'deny');
  return found === 'accept' || found === 'open';
}

/** `deny` is a rule's word, `closed` that of the isolation alone. */
function decide(
  question: Question,
  own: Pod,
  other: Place,
  direction: Direction,
): 'accept' | 'deny' | 'open' | 'closed' {
  const admin = firstRule(question, 'Admin', own, other, direction);
  if (admin === 'accept' || admin === 'deny') return admin;
  const selecting = question.world.networkPolicies.filter(
    (policy) => policy.metadata.namespace === own.namespace && hasLabels(own, policy.spec.podSelector),
  );
  const isolating = selecting.filter((policy) => directionsOf(question, policy).includes(direction));
  if (isolating.some((policy) => admits(question, policy, other, direction))) return 'accept';
  const isolated = isolating.length > 0;
  if (isolated && question.habits.final !== 'no') return 'closed';
  if (question.habits.final === 'pod' && selecting.length > 0) return 'open';
  const baseline = firstRule(question, 'Baseline', own, other, direction);
  if (baseline === 'accept' || baseline === 'deny') return baseline;
  return isolated ? 'closed' : 'open';
}

// ---- NetworkPolicy

function directionsOf({ habits }: Question, { spec }: Json): readonly Direction[] {
  const types: readonly string[] = spec.policyTypes ?? [];
  const directions: Direction[] = [];
  const hasEgress = (spec.egress ?? []).length > 0;
  const hasIngress = (spec.ingress ?? []).length > 0;
  if (types.length === 0 || types.includes('Ingress') || (habits.writtenRulesCount && hasIngress))
    directions.push('ingress');
  if (types.includes('Egress') || (hasEgress && (types.length === 0 || habits.writtenRulesCount)))
    directions.push('egress');
  return directions;
}

function admits(question: Question, policy: Json, other: Place, direction: Direction): boolean {
  const rules: readonly Json[] = policy.spec[direction] ?? [];
  for (const each of rules) {
    const rule = each ?? {};
    const peers: readonly Json[] = (direction === 'ingress' ? rule.from : rule.to) ?? [];
    const ports: readonly Json[] = rule.ports ?? [];
    const peerFits = peers.length === 0 || peers.some((peer) => isPeer(question, peer, other, policy));
    const portFits = ports.length === 0 || ports.some((port) => isPort(question, port ?? {}, direction));
    if (peerFits && portFits) return true;
  }
  return false;
}

function isPeer({ world, habits }: Question, peer: Json, other: Place, policy: Json): boolean {
  if (peer.ipBlock) {
    if (other.kind === 'pod' && !habits.blocksSeePods) return false;
    if (other.kind === 'node' && !habits.blocksSeeNodes) return false;
    if (!isInside(other.address, peer.ipBlock.cidr)) return false;
    return !(peer.ipBlock.except ?? []).some((except: string) => isInside(other.address, except));
  }
  const everywhere = peer.namespaceSelector && isEmptySelector(peer.namespaceSelector) && !peer.podSelector;
  if (other.kind === 'node') return Boolean(everywhere && habits.everywhereIsHosts);
  if (other.kind !== 'pod') return false;
  const namespaceFits = peer.namespaceSelector
    ? fits(peer.namespaceSelector, labelsOfNamespace(world, other.namespace))
    : other.namespace === policy.metadata.namespace;
  return namespaceFits && hasLabels(other, peer.podSelector);
}

function isPort(question: Question, written: Json, direction: Direction): boolean {
  const { habits, protocol, port: asked } = question;
  if ((written.protocol ?? 'TCP') !== protocol) return false;
  const port = written.port ?? undefined;
  if (port === undefined) return true;
  if (typeof port === 'number') return asked >= port && asked <= (written.endPort ?? port);
  if (habits.namesMeanAll) return true;
  return numbersOf(question, port, protocol, direction).includes(asked);
}

/** The numbers that a name stands for in the pod a connection goes to (S080-S084). */
function numbersOf(
  { habits, world, destination }: Question,
  name: string,
  protocol: NaiveProtocol,
  direction: Direction,
): readonly number[] {
  if (destination.kind !== 'pod') return [];
  if (habits.namesByIdentity && direction === 'egress' && isAmbiguous(habits, world, destination, name)) return [];
  return numbersIn(habits, destination, name, protocol);
}

/** Of pods with equal labels, some have another port of that name. */
function isAmbiguous(habits: Habits, { pods }: World, { namespace, pod }: Pod, name: string): boolean {
  const found = new Set<string>();
  for (const each of pods) {
    if (each.kind !== 'pod' || each.namespace !== namespace) continue;
    if (!fits({ matchLabels: pod.metadata.labels ?? {} }, each.pod.metadata.labels ?? {})) continue;
    if (!fits({ matchLabels: each.pod.metadata.labels ?? {} }, pod.metadata.labels ?? {})) continue;
    for (const protocol of ['TCP', 'UDP', 'SCTP'] as const)
      for (const number of numbersIn(habits, each, name, protocol)) found.add(`${number}/${protocol}`);
  }
  return found.size > 1;
}

function numbersIn(habits: Habits, destination: Pod, name: string, protocol: NaiveProtocol): readonly number[] {
  const named = containersOf(habits, destination).flatMap((container) =>
    (container.ports ?? []).filter((port: Json) => port.name === name),
  );
  // Cilium has a map with the name for a key: the last one stands in it.
  if (habits.equalNames === 'last') {
    const last = named.at(-1);
    return last !== undefined && (last.protocol ?? 'TCP') === protocol ? [last.containerPort] : [];
  }
  const numbers = named.filter((port) => (port.protocol ?? 'TCP') === protocol).map((port) => port.containerPort);
  return habits.equalNames === 'all' ? numbers : numbers.slice(0, 1);
}

function containersOf({ countedContainers }: Habits, { pod }: Pod): Json[] {
  const init: Json[] = pod.spec.initContainers ?? [];
  if (countedContainers === 'regular') return pod.spec.containers;
  const counted = countedContainers === 'all' ? init : init.filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...pod.spec.containers, ...counted];
}

// ---- policies of the cluster

/** What the first rule of the tier that matches says; undefined where none does, or where one leaves the tier (S100, S121). */
function firstRule(
  question: Question,
  tier: 'Admin' | 'Baseline',
  own: Pod,
  other: Place,
  direction: Direction,
): 'accept' | 'deny' | undefined {
  if (!question.habits.clusterPolicies) return undefined;
  const policies = question.world.clusterPolicies.filter((policy) => tierOf(policy) === tier);
  policies.sort((one, another) => (one.spec.priority ?? 0) - (another.spec.priority ?? 0));
  for (const { spec } of policies) {
    if (!isAbout(question, spec.subject, own)) continue;
    for (const rule of spec[direction] ?? []) {
      const action = actionOf(question, rule, other, direction);
      if (action === 'pass') return undefined;
      if (action !== undefined) return action;
    }
  }
  return undefined;
}

function tierOf({ kind, spec }: Json): string {
  if (kind === 'AdminNetworkPolicy') return 'Admin';
  return kind === 'BaselineAdminNetworkPolicy' ? 'Baseline' : spec.tier;
}

/** Undefined: it does not match. */
function actionOf(
  question: Question,
  rule: Json,
  other: Place,
  direction: Direction,
): 'accept' | 'deny' | 'pass' | undefined {
  const { habits } = question;
  const peers: readonly Json[] = direction === 'ingress' ? rule.from : rule.to;
  const isUnknown = (peer: Json) => !knownPeers(habits, direction).some((key) => peer[key]);
  const accepts = rule.action === 'Allow' || rule.action === 'Accept';
  if (habits.failClosed === 'rule' && peers.some(isUnknown)) return accepts ? undefined : 'deny';
  const portFits = [rule.ports, rule.protocols].every(
    (list) => !list || list.some((port: Json) => isClusterPort(question, port, direction)),
  );
  if (!portFits) return undefined;
  // One peer alone that nobody knows: it denies everybody, the other peers say what they say.
  if (habits.failClosed === 'peer' && !accepts && peers.some(isUnknown)) return 'deny';
  if (!peers.some((peer) => isClusterPeer(question, peer, other))) return undefined;
  if (accepts) return 'accept';
  return rule.action === 'Deny' ? 'deny' : 'pass';
}

function knownPeers(habits: Habits, direction: Direction): readonly string[] {
  const known = ['namespaces', 'pods'];
  if (direction === 'egress') known.push('nodes', 'networks', 'domainNames');
  return known.filter((key) => !habits.unknownToIt.includes(key));
}

function isClusterPeer(question: Question, peer: Json, other: Place): boolean {
  const { world, habits } = question;
  if (peer.namespaces || peer.pods) return other.kind === 'pod' && isAbout(question, peer, other);
  if (peer.networks) {
    if (other.kind === 'pod' && !habits.blocksSeePods) return false;
    if (other.kind === 'node' && !habits.blocksSeeNodes) return false;
    return peer.networks.some((network: string) => isInside(other.address, network));
  }
  if (peer.nodes) return other.kind === 'node' && fits(peer.nodes, other.labels);
  if (peer.domainNames && other.kind === 'outside')
    return peer.domainNames.some((name: string) => world.domains.get(name)?.includes(other.address) ?? false);
  return false;
}

function isAbout({ world }: Question, subject: Json, pod: Pod): boolean {
  if (subject.namespaces) return fits(subject.namespaces, labelsOfNamespace(world, pod.namespace));
  return (
    fits(subject.pods.namespaceSelector ?? {}, labelsOfNamespace(world, pod.namespace)) &&
    hasLabels(pod, subject.pods.podSelector)
  );
}

function isClusterPort(question: Question, written: Json, direction: Direction): boolean {
  const { protocol, port } = question;
  const { portNumber, portRange, tcp, udp, sctp } = written;
  if (portNumber) return (portNumber.protocol ?? 'TCP') === protocol && portNumber.port === port;
  if (portRange) return (portRange.protocol ?? 'TCP') === protocol && portRange.start <= port && port <= portRange.end;
  const name = written.namedPort ?? written.destinationNamedPort;
  if (name) return protocol !== 'ICMP' && numbersOf(question, name, protocol, direction).includes(port);
  const own = protocol === 'TCP' ? tcp : protocol === 'UDP' ? udp : protocol === 'SCTP' ? sctp : undefined;
  if (!own) return false;
  const { number, range } = own.destinationPort;
  return range ? range.start <= port && port <= range.end : number === port;
}

// ---- labels

function labelsOfNamespace({ namespaces }: World, name: string): JsonLabels {
  return { ...namespaces.get(name), 'kubernetes.io/metadata.name': name };
}

function hasLabels({ pod }: Pod, selector: Json): boolean {
  return fits(selector ?? {}, pod.metadata.labels ?? {});
}

function isEmptySelector(selector: Json): boolean {
  return Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}

/** S025. */
function fits(selector: Json, labels: JsonLabels): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (labels[key] !== value) return false;
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const value = labels[key];
    if (operator === 'In' && (value === undefined || !values.includes(value))) return false;
    if (operator === 'NotIn' && value !== undefined && values.includes(value)) return false;
    if (operator === 'Exists' && value === undefined) return false;
    if (operator === 'DoesNotExist' && value !== undefined) return false;
  }
  return true;
}

// ---- addresses

/** Bit by bit; an address of one family is in no block of the other (S029). */
export function isInside(address: string, block: string): boolean {
  const [first = '', length = ''] = block.split('/');
  const own = bitsOf(address);
  const wanted = bitsOf(first);
  return own.length === wanted.length && own.slice(0, Number(length)) === wanted.slice(0, Number(length));
}

const bits = new Map<string, string>();

function bitsOf(address: string): string {
  let known = bits.get(address);
  if (known === undefined) {
    known = address.includes(':') ? bitsOfLong(address) : bitsOfShort(address);
    bits.set(address, known);
  }
  return known;
}

function bitsOfShort(address: string): string {
  return address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
}

function bitsOfLong(address: string): string {
  const [before = '', after] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const head = groups(before);
  const tail = after === undefined ? [] : groups(after);
  const middle = new Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...middle, ...tail]
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'))
    .join('');
}
