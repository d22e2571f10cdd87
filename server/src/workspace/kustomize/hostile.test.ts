import { describe, expect, test } from 'vitest';
import { type Files, names, snapshotOf, viewOf } from '../answers.test-help';
import { readRecord } from '../records';
import { createAllowance } from '.';
import { buildKustomization } from './build';
import { readGraph } from './graph';

const service = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: a}, ports: [{port: 80}]}\n`;

interface Built {
  readonly steps: number;
  readonly objects: number;
  readonly notices: readonly string[];
}

/** How many steps a build takes, and what it comes to. */
function build(path: string, files: Files): Built {
  const records = new Map(Object.entries(files).map(([file, text]) => [file, readRecord(file, text ?? '')]));
  const graph = readGraph([...records.values()].sort((a, b) => (a.path < b.path ? -1 : 1)));
  const allowance = createAllowance();
  const before = allowance.left;
  const built = buildKustomization(path, graph, records, allowance);
  return {
    steps: before - allowance.left,
    objects: built.reduce((sum, file) => sum + file.objects.length, 0),
    notices: built.flatMap(({ notices }) => notices ?? []),
  };
}

const GIVEN_UP = /building it takes more steps than Portcullis allows/;
/** One step too many may be a large one. */
const MOST = 450_000;

function layers(n: number, below: (level: number) => readonly string[], more = ''): Files {
  const files: Record<string, string> = {};
  for (let level = 0; level < n; level++) {
    const resources = [...below(level), 's.yaml'].map((entry) => `- ${entry}\n`).join('');
    files[`k${level}/kustomization.yaml`] = `resources:\n${resources}${more.replaceAll('LEVEL', String(level))}`;
    files[`k${level}/s.yaml`] = service(`s${level}`);
  }
  return files;
}

const all = (n: number, take: (other: number, level: number) => boolean) => (level: number) =>
  Array.from({ length: n }, (_, other) => other).flatMap((other) => (take(other, level) ? [`../k${other}`] : []));

describe('kustomizations that ask for more than there is', () => {
  test('each including all below it: every object counts once', () => {
    const dag = (n: number) =>
      build(
        `k${n - 1}/kustomization.yaml`,
        layers(
          n,
          all(n, (other, level) => other < level),
        ),
      );
    expect(dag(20)).toMatchObject({ objects: 20, notices: [] });
    expect(dag(40)).toMatchObject({ objects: 40, notices: [] });
    expect(dag(40).steps).toBeLessThan(10 * dag(20).steps);
    expect(dag(100).steps).toBeLessThan(MOST);
    const many = dag(200);
    expect(many.steps).toBeLessThan(MOST);
    expect(many).toMatchObject({ objects: 0, notices: [expect.stringMatching(GIVEN_UP)] });
  });

  test('each including all others, in circles', () => {
    const circle = build(
      'k0/kustomization.yaml',
      layers(
        60,
        all(60, (other, level) => other !== level),
      ),
    );
    expect(circle.steps).toBeLessThan(MOST);
    expect(circle.notices.some((notice) => notice.includes('includes itself'))).toBe(true);
  });

  test('twice the same base under two names, over and over', () => {
    const files: Record<string, string> = {
      'k0/kustomization.yaml': 'resources: [s.yaml]\n',
      'k0/s.yaml': service('s'),
    };
    for (let level = 1; level <= 60; level++) {
      for (const side of ['a', 'b']) {
        files[`${side}${level}/kustomization.yaml`] = `namePrefix: ${side}\nresources: [../k${level - 1}]\n`;
      }
      files[`k${level}/kustomization.yaml`] = `resources: [../a${level}, ../b${level}]\n`;
    }
    expect(build('k6/kustomization.yaml', files)).toMatchObject({ objects: 64, notices: [] });
    const built = build('k60/kustomization.yaml', files);
    expect(built.steps).toBeLessThan(MOST);
    expect(built).toMatchObject({ objects: 0, notices: [expect.stringMatching(GIVEN_UP)] });
    const snapshot = snapshotOf(files);
    expect(viewOf(snapshot, 'k60').mayHoldMore('')).toBe(true);
    expect(snapshot.notices).toEqual([expect.stringMatching(GIVEN_UP)]);
  });

  test('components that include each other twice', () => {
    const files: Record<string, string> = {
      'kustomization.yaml': 'resources: [s.yaml]\ncomponents: [c0]\n',
      's.yaml': service('s'),
    };
    for (let level = 0; level < 30; level++) {
      files[`c${level}/kustomization.yaml`] = `kind: Component\ncomponents: [../c${level + 1}, ../c${level + 1}/]\n`;
    }
    files['c30/kustomization.yaml'] = 'kind: Component\nlabels: [{pairs: {a: b}}]\n';
    expect(build('kustomization.yaml', files).steps).toBeLessThan(MOST);
  });

  test('ten thousand in a chain do not exhaust the call stack', () => {
    const chain = layers(10_000, (level) => (level === 0 ? [] : [`../k${level - 1}`]));
    const built = build('k9999/kustomization.yaml', chain);
    expect(built.steps).toBeLessThan(MOST);
    expect(built.notices).toEqual([expect.stringContaining('nested in 200 others')]);
  });

  test('one that includes ten thousand', () => {
    const wide = layers(10_000, (level) => (level === 0 ? all(10_000, (other) => other > 0)(0) : []));
    expect(build('k0/kustomization.yaml', wide)).toMatchObject({ objects: 10_000, notices: [] });
  });
});

describe('patches that ask for more than there is', () => {
  const patched = (patch: string) =>
    build('kustomization.yaml', { 's.yaml': service('s'), 'kustomization.yaml': patch });

  test('copies of copies double at each step', () => {
    const bomb = (n: number) => {
      const copies = Array.from({ length: n }, (_, at) => `    - {op: copy, from: /spec, path: /spec/x${at}}\n`);
      return patched(`resources: [s.yaml]\npatches:\n- target: {kind: Service}\n  patch: |\n${copies.join('')}`);
    };
    expect(bomb(8).objects).toBe(1);
    expect(bomb(60).objects).toBe(0);
    expect(bomb(60).steps).toBeLessThan(200);
  });

  test('patches by name look only at what they name', () => {
    const many = (n: number) => {
      const at = Array.from({ length: n }, (_, index) => index);
      const target = (index: number) => (index % 2 ? `target: {name: s${index}}\n  ` : '');
      const patch = (index: number) =>
        index % 2
          ? `'[{op: add, path: /spec/type, value: NodePort}]'`
          : `{apiVersion: v1, kind: Service, metadata: {name: s${index}}, spec: {type: NodePort}}`;
      return build('kustomization.yaml', {
        's.yaml': at.map((index) => service(`s${index}`)).join('---\n'),
        'kustomization.yaml': `resources: [s.yaml]\npatches:\n${at.map((index) => `- ${target(index)}patch: ${patch(index)}\n`).join('')}`,
      });
    };
    const few = many(500);
    expect(few).toMatchObject({ objects: 500, notices: [] });
    expect(many(1000).steps).toBeLessThan(2.2 * few.steps);
  });

  test('patches by pattern are held against every object, and that is counted', () => {
    const at = Array.from({ length: 2000 }, (_, index) => index);
    const built = build('kustomization.yaml', {
      's.yaml': at.map((index) => service(`s${index}`)).join('---\n'),
      'kustomization.yaml': `resources: [s.yaml]\npatches:\n${at.map((index) => `- target: {name: .*x${index}}\n  patch: '[{op: remove, path: /spec}]'\n`).join('')}`,
    });
    expect(built.steps).toBeLessThan(MOST);
    expect(built.notices).toEqual([expect.stringMatching(GIVEN_UP)]);
  });

  test('aliases of a patch in a string are not written out', () => {
    const lines = Array.from(
      { length: 12 },
      (_, at) =>
        `    a${at + 1}: &a${at + 1} {${'abcdefghij'
          .split('')
          .map((key) => `${key}: *a${at}`)
          .join(', ')}}\n`,
    );
    const text = `    apiVersion: v1\n    kind: Service\n    metadata: {name: s}\n    a0: &a0 {x: 1}\n${lines.slice(0, 4).join('')}`;
    const built = patched(`resources: [s.yaml]\npatches:\n- target: {kind: Service}\n  patch: |\n${text}`);
    expect(built.objects).toBe(0);
    expect(built.steps).toBeLessThan(100);
  });

  test('a list merged with one as long is not compared item by item', () => {
    const list = (n: number) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: s}\nspec:\n  template:\n    spec:\n      containers:\n${Array.from({ length: n }, (_, at) => `      - {name: c${at}}\n`).join('')}`;
    const built = build('kustomization.yaml', {
      's.yaml': list(5000),
      'p.yaml': list(5000),
      'kustomization.yaml': 'resources: [s.yaml]\npatches: [{path: p.yaml}]\n',
    });
    expect(built).toMatchObject({ objects: 1, notices: [] });
  });

  test('a list whose items all have the same key is left open', () => {
    const list = (n: number) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: s}\nspec:\n  template:\n    spec:\n      containers:\n${'      - {name: c}\n'.repeat(n)}`;
    const built = build('kustomization.yaml', {
      's.yaml': list(5000),
      'p.yaml': list(5000),
      'kustomization.yaml': 'resources: [s.yaml]\npatches: [{path: p.yaml}]\n',
    });
    expect(built.objects).toBe(0);
  });
});

describe('what could not be understood is said', () => {
  test.each([
    [
      'resources: [nope.yaml]\n',
      'p/kustomization.yaml: "nope.yaml": not in the workspace, so that what is there is unknown',
    ],
    [
      'resources: [https://github.com/a/b]\n',
      'p/kustomization.yaml: "https://github.com/a/b": not fetched, so that what is there is unknown',
    ],
    [
      'components: [../nope]\n',
      'p/kustomization.yaml: "../nope": not in the workspace, so that what is there is unknown',
    ],
    [
      'resources: [.]\n',
      'p/kustomization.yaml: it includes itself, by way of others or directly, which kustomize refuses',
    ],
    ['helmCharts: [{name: x}]\n', 'p/kustomization.yaml: what its generators and Helm charts make is unknown'],
    [
      'transformers: [t.yaml]\n',
      'p/kustomization.yaml: what its transformers change is unknown: its objects were not checked',
    ],
    [
      'patches: [{path: nope.yaml}]\n',
      'p/kustomization.yaml: the patch "p/nope.yaml" is missing or cannot be read: what it changes is unknown',
    ],
    ['resources: [a\n', 'p/kustomization.yaml: it cannot be read, so that what it does is unknown'],
  ])('%s', (text, notice) => {
    expect(snapshotOf({ 'p/kustomization.yaml': text }).notices).toEqual([notice]);
  });

  test('nothing is said of one that is understood', () => {
    const snapshot = snapshotOf({ 'p/kustomization.yaml': 'resources: [s.yaml]\n', 'p/s.yaml': service('s') });
    expect(snapshot.notices).toEqual([]);
    expect(names(snapshot, 'p')).toEqual(['Service /s']);
  });
});
