import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { createSession, isFull, PUSH, startSession } from './session';

const ROOT = 'vscode-vfs://github/owner/repository';

const FILES: Record<string, string> = {
  'deploy/service.yaml': service('http'),
  'deploy/deployment.yaml': deployment(),
  'node_modules/a.yaml': service('never-read'),
};

test('files that only the client can reach are asked of it', async () => {
  const session = createSession();
  const asked: string[] = [];
  const pathOf = (uri: string) => decodeURIComponent(uri.slice(ROOT.length + 1));
  const missing = { problem: 'missing', message: 'no such file' };
  session.answer('portcullis/readDirectory', ({ uri }: { uri: string }) => {
    const prefix = pathOf(uri) === '' ? '' : `${pathOf(uri)}/`;
    const below = Object.keys(FILES)
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length));
    const names = new Map(below.map((path) => [path.split('/')[0] ?? '', path.includes('/') ? 'directory' : 'file']));
    return [...names].map(([name, kind]) => ({ name, kind }));
  });
  session.answer('portcullis/readFile', ({ uri }: { uri: string }) => {
    asked.push(pathOf(uri));
    const text = FILES[pathOf(uri)];
    return text === undefined ? missing : { text, byteOrderMark: false };
  });
  session.answer('portcullis/stat', ({ uri }: { uri: string }) => {
    const text = FILES[pathOf(uri)];
    if (text !== undefined) return { kind: 'file', size: text.length, modified: 1 };
    return Object.keys(FILES).some((path) => pathOf(uri) === '' || path.startsWith(`${pathOf(uri)}/`))
      ? { kind: 'directory', size: 0, modified: 1 }
      : missing;
  });
  await session.request('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: ROOT, name: 'repository' }],
    capabilities: PUSH,
    initializationOptions: { files: true, pages: 'https-like:/pages/' },
  });
  session.notify('initialized', {});
  type Published = { uri: string; diagnostics: { codeDescription?: { href: string } }[] };
  const of = (path: string, count: number, since = 0) =>
    session.next<Published>(
      'textDocument/publishDiagnostics',
      ({ uri, diagnostics }) => uri === `${ROOT}/${path}` && diagnostics.length === count,
      since,
    );
  const { diagnostics } = await of('deploy/service.yaml', 1);
  expect(diagnostics[0]?.codeDescription?.href).toBe('https-like:/pages/unresolved-target-port.md');
  expect(asked).not.toContain('node_modules/a.yaml');

  FILES['deploy/service.yaml'] = service('web');
  session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: `${ROOT}/deploy/service.yaml`, type: 2 }] });
  await of('deploy/service.yaml', 0);
});

test('a virtual folder of a client that gives no access holds what is open', async () => {
  const session = createSession();
  await session.request('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: ROOT, name: 'repository' }],
    capabilities: PUSH,
  });
  session.notify('initialized', {});
  const open = (path: string, text: string) =>
    session.notify('textDocument/didOpen', {
      textDocument: { uri: `${ROOT}/${path}`, languageId: 'yaml', version: 1, text },
    });
  open('service.yaml', service('http'));
  open('deployment.yaml', deployment());
  await session.next<{ uri: string; diagnostics: unknown[] }>(
    'textDocument/publishDiagnostics',
    ({ uri, diagnostics }) => uri === `${ROOT}/service.yaml` && diagnostics.length === 1,
  );
});

test('a file: folder is read from the disk, whatever the client offers', async () => {
  const session = await startSession({
    files: { 'all.yaml': `${service('http')}---\n${deployment()}` },
    initialize: { initializationOptions: { files: true } },
  });
  await session.published('all.yaml', isFull);
  expect(session.seen.filter(({ method }) => method.startsWith('portcullis/'))).toEqual([]);
});
