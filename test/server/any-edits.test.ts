import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { type Diagnostic, PULL, startSession } from './session';

const TEXT = `# head\n${service('http')}---\n${deployment()}---\n${service('web', 'other')}--- # last\n${deployment('admin', 'other')}`;

/** Pieces that make and break documents, lines and structure. */
const PIECES = [
  '',
  'x',
  '\n',
  '\r\n',
  '---\n',
  '\n---\n',
  '--- {}\n',
  '...\n',
  '%TAG ! x\n',
  '# c\n',
  '  ',
  '"',
  "'",
  ': ',
  '- a',
  '[',
  '}',
  '{{ x }}',
  '🚪',
  'web',
  service('metrics', 'more'),
  deployment('x', 'http'),
];

const edits = fc.array(
  fc.record({
    start: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(40), fc.nat(400)),
    text: fc.constantFrom(...PIECES),
    joined: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

test('after any edits an open document has the findings of its text', { timeout: 60_000 }, async () => {
  const session = await startSession({ folders: null, capabilities: PULL });
  let documents = 0;
  const open = (text: string) => {
    const uri = `untitled:any-${++documents}.yaml`;
    session.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    return uri;
  };
  const found = async (uri: string) => {
    const report = await session.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri } });
    session.notify('textDocument/didClose', { textDocument: { uri } });
    return report.items.map(({ code, message, range }) => ({ code, message, range }));
  };

  const property = fc.asyncProperty(edits, fc.constantFrom('\n', '\r\n'), async (chosen, lineEnd) => {
    let text = TEXT.replaceAll('\n', lineEnd);
    const edited = open(text);
    let changes: object[] = [];
    let version = 1;
    const send = () => {
      session.notify('textDocument/didChange', {
        textDocument: { uri: edited, version: ++version },
        contentChanges: changes,
      });
      changes = [];
    };
    for (const { start, length, text: piece, joined } of chosen) {
      const from = outsideLineEnd(text, Math.floor(start * text.length));
      const to = outsideLineEnd(text, Math.min(text.length, from + length));
      changes.push({ range: { start: positionAt(text, from), end: positionAt(text, to) }, text: piece });
      text = text.slice(0, from) + piece + text.slice(to);
      if (!joined) send();
    }
    if (changes.length > 0) send();
    expect(await found(edited)).toEqual(await found(open(text)));
  });
  await fc.assert(property, { numRuns: 150 });
});

/** No position of LSP lies within CRLF. */
function outsideLineEnd(text: string, offset: number): number {
  return text[offset - 1] === '\r' && text[offset] === '\n' ? offset - 1 : offset;
}

function positionAt(text: string, offset: number): { line: number; character: number } {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}
