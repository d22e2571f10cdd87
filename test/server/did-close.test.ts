import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { isEmpty, isFull, startSession } from './session';

const BROKEN = { 'service.yaml': service('http'), 'deployment.yaml': deployment() };
const SOUND = { ...BROKEN, 'service.yaml': service('web') };

test('a document that is closed without being saved counts as the disk has it', async () => {
  const session = await startSession({ files: SOUND });
  session.open('service.yaml', service('http'));
  await session.published('service.yaml', isFull);
  const since = session.seen.length;
  session.notify('textDocument/didClose', { textDocument: { uri: session.uri('service.yaml') } });
  await session.published('service.yaml', isEmpty, since);
});

test('a closed document keeps the findings of its file, without the version of the document', async () => {
  const session = await startSession({ files: BROKEN });
  session.open('service.yaml');
  session.change('service.yaml', 2, [{ text: `# one line more\n${service('http')}` }]);
  await session.published('service.yaml', ({ version }) => version === 2);
  const since = session.seen.length;
  session.notify('textDocument/didClose', { textDocument: { uri: session.uri('service.yaml') } });
  const { version, diagnostics } = await session.published('service.yaml', isFull, since);
  expect(version).toBeUndefined();
  expect(diagnostics[0]?.range.start.line).toBe(10);
});

test('a document outside of every folder loses its findings when it is closed', async () => {
  const session = await startSession({
    files: { 'lone.yaml': `${service('http')}---\n${deployment()}` },
    folders: null,
  });
  session.open('lone.yaml');
  await session.published('lone.yaml', isFull);
  const since = session.seen.length;
  session.notify('textDocument/didClose', { textDocument: { uri: session.uri('lone.yaml') } });
  await session.published('lone.yaml', isEmpty, since);
});

test('closing what was never open does no harm', async () => {
  const session = await startSession({ files: BROKEN });
  session.notify('textDocument/didClose', { textDocument: { uri: session.uri('nothing.yaml') } });
  await session.published('service.yaml', isFull);
});
