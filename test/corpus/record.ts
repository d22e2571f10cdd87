import { createHash } from 'node:crypto';
import { type Row, readTable, writeTable } from './csv';
import { draw } from './random';

/** A finding as `portcullis scan --format json` prints it, with the repository of the corpus that it is in. */
export interface Seen {
  readonly repository: string;
  readonly guardrail: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly file: string;
  readonly range: { readonly start: { readonly line: number; readonly column: number } };
  readonly related: readonly { readonly message: string; readonly file: string; readonly range: Seen['range'] }[];
  readonly fingerprint: string;
}

/** What was read and judged: every error, and a hundred of the warnings. */
export interface Reviewed {
  readonly key: string;
  readonly guardrail: string;
  readonly severity: string;
  readonly repository: string;
  readonly path: string;
  readonly verdict: string;
  readonly reason: string;
}

export const COUNTS = ['guardrail', 'repository', 'severity', 'count'];
const REVIEWED = ['key', 'guardrail', 'severity', 'repository', 'path', 'verdict', 'reason'];
export const VERDICTS = ['true', 'false'];

const SAMPLE = 100;
const SEED = 'portcullis 1';
const WANTED = 0.95;

/**
 * Files that are there to be tested with, broken ones among them: a folder or a file name of them says so. Judged by the
 * path alone, and so are the files of whole repositories that hold nothing else.
 */
const TEST_FIXTURE = /^(.*[-_.])?(tests?|testdata|testing|e2e|conformance|fixtures?|fakes?|golden|mocks?)([-_.].*)?$/i;

export function isTestFixture(path: string): boolean {
  return path.split('/').some((part) => TEST_FIXTURE.test(part));
}

/** Survives moved lines and other words in the message; a hash, for it stands in a file that holds nothing of the corpus. */
export function keyOf({ repository, guardrail, file, fingerprint }: Seen): string {
  return createHash('sha256').update([repository, guardrail, file, fingerprint].join('\0')).digest('hex').slice(0, 10);
}

/**
 * What has to be read: all errors outside of test fixtures, and a hundred of the warnings, always the same. Those of
 * fixtures come in where there are not so many others.
 */
export function toReview(seen: readonly Seen[]): readonly Seen[] {
  const outside = seen.filter(({ file }) => !isTestFixture(file));
  const warnings = draw(outside.filter(isWarning), SAMPLE, SEED, keyOf);
  const inside = seen.filter((finding) => isWarning(finding) && isTestFixture(finding.file));
  return [
    ...outside.filter(({ severity }) => severity === 'error'),
    ...warnings,
    ...draw(inside, SAMPLE - warnings.length, SEED, keyOf),
  ];
}

function isWarning({ severity }: Seen): boolean {
  return severity === 'warning';
}

export function countsOf(seen: readonly Seen[]): readonly Row[] {
  const counts = new Map<string, number>();
  for (const { guardrail, repository, severity } of seen) {
    const key = [guardrail, repository, severity].join(',');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, count]) => {
      const [guardrail = '', repository = '', severity = ''] = key.split(',');
      return { guardrail, repository, severity, count: String(count) };
    });
}

/** How the counts differ from the record, in words; only of these repositories. */
export function countChanges(
  recorded: string,
  seen: readonly Seen[],
  repositories: ReadonlySet<string>,
): readonly string[] {
  const keyed = (rows: readonly Row[]) =>
    new Map(rows.map((row) => [`${row.guardrail}, ${row.repository}, ${row.severity}`, row.count ?? '0']));
  const before = keyed(readTable(recorded).filter((row) => repositories.has(row.repository ?? '')));
  const after = keyed(countsOf(seen));
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => `${key}: ${before.get(key) ?? 0} before, ${after.get(key) ?? 0} now`);
}

export function readReviewed(text: string): readonly Reviewed[] {
  return readTable(text).map((row) => ({
    key: row.key ?? '',
    guardrail: row.guardrail ?? '',
    severity: row.severity ?? '',
    repository: row.repository ?? '',
    path: row.path ?? '',
    verdict: row.verdict ?? '',
    reason: row.reason ?? '',
  }));
}

export function writeReviewed(rows: readonly Reviewed[]): string {
  const sorted = [...rows].sort((a, b) => order(a, b));
  return writeTable(
    REVIEWED,
    sorted.map((row) => ({ ...row })),
  );
}

function order(a: Reviewed, b: Reviewed): number {
  const names = (row: Reviewed) => [row.guardrail, row.severity, row.repository, row.path, row.key].join('\0');
  return names(a) < names(b) ? -1 : 1;
}

/** What of the review does not hold any more, in words. `whole` where every repository was scanned. */
export function reviewProblems(
  reviewed: readonly Reviewed[],
  seen: readonly Seen[],
  whole: boolean,
): readonly string[] {
  const rows = new Map(reviewed.map((row) => [row.key, row]));
  const wanted = whole ? toReview(seen) : toReview(seen).filter(({ severity }) => severity === 'error');
  const problems: string[] = [];
  const open = wanted.filter((finding) => !rows.has(keyOf(finding)));
  const kinds = (severity: string) => open.filter((finding) => finding.severity === severity).length;
  if (open.length > 0)
    problems.push(
      `${kinds('error')} errors and ${kinds('warning')} warnings that nobody reviewed: npm run corpus -- --review`,
    );
  for (const { key, severity, guardrail, repository, path, verdict, reason } of reviewed) {
    if (!VERDICTS.includes(verdict))
      problems.push(`row ${key}: the verdict is ${VERDICTS.join(' or ')}, not "${verdict}"`);
    if (reason.trim() === '') problems.push(`row ${key}: no reason`);
    const stillThere = wanted.some((finding) => keyOf(finding) === key);
    if (verdict === 'false' && severity === 'error' && stillThere)
      problems.push(`a false error: ${guardrail} in ${repository} ${path}: ${reason}`);
    if (whole && !stillThere)
      problems.push(
        `row ${key} (${guardrail} in ${repository} ${path}) is about nothing that is found or drawn now: npm run corpus -- --update removes it`,
      );
  }
  if (whole) {
    const judged = wanted
      .filter(({ severity }) => severity === 'warning')
      .map((finding) => rows.get(keyOf(finding))?.verdict);
    const right = judged.filter((verdict) => verdict === 'true').length;
    const all = judged.filter((verdict) => verdict !== undefined).length;
    if (all > 0 && right < WANTED * all)
      problems.push(`of the warnings drawn ${right} of ${all} are true, and ${100 * WANTED} % are wanted`);
  }
  return problems;
}
