import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { type Diagnostic, isEmpty, isFull, PULL, startSession, type TestSession } from './session';

const BROKEN = { 'service.yaml': service('http'), 'deployment.yaml': deployment() };

interface Item {
  readonly kind: 'full' | 'unchanged';
  readonly uri: string;
  readonly version: number | null;
  readonly resultId: string;
  readonly items: readonly Diagnostic[];
}

interface Progress {
  readonly token: string;
  readonly value: { readonly items: readonly Item[] };
}

function ask(session: TestSession, params: object = {}): Promise<{ items: Item[] }> {
  return session.request('workspace/diagnostic', { previousResultIds: [], ...params });
}

/** The next partial result that holds a report of this file that fits. */
async function told(session: TestSession, token: string, path: string, holds: (item: Item) => boolean): Promise<Item> {
  const isIt = (item: Item) => item.uri === session.uri(path) && holds(item);
  const progress = await session.next<Progress>(
    '$/progress',
    (params) => params.token === token && params.value.items?.some(isIt),
  );
  const item = progress.value.items.find(isIt);
  if (item === undefined) throw new Error('no such report');
  return item;
}

test('without a token for partial results the answer comes at once, with every file that has findings', async () => {
  const session = await startSession({ files: BROKEN, capabilities: PULL });
  const { items } = await ask(session);
  expect(items.map(({ uri, kind, version }) => ({ uri, kind, version }))).toEqual([
    { uri: session.uri('service.yaml'), kind: 'full', version: null },
  ]);
  expect(items[0]?.items.map(({ code }) => code)).toEqual(['unresolved-target-port']);
});

test('what the client knows is not sent again; what is no more is sent as empty', async () => {
  const session = await startSession({ files: BROKEN, capabilities: PULL });
  const { items } = await ask(session);
  const previousResultIds = [
    ...items.map(({ uri, resultId }) => ({ uri, value: resultId })),
    { uri: session.uri('gone.yaml'), value: 'old' },
  ];
  const again = await ask(session, { previousResultIds });
  expect(again.items).toMatchObject([{ kind: 'full', uri: session.uri('gone.yaml'), items: [] }]);
});

test('with a token the request stays open and tells each change when it comes', async () => {
  const session = await startSession({ files: BROKEN, capabilities: PULL });
  let answered = false;
  const parked = ask(session, { partialResultToken: 'one' }).finally(() => {
    answered = true;
  });
  await told(session, 'one', 'service.yaml', ({ items }) => items.length === 1);

  session.write('service.yaml', service('web'));
  session.watched({ 'service.yaml': 'changed' });
  await told(session, 'one', 'service.yaml', ({ items }) => items.length === 0);

  session.write('second.yaml', `${service('first', 'second')}---\n${deployment('other', 'second')}`);
  session.watched({ 'second.yaml': 'created' });
  await told(session, 'one', 'second.yaml', ({ items }) => items.length === 1);

  session.remove('second.yaml');
  session.watched({ 'second.yaml': 'deleted' });
  await told(session, 'one', 'second.yaml', ({ items }) => items.length === 0);

  expect(answered).toBe(false);
  const next = session.start('workspace/diagnostic', { previousResultIds: [], partialResultToken: 'two' });
  expect(await parked).toEqual({ items: [] });
  session.notify('$/cancelRequest', { id: next.id });
  await expect(next.answer).rejects.toMatchObject({ code: -32800 });
});

test('a parked request can be cancelled', async () => {
  const session = await startSession({ files: BROKEN, capabilities: PULL });
  const { id, answer } = session.start('workspace/diagnostic', { previousResultIds: [], partialResultToken: 'one' });
  await told(session, 'one', 'service.yaml', ({ items }) => items.length === 1);
  session.notify('$/cancelRequest', { id });
  await expect(answer).rejects.toMatchObject({ code: -32800 });
});

test('until the client asks for the workspace it is told about closed files; then these are taken back', async () => {
  const session = await startSession({ files: BROKEN, capabilities: PULL });
  await session.published('service.yaml', isFull);
  const since = session.seen.length;
  const { items } = await ask(session);
  expect(items).toHaveLength(1);
  await session.published('service.yaml', isEmpty, since);
  session.write('service.yaml', service('https'));
  session.watched({ 'service.yaml': 'changed' });
  const previousResultIds = items.map(({ uri, resultId }) => ({ uri, value: resultId }));
  expect((await ask(session, { previousResultIds })).items[0]?.items[0]?.message).toContain('"https"');
  const published = session.seen.slice(since).filter(({ method }) => method === 'textDocument/publishDiagnostics');
  expect(published).toHaveLength(1);
});

test('many files come in several partial results', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 250 }, (_, index) => [
      `${index}.yaml`,
      `${service('http', `s${index}`)}---\n${deployment('web', `s${index}`)}`,
    ]),
  );
  const session = await startSession({ files, capabilities: PULL });
  const { id, answer } = session.start('workspace/diagnostic', { previousResultIds: [], partialResultToken: 'all' });
  await told(session, 'all', '99.yaml', () => true);
  const parts = session.seen
    .filter(({ method, params }) => method === '$/progress' && (params as Progress).token === 'all')
    .map(({ params }) => (params as Progress).value.items.length);
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.reduce((sum, count) => sum + count, 0)).toBe(250);
  session.notify('$/cancelRequest', { id });
  await expect(answer).rejects.toMatchObject({ code: -32800 });
});

test('a document that was closed is told again, whatever the client kept of it', async () => {
  const session = await startSession({ files: BROKEN, capabilities: PULL });
  const { id, answer } = session.start('workspace/diagnostic', { previousResultIds: [], partialResultToken: 'one' });
  await told(session, 'one', 'service.yaml', ({ items }) => items.length === 1);
  session.open('service.yaml', service('web'));
  await told(session, 'one', 'service.yaml', ({ items, version }) => items.length === 0 && version === 1);
  const since = session.seen.length;
  session.notify('textDocument/didClose', { textDocument: { uri: session.uri('service.yaml') } });
  await session.next<Progress>(
    '$/progress',
    ({ token, value }) =>
      token === 'one' && value.items.some((item) => item.items.length === 1 && item.version === null),
    since,
  );
  session.notify('$/cancelRequest', { id });
  await expect(answer).rejects.toMatchObject({ code: -32800 });
});
