import { expect, test } from 'vitest';
import { type Action, applied, ask, LAZY, token } from './actions';
import { deployment, service } from './manifests';
import { startSession } from './session';

const BROKEN = { 'service.yaml': service('http'), 'deployment.yaml': deployment() };

test('edits are made when an action is chosen, where the client can ask for them', async () => {
  const session = await startSession({ files: BROKEN, capabilities: LAZY });
  session.open('service.yaml');
  const actions = await ask(session, 'service.yaml', token);
  expect(actions.filter((action) => action.edit !== undefined)).toEqual([]);
  const preferred = actions.find((action) => action.isPreferred);
  const resolved = await session.request<Action>('codeAction/resolve', preferred);
  expect(applied(service('http'), resolved.edit?.documentChanges?.[0]?.edits ?? [])).toBe(service('web'));
});

test('an action of an older text is not resolved', async () => {
  const session = await startSession({ files: BROKEN, capabilities: LAZY });
  session.open('service.yaml');
  const [action] = await ask(session, 'service.yaml', token);
  session.change('service.yaml', 2, [{ text: `# one more line\n${service('http')}` }]);
  await expect(session.request('codeAction/resolve', action)).rejects.toMatchObject({ code: -32801 });
});

test.each([
  ['nothing', {}],
  ['another server’s data', { title: 'x', data: { uri: 'file:///x', id: 7 } }],
])('an action with %s is refused', async (_, action) => {
  const session = await startSession({ files: BROKEN, capabilities: LAZY });
  await expect(session.request('codeAction/resolve', action)).rejects.toMatchObject({ code: -32602 });
});

test('an action whose finding is gone is refused', async () => {
  const session = await startSession({ files: BROKEN, capabilities: LAZY });
  session.open('service.yaml');
  const [action] = await ask(session, 'service.yaml', token);
  session.write('deployment.yaml', deployment('http'));
  session.watched({ 'deployment.yaml': 'changed' });
  await expect(session.request('codeAction/resolve', action)).rejects.toMatchObject({ code: -32801 });
});

test('ignoring is resolved too', async () => {
  const session = await startSession({ files: BROKEN, capabilities: LAZY });
  session.open('service.yaml');
  const actions = await ask(session, 'service.yaml', token);
  const ignore = actions.find(({ title }) => title === 'Ignore unresolved-target-port here');
  const { edit } = await session.request<Action>('codeAction/resolve', ignore);
  expect(applied(service('http'), edit?.documentChanges?.[0]?.edits ?? [])).toBe(
    service('http').replace('      targetPort', '      # portcullis: ignore unresolved-target-port\n      targetPort'),
  );
});
