import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { isFull, PULL, startSession } from './session';

const BROKEN = { 'service.yaml': service('http'), 'deployment.yaml': deployment() };

const REQUESTS: readonly (readonly [string, unknown])[] = [
  ['textDocument/hover', {}],
  ['textDocument/hover', { textDocument: { uri: 7 }, position: { line: 0, character: 0 } }],
  ['textDocument/hover', { textDocument: { uri: 'file:///a.yaml' }, position: { line: 'x' } }],
  ['textDocument/hover', { textDocument: { uri: 'file:///a.yaml' }, position: { line: -1, character: 0 } }],
  ['textDocument/hover', null],
  ['textDocument/codeAction', { textDocument: { uri: 'file:///a.yaml' } }],
  ['textDocument/codeAction', { textDocument: null }],
  ['codeAction/resolve', {}],
  ['codeAction/resolve', { data: { uri: 'file:///a.yaml', what: 'fix', fix: 0, version: 1 } }],
  ['textDocument/diagnostic', {}],
  ['textDocument/diagnostic', { textDocument: { uri: [] } }],
  ['workspace/diagnostic', { previousResultIds: 5 }],
  ['workspace/diagnostic', { previousResultIds: [null] }],
  ['portcullis/charterTemplate', { folder: 5 }],
  ['portcullis/charterTemplate', { folder: null }],
  ['workspace/executeCommand', { command: 'rm' }],
  ['workspace/executeCommand', {}],
  ['portcullis/page', {}],
  ['no/such/method', {}],
];

const codeFor = (method: string, params: unknown): number => {
  if (method === 'no/such/method') return -32601;
  if (method === 'codeAction/resolve' && params !== null && JSON.stringify(params).includes('version')) return -32801;
  // JSON-RPC knows no such params: the library stumbles before any method is asked.
  return params === null ? -32603 : -32602;
};

const NOTIFICATIONS: readonly (readonly [string, unknown])[] = [
  ['textDocument/didOpen', {}],
  ['textDocument/didOpen', { textDocument: { uri: 'file:///a.yaml', languageId: 'yaml', version: 1 } }],
  ['textDocument/didChange', { textDocument: { uri: 'file:///a.yaml', version: 1 } }],
  ['textDocument/didChange', { textDocument: {}, contentChanges: [{}] }],
  ['textDocument/didClose', {}],
  ['textDocument/didSave', null],
  ['workspace/didChangeWatchedFiles', {}],
  ['workspace/didChangeWatchedFiles', { changes: [null, { uri: 3 }] }],
  ['workspace/didChangeWorkspaceFolders', { event: {} }],
  ['workspace/didRenameFiles', {}],
  ['workspace/didChangeConfiguration', {}],
  ['no/such/notification', {}],
];

test('a request that makes no sense is answered with an error, and the next one as if nothing had been', async () => {
  const session = await startSession({ files: BROKEN, capabilities: PULL });
  for (const [method, params] of REQUESTS) {
    const answer = session.request(method, params).then(
      (result) => ({ method, params, result }),
      ({ code }: { code: number }) => code,
    );
    expect(await answer, `${method} ${JSON.stringify(params)}`).toBe(codeFor(method, params));
  }
  const answer = await session.request('textDocument/diagnostic', {
    textDocument: { uri: session.uri('service.yaml') },
  });
  expect(answer).toMatchObject({ kind: 'full', items: [{}] });
});

test('notifications that make no sense are passed over', async () => {
  const session = await startSession({ files: BROKEN });
  for (const [method, params] of NOTIFICATIONS) session.notify(method, params);
  await session.published('service.yaml', isFull);
  const { folders } = await session.request<{ folders: { findings: unknown[] }[] }>('portcullis/scan', {});
  expect(folders[0]?.findings).toHaveLength(1);
});

test('a workspace pull with nonsense for previous results is answered', async () => {
  const session = await startSession({ files: BROKEN, capabilities: PULL });
  const answer = await session.request<{ items: unknown[] }>('workspace/diagnostic', {});
  expect(answer.items).toHaveLength(1);
});

test('a second initialize is refused, and changes nothing', async () => {
  const session = await startSession({ files: BROKEN, capabilities: PULL });
  const again = { processId: null, rootUri: null, capabilities: {} };
  await expect(session.request('initialize', again)).rejects.toMatchObject({ code: -32600 });
  const params = { textDocument: { uri: session.uri('service.yaml') } };
  expect(await session.request('textDocument/diagnostic', params)).toMatchObject({ kind: 'full', items: [{}] });
});
