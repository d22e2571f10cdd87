import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { deployment, service } from './manifests';
import { isEmpty, isFull, PUSH, startSession } from './session';

const BROKEN = { 'service.yaml': service('http'), 'deployment.yaml': deployment() };
const { didChangeWatchedFiles: _, ...rest } = PUSH.workspace;
/** What the editor does itself it tells, watched or not. */
const UNWATCHED = { ...PUSH, workspace: rest };

test('a file that the editor creates is read', async () => {
  const session = await startSession({ files: { 'deployment.yaml': deployment() }, capabilities: UNWATCHED });
  await session.request('portcullis/scan', {});
  session.write('service.yaml', service('http'));
  session.notify('workspace/didCreateFiles', { files: [{ uri: session.uri('service.yaml') }] });
  await session.published('service.yaml', isFull);
});

test('a file that the editor deletes is gone, with its findings', async () => {
  const session = await startSession({ files: BROKEN, capabilities: UNWATCHED });
  await session.published('service.yaml', isFull);
  session.remove('service.yaml');
  session.notify('workspace/didDeleteFiles', { files: [{ uri: session.uri('service.yaml') }] });
  await session.published('service.yaml', isEmpty);
});

test('a folder that the editor renames takes its findings along', async () => {
  const files = { 'old/service.yaml': service('http'), 'old/deployment.yaml': deployment() };
  const session = await startSession({ files, capabilities: UNWATCHED });
  await session.published('old/service.yaml', isFull);
  renameSync(join(session.folder, 'old'), join(session.folder, 'new'));
  session.notify('workspace/didRenameFiles', {
    files: [{ oldUri: session.uri('old'), newUri: session.uri('new') }],
  });
  await session.published('new/service.yaml', isFull);
  await session.published('old/service.yaml', isEmpty);
});
