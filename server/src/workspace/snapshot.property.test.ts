import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultCharter } from '../config';
import { editFile } from '../yaml';
import { type FileChange, type Snapshot, updateSnapshot } from '.';
import { type Answer, allAnswers, type Files, snapshotOf, type Vocabulary } from './answers.test-help';

const VOCABULARY: Vocabulary = {
  names: ['web', 'api', 'x-web'],
  namespaces: ['', 'shop', 'bank'],
  nodePorts: [30080, 30081],
};

const name = fc.constantFrom('web', 'api');
const namespace = fc.constantFrom('', 'shop', 'bank', '{{ .namespace }}');
const label = fc.constantFrom('app: web', 'app: api', 'tier: front', 'app: "{{ .app }}"');
const labels = fc.uniqueArray(label, { minLength: 0, maxLength: 2, selector: (text) => text.split(':')[0] });

const metadata = (called: string, where: string) =>
  `metadata:\n  name: ${called}\n${where === '' ? '' : `  namespace: ${where.includes('{') ? `"${where}"` : where}\n`}`;
const entries = (lines: readonly string[], indent: string) =>
  lines.length === 0 ? ' {}\n' : `\n${lines.map((line) => `${indent}${line}\n`).join('')}`;

const service = fc
  .record({ name, namespace, labels, nodePort: fc.option(fc.constantFrom(30080, 30081)) })
  .map(
    (it) =>
      `apiVersion: v1\nkind: Service\n${metadata(it.name, it.namespace)}spec:\n  selector:${entries(it.labels, '    ')}  ports:\n  - port: 80\n${it.nodePort === null ? '' : `    nodePort: ${it.nodePort}\n`}`,
  );
const deployment = fc
  .record({ name, namespace, labels, port: fc.constantFrom(80, 8080) })
  .map(
    (it) =>
      `apiVersion: apps/v1\nkind: Deployment\n${metadata(it.name, it.namespace)}spec:\n  template:\n    metadata:\n      labels:${entries(it.labels, '        ')}    spec:\n      containers:\n      - name: main\n        ports:\n        - containerPort: ${it.port}\n`,
  );
/** A ReplicaSet or Pod that another workload may control, which may be another one of them. */
const owned = fc
  .record({
    kind: fc.constantFrom('Pod', 'ReplicaSet'),
    name,
    namespace,
    labels,
    owner: fc.tuple(fc.constantFrom('Deployment', 'ReplicaSet', 'Pod'), name),
  })
  .map(({ owner: [ownerKind, ownerName], ...it }) => {
    const references = `  ownerReferences:\n  - {kind: ${ownerKind}, name: ${ownerName}, controller: true}\n`;
    const pod = `labels:${entries(it.labels, '          ')}`;
    return it.kind === 'Pod'
      ? `apiVersion: v1\nkind: Pod\n${metadata(it.name, it.namespace)}${references}  ${pod}spec:\n  containers: []\n`
      : `apiVersion: apps/v1\nkind: ReplicaSet\n${metadata(it.name, it.namespace)}${references}spec:\n  template:\n    metadata:\n      ${pod}    spec:\n      containers: []\n`;
  });
const other = fc.constantFrom(
  'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n',
  'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels: {team: a}\n',
  'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: web\n  namespace: shop\n',
  'apiVersion: v1\nkind: Service\nmetadata: {name: web\n',
  'just: values\n',
);
const document = fc.oneof(
  { weight: 4, arbitrary: service },
  { weight: 4, arbitrary: deployment },
  { weight: 2, arbitrary: owned },
  { weight: 2, arbitrary: other },
);
const manifest = fc.array(document, { minLength: 0, maxLength: 3 }).map((documents) => documents.join('---\n'));
const path = fc.constantFrom(
  'a.yaml',
  'dev/a.yaml',
  'dev/b.yaml',
  'prod/a.yaml',
  'prod/deep/a.yaml',
  'other/a.yaml',
  'base/a.yaml',
  'other/templates/a.yaml',
  'other/charts/sub/a.yaml',
);

const kustomizationPath = fc.constantFrom(
  'overlay/kustomization.yaml',
  'base/kustomization.yaml',
  'prod/kustomization.yaml',
);
const kustomization = fc
  .record({
    kind: fc.constantFrom('', 'kind: Kustomization\n', 'kind: Component\n'),
    components: fc.constantFrom('', '', 'components: [../base]\n', 'components: [../prod]\n'),
    resources: fc.uniqueArray(fc.constantFrom('../base', 'a.yaml', '../prod', '../dev/b.yaml', 'missing.yaml'), {
      maxLength: 2,
    }),
    namespace: fc.constantFrom('', 'namespace: bank\n'),
    prefix: fc.constantFrom('', 'namePrefix: x-\n'),
    labels: fc.constantFrom('', 'commonLabels: {tier: front}\n'),
    patch: fc.constantFrom(
      '',
      'patches:\n- path: ../other/a.yaml\n',
      'patches:\n- target: {kind: Service}\n  patch: |-\n    - {op: add, path: /spec/ports/0/nodePort, value: 30081}\n',
    ),
  })
  .map(
    (it) =>
      `${it.kind}resources: [${it.resources.join(', ')}]\n${it.components}${it.namespace}${it.prefix}${it.labels}${it.patch}`,
  );
const chart = fc
  .constantFrom('other/Chart.yaml', 'other/charts/sub/Chart.yaml', 'prod/Chart.yaml')
  .map((at) => [at, 'apiVersion: v2\nname: other\n'] as const);

