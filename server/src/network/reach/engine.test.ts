import { expect, test } from 'vitest';
import { clusterOf } from './cluster-of';
import { createReach, sizeOf } from './engine';
import { PROFILES } from './profiles';
import { answersOf, namespace, objectsIn, pod, policy, yaml } from './reach.test-help';

const PODS = objectsIn(
  yaml(namespace('a'), ...Array.from({ length: 40 }, (_, at) => pod(`a/p${at}`, `{app: p${at}, part: x${at % 5}}`))),
);
const FIXED = objectsIn(
  yaml(
    ...Array.from({ length: 20 }, (_, at) =>
      policy('a', `podSelector: {matchLabels: {app: p${at}}}, ingress: [{ports: [{port: ${at + 1}}]}]`),
    ),
  ),
).networkPolicies;

/** One policy is written again and again, as while somebody types. */
function afterEdits(count: number): ReturnType<typeof sizeOf> {
  let source: { objects: typeof PODS; cluster: ReturnType<typeof clusterOf> } | undefined;
  let engine: ReturnType<typeof createReach> | undefined;
  for (let edit = 0; edit < count; edit += 1) {
    const [edited] = objectsIn(
      policy('a', `podSelector: {matchLabels: {part: x${edit % 5}}}, ingress: [{ports: [{port: ${1000 + edit}}]}]`),
    ).networkPolicies;
    const objects = { ...PODS, networkPolicies: edited === undefined ? FIXED : [...FIXED, edited] };
    const cluster = clusterOf(objects, PROFILES.spec, source);
    engine = createReach(cluster, engine);
    source = { objects, cluster };
    if (edit % 100 === 0) for (const _ of engine.connections());
    const own = `a/p1 -> a/p${edit % 5} ${1000 + edit}`;
    expect(answersOf(engine, [own])).toEqual({ [own]: 'allowed' });
  }
  return engine === undefined ? { policies: 0, sides: 0, states: 0 } : sizeOf(engine);
}

test('thousands of edits leave nothing behind', { timeout: 120_000 }, () => {
  const few = afterEdits(10);
  const many = afterEdits(3000);
  expect(few.policies).toBe(21);
  expect(many.policies).toBe(21);
  expect(many.sides).toBeLessThan(400);
  expect(many.states).toBeLessThan(30_000);
});

test('with the same pods only what a changed policy is about is worked out again', () => {
  const before = { ...PODS, networkPolicies: FIXED };
  const cluster = clusterOf(before, PROFILES.spec);
  const engine = createReach(cluster);
  for (const _ of engine.connections());
  const after = { ...PODS, networkPolicies: FIXED.slice(1) };
  const changed = clusterOf(after, PROFILES.spec, { objects: before, cluster });
  expect(changed.pods).toBe(cluster.pods);
  expect(changed.namespaces).toBe(cluster.namespaces);
  expect(changed.policies).toEqual(cluster.policies.filter(({ object }) => object !== FIXED[0]));
  const next = createReach(changed, engine);
  const sides = sizeOf(next).sides;
  for (const _ of next.connections());
  expect(sizeOf(next).sides - sides).toBeLessThan(3);
  expect(answersOf(next, ['a/p1 -> a/p0 80', 'a/p0 -> a/p1 80'])).toEqual({
    'a/p1 -> a/p0 80': 'allowed',
    'a/p0 -> a/p1 80': 'denied',
  });
});

test('an engine answers as before, whatever was made of it', () => {
  const before = { ...PODS, networkPolicies: FIXED };
  const cluster = clusterOf(before, PROFILES.spec);
  const engine = createReach(cluster);
  const after = { ...PODS, networkPolicies: [] };
  const next = createReach(clusterOf(after, PROFILES.spec, { objects: before, cluster }), engine);
  const asked = 'a/p1 -> a/p0 80';
  expect(answersOf(next, [asked])).toEqual({ [asked]: 'allowed' });
  expect(answersOf(engine, [asked])).toEqual({ [asked]: 'denied' });
});
