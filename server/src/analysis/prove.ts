import type { Snapshot } from '../workspace';
import { offsetIn } from '../yaml';
import { analyse } from './analyse';
import { type FileEdit, withEdits } from './edits';
import type { Analysis, Finding, FindingFix } from './finding';
import { MOST_BREACHES } from './run';
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
  const [proved] = yield* proveFixes(snapshot, analysis, [{ ...finding, fixes: [{ ...fix, safe: true }] }]);
  return proved?.fixes[0]?.safe === true;
}

/**
 * The findings with `safe` true only where a fix is claimed safe and proved. Identical edits are tried once, and fixes
 * of different documents together: only where that fails, fewer at a time, down to one.
 */
export function* proveFixes(
  snapshot: Snapshot,
  analysis: Analysis,
  findings: readonly Finding[],
): Generator<undefined, readonly Finding[]> {
  const before = countsOf(analysis);
  const trials = trialsOf(findings, before);
  const waiting = batchesOf(snapshot, [...trials.values()]);
  let left = MOST_ANALYSES;
  // In turn, not the halves of one first: where hundreds are wrong, the right ones are proved all the same.
  let tried = 0;
  // All of them a few times over: those of which many are wrong stay unproved, and so are not safe.
  const mostTried = 3 * trials.size + MOST_ANALYSES;
  for (let next = 0; next < waiting.length && left > 0 && tried < mostTried; next += 1) {
    const batch = waiting[next] ?? [];
    left -= 1;
    tried += batch.length;
    const edits = batch.flatMap((trial) => trial.edits);
    const after = yield* analysisAfter(snapshot, analysis, edits);
    yield;
    const better = after !== undefined && !hasMore(analysis, after, before);
    const [only] = batch;
    if (only !== undefined && batch.length === 1) {
      for (const finding of only.findings) if (better && areGone([finding], before, after)) only.proved.add(finding);
    } else if (
      better &&
      areGone(
        batch.flatMap((trial) => trial.findings),
        before,
        after,
      )
    ) {
      for (const trial of batch) for (const finding of trial.findings) trial.proved.add(finding);
    } else {
      const half = Math.ceil(batch.length / 2);
      waiting.push(batch.slice(half), batch.slice(0, half));
    }
  }
  return findings.map((finding) => {
    const fixes = finding.fixes.map((fix) =>
      !fix.safe || trials.get(keyOfEdits(fix))?.proved.has(finding) ? fix : { ...fix, safe: false },
    );
    return fixes.every((fix, index) => fix === finding.fixes[index]) ? finding : { ...finding, fixes };
  });
}

/** More findings of one guardrail, severity and object in a file than before, anywhere. */
export function hasMore(before: Analysis, after: Analysis, counts: Counts = countsOf(before)): boolean {
  for (const path of after.changedPaths ?? [...before.paths, ...after.paths]) {
    const known = counts(path);
    for (const [key, count] of countsIn(after, path).bySeverity) {
      if (count > (known.bySeverity.get(key) ?? 0)) return true;
    }
  }
  return false;
}

/** Fewer findings like these in their files, by as many; which of several equal ones are gone makes no difference. */
export function areGone(findings: readonly Finding[], before: Counts, after: Analysis): boolean {
  const now = countsOf(after);
  const wanted = new Map<string, Map<string, number>>();
  for (const finding of findings) {
    const inFile = wanted.get(finding.file) ?? new Map<string, number>();
    wanted.set(finding.file, inFile);
    add(inFile, keyOf(finding));
  }
  for (const [path, inFile] of wanted) {
    for (const [key, count] of inFile) {
      if ((now(path).all.get(key) ?? 0) + count > (before(path).all.get(key) ?? 0)) return false;
    }
  }
  return true;
}

/** How many findings of a kind a file has. Names and values may change with a fix (a rename), so they are no part of it. */
interface FileCounts {
  readonly all: ReadonlyMap<string, number>;
  readonly bySeverity: ReadonlyMap<string, number>;
}

export type Counts = (path: string) => FileCounts;

/** Each file is counted once, however often it is asked for. */
export function countsOf(analysis: Analysis): Counts {
  const known = new Map<string, FileCounts>();
  return (path) => {
    const counts = known.get(path) ?? countsIn(analysis, path);
    known.set(path, counts);
    return counts;
  };
}

function countsIn(analysis: Analysis, path: string): FileCounts {
  const all = new Map<string, number>();
  const bySeverity = new Map<string, number>();
  for (const finding of analysis.findingsOf(path)) {
    const key = keyOf(finding);
    add(all, key);
    add(bySeverity, `${finding.severity}\u0000${key}`);
  }
  return { all, bySeverity };
}

function keyOf({ guardrail, object }: Finding): string {
  return [guardrail, object?.kind, object?.namespace, object?.name].join('\u0000');
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Edits that are tried, with the findings that they are to mend. */
interface Trial {
  readonly edits: readonly FileEdit[];
  readonly findings: Finding[];
  readonly proved: Set<Finding>;
}

/** Not where there are so many findings of a kind that they were cut off: one more comes for each that goes. */
function trialsOf(findings: readonly Finding[], before: Counts): Map<string, Trial> {
  const trials = new Map<string, Trial>();
  for (const finding of findings) {
    if ((before(finding.file).all.get(keyOf(finding)) ?? 0) >= MOST_BREACHES) continue;
    for (const fix of finding.fixes) {
      if (!fix.safe || fix.edits.length === 0) continue;
      const key = keyOfEdits(fix);
      const trial = trials.get(key) ?? { edits: fix.edits, findings: [], proved: new Set() };
      trials.set(key, trial);
      trial.findings.push(finding);
    }
  }
  return trials;
}

function keyOfEdits(fix: FindingFix): string {
  return JSON.stringify(fix.edits);
}

/**
 * Fixes of one document may need or break each other, so neighbours come into different batches; of a document with
 * hundreds of them, nobody waits for a proof of each alone. Those of one guardrail are right or wrong alike.
 */
function batchesOf(snapshot: Snapshot, trials: readonly Trial[]): Trial[][] {
  const batches = new Map<string, Trial[]>();
  const used = new Map<string, number>();
  for (const trial of trials) {
    const documents = new Set(trial.edits.map((edit) => documentOf(snapshot, edit)));
    let index = 0;
    for (const document of documents) index = Math.max(index, used.get(document) ?? 0);
    for (const document of documents) used.set(document, index + 1);
    const key = `${trial.findings[0]?.guardrail} ${index % MOST_BATCHES}`;
    const batch = batches.get(key);
    if (batch === undefined) batches.set(key, [trial]);
    else batch.push(trial);
  }
  return [...batches.values()];
}

const MOST_BATCHES = 8;

/** Enough for hundreds of fixes that are right and a dozen that are not; the rest stays unproved, and so is not safe. */
const MOST_ANALYSES = 200;

function documentOf(snapshot: Snapshot, { file, range }: FileEdit): string {
  const found = snapshot.file(file);
  const at = found === undefined ? undefined : offsetIn(found, range.start);
  return `${file}\u0000${at?.placed.startLine ?? ''}`;
}

function* analysisAfter(
  snapshot: Snapshot,
  analysis: Analysis,
  edits: readonly FileEdit[],
): Generator<undefined, Analysis | undefined> {
  const state = stateOf(analysis);
  const edited = withEdits(snapshot, edits);
  return state === undefined || edited === undefined ? undefined : yield* analyse(edited, state.asked, analysis);
}
