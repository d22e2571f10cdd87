import { isInside, type Json, type JsonLabels } from './naive';
import { createRandom, type Random } from './random';

/**
 * A cluster made up from a seed, as manifests. In place of any value may stand a hole: the manifests show a placeholder
 * there, and what it will be is one of its alternatives.
 */
export interface RandomCluster {
  readonly seed: number;
  readonly cni: string;
  /** Without holes, missing Namespaces, equal priorities and all else that leaves a verdict open. */
  readonly known: boolean;
  readonly documents: readonly Json[];
}

export interface Hole {
  readonly hole: readonly Json[];
  /** What stands there, where it is something that the API server refuses. */
  readonly text?: Json;
}

/** Of a hole: the object is not there at all, for it was refused. */
const REFUSED = { refused: true };

export const CNIS = [
  'spec',
  'calico',
  'cilium',
  'antrea',
  'ovn-kubernetes',
  'aws-vpc-cni',
  'kube-network-policies',
  'none',
] as const;

export function randomCluster(seed: number): RandomCluster {
  const random = createRandom(seed);
  const known = random.chance(0.6);
  // The letter of the specification as often as all plugins together.
  const cni = random.chance(0.5) ? 'spec' : random.pick(CNIS);
  const make = makerOf(random, known, cni);
  const documents = [
    ...make.namespaces(),
    ...make.workloads(3 + random.below(8)),
    ...times(random.below(9), make.networkPolicy),
    ...make.clusterPolicies(random.below(5)),
  ];
  return { seed, cni, known, documents: random.shuffled(documents) };
}

const NAMESPACES = ['one', 'two', 'three', 'four'];
const NAMESPACE_LABELS: Record<string, readonly string[]> = { team: ['red', 'blue'], stage: ['dev', 'prod'] };
const POD_LABELS: Record<string, readonly string[]> = {
  app: ['web', 'api', 'db'],
  role: ['front', 'back'],
  extra: ['', 'x'],
};
const NUMBERS = [53, 80, 443, 8080, 8081, 9090];
const NAMES = ['http', 'dns', 'metrics'];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
/** Outside of every cluster. */
const PUBLIC_BLOCKS = ['203.0.113.0/24', '203.0.113.128/25', '203.0.113.130/32', '8.0.0.0/7', '8.8.8.8/32'];
const PRIVATE_BLOCKS = ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.0/24', '10.1.2.3/32', '192.168.0.0/16'];
const LONG_BLOCKS = ['::/0', '2001:db8::/32', '2001:db8:1::/48', 'fd00::/8', 'fd00::1:0/112'];

const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

