import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CompatResult } from '../../server/src/network/reach';
import {
  compatConnectionsOf,
  compatWorkloadsOf,
  formatCompatDiff,
  formatReachText,
} from '../../server/src/reports/reach';
import { casesIn, connectionsOf, OUT_OF_SCOPE, withoutCuts } from './oracle';

const ORACLE = resolve(import.meta.dirname, '../../../shared/oracle/netpol-analyzer');
const CONNECTIONS = join(ORACLE, 'connections');
const DIFFERENCES = join(ORACLE, 'diffs');

describe.skipIf(!existsSync(ORACLE))('np-guard says the same', () => {
  const cases = existsSync(CONNECTIONS) ? casesIn(CONNECTIONS) : [];
  for (const name of cases) {
    // Networks of their own, attachments and virtual machines are not in this version.
    it.skipIf(OUT_OF_SCOPE.test(name))(`connections of ${name}`, () => {
      const expected = readFileSync(join(CONNECTIONS, name, 'expected.txt'), 'utf8');
      const own = textOf(connectionsOf(join(CONNECTIONS, name, 'manifests')));
      expect(withoutCuts(own, isConnection)).toEqual(withoutCuts(expected, isConnection));
    });
  }
  for (const name of existsSync(DIFFERENCES) ? casesIn(DIFFERENCES) : []) {
    it(`difference of ${name}`, () => {
      const expected = readFileSync(join(DIFFERENCES, name, 'expected.txt'), 'utf8');
      const before = connectionsOf(join(DIFFERENCES, name, 'old'));
      const after = connectionsOf(join(DIFFERENCES, name, 'new'));
      const own = formatCompatDiff(before, after).join('');
      expect(withoutCuts(own, isChange)).toEqual(withoutCuts(expected, isChange));
    });
  }
  it('all cases are there', () => {
    const skipped = cases.filter((name) => OUT_OF_SCOPE.test(name)).length;
    expect({ cases: cases.length, skipped, differences: casesIn(DIFFERENCES).length }).toEqual({
      cases: 84,
      skipped: 21,
      differences: 31,
    });
  });
});

function textOf(result: CompatResult): string {
  const connections = () => compatConnectionsOf(result);
  const environment = { name: 'all', cni: 'np-guard', workloads: compatWorkloadsOf(result), connections };
  return [...formatReachText({ environments: [environment] }, { color: false, quiet: true, compat: true })].join('');
}

function isConnection(line: string): boolean {
  return line.includes(' => ');
}

function isChange(line: string): boolean {
  return line.startsWith('diff-type: ');
}
