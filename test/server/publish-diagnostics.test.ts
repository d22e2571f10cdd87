import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { has, isEmpty, isFull, PUSH, rangeOf, startSession } from './session';

const BROKEN = { 'service.yaml': service('http'), 'deployment.yaml': deployment() };

test('a file that nobody opened has its findings, with both ends, its page, its source and its code', async () => {
  const session = await startSession({ files: BROKEN });
  const { diagnostics, version } = await session.published('service.yaml');
  expect(version).toBeUndefined();
  expect(diagnostics).toHaveLength(1);
  const [diagnostic] = diagnostics;
  expect(diagnostic).toMatchObject({ source: 'portcullis', code: 'unresolved-target-port', severity: 1 });
  const { start, end } = rangeOf(service('http'), 'targetPort: http');
  expect(diagnostic?.range).toEqual({ start: { line: start.line, character: start.character + 12 }, end });
  expect(diagnostic?.codeDescription?.href).toMatch(/^file:\/\/.*\/docs\/guardrails\/unresolved-target-port\.md$/);
  expect(diagnostic?.relatedInformation?.map((related) => related.location.uri)).toContain(
    session.uri('deployment.yaml'),
  );
  expect(diagnostic?.data?.fingerprint).toEqual(expect.any(String));
});

test('a client that knows no related places, pages or data gets none', async () => {
  const session = await startSession({ files: BROKEN, capabilities: {} });
  const { diagnostics } = await session.published('service.yaml');
  expect(Object.keys(diagnostics[0] ?? {}).sort()).toEqual(['code', 'message', 'range', 'severity', 'source']);
});

test('an edit in an open file changes what is found in another one, which has no version', async () => {
  const session = await startSession({ files: BROKEN });
  await session.published('service.yaml', has('unresolved-target-port'));
  session.open('deployment.yaml');
  session.change('deployment.yaml', 2, [
    { range: rangeOf(deployment(), 'name: web\n              container'), text: 'name: http\n              container' },
  ]);
  const published = await session.published('service.yaml', isEmpty);
  expect(published.version).toBeUndefined();
});

test('findings of an open document carry its version', async () => {
  const session = await startSession({ files: { ...BROKEN, 'service.yaml': service('web') } });
  session.open('service.yaml');
  session.change('service.yaml', 7, [{ range: rangeOf(service('web'), 'targetPort: web'), text: 'targetPort: http' }]);
  expect((await session.published('service.yaml', isFull)).version).toBe(7);
});

test('only files whose findings changed are published again', async () => {
  const other = { 'other.yaml': service('https', 'other'), 'other-deployment.yaml': deployment('web', 'other') };
  const session = await startSession({ files: { ...BROKEN, ...other } });
  await session.published('other.yaml', isFull);
  await session.published('service.yaml', isFull);
  session.open('service.yaml');
  const since = session.seen.length;
  session.change('service.yaml', 2, [{ range: rangeOf(service('http'), 'targetPort: http'), text: 'targetPort: web' }]);
  await session.published('service.yaml', isEmpty, since);
  session.change('service.yaml', 3, [{ range: rangeOf(service('web'), 'targetPort: web'), text: 'targetPort: http' }]);
  await session.published('service.yaml', isFull, since);
  const published = session.seen.slice(since).filter(({ method }) => method === 'textDocument/publishDiagnostics');
  expect(published.map(({ params }) => (params as { uri: string }).uri)).toEqual([
    session.uri('service.yaml'),
    session.uri('service.yaml'),
  ]);
});

test('closing a document without saving it brings the findings of the disk back', async () => {
  const session = await startSession({ files: BROKEN, capabilities: PUSH });
  await session.published('service.yaml', isFull);
  session.open('service.yaml', service('web'));
  await session.published('service.yaml', isEmpty);
  const since = session.seen.length;
  session.notify('textDocument/didClose', { textDocument: { uri: session.uri('service.yaml') } });
  await session.published('service.yaml', isFull, since);
});
