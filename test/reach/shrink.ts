import { compare } from './compare';
import type { Json } from './naive';
import { isHole, type RandomCluster } from './random-cluster';

/** The smallest cluster that still disagrees: whatever can be left out of its documents is. */
export function shrunk(cluster: RandomCluster): RandomCluster {
  let smallest = cluster;
  for (let found = true; found; ) {
    found = false;
    for (const documents of smaller(smallest.documents)) {
      const candidate = { ...smallest, documents };
      if (!disagrees(candidate)) continue;
      smallest = candidate;
      found = true;
      break;
    }
  }
  return smallest;
}

function disagrees(cluster: RandomCluster): boolean {
  return compare(cluster).disagreement !== undefined;
}

/** Lists that mean something else when they are empty, or may not be. */
const NEVER_EMPTY = new Set(['from', 'to', 'values', 'networks', 'protocols', 'ports', 'containers', 'domainNames']);
const OPTIONAL = new Set([
  'matchLabels',
  'matchExpressions',
  'labels',
  'initContainers',
  'endPort',
  'protocol',
  'except',
]);

/** Every way to leave out one thing. */
function* smaller(value: Json, key = ''): Generator<Json, undefined> {
  if (Array.isArray(value)) {
    for (const [at, each] of value.entries()) {
      // Without its manifest the labels of a namespace are open.
      const isNeeded = each?.kind === 'Namespace' || (value.length === 1 && NEVER_EMPTY.has(key));
      if (!isNeeded) yield value.toSpliced(at, 1);
      for (const less of smaller(each)) yield value.with(at, less);
    }
    return;
  }
  // What a mistake looks like stays as it is.
  if (value === null || typeof value !== 'object' || isHole(value)) return;
  for (const [name, each] of Object.entries(value)) {
    const rest = Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
    if (OPTIONAL.has(name) || key === 'matchLabels' || key === 'labels') yield rest;
    for (const less of smaller(each, name)) yield { ...value, [name]: less };
  }
}