function makerOf(random: Random, known: boolean, cni: string) {
  const { pick, chance, some, below } = random;
  /** Whether the addresses of pods are written down: only then a block of private addresses is certain about them. */
  const addresses = chance(0.5);
  const blocks = known && !addresses ? PUBLIC_BLOCKS : [...PUBLIC_BLOCKS, ...PRIVATE_BLOCKS, ...LONG_BLOCKS];
  const used = new Set<string>();
  const priorities = { Admin: random.shuffled([0, 1, 2, 10, 999, 1000]), Baseline: random.shuffled([1, 5, 7, 1000]) };
  let named = 0;
  const nameOf = (what: string): string => `${what}-${++named}`;

  /** Sometimes a hole instead, which may mean the value too. */
  const perhaps = (value: Json, others: readonly Json[] = []): Json =>
    !known && chance(0.06) ? ({ hole: [value, ...others] } satisfies Hole) : value;
  /** Sometimes something that the API server refuses: then the object is not there, or it is there without the fault. */
  const mistaken = (value: Json, text: Json): Json =>
    !known && chance(0.02) ? ({ hole: [REFUSED, value], text } satisfies Hole) : value;
  /** A field that may be missing, null, or there. */
  const optional = (key: string, make: () => Json, probability = 0.5): Json => {
    if (chance(probability)) return { [key]: make() };
    return chance(0.15) ? { [key]: null } : {};
  };

  function labels(from: Record<string, readonly string[]>): Json {
    const made: Json = {};
    for (const key of some(Object.keys(from), 3)) {
      const values = from[key] ?? [];
      made[key] = perhaps(pick(values), values);
    }
    return made;
  }

  function selector(from: Record<string, readonly string[]>): Json {
    if (chance(0.2)) return {};
    return {
      ...optional('matchLabels', () => (chance(0.9) ? labels(from) : {}), 0.6),
      ...optional('matchExpressions', () => times(below(3), () => expression(from)), 0.5),
    };
  }

  function expression(from: Record<string, readonly string[]>): Json {
    const key = pick(Object.keys(from));
    const operator = pick(['In', 'NotIn', 'Exists', 'DoesNotExist']);
    if (operator === 'Exists' || operator === 'DoesNotExist')
      return { key, operator, ...(chance(0.2) ? { values: [] } : {}) };
    const all = [...(from[key] ?? []), 'none'];
    const values = [pick(all), ...some(all, 2)].map((value) => perhaps(value, all));
    const written = mistaken(perhaps(operator, ['In', 'NotIn']), 'Like');
    return {
      key: perhaps(key, Object.keys(from)),
      operator: written,
      values: written === operator ? mistaken(values, []) : values,
    };
  }

  const ofPods = (): Json => selector(POD_LABELS);
  function ofNamespaces(): Json {
    if (!chance(0.2)) return selector(NAMESPACE_LABELS);
    const key = 'kubernetes.io/metadata.name';
    const values = [pick(NAMESPACES), pick(NAMESPACES)];
    return chance(0.5)
      ? { matchLabels: { [key]: values[0] } }
      : { matchExpressions: [{ key, operator: 'In', values }] };
  }

  function namespaces(): Json[] {
    return NAMESPACES.filter(() => known || chance(0.7)).map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      // What a manifest says of the name label is overwritten (S027).
      metadata: {
        name,
        labels: { ...labels(NAMESPACE_LABELS), ...(chance(0.1) ? { 'kubernetes.io/metadata.name': 'else' } : {}) },
      },
    }));
  }

  // ---- pods

  /** Some are told apart by their names alone. */
  function workloads(count: number): Json[] {
    const made: Json[] = [];
    while (made.length < count) {
      const same = made.length > 0 && chance(0.2) ? pick(made) : undefined;
      if (same === undefined) made.push(workload());
      else made.push({ ...same, metadata: { ...same.metadata, name: nameOf('pod') }, ...statusOf(same.kind) });
    }
    return made;
  }

  const statusOf = (kind: string): Json => (addresses && kind === 'Pod' ? { status: { podIP: addressOfPod() } } : {});

  function workload(): Json {
    const name = nameOf('pod');
    const namespace = pick(NAMESPACES);
    const metadata = optional('labels', () => labels(POD_LABELS), 0.9);
    const spec = {
      ...optional('hostNetwork', () => perhaps(chance(0.3), [true, false]), 0.4),
      containers: [container(), ...(chance(0.4) ? [container()] : [])],
      ...optional('initContainers', () => [{ ...container(), ...optional('restartPolicy', () => 'Always', 0.7) }], 0.3),
    };
    const kind = addresses && known ? 'Pod' : pick(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);
    if (kind === 'Pod') {
      const owners = chance(0.4)
        ? { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `of-${name}`, controller: true }] }
        : {};
      return { apiVersion: 'v1', kind, metadata: { name, namespace, ...owners, ...metadata }, spec, ...statusOf(kind) };
    }
    const replicas = kind === 'DaemonSet' ? {} : optional('replicas', () => perhaps(below(4), [0, 1, 3]), 0.8);
    return {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name, namespace },
      spec: { ...replicas, template: { metadata, spec } },
    };
  }

  function addressOfPod(): string {
    const make = (): string =>
      chance(0.7) ? `10.${1 + below(2)}.${1 + below(3)}.${1 + below(5)}` : `fd00::${below(2)}:${1 + below(9)}`;
    let made = make();
    while (used.has(made)) made = make();
    used.add(made);
    return made;
  }

  function container(): Json {
    return {
      name: nameOf('c'),
      image: 'a',
      ...optional('ports', () => perhaps(containerPorts(), [[], [containerPort(pick(NAMES))]]), 0.8),
    };
  }

  /** Names are unique in a container, not in a pod (S084). */
  const containerPorts = (): Json[] => some(NAMES, 3).map((name) => containerPort(name));
  const containerPort = (name: string): Json => ({
    ...(chance(0.9) ? { name: perhaps(name, NAMES) } : {}),
    containerPort: perhaps(pick(NUMBERS), NUMBERS),
    ...optional('protocol', () => perhaps(pick(PROTOCOLS), PROTOCOLS), 0.5),
  });

  // ---- NetworkPolicy

  function networkPolicy(): Json {
    const hasTypes = chance(0.7);
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: nameOf('policy'), namespace: perhaps(pick(NAMESPACES), NAMESPACES) },
      spec: {
        ...optional('podSelector', () => perhaps(ofPods(), [ofPods()]), 0.8),
        ...(hasTypes
          ? optional('policyTypes', () => mistaken(perhaps(types(), [['Ingress'], ['Egress']]), ['Both']), 0.9)
          : {}),
        ...optional('ingress', () => perhaps(rules('from'), [[], [{}]]), 0.7),
        ...optional('egress', () => perhaps(rules('to'), [[], [{}]]), 0.7),
      },
    };
  }

  const types = (): Json[] =>
    pick([[], ['Ingress'], ['Egress'], ['Ingress', 'Egress'], ['Egress', 'Ingress'], ['Ingress', 'Ingress']]).map(
      (type) => perhaps(type, ['Ingress', 'Egress']),
    );

  function rules(side: 'from' | 'to'): Json[] {
    return times(below(4), () => {
      if (chance(0.08)) return chance(0.5) ? {} : null;
      return perhaps({
        ...optional(side, () => perhaps(times(below(3), peer), [[], [peer()]]), 0.8),
        ...optional('ports', () => perhaps(times(below(4), port), [[], [port()]]), 0.7),
      });
    });
  }

  function peer(): Json {
    if (chance(0.3)) return { ipBlock: ipBlock() };
    if (!known && chance(0.1)) {
      const cidr = '10.0.0.0/8';
      return { ipBlock: { cidr, except: mistaken([], ['11.0.0.0/16']) } };
    }
    if (chance(0.1)) return mistaken({ podSelector: ofPods() }, {});
    const namespace = chance(0.6) ? { namespaceSelector: perhaps(ofNamespaces(), [ofNamespaces()]) } : {};
    const pods = chance(0.6) || !('namespaceSelector' in namespace);
    return { ...namespace, ...(pods ? { podSelector: perhaps(ofPods(), [ofPods()]) } : {}) };
  }

  function ipBlock(): Json {
    const cidr = pick(['0.0.0.0/0', ...blocks]);
    const inside = blocks.filter((each) => each !== cidr && isWithin(each, cidr));
    return {
      cidr: mistaken(perhaps(cidr, inside), 'all'),
      ...optional('except', () => some(inside, 2).map((each) => perhaps(each, inside)), 0.5),
    };
  }

  function port(): Json {
    if (chance(0.1)) return {};
    const protocol = optional('protocol', () => mistaken(perhaps(pick(PROTOCOLS), PROTOCOLS), 'tcp'), 0.6);
    if (chance(0.2)) return protocol;
    if (chance(0.35)) return { ...protocol, port: mistaken(perhaps(pick(NAMES), NAMES), '80') };
    const number = pick(NUMBERS);
    const endPort = optional(
      'endPort',
      () => perhaps(pick(NUMBERS.filter((each) => each >= number)), [9090, 65535]),
      0.3,
    );
    return { ...protocol, port: mistaken(perhaps(number, [53, 54]), pick([0, 65536])), ...endPort };
  }

  // ---- policies of the cluster

  function clusterPolicies(count: number): Json[] {
    const older = chance(0.4);
    const made = times(count, () => clusterPolicy(older, pick(['Admin', 'Baseline'])));
    // There is one of the older baseline.
    const first = made.find(({ kind }) => kind === 'BaselineAdminNetworkPolicy');
    return made.filter((policy) => policy.kind !== 'BaselineAdminNetworkPolicy' || policy === first);
  }

  function clusterPolicy(older: boolean, tier: 'Admin' | 'Baseline'): Json {
    const kind = !older
      ? 'ClusterNetworkPolicy'
      : tier === 'Admin'
        ? 'AdminNetworkPolicy'
        : 'BaselineAdminNetworkPolicy';
    const priority = known ? (priorities[tier].pop() ?? 500 + named) : below(3);
    return {
      apiVersion: `policy.networking.k8s.io/${older ? 'v1alpha1' : 'v1alpha2'}`,
      kind,
      metadata: { name: kind === 'BaselineAdminNetworkPolicy' ? 'default' : nameOf('cluster') },
      spec: {
        ...(older ? {} : { tier: mistaken(perhaps(tier, ['Admin', 'Baseline']), 'Middle') }),
        ...(older && tier === 'Baseline' ? {} : { priority: mistaken(perhaps(priority, [0, 1, 2]), 2000) }),
        subject: mistaken(perhaps(subject(), [subject()]), {}),
        ...optional('ingress', () => perhaps(clusterRules(older, tier, 'from'), [[]]), 0.7),
        ...optional('egress', () => perhaps(clusterRules(older, tier, 'to'), [[]]), 0.7),
      },
    };
  }

  const subject = (): Json =>
    chance(0.5)
      ? { namespaces: ofNamespaces() }
      : { pods: { ...optional('namespaceSelector', ofNamespaces, 0.8), podSelector: ofPods() } };

  function clusterRules(older: boolean, tier: 'Admin' | 'Baseline', side: 'from' | 'to'): Json[] {
    return times(below(4), () => {
      const accept = older ? 'Allow' : 'Accept';
      const actions = older && tier === 'Baseline' ? [accept, 'Deny'] : [accept, 'Deny', 'Pass'];
      const action = pick(actions);
      // Cilium refuses those that deny (S127).
      const hasDomains = action === accept ? !older || tier === 'Admin' : !older && cni !== 'cilium';
      const peers = times(1 + below(2), () => clusterPeer(side, hasDomains));
      const outside = peers.some((each) => 'networks' in each || 'nodes' in each || 'domainNames' in each);
      const ports = times(1 + below(3), () => (older ? olderPort(!outside) : protocolOf(!outside)));
      return {
        ...optional('name', () => 'a rule', 0.2),
        action: mistaken(perhaps(action, actions), 'Shrug'),
        [side]: perhaps(peers, [[clusterPeer('from', false)]]),
        ...(chance(0.7) ? { [older ? 'ports' : 'protocols']: perhaps(ports) } : {}),
      };
    });
  }

  function clusterPeer(side: 'from' | 'to', hasDomains: boolean): Json {
    // Nobody knows it: a version to come may.
    if (chance(0.05)) return { [chance(0.5) ? 'planets' : 'serviceAccounts']: { matchLabels: { a: 'b' } } };
    if (side === 'from' || chance(0.5)) return subject();
    if (chance(0.6)) return { networks: [pick(['0.0.0.0/0', ...blocks]), ...some(blocks, 2)] };
    if (hasDomains && chance(0.5)) return { domainNames: some(['a.example.com', '*.example.org', 'b.example.com'], 3) };
    return { nodes: chance(0.3) ? {} : { matchLabels: { pool: pick(['a', 'b']) } } };
  }

  const range = () => {
    const start = pick(NUMBERS);
    return { start, end: start + 1 + below(2000) };
  };

  function olderPort(names: boolean): Json {
    const protocol = optional('protocol', () => pick(PROTOCOLS), 0.6);
    if (names && chance(0.3)) return { namedPort: perhaps(pick(NAMES), NAMES) };
    if (chance(0.4)) return { portRange: { ...protocol, ...range() } };
    return { portNumber: { ...protocol, port: perhaps(pick(NUMBERS), NUMBERS) } };
  }

  function protocolOf(names: boolean): Json {
    if (names && chance(0.3)) return { destinationNamedPort: perhaps(pick(NAMES), NAMES) };
    const destinationPort = chance(0.4) ? { range: range() } : { number: perhaps(pick(NUMBERS), NUMBERS) };
    return { [pick(PROTOCOLS).toLowerCase()]: { destinationPort } };
  }

  return { namespaces, workloads, networkPolicy, clusterPolicies };
}

