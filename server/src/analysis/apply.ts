import type { Snapshot } from '../workspace';
import { textOf } from '../yaml';
import { analyse } from './analyse';
import { type FileEdit, overlap, withEdits } from './edits';
import { type Analysis, type Finding, preferredFix } from './finding';
import { areGone, countsOf, hasMore, proveFixes } from './prove';
import { stateOf } from './state';

/** What all safe fixes together make of the workspace. */
export interface AppliedFixes {
  /** New texts of the files that changed, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** The findings that were fixed, in order. */
  readonly fixed: readonly Finding[];
  /** The state after it. */
  readonly snapshot: Snapshot;
  readonly analysis: Analysis;
}

/**
 * Applies safe fixes, in passes until nothing more can be done: all of them and one proof where that holds, else those
 * that are proved one by one. `reported` narrows them to files (`--fix PATH`, or the one file of an editor).
 */
export function* applyFixes(
  snapshot: Snapshot,
  analysis: Analysis,
  reported: (path: string) => boolean = () => true,
): Generator<undefined, AppliedFixes> {
  const changed = new Set<string>();
  const fixed: Finding[] = [];
  let current: Round = { snapshot, analysis };
  // Together at first; should fixes that are right one by one be wrong together, fewer at a time.
  let atOnce = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const { paths, findingsOf } = current.analysis;
    const findings = paths.filter(reported).flatMap((path) => findingsOf(path));
    const together = choose(findings, Number.POSITIVE_INFINITY);
    if (together.edits.length === 0) break;
    const after = yield* roundAfter(current, together.edits);
    if (after !== undefined && isBetter(current, after, together)) {
      accept(together, after);
      continue;
    }
    const chosen = choose(yield* proveFixes(current.snapshot, current.analysis, findings), atOnce);
    if (chosen.edits.length === 0) break;
    const next = yield* roundAfter(current, chosen.edits);
    if (next === undefined || !isBetter(current, next, chosen)) {
      if (atOnce === 1) break;
      atOnce = Math.max(1, Math.floor(Math.min(atOnce, chosen.findings.length) / 2));
      continue;
    }
    accept(chosen, next);
  }
  const texts = new Map<string, string>();
  for (const path of [...changed].sort()) {
    const file = current.snapshot.file(path);
    if (file !== undefined) texts.set(path, textOf(file));
  }
  return { texts, fixed, ...current };

  function accept({ findings, edits }: Chosen, next: Round): void {
    for (const edit of edits) changed.add(edit.file);
    fixed.push(...findings);
    current = next;
  }
}

/** A fix may make room for another one; so many layers of that, no manifest holds. */
const MOST_PASSES = 50;

interface Round {
  readonly snapshot: Snapshot;
  readonly analysis: Analysis;
}

interface Chosen {
  readonly findings: readonly Finding[];
  readonly edits: readonly FileEdit[];
}

/** The first safe fix of each finding, unless it gets in the way of an earlier one. */
function choose(findings: readonly Finding[], most: number): Chosen {
  const chosen: Finding[] = [];
  const edits: FileEdit[] = [];
  const taken = new Set<string>();
  for (const finding of findings) {
    const fix = preferredFix(finding);
    if (fix === undefined) continue;
    const key = JSON.stringify(fix.edits);
    if (taken.has(key)) {
      chosen.push(finding);
      continue;
    }
    if (taken.size >= most || overlap(edits, fix.edits)) continue;
    taken.add(key);
    chosen.push(finding);
    edits.push(...fix.edits);
  }
  return { findings: chosen, edits };
}

function isBetter(before: Round, after: Round, { findings }: Chosen): boolean {
  const counts = countsOf(before.analysis);
  return !hasMore(before.analysis, after.analysis, counts) && areGone(findings, counts, after.analysis);
}

function* roundAfter(current: Round, edits: readonly FileEdit[]): Generator<undefined, Round | undefined> {
  const state = stateOf(current.analysis);
  const snapshot = withEdits(current.snapshot, edits);
  if (state === undefined || snapshot === undefined) return undefined;
  return { snapshot, analysis: yield* analyse(snapshot, state.asked, current.analysis) };
}
