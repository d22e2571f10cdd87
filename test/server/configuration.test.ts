import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { isEmpty, isFull, PUSH, startSession } from './session';

const BROKEN = { 'service.yaml': service('http'), 'deployment.yaml': deployment() };
const ASKS = {
  ...PUSH,
  workspace: { ...PUSH.workspace, configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
};

test('a folder can be left alone, and taken up again, without a restart', async () => {
  const session = await startSession({ files: BROKEN, capabilities: ASKS });
  let enable = true;
  session.answer('workspace/configuration', ({ items }: { items: object[] }) => items.map(() => ({ enable })));
  await session.published('service.yaml', isFull);
  enable = false;
  session.notify('workspace/didChangeConfiguration', { settings: null });
  await session.published('service.yaml', isEmpty);
  const since = session.seen.length;
  enable = true;
  session.notify('workspace/didChangeConfiguration', { settings: null });
  await session.published('service.yaml', isFull, since);
});

test('a client without questions sends its settings along', async () => {
  const session = await startSession({ files: BROKEN });
  await session.published('service.yaml', isFull);
  session.notify('workspace/didChangeConfiguration', { settings: { portcullis: { enable: false } } });
  await session.published('service.yaml', isEmpty);
});

test('settings in the first message hold from the start', async () => {
  const session = await startSession({
    files: BROKEN,
    initialize: { initializationOptions: { settings: { enable: false } } },
  });
  const { folders } = await session.request<{ folders: object[] }>('portcullis/scan', {});
  expect(folders).toEqual([]);
});

test('a client that answers nonsense gets the defaults', async () => {
  const session = await startSession({ files: BROKEN, capabilities: ASKS });
  session.answer('workspace/configuration', () => 'nonsense');
  await session.published('service.yaml', isFull);
});
