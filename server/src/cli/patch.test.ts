import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween } from '../analysis';
import { unifiedDiff } from './patch';

const numbers = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `${from + index}\n`).join('');

describe('unifiedDiff', () => {
  it('shows three lines around a change', () => {
    const before = numbers(1, 20);
    const diff = unifiedDiff([{ path: 'a/b.yaml', before, after: before.replace('10\n', 'ten\n') }]);
    expect(diff).toBe(`--- a/a/b.yaml
+++ b/a/b.yaml
@@ -7,7 +7,7 @@
 7
 8
 9
-10
+ten
 11
 12
 13
`);
  });

  it('joins changes that are near and parts those that are not', () => {
    const before = numbers(1, 40);
    const after = before.replace('2\n', '2\n2a\n').replace('9\n', '').replace('\n35\n', '\nx\n');
    expect(unifiedDiff([{ path: 'f', before, after }]).match(/^@@.*$/gm)).toEqual([
      '@@ -1,12 +1,12 @@',
      '@@ -32,7 +32,7 @@',
    ]);
  });

  it('says that a last line has no end', () => {
    expect(unifiedDiff([{ path: 'f', before: 'a', after: 'b' }])).toBe(
      '--- a/f\n+++ b/f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n',
    );
  });

  it('counts an empty side from the line before it', () => {
    expect(unifiedDiff([{ path: 'f', before: '', after: 'a\n' }])).toContain('@@ -0,0 +1,1 @@');
    expect(unifiedDiff([{ path: 'f', before: 'a\n', after: '' }])).toContain('@@ -1,1 +0,0 @@');
  });

  it('quotes names as git does', () => {
    expect(unifiedDiff([{ path: 'ü"\n', before: '', after: 'a\n' }])).toContain('--- "a/\\303\\274\\"\\012"\n');
  });

  it('is empty for equal texts', () => {
    expect(unifiedDiff([{ path: 'f', before: 'a\n', after: 'a\n' }])).toBe('');
  });
});

describe('changesBetween', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });

  it('always leads from the old lines to the new ones', () => {
    fc.assert(
      fc.property(lines, lines, (old, next) => {
        const result: string[] = [];
        let line = 0;
        for (const change of changesBetween(old, next)) {
          result.push(...old.slice(line, change.from), ...next.slice(change.newFrom, change.newTo));
          line = change.to;
        }
        expect([...result, ...old.slice(line)]).toEqual(next);
      }),
    );
  });

  it('replaces the middle whole where hardly anything is alike, in bounded time', () => {
    const old = Array.from({ length: 5_000 }, (_, index) => `old ${index}`);
    const next = Array.from({ length: 5_000 }, (_, index) => `new ${index}`);
    expect(changesBetween(old, next)).toEqual([{ from: 0, to: 5_000, newFrom: 0, newTo: 5_000 }]);
  });
});
