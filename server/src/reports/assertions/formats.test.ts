import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { portTestSchema } from '../../config';
import { readObjects } from '../../kubernetes';
import { readFile } from '../../yaml';
import { violations } from '../schema-check';
import { formatTestJson, formatTestJunit, formatTestMarkdown, formatTestText, type TestReport } from './index';
import { testSchema } from './json';
import type { AssertionResult } from './model';

const at = (line: number): AssertionResult['place'] => ({
  file: 'shop.porttest.yaml',
  range: { start: { line, character: 4 }, end: { line, character: 9 } },
});
const HOLDS: AssertionResult = {
  test: 'shop',
  environment: 'prod',
  title: 'shop/gateway -> shop/payments on TCP 8443: allowed',
  outcome: 'holds',
  message: null,
  because: null,
  place: at(6),
  isWhole: false,
  related: [],
  explanation: [],
};
const FAILS: AssertionResult = {
  ...HOLDS,
  title: 'shop/web -> shop/payments on TCP 8443: denied',
  outcome: 'fails',
  message: 'payments is reachable from web on TCP 8443: no policy isolates Deployment/payments',
  because: 'only the gateway may',
  place: at(7),
  related: [{ ...at(3), file: 'payments.yaml', message: 'No policy selects Deployment/payments for ingress' }],
  explanation: ['Ingress of shop/payments[Deployment]: allowed', '  No policy isolates it in this direction'],
};
const UNKNOWN: AssertionResult = {
  ...FAILS,
  outcome: 'unknown',
  message: 'nobody can tell',
  because: null,
  place: at(8),
};
/** Everything that somebody else may have written. */
const HOSTILE = '\u001b[31m<b>&"|`@x\u202e';
const EVIL: AssertionResult = {
  ...FAILS,
  test: HOSTILE,
  environment: HOSTILE,
  title: HOSTILE,
  message: HOSTILE,
  because: HOSTILE,
  place: { ...at(9), file: HOSTILE },
  related: [{ ...at(9), file: HOSTILE, message: HOSTILE }],
  explanation: [HOSTILE],
};
const REPORT: TestReport = { results: [HOLDS, FAILS, UNKNOWN] };
const same = (path: string): string => path;
const text = (report: TestReport, options: { color?: boolean; quiet?: boolean } = {}): string =>
  [...formatTestText(report, { color: false, quiet: false, displayPath: same, ...options })].join('');
const CONTEXT = { version: '1', files: { scanned: 2, skipped: [] }, notices: [] };

describe('text', () => {
  test('is one line an assertion, with the explanation below those that do not hold, and a count', () => {
    expect(text(REPORT)).toBe(`holds   shop.porttest.yaml:7:5 shop/gateway -> shop/payments on TCP 8443: allowed
FAILS   shop.porttest.yaml:8:5 shop/web -> shop/payments on TCP 8443: denied
        payments is reachable from web on TCP 8443: no policy isolates Deployment/payments
        it has to be so because: only the gateway may
        Ingress of shop/payments[Deployment]: allowed
          No policy isolates it in this direction
unknown shop.porttest.yaml:9:5 shop/web -> shop/payments on TCP 8443: denied
        nobody can tell
        Ingress of shop/payments[Deployment]: allowed
          No policy isolates it in this direction

3 assertions: 1 holds, 1 fails, 1 cannot be told
`);
  });
  test('names the environment where there are several', () => {
    expect(text({ results: [HOLDS, { ...HOLDS, environment: 'dev' }] })).toContain('allowed (dev)\n');
  });
  test('is only what does not hold with --quiet', () => {
    expect(text(REPORT, { quiet: true }).split('\n')).toHaveLength(3);
  });
});

test('json keeps to its schema', () => {
  expect(violations(testSchema(), JSON.parse(formatTestJson(REPORT, CONTEXT)))).toEqual([]);
  expect(JSON.parse(formatTestJson(REPORT, CONTEXT)).summary).toEqual({ holds: 1, fails: 1, unknown: 1 });
  expect(violations(testSchema(), { ...JSON.parse(formatTestJson(REPORT, CONTEXT)), more: 1 })).not.toEqual([]);
});

test('junit has a suite for each test and environment, a failure with the explanation, and skips what nobody can tell', () => {
  const report = formatTestJunit(REPORT, same);
  expect(report).toContain('<testsuite name="shop (prod)" tests="3" failures="1" skipped="1">');
  expect(report).toContain('No policy isolates it in this direction</failure>');
  expect(report).toContain('<skipped message="nobody can tell"/>');
});

test('markdown shows what does not hold, the failed ones first', () => {
  const rows = formatTestMarkdown({ results: [UNKNOWN, HOLDS, FAILS] }, same)
    .split('\n')
    .filter((line) => line.startsWith('| **'));
  expect(rows.map((row) => row.slice(0, 12))).toEqual(['| **fails** ', '| **unknown*']);
});

test('nothing that a manifest holds acts on a terminal, a service or a page', () => {
  const report: TestReport = { results: [EVIL] };
  const all = [text(report), formatTestJunit(report, same), formatTestMarkdown(report, same)];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  for (const each of all) expect(each).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
  expect(formatTestJunit(report, same)).not.toContain('<b>');
  // In a span of code everything is shown as it is.
  const running = formatTestMarkdown(report, same).replaceAll(/(`+)[^`].*?\1/g, '');
  expect(running).not.toMatch(/<b>|@x/);
  expect(running).toContain('&#64;x');
});

describe('the schemas that ship', () => {
  const shipped = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../../../schemas/${name}`, import.meta.url), 'utf8'));
  test('are those of this code (npm run schemas)', () => {
    expect(shipped('porttest.schema.json')).toEqual(JSON.parse(JSON.stringify(portTestSchema())));
    expect(shipped('portcullis.test.schema.json')).toEqual(JSON.parse(JSON.stringify(testSchema())));
  });
});

/** Whether a document is what the schema wants, and whether reading it finds nothing wrong. */
describe('the schema of assertions and their reader agree', () => {
  const GOOD = { from: 'a/b', to: 'c/d', port: 8443, expect: 'denied' };
  test.each<[object, boolean]>([
    [GOOD, true],
    [{ ...GOOD, because: 'why' }, true],
    [{ ...GOOD, port: '53/UDP' }, true],
    [{ ...GOOD, port: 'http' }, true],
    [{ ...GOOD, from: { namespace: 'a', labels: { app: 'b' } } }, true],
    [{ ...GOOD, port: 0 }, false],
    [{ ...GOOD, port: 70_000 }, false],
    [{ ...GOOD, port: '53/udp' }, false],
    [{ ...GOOD, port: [1] }, false],
    [{ ...GOOD, expect: 'open' }, false],
    [{ ...GOOD, from: { label: {} } }, false],
    [{ ...GOOD, from: ['a/b'] }, false],
    [{ ...GOOD, form: 'a/b' }, false],
    [{ from: 'a/b', to: 'c/d', port: 1 }, false],
  ])('%j: %s', (assertion, fine) => {
    const document = {
      apiVersion: 'portcullis.dev/v1alpha1',
      kind: 'PortTest',
      metadata: { name: 'a' },
      spec: { assertions: [assertion] },
    };
    const [object] = readFile('a.yaml', JSON.stringify(document)).documents.flatMap((each) =>
      readObjects(each.document),
    );
    expect(object?.problems.length === 0).toBe(fine);
    expect(violations(portTestSchema(), document).length === 0).toBe(fine);
  });
});
