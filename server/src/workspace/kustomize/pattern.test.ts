import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesPattern, patternOf } from './pattern';

describe('names of targets', () => {
  test.each([
    ['web', 'web', true],
    ['web', 'web-1', false],
    ['^web$', 'web', true],
    ['web|api', 'api', true],
    ['web|api', 'webapi', false],
    ['app-.*', 'app-', true],
    ['app-.+', 'app-', false],
    ['.*', '', true],
    ['(app|db)-.*', 'db-1', true],
    ['(app|db)-.*', 'x-1', false],
    ['Cluster(Role|RoleBinding)', 'ClusterRoleBinding', true],
    ['Cluster(Role|RoleBinding)', 'Deployment', false],
    ['colou?r', 'color', true],
    ['a\\.b', 'a.b', true],
    ['a\\.b', 'axb', false],
    ['[ab]', 'a', undefined],
    ['(a+)+$', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', undefined],
    ['a{2}', 'aa', undefined],
    ['(', 'a', undefined],
  ])('%s and %s: %s', (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  test('what is answered is what a regular expression over the whole text answers', () => {
    const piece = fc.constantFrom('a', 'b', '.', '.*', 'a*', 'b+', 'a?', '|', '(a|b)', '(ab)', '(', ')', '\\.');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.stringMatching(/^[ab.]{0,6}$/), (pieces, text) => {
        const pattern = pieces.join('');
        const answer = matchesPattern(pattern, text);
        if (answer === undefined || pattern === text) return;
        expect(new RegExp(`^(?:${pattern})$`).test(text)).toBe(answer);
      }),
      { numRuns: 1000 },
    );
  });

  test('many wildcards end soon', () => {
    expect(matchesPattern(`${'.*'.repeat(400)}b`, 'a'.repeat(253))).toBe(false);
  });
});

describe('what would take long is left open', () => {
  test('a name longer than any in a cluster', () => {
    expect(matchesPattern('a.*', 'a'.repeat(253))).toBe(true);
    expect(matchesPattern('a.*', 'a'.repeat(254))).toBeUndefined();
    expect(matchesPattern('a', 'a'.repeat(100_000))).toBe(false);
  });

  test('alternatives of many parts', () => {
    expect(patternOf(`${'.*'.repeat(400)}${'(a|b)'.repeat(6)}c`).matches('a'.repeat(253))).toBeUndefined();
    expect(patternOf(`${'.*'.repeat(10)}(a|b)c`).cost).toBe(24);
  });
});
