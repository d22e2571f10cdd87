import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { startSession } from './session';

const SOUND = { 'a/service.yaml': service('web'), 'a/deployment.yaml': deployment() };

interface Template {
  readonly uri: string;
  readonly text: string;
  readonly exists: boolean;
}

test('the first charter of a folder is made from what is in it, and is one that the server takes', async () => {
  const session = await startSession({ files: SOUND, folders: ['a', 'b'] });
  const params = { folder: session.uri('a') };
  const { uri, text, exists } = await session.request<Template>('portcullis/charterTemplate', params);
  expect({ uri, exists }).toEqual({ uri: session.uri('a/portcullis.yaml'), exists: false });
  expect(text).toContain('kind: PortGuardrails');
  expect(text).toContain('port: 80');
  session.write('a/portcullis.yaml', text);
  session.watched({ 'a/portcullis.yaml': 'created' });
  const { folders } = await session.request<{ folders: { findings: unknown[] }[] }>('portcullis/scan', {});
  expect(folders.flatMap(({ findings }) => findings)).toEqual([]);
  expect(await session.request<Template>('portcullis/charterTemplate', params)).toMatchObject({ exists: true });
});

test('of an empty folder it is the plain one, and of no folder an error', async () => {
  const session = await startSession({ files: SOUND, folders: ['a'] });
  await expect(
    session.request('portcullis/charterTemplate', { folder: session.uri('elsewhere') }),
  ).rejects.toMatchObject({ code: -32602 });
  const none = await startSession({ folders: null });
  await expect(none.request('portcullis/charterTemplate')).rejects.toMatchObject({ code: -32602 });
});
