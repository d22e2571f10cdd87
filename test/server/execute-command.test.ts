import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { isFull, PUSH, startSession } from './session';

const BROKEN = { 'service.yaml': service('http'), 'deployment.yaml': deployment() };

interface Summary {
  readonly folders: readonly {
    readonly name: string;
    readonly scanned: number;
    readonly environments: readonly string[];
    readonly skipped: readonly { readonly path: string; readonly why: string }[];
    readonly findings: readonly object[];
  }[];
}

test('scan reads everything again and tells what there is', async () => {
  const session = await startSession({ files: { ...BROKEN, 'node_modules/a/b.yaml': service('x') } });
  await session.published('service.yaml', isFull);
  // Nobody tells the server about this file.
  session.write('new.yaml', `${service('metrics', 'new')}---\n${deployment('web', 'new')}`);
  const { folders } = await session.request<Summary>('workspace/executeCommand', { command: 'portcullis.server.scan' });
  expect(folders).toHaveLength(1);
  expect(folders[0]).toMatchObject({
    name: 'root',
    scanned: 3,
    skipped: [{ path: 'node_modules', why: expect.any(String) }],
  });
  expect(folders[0]?.findings).toMatchObject([
    {
      guardrail: 'unresolved-target-port',
      severity: 'error',
      file: 'new.yaml',
      uri: session.uri('new.yaml'),
      line: 10,
    },
    { guardrail: 'unresolved-target-port', file: 'service.yaml' },
  ]);
});

test('the scan request reports how far it is under the token it was given', async () => {
  const session = await startSession({ files: BROKEN });
  await session.published('service.yaml', isFull);
  await session.request('portcullis/scan', { workDoneToken: 'mine' });
  const kinds = session.seen
    .filter(({ method, params }) => method === '$/progress' && (params as { token: string }).token === 'mine')
    .map(({ params }) => (params as { value: { kind: string } }).value.kind);
  expect(kinds[0]).toBe('begin');
  expect(kinds).toContain('report');
  expect(kinds.at(-1)).toBe('end');
});

test('the first scan shows its progress where the client has a place for it, and only there', async () => {
  const capabilities = { ...PUSH, window: { workDoneProgress: true } };
  const session = await startSession({ files: BROKEN, capabilities });
  const { token } = await session.next<{ token: string }>('window/workDoneProgress/create');
  await session.published('service.yaml', isFull);
  type Progress = { readonly token: string; readonly value: { readonly kind: string } };
  const first = session.seen.find(
    ({ method, params }) => method === '$/progress' && (params as Progress).token === token,
  );
  if (first !== undefined) {
    expect((first.params as Progress).value.kind).toBe('begin');
    await session.next<Progress>('$/progress', (params) => params.token === token && params.value.kind === 'end');
  }
  const plain = await startSession({ files: BROKEN });
  await plain.published('service.yaml', isFull);
  expect(plain.seen.filter(({ method }) => method === 'window/workDoneProgress/create')).toEqual([]);
});

test('a charter is created through the client, from what the folder uses', async () => {
  const capabilities = {
    ...PUSH,
    workspace: {
      ...PUSH.workspace,
      applyEdit: true,
      workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
    },
  };
  const session = await startSession({ files: BROKEN, capabilities });
  session.answer('workspace/applyEdit', () => ({ applied: true }));
  // The folder as some editors spell it.
  const command = { command: 'portcullis.server.createCharter', arguments: [`${session.uri('')}/`] };
  const answer = await session.request('workspace/executeCommand', command);
  expect(answer).toEqual({ uri: session.uri('portcullis.yaml'), created: true });
  const { edit } = await session.next<{ edit: { documentChanges: [object, { edits: [{ newText: string }] }] } }>(
    'workspace/applyEdit',
  );
  expect(edit.documentChanges[0]).toMatchObject({ kind: 'create', uri: session.uri('portcullis.yaml') });
  const text = edit.documentChanges[1].edits[0].newText;
  expect(text).toContain('kind: PortGuardrails');

  // What it writes is a charter without a fault.
  session.write('portcullis.yaml', text);
  session.watched({ 'portcullis.yaml': 'created' });
  const { folders } = await session.request<Summary>('portcullis/scan', {});
  expect(folders[0]?.findings).toMatchObject([{ guardrail: 'unresolved-target-port' }]);
  expect(
    await session.request('workspace/executeCommand', { command: 'portcullis.server.createCharter' }),
  ).toMatchObject({ created: false });
});

test('a guardrail has a page; an unknown one has none', async () => {
  const session = await startSession({ files: BROKEN });
  const { uri } = await session.request<{ uri: string }>('portcullis/page', { id: 'unresolved-target-port' });
  expect(uri).toMatch(/\/docs\/guardrails\/unresolved-target-port\.md$/);
  expect(await session.request('portcullis/page', { id: 'no-such-guardrail' })).toEqual({});
  const all = await session.request<{ id: string }[]>('portcullis/guardrails');
  expect(all.map(({ id }) => id)).toContain('unresolved-target-port');
});

test('a client that can show documents is shown the page', async () => {
  const session = await startSession({
    files: BROKEN,
    capabilities: { ...PUSH, window: { showDocument: { support: true } } },
  });
  session.answer('window/showDocument', () => ({ success: true }));
  await session.request('workspace/executeCommand', {
    command: 'portcullis.server.explain',
    arguments: ['duplicate-key'],
  });
  const { uri } = await session.next<{ uri: string }>('window/showDocument');
  expect(uri).toMatch(/duplicate-key\.md$/);
});
