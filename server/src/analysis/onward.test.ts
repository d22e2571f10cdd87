import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultCharter } from '../config';
import { type FileChange, type Snapshot, updateSnapshot } from '../workspace';
import { editFile, textOf } from '../yaml';
import { type Analysis, analyse, runToEnd } from '.';
import { charterText, findingsIn, service, snapshotOf, suppressedOf, TODAY, WEB } from './test-support';

/** What a random edit puts in, takes out or changes: the parts that connections are made of. */
const PARTS = [
  'app: web',
  'app: api',
  'name: web',
  'name: api',
  'namespace: shop',
  'targetPort: web',
  'targetPort: 8080',
  'targetPort: nope',
  'nodePort: 30080',
  'protocol: UDP',
  'kind: Service',
  'kind: Deployment',
  'port: 80',
  'port: 99999',
  '---',
  '# portcullis: ignore unresolved-target-port',
  '# portcullis: ignore nonsense',
  'type: NodePort',
  '{{ .Values.x }}',
  ': [',
  '',
];

const FILES = {
  'a/services.yaml': `${service('web', 'web')}---\n${service('api', 'nope')}`,
  'a/web.yaml': WEB,
  'b/services.yaml': `${service('other', 'http')}    nodePort: 30080\n  type: NodePort\n`,
  'b/more.yaml': `${service('more', '8080')}    nodePort: 30080\n  type: NodePort\n`,
  'kust/base/kustomization.yaml': 'resources: [svc.yaml, web.yaml]\n',
  'kust/base/svc.yaml': service('base', 'nope'),
  'kust/base/web.yaml': WEB,
  'kust/prod/kustomization.yaml': 'resources: [../base]\nnamespace: prod\npatches:\n- path: patch.yaml\n',
  'kust/prod/patch.yaml':
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: base\n  namespace: shop\nspec:\n  type: NodePort\n',
  'kust/dev/kustomization.yaml': 'resources: [../base]\nnamespace: dev\n',
  'portcullis.yaml': charterText(
    '  exceptions:\n  - {guardrail: node-port-collision, object: Service/shop/more, reason: known}\n',
  ),
};

