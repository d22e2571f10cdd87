import { type AppliedFixes, applyFixes, type Finding, preferredFix } from '../analysis';
import { isProblem } from '../host';
import { plural, visible } from '../reports';
import { textOf } from '../yaml';
import { pace } from './pace';
import type { ChangedText } from './patch';
import type { Progress } from './progress';
import type { Reading } from './reading';
import { isReported } from './targets';

export async function fixesOf(
  reading: Reading,
  changed: ReadonlySet<string> | undefined,
  progress: Progress,
): Promise<AppliedFixes> {
  const reported = (path: string): boolean =>
    isReported(path, reading.workspace.reported) && (changed === undefined || changed.has(path));
  return pace(applyFixes(reading.snapshot, reading.analysis, reported), () => progress.tell('Fixing'));
}

/** Texts before and after, for a patch; the byte order mark is part of them. */
export async function changedTexts(reading: Reading, applied: AppliedFixes): Promise<readonly ChangedText[]> {
  const changes: ChangedText[] = [];
  for (const [path, after] of applied.texts) {
    const file = reading.snapshot.file(path);
    if (file === undefined) continue;
    const read = await reading.workspace.files.readFile(path, Number.MAX_SAFE_INTEGER);
    const mark = !isProblem(read) && read.byteOrderMark ? '\ufeff' : '';
    changes.push({ path, before: mark + textOf(file), after: mark + after });
  }
  return changes;
}

/** Writes what was fixed; says in words what could not be written. */
export async function writeFixes(reading: Reading, applied: AppliedFixes): Promise<readonly string[]> {
  const { writable } = reading.workspace;
  const problems: string[] = [];
  for (const [path, text] of applied.texts) {
    if (writable === undefined) continue;
    const read = await writable.readFile(path, Number.MAX_SAFE_INTEGER);
    const file = reading.snapshot.file(path);
    if (isProblem(read)) problems.push(`${path}: ${read.message}`);
    else if (file === undefined || read.text !== textOf(file)) problems.push(`${path}: it changed in the meantime`);
    else {
      const problem = await writable.writeFile(path, text, read.byteOrderMark);
      if (problem !== undefined) problems.push(`${path}: ${problem.message}`);
    }
  }
  return problems;
}

const MOST_LINES = 20;

/** What was fixed, for standard error. */
export function fixedInWords(fixed: readonly Finding[], verb: string, displayPath: (path: string) => string): string {
  if (fixed.length === 0) return 'No safe fixes\n';
  const lines = fixed.slice(0, MOST_LINES).map((finding) => {
    const place = `${displayPath(finding.file)}:${finding.range.start.line + 1}`;
    return `  ${visible(`${place}: ${preferredFix(finding)?.title ?? finding.message} (${finding.guardrail})`)}`;
  });
  if (fixed.length > MOST_LINES) lines.push(`  and ${fixed.length - MOST_LINES} more`);
  return `${verb} ${plural(fixed.length, 'finding')}:\n${lines.join('\n')}\n`;
}
