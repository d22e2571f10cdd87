import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyOf, type Reviewed, type Seen, toReview, VERDICTS } from './record';

const AROUND = 6;

/** Each finding that nobody has judged, with its lines; words narrow them to guardrails, repositories or keys. */
export function printReview(
  corpus: string,
  seen: readonly Seen[],
  reviewed: readonly Reviewed[],
  words: readonly string[],
  all: boolean,
): void {
  const known = new Set(reviewed.map(({ key }) => key));
  const wanted = toReview(seen).filter((finding) => {
    const key = keyOf(finding);
    const named =
      words.length === 0 ||
      words.some((word) => word === key || word === finding.guardrail || finding.repository.includes(word));
    return named && (all || !known.has(key));
  });
  for (const finding of wanted) {
    const { repository, file, severity, guardrail, message, range, related } = finding;
    console.log(
      `\n=== ${keyOf(finding)} ${severity} ${guardrail}\n${repository}/${file}:${range.start.line}:${range.start.column}\n${message}`,
    );
    console.log(linesAround(join(corpus, repository, file), range.start.line));
    for (const other of related.slice(0, 3)) {
      console.log(`--- ${other.file}:${other.range.start.line} ${other.message}`);
      console.log(linesAround(join(corpus, repository, other.file), other.range.start.line));
    }
  }
  console.log(`\n${wanted.length} to read. A verdict: npm run corpus -- --verdict KEY true|false "why, in one line"`);
  console.log(
    'Many at once: npm run corpus -- --verdicts FILE, with a line KEY,true,why for each (or - for standard input)',
  );
}

/** The rows with these verdicts put in. */
export function judged(
  seen: readonly Seen[],
  reviewed: readonly Reviewed[],
  verdicts: readonly (readonly [string, string, string])[],
): readonly Reviewed[] {
  const rows = new Map(reviewed.map((row) => [row.key, row]));
  const found = new Map(toReview(seen).map((finding) => [keyOf(finding), finding]));
  for (const [key, verdict, reason] of verdicts) {
    const finding = found.get(key);
    if (finding === undefined) throw new Error(`nothing that is to be reviewed has the key ${key}`);
    if (!VERDICTS.includes(verdict))
      throw new Error(`${key}: the verdict is ${VERDICTS.join(' or ')}, not "${verdict}"`);
    if (reason.trim() === '') throw new Error(`${key}: a verdict needs a reason`);
    const { guardrail, severity, repository, file } = finding;
    rows.set(key, { key, guardrail, severity, repository, path: file, verdict, reason: reason.trim() });
  }
  return [...rows.values()];
}

function linesAround(path: string, line: number): string {
  const lines = readFileSync(path, 'utf8').split('\n');
  const first = Math.max(0, line - 1 - AROUND);
  return lines
    .slice(first, line + AROUND)
    .map(
      (text, index) =>
        `${first + index + 1 === line ? '>' : ' '}${String(first + index + 1).padStart(5)} ${text.slice(0, 160)}`,
    )
    .join('\n');
}
