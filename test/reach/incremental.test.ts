import { expect, test } from 'vitest';
import { type KubernetesObject, readObjects } from '../../server/src/kubernetes';
import { type ClusterSource, clusterOf } from '../../server/src/network/reach/cluster-of';
import { createReach, type ReachEngine } from '../../server/src/network/reach/engine';
import { PROFILES } from '../../server/src/network/reach/profiles';
import { keyOf } from '../../server/src/network/sets/ports';
import { readFile } from '../../server/src/yaml';
import { objectsOf, textOf } from './compare';
import type { Json } from './naive';
import { createRandom, type Random } from './random';
import { CNIS, randomCluster } from './random-cluster';
import { yamlText } from './yaml-text';

const SEEDS = 40;
const EDITS = 25;

test(`${SEEDS} clusters through ${EDITS} edits each: what is taken over is what a fresh engine says`, {
  timeout: 120_000,
}, () => {
  let verdicts = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const random = createRandom(seed);
    const profile = PROFILES[random.pick(CNIS)];
    let documents = randomCluster(seed).documents.map((each) => read(each, random));
    let source: ClusterSource | undefined;
    let engine: ReachEngine | undefined;
    for (let edit = 0; edit < EDITS; edit += 1) {
      documents = edited(documents, seed * 1000 + edit, random);
      const objects = objectsOf(documents.flat());
      const cluster = clusterOf(objects, profile, source);
      const current: ReachEngine = createReach(cluster, engine);
      verdicts += expectEqual(current, createReach(clusterOf(objects, profile)), `seed ${seed}, edit ${edit}`);
      source = { objects, cluster };
      engine = current;
    }
  }
  expect(verdicts).toBeGreaterThan(50_000);
});

/** Documents that stay are the very same objects. */
function read(document: Json, random: Random): readonly KubernetesObject[] {
  return readFile('a.yaml', yamlText([document], random)).documents.flatMap(({ document: own }) => readObjects(own));
}

/** One document more, one less, or another in place of one: mostly policies, as people edit them. */
function edited(
  documents: readonly (readonly KubernetesObject[])[],
  seed: number,
  random: Random,
): (readonly KubernetesObject[])[] {
  const isPolicy = (kind: unknown): boolean => String(kind).endsWith('Policy');
  const onlyPolicies = random.chance(0.8);
  const source = randomCluster(seed).documents.filter(({ kind }) => !onlyPolicies || isPolicy(kind));
  const made = source.length === 0 ? [] : [read(random.pick(source), random)];
  const candidates = [...documents.keys()].filter((at) => !onlyPolicies || isPolicy(documents[at]?.[0]?.kind));
  const at = random.chance(0.3) || candidates.length === 0 ? documents.length : random.pick(candidates);
  return documents.toSpliced(at, 1, ...(random.chance(0.3) ? [] : made));
}

function expectEqual(one: ReachEngine, other: ReachEngine, where: string): number {
  expect(one.ends.map(textOf), where).toEqual(other.ends.map(textOf));
  let count = 0;
  for (const [at, from] of one.ends.entries()) {
    for (const [beside, to] of one.ends.entries()) {
      const freshFrom = other.ends[at];
      const freshTo = other.ends[beside];
      if (freshFrom === undefined || freshTo === undefined) continue;
      const [own, fresh] = [one.verdict(from, to), other.verdict(freshFrom, freshTo)];
      count += 1;
      if (keyOf(own.open) === keyOf(fresh.open) && keyOf(own.possible) === keyOf(fresh.possible)) continue;
      expect(own, `${where}: ${textOf(from)} -> ${textOf(to)}`).toEqual(fresh);
    }
  }
  return count;
}
