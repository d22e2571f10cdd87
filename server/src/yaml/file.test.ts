import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editFile, offsetIn, rangeIn, readFile, textOf } from './index';
import type { Position, Range, YamlFile } from './node';
import { plain } from './tree.test-help';

const at = (line: number, character: number, endLine = line, endCharacter = character): Range => ({
  start: { line, character },
  end: { line: endLine, character: endCharacter },
});

const THREE = 'a: 1\n---\nb: 2\n---\nc: 3\n';

describe('an edit', () => {
  test('makes one new document and keeps the others', () => {
    const file = readFile('f', THREE);
    const edited = editFile(file, [
      { range: at(3, 3, 3, 3), text: '' },
      { range: at(2, 3, 2, 4), text: '22' },
    ]);
    expect(textOf(edited)).toBe('a: 1\n---\nb: 22\n---\nc: 3\n');
    expect(edited.documents[0]).toBe(file.documents[0]);
    expect(edited.documents[1]?.document).not.toBe(file.documents[1]?.document);
    expect(edited.documents[2]?.document).toBe(file.documents[2]?.document);
    expect(edited.documents.map(({ startLine, startOffset }) => [startLine, startOffset])).toEqual([
      [0, 0],
      [1, 5],
      [3, 15],
    ]);
    expect(textOf(file)).toBe(THREE);
  });

  test.each<[string, Range, string, string[]]>([
    ['a marker typed in', at(2, 0), '---\n', ['a: 1\n', '---\n', '---\nb: 2\n', '---\nc: 3\n']],
    ['a marker broken', at(1, 0), 'x', ['a: 1\nx---\nb: 2\n', '---\nc: 3\n']],
    ['a marker taken away', at(1, 0, 2, 0), '', ['a: 1\nb: 2\n', '---\nc: 3\n']],
    ['text in front of a marker', at(1, 0), 'x: y\n', ['a: 1\nx: y\n', '---\nb: 2\n', '---\nc: 3\n']],
    ['a line end taken away before a marker', at(0, 4, 1, 0), '', ['a: 1---\nb: 2\n', '---\nc: 3\n']],
    ['over two documents', at(0, 3, 2, 4), '9', ['a: 9\n', '---\nc: 3\n']],
    ['the first document emptied', at(0, 0, 1, 0), '', ['---\nb: 2\n', '---\nc: 3\n']],
    ['the first document made a comment', at(0, 0), '# ', ['# a: 1\n---\nb: 2\n', '---\nc: 3\n']],
    ['an end marker typed in', at(2, 4), '\n...\nx: y', ['a: 1\n', '---\nb: 2\n...\n', 'x: y\n', '---\nc: 3\n']],
    ['behind the last line', at(5, 0), 'd: 4\n', ['a: 1\n', '---\nb: 2\n', '---\nc: 3\nd: 4\n']],
    ['far behind everything', at(99, 99), '---\n', ['a: 1\n', '---\nb: 2\n', '---\nc: 3\n', '---\n']],
    ['everything', at(0, 0, 99, 0), 'z: 0', ['z: 0']],
  ])('%s', (_, range, text, expected) => {
    const edited = editFile(readFile('f', THREE), [{ range, text }]);
    expect(edited.documents.map(({ document }) => document.text)).toEqual(expected);
  });

  test('of the whole text keeps documents whose text is still there', () => {
    const file = readFile('f', THREE);
    const edited = editFile(file, [{ text: 'a: 1\n---\nnew: 0\n---\nc: 3\n' }]);
    expect(edited.documents[0]?.document).toBe(file.documents[0]?.document);
    expect(edited.documents[2]?.document).toBe(file.documents[2]?.document);
    expect(plain(edited.documents[1]!.document.root)).toEqual(new Map([['new', 0]]));
  });

  test('never lets one document stand in two places', () => {
    const file = editFile(readFile('f', '---\na: 1\n'), [{ text: '---\na: 1\n---\na: 1\n' }]);
    expect(file.documents[0]?.document).not.toBe(file.documents[1]?.document);
  });
});

