import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { type Diagnostic, isEmpty, isFull, PULL, rangeOf, startSession, type TestSession } from './session';

const BROKEN = { 'service.yaml': service('http'), 'deployment.yaml': deployment() };

interface DocumentReport {
  readonly kind: 'full' | 'unchanged';
  readonly resultId: string;
  readonly items?: readonly Diagnostic[];
}

function pull(session: TestSession, path: string, previousResultId?: string): Promise<DocumentReport> {
  return session.request('textDocument/diagnostic', { textDocument: { uri: session.uri(path) }, previousResultId });
}

test('the answer is about everything that was sent before the question', async () => {
  const session = await startSession({ files: BROKEN, capabilities: PULL });
  session.open('service.yaml');
  expect((await pull(session, 'service.yaml')).items?.map(({ code }) => code)).toEqual(['unresolved-target-port']);
  session.change('service.yaml', 2, [{ range: rangeOf(service('http'), 'targetPort: http'), text: 'targetPort: web' }]);
  expect((await pull(session, 'service.yaml')).items).toEqual([]);
});

test('equal findings have an equal result id, and are not sent twice', async () => {
  const session = await startSession({ files: BROKEN, capabilities: PULL });
  session.open('service.yaml');
  const first = await pull(session, 'service.yaml');
  expect(first.kind).toBe('full');
  const second = await pull(session, 'service.yaml', first.resultId);
  expect(second).toEqual({ kind: 'unchanged', resultId: first.resultId });
  session.change('service.yaml', 2, [{ range: rangeOf(service('http'), 'targetPort: http'), text: 'targetPort: web' }]);
  const third = await pull(session, 'service.yaml', first.resultId);
  expect(third).toMatchObject({ kind: 'full', items: [] });
});

test('a document that is not open, or not there, has an answer too', async () => {
  const session = await startSession({ files: BROKEN, capabilities: PULL });
  expect((await pull(session, 'service.yaml')).items).toHaveLength(1);
  expect((await pull(session, 'nowhere.yaml')).items).toEqual([]);
});

test('a client that asks is told to ask again when something else changed an open document', async () => {
  const session = await startSession({ files: BROKEN, capabilities: PULL });
  session.open('service.yaml');
  expect((await pull(session, 'service.yaml')).items).toHaveLength(1);
  const since = session.seen.length;
  session.write('deployment.yaml', deployment('http'));
  session.watched({ 'deployment.yaml': 'changed' });
  await session.next('workspace/diagnostic/refresh', () => true, since);
  expect((await pull(session, 'service.yaml')).items).toEqual([]);
});

test('a client that asks is not told about open documents', async () => {
  const session = await startSession({ files: BROKEN, capabilities: PULL });
  await session.published('service.yaml', isFull);
  session.open('service.yaml');
  await session.published('service.yaml', isEmpty);
  const since = session.seen.length;
  session.change('service.yaml', 2, [{ text: service('https') }]);
  await pull(session, 'service.yaml');
  session.change('service.yaml', 3, [{ text: service('web') }]);
  expect((await pull(session, 'service.yaml')).items).toEqual([]);
  expect(session.seen.slice(since).map(({ method }) => method)).toEqual([]);
});
