import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { PUSH, rangeOf, startSession, type TestSession } from './session';

const FILES = { 'service.yaml': service('web'), 'deployment.yaml': deployment() };
const MARKDOWN = { ...PUSH, textDocument: { ...PUSH.textDocument, hover: { contentFormat: ['markdown'] } } };

interface Hover {
  readonly contents: { readonly kind: string; readonly value: string };
  readonly range: object;
}

function hover(session: TestSession, path: string, part: string): Promise<Hover | null> {
  const { end } = rangeOf(session.read(path), part);
  return session.request('textDocument/hover', {
    textDocument: { uri: session.uri(path) },
    position: { line: end.line, character: end.character - 1 },
  });
}

test('a target port says what it resolves to', async () => {
  const session = await startSession({ files: FILES, capabilities: MARKDOWN });
  session.open('service.yaml');
  const answer = await hover(session, 'service.yaml', 'targetPort: web');
  expect(answer?.contents.kind).toBe('markdown');
  expect(answer?.contents.value).toContain('`Deployment/web`: `web` `8080/TCP` of container `main`');
  const { start, end } = rangeOf(service('web'), 'targetPort: web');
  expect(answer?.range).toEqual({ start: { line: start.line, character: start.character + 12 }, end });
});

test('a target port that leads nowhere says what there is', async () => {
  const session = await startSession({ files: { ...FILES, 'service.yaml': service('http') }, capabilities: MARKDOWN });
  session.open('service.yaml');
  const answer = await hover(session, 'service.yaml', 'targetPort: http');
  expect(answer?.contents.value).toContain('no port `http`; it has `web` `8080/TCP`');
});

test('a container port names the Services in front of it', async () => {
  const session = await startSession({ files: FILES, capabilities: MARKDOWN });
  session.open('deployment.yaml');
  const answer = await hover(session, 'deployment.yaml', 'containerPort: 8080');
  expect(answer?.contents.value).toContain('`Service/web` port `web` `80/TCP`');
});

test('an editor without Markdown gets plain text', async () => {
  const session = await startSession({ files: FILES });
  session.open('service.yaml');
  const answer = await hover(session, 'service.yaml', 'targetPort: web');
  expect(answer?.contents).toMatchObject({
    kind: 'plaintext',
    value: expect.stringContaining('Deployment/web: web 8080/TCP'),
  });
});

test('elsewhere there is nothing to say', async () => {
  const session = await startSession({ files: FILES });
  session.open('service.yaml');
  expect(await hover(session, 'service.yaml', 'kind')).toBeNull();
});
