import {
  type ClusterPolicy,
  type KubernetesObject,
  type Namespace,
  type NetworkPolicy,
  readObjects,
  type Workload,
} from '../../server/src/kubernetes';
import type { End, Verdict } from '../../server/src/network/reach/answer';
import { clusterOf } from '../../server/src/network/reach/cluster-of';
import { createReach, type ReachEngine } from '../../server/src/network/reach/engine';
import { type CniName, PROFILES } from '../../server/src/network/reach/profiles';
import { hasPort } from '../../server/src/network/sets/ports';
import { readFile } from '../../server/src/yaml';
import { isAllowed, type NaiveProtocol } from './naive';
import { createRandom, type Random } from './random';
import type { RandomCluster } from './random-cluster';
import { addressIn, scenesOf } from './worlds';
import { yamlText } from './yaml-text';

/** What the engine and the naive evaluator say about one cluster, compared connection by connection. */
export interface Comparison {
  /** How many verdicts had to be equal: everything was known. */
  readonly exact: number;
  /** Where something is open: verdicts of the engine that are certain, and right in a world that was tried. */
  readonly certain: number;
  /** There the engine may also say that nobody can tell. */
  readonly unknown: number;
  readonly disagreement: string | undefined;
}

const CONNECTIONS: readonly (readonly [NaiveProtocol, number])[] = [
  ...[1, 53, 54, 80, 443, 8080, 8081, 9090, 65535].map((port) => ['TCP', port] as const),
  ...[53, 80, 8080, 9091].map((port) => ['UDP', port] as const),
  ...[80, 443, 9090].map((port) => ['SCTP', port] as const),
  ['ICMP', 0],
];
/** What they make of rules with ports is not said anywhere (S063). */
const OPEN_ABOUT_ICMP = new Set(['antrea', 'ovn-kubernetes']);

export function engineOf(cluster: RandomCluster): ReachEngine {
  const text = yamlText(cluster.documents, createRandom(cluster.seed));
  const objects = readFile('cluster.yaml', text).documents.flatMap(({ document }) => readObjects(document));
  return createReach(clusterOf(objectsOf(objects), PROFILES[cluster.cni as CniName]));
}

export function objectsOf(objects: readonly KubernetesObject[]) {
  return {
    namespaces: objects.filter((object): object is Namespace => object.type === 'namespace'),
    workloads: objects.filter((object): object is Workload => object.type === 'workload'),
    networkPolicies: objects.filter((object): object is NetworkPolicy => object.type === 'network-policy'),
    clusterPolicies: objects.filter((object): object is ClusterPolicy => object.type === 'cluster-policy'),
  };
}

export function compare(cluster: RandomCluster, engine = engineOf(cluster)): Comparison {
  const random = createRandom(cluster.seed + 1);
  const connections = [...CONNECTIONS, ...edgesIn(cluster, random)];
  let certain = 0;
  let exact = 0;
  let unknown = 0;
  for (const scene of scenesOf(cluster, random)) {
    for (const from of engine.ends) {
      for (const to of engine.ends) {
        if (from.kind !== 'pods' && to.kind !== 'pods') continue;
        const found = engine.verdict(from, to);
        const pairs = scene.placesOf(from, to);
        const isKnown = cluster.known && scene.isSure(from, to);
        for (const [protocol, port] of connections) {
          const said = wordOf(found, protocol, port);
          const isExact = isKnown && !(protocol === 'ICMP' && OPEN_ABOUT_ICMP.has(cluster.cni));
          // Where something is open, the engine may say so more often than it must.
          if (!isExact && said === 'unknown') {
            unknown += 1;
            continue;
          }
          const answers = pairs.map(([source, destination]) =>
            isAllowed(scene.world, source, destination, protocol, port),
          );
          const right = answers.every((each) => each) ? 'allowed' : answers.some((each) => each) ? 'unknown' : 'denied';
          if (isExact) exact += 1;
          else certain += 1;
          if (said === right) continue;
          const disagreement = `${textOf(from)} -> ${textOf(to)} ${protocol} ${port}: the engine says ${said}, the naive evaluator ${right} (${JSON.stringify(pairs)})`;
          return { exact, certain, unknown, disagreement };
        }
      }
    }
  }
  return { exact, certain, unknown, disagreement: undefined };
}

/** Where ranges begin and end, and the ports beside them. */
function edgesIn({ documents }: RandomCluster, random: Random): readonly (readonly [NaiveProtocol, number])[] {
  const written = [...JSON.stringify(documents).matchAll(/"(?:start|end|endPort|port|number)":(\d+)/g)];
  const numbers = written.map(([, number]) => Number(number)).filter((number) => number > 0 && number < 65536);
  if (numbers.length === 0) return [];
  return [-1, 0, 1].map((beside) => {
    const port = Math.min(65535, Math.max(1, random.pick(numbers) + beside));
    return [random.pick(['TCP', 'UDP', 'SCTP'] as const), port];
  });
}

function wordOf({ open, possible }: Verdict, protocol: NaiveProtocol, port: number): 'allowed' | 'denied' | 'unknown' {
  const has = (set: Verdict['open']) => (protocol === 'ICMP' ? set.others : hasPort(set, protocol, port));
  if (has(open)) return 'allowed';
  return has(possible) ? 'unknown' : 'denied';
}

export function textOf(end: End): string {
  if (end.kind === 'nodes') return 'nodes';
  if (end.kind === 'addresses') return `${end.range.family} ${addressIn(end.range.family, end.range.from)}…`;
  return `${end.pods.namespace}/${end.pods.name}`;
}
