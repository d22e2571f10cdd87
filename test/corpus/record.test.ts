import { describe, expect, it, test } from 'vitest';
import { readTable, writeTable } from './csv';
import { draw } from './random';
import {
  countChanges,
  countsOf,
  isTestFixture,
  keyOf,
  type Reviewed,
  readReviewed,
  reviewProblems,
  type Seen,
  toReview,
  writeReviewed,
} from './record';
import { judged } from './review';

const COUNTS_HEADER = ['guardrail', 'repository', 'severity', 'count'];

function seen(file: string, severity: Seen['severity'] = 'error', guardrail = 'invalid-port-name'): Seen {
  const range = { start: { line: 3, column: 1 } };
  return { repository: 'a__b', guardrail, severity, message: 'm', file, range, related: [], fingerprint: `${file}-1` };
}

function row(finding: Seen, verdict = 'true', reason = 'it is'): Reviewed {
  const { guardrail, severity, repository, file } = finding;
  return { key: keyOf(finding), guardrail, severity, repository, path: file, verdict, reason };
}

describe('tables', () => {
  test.each(['plain', 'with, a comma', 'with "quotes"', 'two\nlines', ''])('keep %j', (value) => {
    const text = writeTable(['a', 'b'], [{ a: value, b: 'x' }]);
    expect(readTable(text)).toEqual([{ a: value, b: 'x' }]);
  });
});

test.each([
  ['deploy/web.yaml', false],
  ['latest/contest/web.yaml', false],
  ['examples/attestation.yaml', false],
  ['tests/web.yaml', true],
  ['pkg/analyzers/testdata/web.yaml', true],
  ['charts/web/ci/test-values.yaml', true],
  ['deploy/web_test.yaml', true],
  ['e2e/web.yaml', true],
  ['hack/conformance-profile/web.yaml', true],
])('%s is a test fixture: %s', (path, expected) => {
  expect(isTestFixture(path)).toBe(expected);
});

describe('a draw', () => {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];

  it('is the same each time, and in order', () => {
    const drawn = draw(letters, 5, 'seed', (letter) => letter);
    expect(drawn).toHaveLength(5);
    expect(draw(letters, 5, 'seed', (letter) => letter)).toEqual(drawn);
    expect([...drawn].sort()).toEqual(drawn);
    expect(draw(letters, 5, 'another seed', (letter) => letter)).not.toEqual(drawn);
  });

  it('changes by one where one comes or goes', () => {
    const drawn = draw(letters, 5, 'seed', (letter) => letter);
    const without = letters.filter((letter) => letter !== drawn[2]);
    expect(draw(without, 5, 'seed', (letter) => letter).filter((letter) => drawn.includes(letter))).toHaveLength(4);
  });
});

describe('the counts', () => {
  const all = [seen('a.yaml'), seen('b.yaml'), seen('c.yaml', 'warning')];

  it('are the same as those that are written', () => {
    const text = writeTable(COUNTS_HEADER, countsOf(all));
    expect(text).toBe(
      'guardrail,repository,severity,count\ninvalid-port-name,a__b,error,2\ninvalid-port-name,a__b,warning,1\n',
    );
    expect(countChanges(text, all, new Set(['a__b']))).toEqual([]);
  });

  it('tell what changed, of the repositories that were scanned', () => {
    const text = writeTable(COUNTS_HEADER, [
      ...countsOf(all),
      ...countsOf([{ ...seen('d.yaml'), repository: 'c__d' }]),
    ]);
    expect(countChanges(text, all.slice(1), new Set(['a__b']))).toEqual([
      'invalid-port-name, a__b, error: 2 before, 1 now',
    ]);
    expect(countChanges(text, all, new Set(['a__b', 'c__d']))).toHaveLength(1);
  });
});

describe('the review', () => {
  const error = seen('deploy/a.yaml');
  const warning = seen('deploy/b.yaml', 'warning');
  const fixture = seen('tests/c.yaml');
  const rows = [row(error), row(warning)];

  it('wants every error outside of fixtures and warnings, not the errors of fixtures', () => {
    expect(toReview([error, warning, fixture])).toEqual([error, warning]);
    expect(reviewProblems(rows, [error, warning, fixture], true)).toEqual([]);
  });

  it('draws a hundred warnings, those outside of fixtures first', () => {
    const outside = Array.from({ length: 70 }, (_, index) => seen(`deploy/${index}.yaml`, 'warning'));
    const inside = Array.from({ length: 70 }, (_, index) => seen(`tests/${index}.yaml`, 'warning'));
    const drawn = toReview([...inside, ...outside]);
    expect(drawn).toHaveLength(100);
    expect(drawn.filter(({ file }) => file.startsWith('deploy/'))).toHaveLength(70);
  });

  it('tells what nobody judged, and what is about nothing', () => {
    const problems = reviewProblems(rows, [error, seen('deploy/new.yaml')], true);
    expect(problems).toEqual([
      expect.stringContaining('1 errors and 0 warnings that nobody reviewed'),
      expect.stringContaining('deploy/b.yaml) is about nothing that is found'),
    ]);
  });

  it('has no place for a false error, nor for more than five false warnings in a hundred', () => {
    expect(reviewProblems([row(error, 'false'), row(warning)], [error, warning], true)).toEqual([
      expect.stringContaining('a false error: invalid-port-name in a__b deploy/a.yaml'),
    ]);
    const warnings = Array.from({ length: 100 }, (_, index) => seen(`deploy/${index}.yaml`, 'warning'));
    const verdicts = (wrong: number) => warnings.map((each, index) => row(each, index < wrong ? 'false' : 'true'));
    expect(reviewProblems(verdicts(5), warnings, true)).toEqual([]);
    expect(reviewProblems(verdicts(6), warnings, true)).toEqual([
      'of the warnings drawn 94 of 100 are true, and 95 % are wanted',
    ]);
  });

  it('wants a verdict that is one, with a reason', () => {
    expect(reviewProblems([row(error, 'maybe'), row(warning, 'true', ' ')], [error, warning], true)).toHaveLength(2);
    expect(() => judged([error], [], [[keyOf(error), 'maybe', 'so']])).toThrow('maybe');
    expect(() => judged([error], [], [[keyOf(error), 'true', ' ']])).toThrow('needs a reason');
    expect(() => judged([error], [], [['0000000000', 'true', 'so']])).toThrow('0000000000');
  });

  it('is written and read again, and a later verdict replaces an earlier one', () => {
    const entered = judged([error, warning], [row(error, 'false', 'not so')], [[keyOf(error), 'true', 'so, it is']]);
    expect(readReviewed(writeReviewed(entered))).toEqual([row(error, 'true', 'so, it is')]);
  });
});