const file = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(path, manifest) },
  { weight: 2, arbitrary: fc.tuple(kustomizationPath, kustomization) },
  { weight: 1, arbitrary: chart },
);
const files = fc.array(file, { minLength: 1, maxLength: 6 }).map((list): Files => Object.fromEntries(list));

type Step =
  | { readonly kind: 'text'; readonly path: string; readonly text: string }
  | {
      readonly kind: 'edit' | 'delete' | 'swap' | 'toggle';
      readonly at: number;
      readonly position: number;
      readonly insert: string;
    };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: file.map(([at, text]): Step => ({ kind: 'text', path: at, text })) },
  {
    weight: 6,
    arbitrary: fc
      .record({
        at: fc.nat(20),
        position: fc.nat(400),
        insert: fc.constantFrom('x', '1', '# {{ x }}', '\n', '# note\n', ' ', ':', '---\n', ''),
      })
      .map((it): Step => ({ kind: 'edit', ...it })),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ kind: fc.constantFrom('delete' as const, 'swap' as const, 'toggle' as const), at: fc.nat(20) })
      .map((it): Step => ({ ...it, position: 0, insert: '' })),
  },
);

/** The documents of a file in another order, or a component where a kustomization was. */
function rewritten(kind: 'swap' | 'toggle', text: string): string {
  if (kind === 'swap') return text.split('---\n').reverse().join('---\n');
  if (text.includes('kind: Component')) return text.replace('kind: Component', 'kind: Kustomization');
  return text.includes('kind: Kustomization')
    ? text.replace('kind: Kustomization', 'kind: Component')
    : text.replace('team: a', 'team: b');
}

/** One step as a change, and the files it leads to. Edits replace one character, as typing does. */
function take(
  step: Step,
  now: Files,
  snapshot: Snapshot,
): { readonly change: FileChange; readonly files: Files } | undefined {
  if (step.kind === 'text') {
    return { change: { kind: 'text', path: step.path, text: step.text }, files: { ...now, [step.path]: step.text } };
  }
  const at = Object.keys(now)[step.at % Object.keys(now).length];
  if (at === undefined) return undefined;
  const { [at]: text = '', ...rest } = now;
  if (step.kind === 'delete') return { change: { kind: 'deleted', path: at }, files: rest };
  if (step.kind === 'swap' || step.kind === 'toggle') {
    const again = rewritten(step.kind, text);
    return { change: { kind: 'text', path: at, text: again }, files: { ...now, [at]: again } };
  }
  const offset = Math.min(step.position, text.length);
  const edited = text.slice(0, offset) + step.insert + text.slice(offset + 1);
  const open = snapshot.file(at);
  if (open === undefined) return { change: { kind: 'text', path: at, text: edited }, files: { ...now, [at]: edited } };
  const before = text.slice(0, offset).split('\n');
  const start = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const end =
    text[offset] === '\n'
      ? { line: start.line + 1, character: 0 }
      : { line: start.line, character: start.character + (offset < text.length ? 1 : 0) };
  const file = editFile(open, [{ range: { start, end }, text: step.insert }]);
  return { change: { kind: 'edited', path: at, file }, files: { ...now, [at]: edited } };
}

function shape(snapshot: Snapshot) {
  return {
    environments: snapshot.environments.map((it) => ({ name: it.name, source: it.source, files: [...it.files] })),
    paths: snapshot.paths,
    skipped: snapshot.skipped,
    membership: snapshot.paths.map((at) => snapshot.environmentsOf(at).map((it) => it.name)),
  };
}

function values(answers: ReadonlyMap<string, Answer>): Record<string, string> {
  return Object.fromEntries([...answers].map(([question, { value }]) => [question, value]));
}

const RUNS = 100;

describe('any workspace after any edits', () => {
  test('is the workspace read from scratch, and every answer that differs has a changed key', () => {
    let incremental = 0;
    fc.assert(
      fc.property(files, fc.array(step, { minLength: 1, maxLength: 6 }), (start, steps) => {
        let now = start;
        let snapshot = snapshotOf(start);
        let answers = allAnswers(snapshot, VOCABULARY);
        for (const each of steps) {
          const taken = take(each, now, snapshot);
          if (taken === undefined) continue;
          now = taken.files;
          const next = updateSnapshot(snapshot, [taken.change]);
          const scratch = snapshotOf(now);
          const found = allAnswers(next, VOCABULARY);
          expect(shape(next)).toEqual(shape(scratch));
          expect(values(found)).toEqual(values(allAnswers(scratch, VOCABULARY)));
          const { difference } = next;
          expect(difference.since).toBe(snapshot.version);
          if (!difference.everything) {
            incremental += 1;
            for (const [question, { value, keys }] of answers) {
              const other = found.get(question);
              // Questions about a subject that is gone are asked by nobody any more.
              if (other === undefined || other.value === value) continue;
              const changed = difference.changedAnswers.get(question.slice(0, question.indexOf(':')));
              expect(
                [...keys].some((key) => changed?.has(key)),
                `${question}\n${value}\n${other.value}`,
              ).toBe(true);
            }
          }
          snapshot = next;
          answers = found;
        }
      }),
      { numRuns: RUNS },
    );
    // Most steps must not start over, or the test proves little.
    expect(incremental).toBeGreaterThan(50);
    expect(defaultCharter().environments).toEqual([]);
  }, 60_000);
});