function isWithin(inner: string, outer: string): boolean {
  const [first = '', length = ''] = inner.split('/');
  return Number(length) > Number(outer.split('/')[1]) && isInside(first, outer);
}

// ---- worlds

/** Everything a hole may be, decided at random; undefined where nothing is left out. */
export function withoutHoles(value: Json, random: Random, isHidden = false): Json {
  if (Array.isArray(value)) return value.map((each) => withoutHoles(each, random, isHidden));
  if (value === null || typeof value !== 'object') return value;
  if (isHole(value)) {
    // A mistake that no manifest shows is none.
    const alternatives = isHidden ? value.hole.filter((each) => each !== REFUSED) : value.hole;
    return withoutHoles(random.pick(alternatives), random, isHidden || value.text === undefined);
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutHoles(each, random, isHidden)]));
}

export function isHole(value: Json): value is Hole {
  return value !== null && typeof value === 'object' && Array.isArray(value.hole);
}

/** Of a namespace without a manifest. */
export function randomLabels(random: Random): JsonLabels {
  const made: Record<string, string> = {};
  for (const [key, values] of Object.entries(NAMESPACE_LABELS)) {
    if (random.chance(0.7)) made[key] = random.pick(values);
  }
  return made;
}

/** Whether the API server refused it. */
export function isRefused(value: Json): boolean {
  if (value === null || typeof value !== 'object') return false;
  return value === REFUSED || value.refused === true || Object.values(value).some(isRefused);
}
