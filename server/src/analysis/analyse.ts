import type { Baseline } from '../config';
import { type AnyGuardrail, GUARDRAILS } from '../guardrails';
import type { Snapshot } from '../workspace';
import type { Analysis, Finding } from './finding';
import { answerAnew, answerOnward } from './rounds';
import { type AnalysisWithState, stateOf } from './state';

export interface AnalyseOptions {
  /** ISO date (`2026-03-01`), for exceptions that expire. */
  readonly today: string;
  readonly baseline?: Baseline | undefined;
  /** All of them where it is absent; tests pass their own. */
  readonly guardrails?: readonly AnyGuardrail[] | undefined;
}

/**
 * Runs every enabled guardrail on what the snapshot holds, and only on what changed where `previous` is about the
 * snapshot that this one was made from. Yields now and then, so that the caller can pace or cancel it.
 */
export function* analyse(
  snapshot: Snapshot,
  options: AnalyseOptions,
  previous?: Analysis,
): Generator<undefined, Analysis> {
  const before = previous === undefined ? undefined : stateOf(previous);
  const asked = { today: options.today, baseline: options.baseline, guardrails: options.guardrails ?? GUARDRAILS };
  const { difference } = snapshot;
  const onward =
    before !== undefined &&
    !difference.everything &&
    difference.since === before.version &&
    before.charter === snapshot.charter &&
    before.asked.today === asked.today &&
    before.asked.baseline === asked.baseline &&
    before.asked.guardrails === asked.guardrails;
  const state = onward ? yield* answerOnward(snapshot, before) : yield* answerAnew(snapshot, asked, before);
  const answer: AnalysisWithState = {
    version: snapshot.version,
    findingsOf: (path) => state.files.get(path)?.findings ?? NONE,
    suppressedIn: (path) => state.files.get(path)?.suppressed ?? NONE,
    paths: state.paths,
    changedPaths: state.changedPaths,
    notices: state.notices,
    state,
  };
  return answer;
}

/** One and the same, because identity says that nothing changed. */
const NONE: readonly Finding[] = [];

/** Runs a generator without a pause. */
export function runToEnd<T>(generator: Generator<undefined, T>): T {
  for (;;) {
    const step = generator.next();
    if (step.done === true) return step.value;
  }
}
