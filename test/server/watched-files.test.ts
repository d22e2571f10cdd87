import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { has, isEmpty, isFull, PUSH, startSession } from './session';

const BROKEN = { 'service.yaml': service('http'), 'deployment.yaml': deployment() };

test('a created file has its findings', async () => {
  const session = await startSession({ files: { 'deployment.yaml': deployment() } });
  session.write('service.yaml', service('http'));
  session.watched({ 'service.yaml': 'created' });
  await session.published('service.yaml', has('unresolved-target-port'));
});

test('a deleted file loses its findings, open or not', async () => {
  const session = await startSession({
    files: { ...BROKEN, 'two/service.yaml': service('http', 'two'), 'two/deployment.yaml': deployment('web', 'two') },
  });
  await session.published('service.yaml', isFull);
  await session.published('two/service.yaml', isFull);
  session.open('two/service.yaml');
  session.remove('service.yaml');
  session.remove('two/service.yaml');
  session.watched({ 'service.yaml': 'deleted', 'two/service.yaml': 'deleted' });
  await session.published('service.yaml', isEmpty);
  await session.published('two/service.yaml', isEmpty);
});

test('a deleted folder is told as one event, and all files below it lose their findings', async () => {
  const files = { 'deep/er/service.yaml': service('http'), 'deep/er/deployment.yaml': deployment() };
  const session = await startSession({ files });
  await session.published('deep/er/service.yaml', isFull);
  session.remove('deep');
  session.watched({ deep: 'deleted' });
  await session.published('deep/er/service.yaml', isEmpty);
});

test('a renamed folder takes its findings along', async () => {
  const session = await startSession({
    files: { 'old/service.yaml': service('http'), 'old/deployment.yaml': deployment() },
  });
  await session.published('old/service.yaml', isFull);
  renameSync(join(session.folder, 'old'), join(session.folder, 'new'));
  session.watched({ old: 'deleted', new: 'created' });
  await session.published('old/service.yaml', isEmpty);
  await session.published('new/service.yaml', isFull);
});

test('a file that is replaced in one batch keeps its findings', async () => {
  const session = await startSession({ files: BROKEN });
  await session.published('service.yaml', isFull);
  session.write('service.yaml', service('https'));
  session.notify('workspace/didChangeWatchedFiles', {
    changes: [
      { uri: session.uri('service.yaml'), type: 3 },
      { uri: session.uri('service.yaml'), type: 1 },
    ],
  });
  const { diagnostics } = await session.published(
    'service.yaml',
    ({ diagnostics: [first] }) => first?.message.includes('https') === true,
  );
  expect(diagnostics).toHaveLength(1);
});

test('a newly ignored file loses its findings, and gets them back', async () => {
  const session = await startSession({ files: BROKEN });
  await session.published('service.yaml', isFull);
  session.write('.gitignore', 'service.yaml\n');
  session.watched({ '.gitignore': 'created' });
  await session.published('service.yaml', isEmpty);
  const since = session.seen.length;
  session.remove('.gitignore');
  session.watched({ '.gitignore': 'deleted' });
  await session.published('service.yaml', isFull, since);
});

test('an ignored file stays out, though it is open and edited', async () => {
  const session = await startSession({
    files: {
      ...BROKEN,
      '.gitignore': 'out/\n',
      'out/service.yaml': service('http', 'out'),
      'out/deployment.yaml': deployment('web', 'out'),
    },
  });
  await session.published('service.yaml', isFull);
  session.open('out/service.yaml');
  session.change('out/service.yaml', 2, [{ text: service('https', 'out') }]);
  session.open('service.yaml', service('web'));
  await session.published('service.yaml', isEmpty);
  const about = session.seen.filter(
    ({ params }) => (params as { uri?: string }).uri === session.uri('out/service.yaml'),
  );
  expect(about).toEqual([]);
});

test('a branch is changed: thousands of events at once end in the right findings', async () => {
  const session = await startSession({ files: BROKEN });
  await session.published('service.yaml', isFull);
  const events: Record<string, 'created'> = {};
  for (let index = 0; index < 300; index += 1) {
    session.write(`many/${index}.yaml`, `${service('http', `s${index}`)}---\n${deployment('web', `s${index}`)}`);
    events[`many/${index}.yaml`] = 'created';
  }
  session.write('service.yaml', service('web'));
  session.watched({ ...events, 'service.yaml': 'changed' });
  await session.published('many/299.yaml', isFull);
  await session.published('service.yaml', isEmpty);
  const about = session.seen.filter(
    ({ method, params }) =>
      method === 'textDocument/publishDiagnostics' && (params as { uri: string }).uri === session.uri('many/7.yaml'),
  );
  expect(about).toHaveLength(1);
});

test('what happens in folders that are never read starts nothing', async () => {
  const session = await startSession({ files: { ...BROKEN, '.gitignore': 'build/\n' } });
  await session.published('service.yaml', isFull);
  const since = session.seen.length;
  mkdirSync(join(session.folder, 'build'));
  session.write('node_modules/a/b.yaml', service('http'));
  session.write('build/b.yaml', service('http'));
  session.watched({
    build: 'created',
    'build/b.yaml': 'created',
    'node_modules/a/b.yaml': 'created',
    '.git/index.lock': 'deleted',
  });
  session.open('service.yaml', service('web'));
  await session.published('service.yaml', isEmpty, since);
  const published = session.seen.slice(since).filter(({ method }) => method === 'textDocument/publishDiagnostics');
  expect(published).toHaveLength(1);
});

test('what the editor itself did to files is known without any watching', async () => {
  const capabilities = { textDocument: PUSH.textDocument };
  const session = await startSession({ files: BROKEN, capabilities });
  await session.published('service.yaml', isFull);
  renameSync(join(session.folder, 'service.yaml'), join(session.folder, 'renamed.yaml'));
  session.notify('workspace/didRenameFiles', {
    files: [{ oldUri: session.uri('service.yaml'), newUri: session.uri('renamed.yaml') }],
  });
  await session.published('service.yaml', isEmpty);
  await session.published('renamed.yaml', isFull);
  session.remove('renamed.yaml');
  session.notify('workspace/didDeleteFiles', { files: [{ uri: session.uri('renamed.yaml') }] });
  await session.published('renamed.yaml', isEmpty);
});

test('a client that cannot watch: the disk is looked at again when something is saved or opened', async () => {
  const session = await startSession({ files: BROKEN, capabilities: { textDocument: PUSH.textDocument } });
  await session.published('service.yaml', isFull);
  session.open('deployment.yaml');
  session.write('service.yaml', service('web'));
  session.write('new/all.yaml', `${service('http', 'new')}---\n${deployment('web', 'new')}`);
  session.notify('textDocument/didSave', { textDocument: { uri: session.uri('deployment.yaml') } });
  await session.published('service.yaml', isEmpty);
  await session.published('new/all.yaml', isFull);
  session.remove('new');
  session.open('service.yaml');
  await session.published('new/all.yaml', isEmpty);
});
