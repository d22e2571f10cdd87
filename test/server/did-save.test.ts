import { test } from 'vitest';
import { deployment, service } from './manifests';
import { isEmpty, isFull, PUSH, startSession } from './session';

const BROKEN = { 'service.yaml': service('http'), 'deployment.yaml': deployment() };
/** A client that watches nothing: saving is when the server looks at the disk. */
const { didChangeWatchedFiles: _, ...rest } = PUSH.workspace;
const UNWATCHED = { ...PUSH, workspace: rest };

test('where nobody watches, a save makes the server see what else has changed on the disk', async () => {
  const session = await startSession({ files: BROKEN, capabilities: UNWATCHED });
  await session.published('service.yaml', isFull);
  session.open('deployment.yaml');
  session.write('service.yaml', `${service('web')}# another tool was here\n`);
  session.notify('textDocument/didSave', { textDocument: { uri: session.uri('deployment.yaml') } });
  await session.published('service.yaml', isEmpty);
});

test('a file that was deleted under its document is there again when it is saved', async () => {
  const session = await startSession({ files: BROKEN });
  session.open('service.yaml');
  await session.published('service.yaml', isFull);
  session.remove('service.yaml');
  session.watched({ 'service.yaml': 'deleted' });
  await session.published('service.yaml', isEmpty);
  const since = session.seen.length;
  session.write('service.yaml', service('http'));
  session.notify('textDocument/didSave', { textDocument: { uri: session.uri('service.yaml') } });
  await session.published('service.yaml', isFull, since);
});
