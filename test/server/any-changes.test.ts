import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScanSummary } from '../../server/src/lsp/protocol';
import { deployment, service } from './manifests';
import { startSession } from './session';

const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  defaultBackend:
    service: {name: web, port: {number: 8080}}
`;

const charter = (spec: string) =>
  `apiVersion: portcullis.dev/v1alpha1\nkind: PortGuardrails\nmetadata: {name: default}\nspec: ${spec}\n`;

const TEXTS = [
  service('web'),
  service('http'),
  service('http', 'other'),
  deployment(),
  deployment('http'),
  deployment('admin', 'other'),
  `${service('http')}---\n${deployment()}`,
  `${deployment()}---\n${ingress}`,
  ingress,
  '',
  'kind: [',
  `# portcullis: ignore unresolved-target-port -- known\n${service('http')}`,
  'resources: [service.yaml, deployment.yaml]\nnamespace: shop\n',
];

const CHARTERS = [
  '{}',
  '{files: {exclude: [b/**]}}',
  '{guardrails: {unresolved-target-port: info}}',
  '{profile: nonsense}',
  '[',
];

const FILES = ['a.yaml', 'b/one.yaml', 'b/two.yaml', 'b/kustomization.yaml', 'c/deep/x.yaml'];

const path = fc.constantFrom(...FILES);
const text = fc.constantFrom(...TEXTS);
const changes = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('write' as const), path, text }),
    fc.record({ kind: fc.constant('delete' as const), path }),
    fc.record({ kind: fc.constant('delete-folder' as const), path: fc.constantFrom('b', 'c') }),
    fc.record({ kind: fc.constant('open' as const), path, text }),
    fc.record({ kind: fc.constant('edit' as const), path, text }),
    fc.record({ kind: fc.constant('close' as const), path }),
    fc.record({ kind: fc.constant('ignore' as const), text: fc.constantFrom('', 'b/\n', 'x.yaml\n') }),
    fc.record({ kind: fc.constant('charter' as const), text: fc.constantFrom(...CHARTERS).map(charter) }),
    fc.record({ kind: fc.constant('wait' as const) }),
  ),
  { minLength: 1, maxLength: 25 },
);

test('after any changes what is known is what a fresh look finds', { timeout: 90_000 }, async () => {
  const session = await startSession({ files: { 'a.yaml': TEXTS[6] ?? '' } });
  const versions = new Map<string, number>();
  const there = new Set(['a.yaml']);

  const write = (file: string, content: string) => {
    session.write(file, content);
    session.watched({ [file]: there.has(file) ? 'changed' : 'created' });
    there.add(file);
  };
  const remove = (file: string) => {
    if (!there.delete(file)) return;
    session.remove(file);
    session.watched({ [file]: 'deleted' });
  };
  const close = (file: string) => {
    if (versions.delete(file)) session.notify('textDocument/didClose', { textDocument: { uri: session.uri(file) } });
  };

  const property = fc.asyncProperty(changes, async (chosen) => {
    for (const change of chosen) {
      if (change.kind === 'write') write(change.path, change.text);
      else if (change.kind === 'delete') remove(change.path);
      else if (change.kind === 'delete-folder') {
        const below = [...there].filter((file) => file.startsWith(`${change.path}/`));
        for (const file of below) there.delete(file);
        if (below.length === 0) continue;
        session.remove(change.path);
        session.watched({ [change.path]: 'deleted' });
      } else if (change.kind === 'open') {
        if (versions.has(change.path)) continue;
        versions.set(change.path, 1);
        session.open(change.path, change.text);
      } else if (change.kind === 'edit') {
        const version = versions.get(change.path);
        if (version === undefined) continue;
        versions.set(change.path, version + 1);
        session.change(change.path, version + 1, [{ text: change.text }]);
      } else if (change.kind === 'close') close(change.path);
      else if (change.kind === 'ignore') write('.gitignore', change.text);
      else if (change.kind === 'charter') write('portcullis.yaml', change.text);
      else await session.request('portcullis/summary');
    }
    const known = withoutSkipped(await session.request<ScanSummary>('portcullis/summary'));
    expect(known).toEqual(withoutSkipped(await session.request<ScanSummary>('portcullis/scan', {})));
    for (const file of [...versions.keys()]) close(file);
  });
  await fc.assert(property, { numRuns: 60 });
});

/** Files that are not there any more may still be listed as skipped; nothing follows from that. */
function withoutSkipped({ folders }: ScanSummary): unknown {
  return folders.map((folder) => ({ ...folder, skipped: [] }));
}
