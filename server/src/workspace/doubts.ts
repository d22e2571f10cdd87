import { type EnvironmentState, hasDoubts } from './environment-state';
import { questions } from './keys';
import type { Layer, LayerChange } from './layer';
import type { Plan } from './plan';

/** A layer of the new snapshot that is not the one of the snapshot before. */
export interface LayerUpdate extends LayerChange {
  readonly before: Layer;
  /** Paths whose objects, as they are in the cluster, were made anew. */
  readonly paths: ReadonlySet<string>;
}

/** What two snapshots with the same environments have to be compared by. */
export interface Comparison {
  readonly plan: Plan;
  readonly before: readonly EnvironmentState[];
  readonly after: readonly EnvironmentState[];
  readonly updates: ReadonlyMap<string, LayerUpdate>;
}

/** Tells `add` the questions whether an environment may hold more that have another answer now. */
export function compareDoubts(
  { plan, before, after, updates }: Comparison,
  add: (environment: number, key: string) => void,
): void {
  for (const [id, { doubts }] of updates) {
    if (doubts.size === 0) continue;
    for (const at of plan.environmentsOf(id)) {
      const was = before[at];
      const is = after[at];
      if (was === undefined || is === undefined) continue;
      for (const namespace of doubts) {
        if (hasDoubts(was, namespace) !== hasDoubts(is, namespace)) add(at, questions.mayHoldMore(namespace));
      }
    }
  }
}
