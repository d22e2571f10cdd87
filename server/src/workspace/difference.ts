import type { Charter } from '../config';
import type { YamlDocument } from '../yaml';
import type { Arrangement } from './arrange';
import { compareDoubts, type LayerUpdate } from './doubts';
import type { EnvironmentState } from './environment-state';
import { questions, selectionsWith } from './keys';
import type { FileRecord } from './records';
import type { SnapshotDifference } from './snapshot';
import type { SnapshotParts } from './state';
import { holds, objectsAt } from './view';

/** What is needed to bring answers about the previous snapshot up to date. */
export function differenceOf(
  before: SnapshotParts | undefined,
  arrangement: Arrangement,
  charter: Charter,
  changed: ReadonlyMap<string, FileRecord | undefined>,
  updates: ReadonlyMap<string, LayerUpdate>,
  after: readonly EnvironmentState[],
): SnapshotDifference {
  const removedDocuments = new Set<YamlDocument>();
  const changedPaths = new Set(changed.keys());
  const everything =
    before === undefined || charter !== before.charter || environmentsDiffer(before, arrangement, changed);
  for (const path of changed.keys()) {
    const now = new Set(arrangement.records.get(path)?.file?.documents.map(({ document }) => document));
    for (const { document } of before?.records.get(path)?.file?.documents ?? []) {
      if (!now.has(document)) removedDocuments.add(document);
    }
  }
  for (const { paths } of updates.values()) for (const path of paths) changedPaths.add(path);
  const changedAnswers =
    before === undefined || everything ? NOTHING : answersThatChanged(before.states, arrangement, updates, after);
  return { since: before?.version, everything, removedDocuments, changedPaths, changedAnswers };
}

const NOTHING: ReadonlyMap<string, ReadonlySet<string>> = new Map();

/** Whether environments came, went or changed hands; a file that came or went takes nobody else along. */
function environmentsDiffer(
  before: SnapshotParts,
  { plan }: Arrangement,
  changed: ReadonlyMap<string, FileRecord | undefined>,
): boolean {
  if (plan === before.plan) return false;
  if (plan.environments.length !== before.plan.environments.length) return true;
  for (const [at, planned] of plan.environments.entries()) {
    const known = before.plan.environments[at];
    if (known === undefined || known.name !== planned.name || known.source !== planned.source) return true;
    if (!isSameSet(known.doubts, planned.doubts)) return true;
    if (known.layers.join('\n') !== planned.layers.join('\n')) return true;
    if (symmetricDifference([...known.inputs], [...planned.inputs]).some((path) => !changed.has(path))) return true;
  }
  for (const [id, layer] of plan.layers) {
    const known = before.plan.layers.get(id);
    if (layer.kind !== 'files' || known?.kind !== 'files') continue;
    if (symmetricDifference(known.paths, layer.paths).some((path) => !changed.has(path))) return true;
  }
  return false;
}

function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}

function symmetricDifference(a: readonly string[], b: readonly string[]): readonly string[] {
  const inA = new Set(a);
  const inB = new Set(b);
  return [...a.filter((item) => !inB.has(item)), ...b.filter((item) => !inA.has(item))];
}

/** Looks only at the environments of the layers that changed. */
function answersThatChanged(
  before: readonly EnvironmentState[],
  { plan }: Arrangement,
  updates: ReadonlyMap<string, LayerUpdate>,
  after: readonly EnvironmentState[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const answers = new Map<string, Set<string>>();
  const add = (at: number, key: string) => {
    const name = after[at]?.environment.name;
    if (name === undefined) return;
    const keys = answers.get(name);
    if (keys) keys.add(key);
    else answers.set(name, new Set([key]));
  };
  for (const [id, { keys }] of updates) {
    for (const at of plan.environmentsOf(id)) {
      for (const key of keys) {
        if (!mayDiffer(key, before[at], after[at])) continue;
        add(at, key);
        for (const selection of selectionsWithCopies(key, before[at], after[at]))
          add(at, questions.copiesAmong(selection));
      }
    }
  }
  compareDoubts({ plan, before, after, updates }, add);
  return answers;
}

/** Whether a namespace is held, or an object has copies, seldom changes with the objects that come and go. */
function mayDiffer(key: string, before: EnvironmentState | undefined, after: EnvironmentState | undefined): boolean {
  if (before === undefined || after === undefined) return true;
  if (questions.isCopies(key)) return isSeveral(before, key) !== isSeveral(after, key);
  const namespace = questions.heldBy(key);
  return namespace === undefined || holds(before, namespace) !== holds(after, namespace);
}

function isSeveral(state: EnvironmentState, key: string): boolean {
  return objectsAt(state, key).length > 1;
}

/** Selections of workloads in which some have copies now, or have none any more. */
function* selectionsWithCopies(
  key: string,
  before: EnvironmentState | undefined,
  after: EnvironmentState | undefined,
): Generator<string, undefined> {
  if (!questions.isCopies(key)) return;
  for (const state of [before, after]) {
    if (state === undefined) continue;
    for (const object of objectsAt(state, key)) if (object.type === 'workload') yield* selectionsWith(object);
  }
}