const fragment = fc.constantFrom(
  'a',
  '\n',
  '\r\n',
  '\r',
  '---',
  '---\n',
  '\n---\n',
  '...',
  '\n...\n',
  '%A\n',
  '# c',
  ' ',
  ': ',
  'b: 1\n',
  '- ',
  '\ufeff',
);
const text = fc.array(fragment, { maxLength: 24 }).map((parts) => parts.join(''));
const position: fc.Arbitrary<Position> = fc.record({ line: fc.nat(12), character: fc.nat(9) });
const change = fc.record({
  from: position,
  to: position,
  text: fc.array(fragment, { maxLength: 4 }).map((parts) => parts.join('')),
});

test('whatever the edits, the file is the one that a fresh reading of the new text gives', () => {
  fc.assert(
    fc.property(text, fc.array(change, { maxLength: 4 }), (before, changes) => {
      let file = readFile('f', before);
      let expected = before;
      for (const { from, to, text: inserted } of changes) {
        const range = inOrder(from, to);
        expected =
          expected.slice(0, offsetOf(expected, range.start)) + inserted + expected.slice(offsetOf(expected, range.end));
        file = editFile(file, [{ range, text: inserted }]);
      }
      expect(shapeOf(file)).toEqual(shapeOf(readFile('f', expected)));
    }),
    { numRuns: 3_000, seed: 20261120 },
  );
});

test('offsets and positions are each other’s inverse', () => {
  fc.assert(
    fc.property(text, fc.nat(80), (whole, index) => {
      const file = readFile('f', whole);
      for (const placed of file.documents) {
        const offset = Math.min(index, placed.document.text.length);
        const { start } = rangeIn(placed, { start: offset, end: offset });
        const back = offsetIn(file, start);
        const splitsBreak = placed.document.text.slice(offset - 1, offset + 1) === '\r\n';
        if (back !== undefined && !splitsBreak) {
          expect(back.placed.startOffset + back.offset).toBe(placed.startOffset + offset);
        }
      }
    }),
    { numRuns: 500, seed: 20261120 },
  );
});

test('a line that the file does not have has no offset', () => {
  expect(offsetIn(readFile('f', 'a: 1\n'), { line: 2, character: 0 })).toBe(undefined);
  expect(offsetIn(readFile('f', 'a: 1\n'), { line: -1, character: 0 })).toBe(undefined);
  expect(offsetIn(readFile('f', 'a: 1\n'), { line: 0, character: 99 })?.offset).toBe(4);
});

test('one character in 20,000 lines costs next to nothing besides reading its document', () => {
  const documents = Array.from({ length: 400 }, (_, index) => `---\n${`key${index}: value\n`.repeat(49)}`);
  let file = readFile('f', documents.join(''));
  const durations: number[] = [];
  for (let round = 0; round < 200; round++) {
    const started = performance.now();
    file = editFile(file, [{ range: at(10_010, 3), text: 'x' }]);
    durations.push(performance.now() - started);
  }
  durations.sort((a, b) => a - b);
  expect(durations[100]).toBeLessThan(1);
});

function shapeOf(file: YamlFile) {
  return file.documents.map(({ document, startLine, startOffset }) => ({
    text: document.text,
    startLine,
    startOffset,
  }));
}

function inOrder(from: Position, to: Position): Range {
  const swapped = to.line < from.line || (to.line === from.line && to.character < from.character);
  return swapped ? { start: to, end: from } : { start: from, end: to };
}

/** As the protocol says it: `\n`, `\r\n` and `\r` end a line, characters behind its end mean the end. */
function offsetOf(whole: string, { line, character }: Position): number {
  const lines = whole.split(/(?<=\n|\r(?!\n))/);
  if (/[\n\r]$/.test(whole) || whole === '') {
    lines.push('');
  }
  if (line >= lines.length) {
    return whole.length;
  }
  const start = lines.slice(0, line).join('').length;
  return start + Math.min(character, (lines[line] ?? '').replace(/(?:\r\n|\n|\r)$/, '').length);
}
