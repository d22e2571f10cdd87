import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differencesFromPackage, scalarsThatDoNotSliceBack } from './comparison.test-help';
import { readFile } from './index';

const RUNS = { numRuns: 3_000, seed: 20261120 };

const scalar = fc.constantFrom(
  'web',
  '8080',
  '"a b"',
  "'it''s'",
  '"\\n\\u0041"',
  '|',
  '>-',
  '|+',
  '|2',
  '*x',
  '&x y',
  '!!str 1',
  '!t',
  '[a, {b: c}, ]',
  '{a: [b], "c": d, e}',
  '[',
  '{}',
  '# c',
  'a b # c',
  'http://x:80/#y',
  '- z',
  'k: v',
  '? q',
  '',
);
const line = fc
  .tuple(
    fc.nat(3),
    fc.constantFrom('', '- ', '- - ', 'a: ', 'b: ', '"c": ', '- d: ', '? ', ': ', '&y ', '<<: '),
    scalar,
  )
  .map(([indent, lead, value]) => ' '.repeat(2 * indent) + lead + value);
const soup = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 9, arbitrary: line },
        { weight: 1, arbitrary: fc.constantFrom('---', '', '   ', '# c', ']', '}') },
      ),
      { maxLength: 9 },
    ),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([lines, lineEnd, final]) => lines.join(lineEnd) + (final ? lineEnd : ''));

describe('our reading of generated texts', () => {
  test('has the values and places of the package’s own, where that finds no error', () => {
    let compared = 0;
    fc.assert(
      fc.property(soup, (text) => {
        expect(differencesFromPackage(text)).toEqual([]);
        compared += readFile('f', text).documents.every(({ document }) => document.problems.length === 0) ? 1 : 0;
      }),
      RUNS,
    );
    expect(compared).toBeGreaterThan(RUNS.numRuns / 10);
  });

  test('never throws, and slices back to the text', () => {
    fc.assert(
      fc.property(soup, (text) => {
        for (const { document } of readFile('f', text).documents) {
          if (document.problems.length === 0) {
            expect(scalarsThatDoNotSliceBack(document)).toEqual([]);
          }
          for (const problem of document.problems) {
            expect(problem.start).toBeLessThanOrEqual(problem.end);
            expect(problem.end).toBeLessThanOrEqual(text.length);
          }
        }
      }),
      RUNS,
    );
  });

  test('survives any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 60 }), (one, other) => {
        for (const text of [one, other, `a: ${other}\n${one}`]) {
          for (const { document } of readFile('f', text).documents) {
            expect(document.problems.every(({ message }) => message.length <= 120)).toBe(true);
            expect(document.root === null || document.root.end <= text.length).toBe(true);
          }
        }
      }),
      RUNS,
    );
  });
});
