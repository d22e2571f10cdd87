import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readFile, textOf } from './index';
import { segmentStarts } from './segments';
import { plain } from './tree.test-help';

describe('a file is split where its documents start', () => {
  test.each<[string, string[]]>([
    ['', ['']],
    ['a: 1\n', ['a: 1\n']],
    ['---\na: 1\n', ['---\na: 1\n']],
    ['a: 1\n---\nb: 2\n', ['a: 1\n', '---\nb: 2\n']],
    ['a: 1\r\n---\r\nb: 2\r\n', ['a: 1\r\n', '---\r\nb: 2\r\n']],
    ['a: 1\r---\rb: 2\r', ['a: 1\r', '---\rb: 2\r']],
    ['a: 1\n---   \nb: 2\n', ['a: 1\n', '---   \nb: 2\n']],
    ['a: 1\n--- # c\nb: 2\n', ['a: 1\n', '--- # c\nb: 2\n']],
    ['a: 1\n--- {b: 2}\n', ['a: 1\n', '--- {b: 2}\n']],
    ['a: 1\n--- b', ['a: 1\n', '--- b']],
    ['a: 1\n---', ['a: 1\n', '---']],
    ['a: 1\n---\n---\n', ['a: 1\n', '---\n', '---\n']],
    ['---\n---\na: 1\n', ['---\n', '---\na: 1\n']],
    ['a: |\n  ---\n ---\n', ['a: |\n  ---\n ---\n']],
    ['a: |\n  b\n---\nc: 1\n', ['a: |\n  b\n', '---\nc: 1\n']],
    ['---foo: 1\n', ['---foo: 1\n']],
    ['a: 1\n---foo\n', ['a: 1\n---foo\n']],
    ['# c\n---\na: 1\n', ['# c\n---\na: 1\n']],
    ['\ufeff---\na: 1\n', ['\ufeff---\na: 1\n']],
    ['\ufeff# c\n---\na: 1\n---\nb: 2\n', ['\ufeff# c\n---\na: 1\n', '---\nb: 2\n']],
    ['%YAML 1.1\n---\na: 1\n', ['%YAML 1.1\n---\na: 1\n']],
    ['a: 1\n...\n', ['a: 1\n...\n']],
    ['a: 1\n...\nb: 2\n', ['a: 1\n...\n', 'b: 2\n']],
    ['a: 1\n...\n# c\n---\nb: 2\n', ['a: 1\n...\n# c\n', '---\nb: 2\n']],
    ['a: 1\n...\n%YAML 1.1\n---\nb: 2\n', ['a: 1\n...\n', '%YAML 1.1\n---\nb: 2\n']],
    ['a: 1\n...\nb: 2\n---\nc: 3\n', ['a: 1\n...\n', 'b: 2\n', '---\nc: 3\n']],
    ['a: 1\n...\n...\n---\nb: 2\n', ['a: 1\n...\n...\n', '---\nb: 2\n']],
    ['a: 1\n...x\n', ['a: 1\n...x\n']],
  ])('%j', (text, expected) => {
    const file = readFile('file.yaml', text);
    expect(file.documents.map(({ document }) => document.text)).toEqual(expected);
    expect(textOf(file)).toBe(text);
  });

  test('places say where each document starts', () => {
    const { documents } = readFile('file.yaml', 'a: 1\r\n# c\r\n---\r\nb: 2\r\n---\r\n');
    expect(documents.map(({ startLine, startOffset }) => [startLine, startOffset])).toEqual([
      [0, 0],
      [2, 11],
      [4, 22],
    ]);
  });
});

const line = fc.constantFrom(
  '---',
  '--- # c',
  '--- x',
  '...',
  '%YAML 1.2',
  '# c',
  '',
  'a: 1',
  '- b',
  '  c: |',
  '    text',
  '---a',
  ' ---',
  '"q',
  "'",
  '{',
  '}',
);

test('whatever the lines, no text is lost and only line starts are cut', () => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 14 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (lines, lineEnd, final) => {
        const text = lines.join(lineEnd) + (final ? lineEnd : '');
        const starts = segmentStarts(text);
        expect(
          starts.every(
            (start, index) => start === 0 || (text[start - 1] === '\n' && start > (starts[index - 1] ?? -1)),
          ),
        ).toBe(true);
        expect(textOf(readFile('f', text))).toBe(text);
      },
    ),
    { numRuns: 500, seed: 20261120 },
  );
});

test('split and read one by one equals the whole read by the package', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const text = `${lines.join('\n')}\n`;
      const whole = parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
      if (!Array.isArray(whole) || whole.some(({ errors }) => errors.length > 0)) {
        return;
      }
      const split = readFile('f', text).documents.map(({ document }) => plain(document.root));
      const expected = whole.map((document) => document.toJS({ mapAsMap: true }));
      // Behind a bare `...` the package counts empty documents where we see none.
      const counted = (values: readonly unknown[]) =>
        text.includes('...') ? values.filter((value) => value !== null) : values;
      expect(counted(split)).toEqual(counted(expected.length === 0 ? [null] : expected));
    }),
    { numRuns: 1_000, seed: 20261120 },
  );
});
