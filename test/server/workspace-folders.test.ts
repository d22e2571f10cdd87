import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { isEmpty, isFull, startSession, type TestSession } from './session';

const both = (targetPort: string, name = 'web') => `${service(targetPort, name)}---\n${deployment('web', name)}`;
const FILES = { 'one/all.yaml': both('http'), 'two/all.yaml': both('https') };

function changeFolders(session: TestSession, added: readonly string[], removed: readonly string[]): void {
  const toFolder = (path: string) => ({ uri: session.uri(path), name: path });
  session.notify('workspace/didChangeWorkspaceFolders', {
    event: { added: added.map(toFolder), removed: removed.map(toFolder) },
  });
}

test('each folder is a workspace of its own', async () => {
  // Taken together, the two Deployments would be copies that nothing tells apart.
  const session = await startSession({ files: FILES, folders: ['one', 'two'] });
  await session.published('one/all.yaml', isFull);
  await session.published('two/all.yaml', isFull);
});

test('a removed folder loses its findings, an added one gets them', async () => {
  const session = await startSession({ files: FILES, folders: ['one'] });
  await session.published('one/all.yaml', isFull);
  changeFolders(session, ['two'], ['one']);
  await session.published('one/all.yaml', isEmpty);
  await session.published('two/all.yaml', isFull);
});

test('a charter rules its own folder only', async () => {
  const off =
    'apiVersion: portcullis.dev/v1alpha1\nkind: PortGuardrails\nmetadata: {name: default}\nspec: {guardrails: {unresolved-target-port: "off"}}\n';
  const session = await startSession({ files: { ...FILES, 'one/portcullis.yaml': off }, folders: ['one', 'two'] });
  await session.published('two/all.yaml', isFull);
  const { folders } = await session.request<{ folders: { name: string; findings: object[] }[] }>('portcullis/scan', {});
  expect(Object.fromEntries(folders.map(({ name, findings }) => [name, findings.length]))).toEqual({ one: 0, two: 1 });
});

test('in nested folders a file belongs to the innermost one, and is reported once', async () => {
  const session = await startSession({
    files: { 'all.yaml': both('http'), 'inner/all.yaml': both('https', 'inner') },
    folders: ['', 'inner'],
  });
  await session.published('all.yaml', isFull);
  await session.published('inner/all.yaml', isFull);
  const { folders } = await session.request<{ folders: { name: string; findings: { uri: string }[] }[] }>(
    'portcullis/scan',
    {},
  );
  const uris = folders.flatMap(({ findings }) => findings.map(({ uri }) => uri));
  expect(uris.sort()).toEqual([session.uri('all.yaml'), session.uri('inner/all.yaml')]);
});

test('an open document moves to the folder that comes around it', async () => {
  const session = await startSession({
    files: { 'one/service.yaml': service('http'), 'one/deployment.yaml': deployment() },
    folders: null,
  });
  session.open('one/service.yaml');
  changeFolders(session, ['one'], []);
  await session.published('one/service.yaml', isFull);
  const since = session.seen.length;
  changeFolders(session, [], ['one']);
  await session.published('one/service.yaml', isEmpty, since);
});

test('names with spaces and other characters come back as the client spells them', async () => {
  const path = 'a folder (1)/übung & more.yaml';
  const session = await startSession({ files: { [path]: both('http') } });
  const vscode = `${session.uri('')}/a%20folder%20%281%29/%C3%BCbung%20%26%20more.yaml`;
  const closed = await session.next<{ uri: string }>('textDocument/publishDiagnostics');
  expect(closed.uri).toBe(vscode);
  // An editor that spells it otherwise.
  const own = session.uri(path);
  expect(own).not.toBe(vscode);
  session.notify('textDocument/didOpen', {
    textDocument: { uri: own, languageId: 'yaml', version: 1, text: both('web') },
  });
  await session.next<{ uri: string; diagnostics: unknown[] }>(
    'textDocument/publishDiagnostics',
    ({ uri, diagnostics }) => uri === own && diagnostics.length === 0,
  );
});
