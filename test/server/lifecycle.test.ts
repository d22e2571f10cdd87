import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { createSession, initializeParams, isFull, startSession } from './session';

const BROKEN = { 'service.yaml': service('http'), 'deployment.yaml': deployment() };

test('exit after shutdown ends with 0', async () => {
  const session = await startSession();
  await session.request('shutdown');
  session.notify('exit');
  expect(await session.ended).toBe(0);
});

test('exit without shutdown ends with 1', async () => {
  const session = await startSession();
  session.notify('exit');
  expect(await session.ended).toBe(1);
});

test('a client that goes away without a word takes the server with it', async () => {
  const session = await startSession({ files: BROKEN });
  await session.published('service.yaml', isFull);
  session.process.stdin?.end();
  expect(await session.ended).toBe(1);
});

test('a client that sends shutdown and never exit ends the server by going away, with 0', async () => {
  const session = await startSession();
  await session.request('shutdown');
  session.process.stdin?.end();
  expect(await session.ended).toBe(0);
});

test('a client whose process is gone takes the server with it, though its end of the pipe stays open', async () => {
  const session = createSession();
  const params = initializeParams(session, {}) as Record<string, unknown>;
  // Above every process id that systems give out.
  await session.request('initialize', { ...params, processId: 2 ** 30 });
  session.notify('initialized', {});
  expect(await session.ended).toBe(1);
});

test('a folder that is not there has no findings and does no harm', async () => {
  const session = await startSession({ files: BROKEN, folders: ['missing', ''] });
  await session.published('service.yaml', isFull);
  const { folders } = await session.request<{ folders: { name: string; findings: unknown[] }[] }>(
    'portcullis/scan',
    {},
  );
  expect(folders.map(({ name, findings }) => [name, findings.length]).sort()).toEqual([
    ['missing', 0],
    ['root', 1],
  ]);
});

test('nothing but messages is written to standard output', async () => {
  // The test client throws on anything else; a broken charter and a broken file are the noisiest input there is.
  const session = await startSession({
    files: { ...BROKEN, 'portcullis.yaml': 'spec: [', 'broken.yaml': 'apiVersion: v1\nkind: Service\nspec: [' },
  });
  await session.published('broken.yaml', isFull);
  await session.published('portcullis.yaml', isFull);
});
