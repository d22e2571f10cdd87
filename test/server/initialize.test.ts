import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { createSession, initializeParams, PULL, PUSH } from './session';

interface Initialized {
  readonly serverInfo: { readonly name: string; readonly version: string };
  readonly capabilities: Record<string, unknown>;
}

test('says who it is and what it can do', async () => {
  const session = createSession();
  const { serverInfo, capabilities } = await session.request<Initialized>(
    'initialize',
    initializeParams(session, { capabilities: PULL }),
  );
  expect(serverInfo).toEqual({ name: 'Portcullis', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  expect(capabilities).toMatchObject({
    textDocumentSync: { openClose: true, change: 2 },
    diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: true },
    codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll.portcullis'] },
    hoverProvider: true,
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  });
});

test('offers findings on request only to a client that can be told to ask again', async () => {
  const push = createSession();
  const first = await push.request<Initialized>('initialize', initializeParams(push, { capabilities: PUSH }));
  expect(first.capabilities).not.toHaveProperty('diagnosticProvider');
  const half = createSession();
  const second = await half.request<Initialized>(
    'initialize',
    initializeParams(half, { capabilities: { textDocument: { diagnostic: {} } } }),
  );
  expect(second.capabilities).not.toHaveProperty('diagnosticProvider');
});

test('registers watchers where the client takes registrations, and asks nothing of one that does not', async () => {
  const session = createSession({ 'a.yaml': '' });
  await session.request('initialize', initializeParams(session, { capabilities: PUSH }));
  session.notify('initialized', {});
  const { registrations } = await session.next<{ registrations: { method: string }[] }>('client/registerCapability');
  expect(registrations.map(({ method }) => method)).toEqual(['workspace/didChangeWatchedFiles']);

  const plain = createSession({ 'a.yaml': '' });
  await plain.request('initialize', initializeParams(plain, { capabilities: {} }));
  plain.notify('initialized', {});
  await plain.request('workspace/executeCommand', { command: 'portcullis.server.scan' });
  expect(plain.seen.map(({ method }) => method).filter((method) => method !== 'window/logMessage')).toEqual([]);
});

test('takes the one root of an older client', async () => {
  const session = createSession({ 'a.yaml': `${service('http')}---\n${deployment()}` });
  const { workspaceFolders, ...params } = initializeParams(session, { capabilities: PUSH }) as Record<string, unknown>;
  expect(workspaceFolders).toHaveLength(1);
  await session.request('initialize', { ...params, rootUri: session.uri('') });
  session.notify('initialized', {});
  await session.published('a.yaml');
});

test('a request before initialize is an error', async () => {
  const session = createSession();
  await expect(session.request('textDocument/hover', {})).rejects.toMatchObject({ code: expect.any(Number) });
  await session.request('initialize', initializeParams(session, {}));
});
