import { expect, test } from 'vitest';
import { type Action, applied, ask, EAGER, everywhere, LAZY, token } from './actions';
import { deployment, service } from './manifests';
import { startSession } from './session';

const BROKEN = { 'service.yaml': service('http'), 'deployment.yaml': deployment() };

test('the fix of a finding is preferred where it is proved safe, and carries its edit with the version', async () => {
  const session = await startSession({ files: BROKEN, capabilities: EAGER });
  session.open('service.yaml');
  const actions = await ask(session, 'service.yaml', token);
  const preferred = actions.filter((action) => action.isPreferred);
  expect(preferred).toHaveLength(1);
  expect(preferred[0]).toMatchObject({ kind: 'quickfix', diagnostics: [{ code: 'unresolved-target-port' }] });
  const [change] = preferred[0]?.edit?.documentChanges ?? [];
  expect(change?.textDocument).toEqual({ uri: session.uri('service.yaml'), version: 1 });
  expect(applied(service('http'), change?.edits ?? [])).toBe(service('web'));
});

test('a fix that is only one of several ways is offered, and never preferred', async () => {
  const session = await startSession({
    files: { ...BROKEN, 'deployment.yaml': deployment('admin') },
    capabilities: EAGER,
  });
  session.open('service.yaml');
  const actions = await ask(session, 'service.yaml', token);
  expect(actions.map(({ title }) => title)).toContain('Change targetPort to "admin"');
  expect(actions.filter((action) => action.isPreferred)).toEqual([]);
  const [fixAll] = await ask(session, 'service.yaml', everywhere, ['source.fixAll']);
  expect(fixAll).toBeUndefined();
});

test('a client without versioned edits gets plain changes', async () => {
  const { workspace, ...rest } = EAGER;
  expect(workspace.workspaceEdit.documentChanges).toBe(true);
  const session = await startSession({ files: BROKEN, capabilities: rest });
  session.open('service.yaml');
  const [action] = await ask(session, 'service.yaml', token);
  expect(Object.keys(action?.edit ?? {})).toEqual(['changes']);
  expect(applied(service('http'), action?.edit?.changes?.[session.uri('service.yaml')] ?? [])).toBe(service('web'));
});

test('a finding can be ignored on its line and for its object, and the text it writes is understood', async () => {
  const session = await startSession({ files: BROKEN, capabilities: EAGER });
  session.open('service.yaml');
  const actions = await ask(session, 'service.yaml', token, ['quickfix']);
  const ignoring = actions.filter(({ title }) => /ignore/i.test(title));
  expect(ignoring.map(({ isPreferred }) => isPreferred)).toEqual([undefined, undefined]);
  let version = 1;
  for (const action of ignoring) {
    const text = applied(service('http'), action.edit?.documentChanges?.[0]?.edits ?? []);
    expect(text).not.toBe(service('http'));
    const since = session.seen.length;
    session.change('service.yaml', ++version, [{ text }]);
    await session.published('service.yaml', ({ diagnostics }) => diagnostics.length === 0, since);
    session.change('service.yaml', ++version, [{ text: service('http') }]);
    await session.published('service.yaml', ({ diagnostics }) => diagnostics.length === 1, since);
  }
});

test('a client with a command for it can explain the guardrail', async () => {
  const session = await startSession({
    files: BROKEN,
    capabilities: EAGER,
    initialize: { initializationOptions: { explain: true } },
  });
  session.open('service.yaml');
  const actions = await ask(session, 'service.yaml', token);
  const explain = actions.find(({ title }) => title === 'Explain unresolved-target-port');
  expect(explain?.command).toMatchObject({ command: 'portcullis.explain', arguments: ['unresolved-target-port'] });
  const none = await startSession({ files: BROKEN, capabilities: EAGER });
  none.open('service.yaml');
  expect((await ask(none, 'service.yaml', token)).filter(({ title }) => title.startsWith('Explain'))).toEqual([]);
});

test('away from every finding there is nothing to do', async () => {
  const session = await startSession({ files: BROKEN, capabilities: EAGER });
  session.open('service.yaml');
  const start = { line: 0, character: 0 };
  expect(await ask(session, 'service.yaml', { start, end: start }, ['quickfix'])).toEqual([]);
  expect(await ask(session, 'deployment.yaml', everywhere)).toEqual([]);
});

test('fix all mends what is safe in one edit, and is made only when it is asked for', async () => {
  const two = `${service('http')}---\n${service('https', 'other')}---\n${deployment()}---\n${deployment('web', 'other')}`;
  for (const capabilities of [EAGER, LAZY]) {
    const session = await startSession({ files: { 'all.yaml': two }, capabilities });
    session.open('all.yaml');
    for (const only of [['source.fixAll.portcullis'], ['source.fixAll'], ['source']]) {
      const [action, ...others] = await ask(session, 'all.yaml', everywhere, only);
      expect(others).toEqual([]);
      expect(action?.kind).toBe('source.fixAll.portcullis');
      const resolved =
        action?.edit === undefined ? await session.request<Action>('codeAction/resolve', action) : action;
      const text = applied(two, resolved.edit?.documentChanges?.[0]?.edits ?? []);
      expect(text).toBe(
        two.replace('targetPort: https', 'targetPort: web').replace('targetPort: http', 'targetPort: web'),
      );
    }
    expect(await ask(session, 'all.yaml', everywhere, ['source.fixAll.eslint'])).toEqual([]);
  }
});
