import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { has, isEmpty, isFull, type Range, rangeOf, startSession, type TestSession } from './session';

const FILES = { 'service.yaml': service('web'), 'deployment.yaml': deployment() };

/** Where `part` is in `text`, and what to put there. */
function edit(text: string, part: string, replacement: string): { range: Range; text: string } {
  return { range: rangeOf(text, part), text: replacement };
}

async function tokenOf(session: TestSession, path: string, text: string): Promise<string> {
  const { diagnostics } = await session.published(path, has('unresolved-target-port'));
  const range = diagnostics.find(({ code }) => code === 'unresolved-target-port')?.range;
  return (text.split(/\r\n|\n/)[range?.start.line ?? -1] ?? '').slice(range?.start.character, range?.end.character);
}

test('a whole text replaces the document', async () => {
  const session = await startSession({ files: FILES });
  session.open('service.yaml');
  session.change('service.yaml', 2, [{ text: service('https') }]);
  expect(await tokenOf(session, 'service.yaml', service('https'))).toBe('https');
});

test('several edits of one notification apply one after the other', async () => {
  const session = await startSession({ files: FILES });
  session.open('service.yaml');
  const commented = `# first line\n${service('web')}`;
  session.change('service.yaml', 2, [
    { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '# first line\n' },
    edit(commented, 'targetPort: web', 'targetPort: metrics'),
  ]);
  const text = commented.replace('targetPort: web', 'targetPort: metrics');
  expect(await tokenOf(session, 'service.yaml', text)).toBe('metrics');
});

test('lines end with CRLF', async () => {
  const text = service('web').replaceAll('\n', '\r\n');
  const session = await startSession({ files: { ...FILES, 'service.yaml': text } });
  session.open('service.yaml');
  session.change('service.yaml', 2, [edit(text, 'targetPort: web', 'targetPort: http')]);
  expect(await tokenOf(session, 'service.yaml', text.replace('targetPort: web', 'targetPort: http'))).toBe('http');
});

test('characters count in UTF-16 units', async () => {
  const text = service('web')
    .replace('    - name: web', '    - name: web # 🚪🚪')
    .replace('targetPort: web', 'targetPort: "web" # 🚪 web');
  const session = await startSession({ files: { ...FILES, 'service.yaml': text } });
  session.open('service.yaml');
  const start = rangeOf(text, '🚪 web');
  session.change('service.yaml', 2, [
    { range: { start: { ...start.start, character: start.start.character + 2 }, end: start.end }, text: ' was web' },
    edit(text, '"web"', '"http"'),
  ]);
  expect(await tokenOf(session, 'service.yaml', text.replace('"web" # 🚪 web', '"http" # 🚪 was web'))).toBe('"http"');
});

test('documents come and go with their separators', async () => {
  const both = `${service('http')}---\n${deployment()}`;
  const session = await startSession({ files: { 'all.yaml': both } });
  await session.published('all.yaml', isFull);
  session.open('all.yaml');
  const since = session.seen.length;
  session.change('all.yaml', 2, [edit(both, deployment(), '')]);
  await session.published('all.yaml', isEmpty, since);
  session.change('all.yaml', 3, [{ range: rangeOf(both, '---\n'), text: `---\n${deployment()}` }]);
  await session.published('all.yaml', isFull, since);
});

test('a range beyond the end of the text is taken for its end', async () => {
  const session = await startSession({ files: FILES });
  session.open('service.yaml');
  session.change('service.yaml', 2, [
    {
      range: { start: { line: 900, character: 0 }, end: { line: 900, character: 0 } },
      text: `---\n${service('none', 'web')}`,
    },
  ]);
  await session.published('service.yaml', has('unresolved-target-port'));
});

test('many edits without a pause end in the findings of the last one', async () => {
  const session = await startSession({ files: FILES });
  session.open('service.yaml');
  let text = service('web');
  for (let version = 2; version <= 101; version += 1) {
    const next = version % 2 === 0 ? 'http' : 'web';
    const last = version % 2 === 0 ? 'web' : 'http';
    session.change('service.yaml', version, [edit(text, `targetPort: ${last}`, `targetPort: ${next}`)]);
    text = service(next);
  }
  session.change('service.yaml', 102, [edit(text, 'targetPort: web', 'targetPort: last')]);
  const { version, diagnostics } = await session.published('service.yaml', ({ version: of }) => of === 102);
  expect(version).toBe(102);
  expect(diagnostics[0]?.message).toContain('"last"');
});

test('a document outside every folder, and one that was never saved, are checked by themselves', async () => {
  const session = await startSession({ files: FILES });
  const text = `${service('http')}---\n${deployment()}`;
  for (const uri of [
    'untitled:Untitled-1',
    'file:///somewhere/else/all.yaml',
    'vscode-vfs://github/owner/name/a.yaml',
  ]) {
    session.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    const published = await session.next<{ uri: string; diagnostics: { code: string }[] }>(
      'textDocument/publishDiagnostics',
      (params) => params.uri === uri,
    );
    expect(published.diagnostics.map(({ code }) => code)).toEqual(['unresolved-target-port']);
    const since = session.seen.length;
    session.notify('textDocument/didClose', { textDocument: { uri } });
    await session.next<{ uri: string; diagnostics: unknown[] }>(
      'textDocument/publishDiagnostics',
      (params) => params.uri === uri && params.diagnostics.length === 0,
      since,
    );
  }
});

test('a document of a commit, as a comparison shows it, is not checked', async () => {
  const session = await startSession({ files: FILES });
  const text = `${service('http')}---\n${deployment()}`;
  const uri = `git:${session.folder}/service.yaml?%7B%22ref%22%3A%22HEAD%22%7D`;
  session.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  session.open('service.yaml', service('https'));
  await session.published('service.yaml', isFull);
  expect(session.seen.filter(({ params }) => (params as { uri?: string }).uri === uri)).toEqual([]);
});

test('a change of a document that is not open is refused and the server lives on', async () => {
  const session = await startSession({ files: FILES });
  session.change('service.yaml', 2, [{ text: service('http') }]);
  await session.next<{ message: string }>('window/logMessage', ({ message }) => message.includes('not open'));
  session.open('service.yaml', service('http'));
  await session.published('service.yaml', isFull);
});

test('a new file that exists only in the editor is part of its folder', async () => {
  const session = await startSession({ files: { 'deployment.yaml': deployment() } });
  session.open('service.yaml', service('http'));
  expect(await tokenOf(session, 'service.yaml', service('http'))).toBe('http');
});
