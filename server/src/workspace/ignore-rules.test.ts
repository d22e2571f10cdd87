import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDiscovery } from './discovery';
import { readIgnoreRules } from './ignore-rules';

function ignoredByGit(folder: string, patterns: readonly string[], paths: readonly string[]): ReadonlySet<string> {
  writeFileSync(join(folder, '.gitignore'), `${patterns.join('\n')}\n`);
  const args = ['-c', 'core.ignorecase=false', 'check-ignore', '--no-index', '--stdin'];
  const { stdout } = spawnSync('git', args, { cwd: folder, input: `${paths.join('\n')}\n`, encoding: 'utf8' });
  return new Set(stdout.split('\n').filter((line) => line !== ''));
}

function effortFor(lines: readonly string[], path: string): number {
  const effort = { left: 1e9 };
  readIgnoreRules(lines).decide(path, false, effort);
  return 1e9 - effort.left;
}

describe('patterns of .gitignore', () => {
  test('mean what they mean to git', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '*',
      '**',
      '?',
      '/',
      '/',
      '.',
      '[ab]',
      '[!a]',
      '[a-b]',
      '\\a',
      '!',
      '**/',
      ' ',
      '\t',
      'A',
      '[[:alpha:]]',
      '[[:lower:]b]',
      '[[:nothing:]]',
    );
    const pattern = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
    const path = fc.array(fc.stringMatching(/^[aAb.]{0,2}[ab]$/), { minLength: 1, maxLength: 4 });
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-ignore-'));
    try {
      execFileSync('git', ['init', '-q', folder]);
      fc.assert(
        fc.property(
          fc.array(pattern, { minLength: 1, maxLength: 3 }),
          fc.array(path, { minLength: 20, maxLength: 20 }),
          (patterns, names) => {
            // Behind a name git takes `**` for folders as well, whatever its documentation says.
            fc.pre(patterns.every((one) => !/[^/!]\*\*|\*\*[^/]/.test(one)));
            const paths = names.map((parts) => parts.join('/'));
            const ignored = ignoredByGit(folder, patterns, paths);
            const rules = readIgnoreRules(patterns);
            const decided = paths.filter((one) => rules.decide(one, false, { left: 1e9 }) === 'ignored');
            expect(new Set(decided), patterns.join('\n')).toEqual(ignored);
          },
        ),
        { numRuns: 100 },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('many stars against a long name cost as much as pattern times name', () => {
    const cost = (n: number) => effortFor([`${'*a'.repeat(n)}*b`], 'a'.repeat(200));
    expect(cost(6)).toBeLessThan(3_000);
    expect(cost(12)).toBeLessThan(2.5 * cost(6));
    const folders = (n: number) => effortFor([`${'**/a/'.repeat(n)}b`], `${'a/'.repeat(50)}c`);
    expect(folders(24)).toBeLessThan(2.5 * folders(12));
    const parts = (n: number) => effortFor([`${'*a*a/'.repeat(n)}b`], `${'aaaa/'.repeat(40)}c`);
    expect(parts(24)).toBeLessThan(2.5 * parts(12));
  });

  test('once too much was compared, nothing is left out any more, and it is said', () => {
    const discovery = createDiscovery([], 10_000);
    discovery.addIgnoreFile('', `${'*a'.repeat(100)}*b\n*.yaml\n`);
    expect(discovery.file('web.yaml')).toEqual({ kind: 'refuse', why: 'ignored by .gitignore' });
    expect(discovery.gaveUp()).toBe(false);
    for (let n = 0; n < 100; n++) discovery.file(`${'a'.repeat(250)}${n}.json`);
    expect(discovery.gaveUp()).toBe(true);
    expect(discovery.file('web.yaml')).toEqual({ kind: 'read' });
  });
});
