import type { Snapshot } from '../workspace';
import { analyse } from './analyse';
import { withEdits } from './edits';
import type { Analysis, Finding, FindingFix } from './finding';
import { stateOf } from './state';

/**
 * Whether the edited text really is better: the finding is gone, no other one came anywhere, and every document still
 * parses. The engine runs again on the edited text; only what the edit touches costs time.
 */
export function* proveFix(
  snapshot: Snapshot,
  analysis: Analysis,
  finding: Finding,
  fix: FindingFix,
): Generator<undefined, boolean> {
  const after = yield* analysisAfter(snapshot, analysis, fix);
  return after !== undefined && isGone(finding, analysis, after) && !hasMore(analysis, after);
}

/** The findings with `safe` true only where a fix is claimed safe and proved. Identical edits are tried once. */
export function* proveFixes(
  snapshot: Snapshot,
  analysis: Analysis,
  findings: readonly Finding[],
): Generator<undefined, readonly Finding[]> {
  const tried = new Map<string, Analysis | undefined>();
  const proved: Finding[] = [];
  for (const finding of findings) {
    if (!finding.fixes.some((fix) => fix.safe)) {
      proved.push(finding);
      continue;
    }
    const fixes: FindingFix[] = [];
    for (const fix of finding.fixes) {
      if (!fix.safe) {
        fixes.push(fix);
        continue;
      }
      const key = JSON.stringify(fix.edits);
      if (!tried.has(key)) {
        const after = yield* analysisAfter(snapshot, analysis, fix);
        tried.set(key, after === undefined || hasMore(analysis, after) ? undefined : after);
        yield;
      }
      const after = tried.get(key);
      fixes.push(after !== undefined && isGone(finding, analysis, after) ? fix : { ...fix, safe: false });
    }
    proved.push(fixes.every((fix, index) => fix === finding.fixes[index]) ? finding : { ...finding, fixes });
  }
  return proved;
}

/** More findings of one guardrail, severity and object in a file than before, anywhere. */
export function hasMore(before: Analysis, after: Analysis): boolean {
  for (const path of after.changedPaths ?? [...before.paths, ...after.paths]) {
    const counts = countsIn(before, path);
    for (const [key, count] of countsIn(after, path)) if (count > (counts.get(key) ?? 0)) return true;
  }
  return false;
}

/** Fewer findings like this one in its file; which of several equal ones is gone makes no difference. */
function isGone(finding: Finding, before: Analysis, after: Analysis): boolean {
  const key = keyOf(finding);
  return (countsIn(after, finding.file).get(key) ?? 0) < (countsIn(before, finding.file).get(key) ?? 0);
}

function* analysisAfter(
  snapshot: Snapshot,
  analysis: Analysis,
  fix: FindingFix,
): Generator<undefined, Analysis | undefined> {
  const state = stateOf(analysis);
  const edited = withEdits(snapshot, fix.edits);
  return state === undefined || edited === undefined ? undefined : yield* analyse(edited, state.asked, analysis);
}

/** Names and values may change with a fix (a rename), so they are no part of it. */
function countsIn(analysis: Analysis, path: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of analysis.findingsOf(path)) {
    const key = keyOf(finding);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function keyOf({ guardrail, severity, object }: Finding): string {
  return [guardrail, severity, object?.kind, object?.namespace, object?.name].join('\u0000');
}