const edit = fc.record({
  file: fc.nat(),
  kind: fc.constantFrom('insert', 'replace', 'remove', 'type', 'delete', 'add', 'swap'),
  line: fc.nat(),
  part: fc.constantFrom(...PARTS),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function changeOf(snapshot: Snapshot, { file, kind, line, part }: Edit): FileChange | undefined {
  const paths = Object.keys(FILES).filter((path) => path !== 'portcullis.yaml');
  const path = paths[file % paths.length] ?? '';
  const current = snapshot.file(path);
  if (kind === 'add' || current === undefined) return { path, kind: 'text', text: `${service('added', 'nope')}` };
  if (kind === 'delete') return { path, kind: 'deleted' };
  const lines = textOf(current).split('\n');
  const at = line % lines.length;
  const old = lines[at] ?? '';
  const indentation = /^[\s-]*/.exec(old)?.[0] ?? '';
  const range = (from: number, to: number, until = at) => ({
    start: { line: at, character: from },
    end: { line: until, character: to },
  });
  switch (kind) {
    case 'insert':
      return edited(path, snapshot, range(0, 0), `${indentation.replace(/-/g, ' ')}${part}\n`);
    case 'replace':
      return edited(path, snapshot, range(indentation.length, old.length), part);
    case 'remove':
      return edited(path, snapshot, range(0, 0, at + 1), '');
    case 'type':
      return edited(path, snapshot, range(old.length, old.length), 'x');
    default:
      return edited(path, snapshot, range(0, old.length), old.includes('web') ? old.replace('web', 'api') : old);
  }
}

function edited(
  path: string,
  snapshot: Snapshot,
  range: { start: Pos; end: Pos },
  text: string,
): FileChange | undefined {
  const file = snapshot.file(path);
  return file === undefined ? undefined : { path, kind: 'edited', file: editFile(file, [{ range, text }]) };
}

interface Pos {
  readonly line: number;
  readonly character: number;
}

/** Everything an analysis says, as text. */
function saidBy(analysis: Analysis): string {
  return JSON.stringify({
    paths: analysis.paths,
    findings: findingsIn(analysis),
    suppressed: suppressedOf(analysis),
    notices: analysis.notices,
  });
}

describe('an analysis that goes on from the last one', () => {
  it('says what one from scratch says, whatever was edited', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
        let snapshot = snapshotOf(FILES);
        let analysis = runToEnd(analyse(snapshot, { today: TODAY }));
        for (const one of edits) {
          const change = changeOf(snapshot, one);
          if (change === undefined) continue;
          snapshot = updateSnapshot(snapshot, [change]);
          const before = analysis;
          analysis = runToEnd(analyse(snapshot, { today: TODAY }, before));
          const scratch = runToEnd(analyse(snapshot, { today: TODAY }));
          expect(JSON.parse(saidBy(analysis))).toEqual(JSON.parse(saidBy(scratch)));
          // And who only looks at the paths that changed misses nothing.
          for (const path of new Set([...before.paths, ...analysis.paths])) {
            if (analysis.changedPaths?.has(path)) continue;
            expect(analysis.findingsOf(path)).toBe(before.findingsOf(path));
            expect(analysis.suppressedIn(path)).toBe(before.suppressedIn(path));
          }
        }
      }),
      { numRuns: Number(process.env.PORTCULLIS_RUNS ?? 25) },
    );
  }, 120_000);

  it('starts over where the charter is another one', () => {
    const files = { 'a.yaml': service('web', 'nope'), 'web.yaml': WEB };
    const first = snapshotOf(files);
    const analysis = runToEnd(analyse(first, { today: TODAY }));
    expect(findingsIn(analysis)).toHaveLength(1);
    const off = {
      ...defaultCharter(),
      ...snapshotOf({ 'portcullis.yaml': charterText('  guardrails: {unresolved-target-port: off}\n') }).charter,
    };
    const next = runToEnd(analyse(updateSnapshot(first, [], off), { today: TODAY }, analysis));
    expect(findingsIn(next)).toEqual([]);
    expect([...(next.changedPaths ?? [])]).toEqual(['a.yaml']);
  });

  it('keeps the lists of files that the edit does not concern', () => {
    const first = snapshotOf({ 'a.yaml': service('a', 'nope'), 'b.yaml': service('b', 'nope'), 'web.yaml': WEB });
    const analysis = runToEnd(analyse(first, { today: TODAY }));
    const change: FileChange = { path: 'a.yaml', kind: 'text', text: `# moved\n${service('a', 'nope')}` };
    const next = runToEnd(analyse(updateSnapshot(first, [change]), { today: TODAY }, analysis));
    expect(next.findingsOf('b.yaml')).toBe(analysis.findingsOf('b.yaml'));
    expect(next.findingsOf('a.yaml')[0]?.range.start.line).toBe(
      (analysis.findingsOf('a.yaml')[0]?.range.start.line ?? 0) + 1,
    );
    expect([...(next.changedPaths ?? [])]).toEqual(['a.yaml']);
    expect(next.paths).toBe(analysis.paths);
  });

  it('moves the other end of a connection along with its file', () => {
    const first = snapshotOf({ 'a.yaml': service('a', 'nope'), 'web.yaml': WEB });
    const analysis = runToEnd(analyse(first, { today: TODAY }));
    const [related] = analysis.findingsOf('a.yaml')[0]?.related ?? [];
    expect(related?.file).toBe('web.yaml');
    const change: FileChange = { path: 'web.yaml', kind: 'text', text: `# one line more\n${WEB}` };
    const next = runToEnd(analyse(updateSnapshot(first, [change]), { today: TODAY }, analysis));
    const [moved] = next.findingsOf('a.yaml')[0]?.related ?? [];
    expect(moved?.range.start.line).toBe((related?.range.start.line ?? 0) + 1);
  });
});
