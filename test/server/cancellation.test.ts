import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { isFull, PULL, rangeOf, startSession } from './session';

const BROKEN = { 'service.yaml': service('http'), 'deployment.yaml': deployment() };

function many(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `many/${index}.yaml`,
      `${service('http', `s${index}`)}---\n${deployment('web', `s${index}`)}`,
    ]),
  );
}

test('a request about an older text is refused as such', async () => {
  const session = await startSession({ files: { ...BROKEN, ...many(200) }, capabilities: PULL });
  session.open('service.yaml');
  // The first scan is not over yet, so that the question waits; meanwhile the text changes.
  const hover = session.request('textDocument/hover', {
    textDocument: { uri: session.uri('service.yaml') },
    position: rangeOf(service('http'), 'http\n').start,
  });
  session.change('service.yaml', 2, [{ text: service('web') }]);
  await expect(hover).rejects.toMatchObject({ code: -32801 });
});

test('a waiting request can be cancelled, and the next one is answered', async () => {
  const session = await startSession({ files: { ...BROKEN, ...many(200) }, capabilities: PULL });
  session.open('service.yaml');
  const params = { textDocument: { uri: session.uri('service.yaml') }, position: { line: 10, character: 19 } };
  const { id, answer } = session.start('textDocument/hover', params);
  session.notify('$/cancelRequest', { id });
  await expect(answer).rejects.toMatchObject({ code: -32800 });
  expect(await session.request('textDocument/hover', params)).not.toBeNull();
});

test('a cancelled scan keeps what was known before', async () => {
  const session = await startSession({ files: { ...BROKEN, ...many(200) } });
  await session.published('many/7.yaml', isFull);
  const { id, answer } = session.start('portcullis/scan', {});
  session.notify('$/cancelRequest', { id });
  await answer.catch(() => {});
  const { folders } = await session.request<{ folders: { findings: object[] }[] }>('portcullis/summary');
  expect(folders[0]?.findings).toHaveLength(201);
});
