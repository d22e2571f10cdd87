import type { Charter } from '../config';
import type { YamlDocument } from '../yaml';
import type { Arrangement } from './arrange';
import { questions } from './keys';
import type { Layer } from './layer';
import type { PlannedEnvironment } from './plan';
import { ANYWHERE, type FileRecord } from './records';
import type { SnapshotDifference } from './snapshot';
import type { SnapshotParts } from './state';
import { type EnvironmentState, hasDoubts, holds } from './view';

/** A layer of the new snapshot, with how it differs from the one it was made from. */
export interface KnownLayer {
  readonly layer: Layer;
  /** Undefined: made anew, so nothing is known about what changed. */
  readonly keys: ReadonlySet<string> | undefined;
  readonly doubts: ReadonlySet<string>;
  /** Paths whose objects, as they are in the cluster, were made anew. */
  readonly paths: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** What is needed to bring answers about the previous snapshot up to date. */
export function differenceOf(
  before: SnapshotParts | undefined,
  arrangement: Arrangement,
  charter: Charter,
  changed: ReadonlyMap<string, FileRecord | undefined>,
  layers: ReadonlyMap<string, KnownLayer>,
  states: readonly EnvironmentState[],
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
  for (const { paths } of layers.values()) for (const path of paths) changedPaths.add(path);
  const changedAnswers = new Map<string, ReadonlySet<string>>();
  const doubted = doubtedNamespaces(before, layers);
  if (before !== undefined && !everything) {
    for (const [at, state] of states.entries()) {
      const planned = arrangement.plan.environments[at];
      const known = before.states[at];
      if (planned === undefined || known === undefined) continue;
      const keys = answersThatChanged(planned, known, state, layers, doubted);
      if (keys.size > 0) changedAnswers.set(state.environment.name, keys);
    }
  }
  return { since: before?.version, everything, removedDocuments, changedPaths, changedAnswers };
}

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

function symmetricDifference(a: readonly string[], b: readonly string[]): readonly string[] {
  const inA = new Set(a);
  const inB = new Set(b);
  return [...a.filter((item) => !inB.has(item)), ...b.filter((item) => !inA.has(item))];
}

function answersThatChanged(
  planned: PlannedEnvironment,
  before: EnvironmentState,
  after: EnvironmentState,
  layers: ReadonlyMap<string, KnownLayer>,
  doubted: ReadonlySet<string>,
): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const id of planned.layers) for (const key of layers.get(id)?.keys ?? NONE) keys.add(key);
  // Whether a namespace is held seldom changes with the objects in it.
  for (const key of keys) {
    const namespace = questions.heldBy(key);
    if (namespace !== undefined && holds(before, namespace) === holds(after, namespace)) keys.delete(key);
  }
  // Without another environment beside it, the answers are cheap to compare; with many, they cost more than asking again.
  const isAlone = before.neighbours().length === 0 && after.neighbours().length === 0;
  for (const namespace of doubted) {
    if (isAlone && hasDoubts(before, namespace) === hasDoubts(after, namespace)) continue;
    keys.add(questions.mayHoldMore(namespace));
  }
  return keys;
}

/**
 * Namespaces (or ANYWHERE) of which some environment may answer otherwise whether it may hold more: what raises doubts
 * came or went, or an object did, and with it what two environments have in common.
 */
function doubtedNamespaces(
  before: SnapshotParts | undefined,
  layers: ReadonlyMap<string, KnownLayer>,
): ReadonlySet<string> {
  const namespaces = new Set<string>();
  for (const [id, { layer, keys, doubts }] of layers) {
    for (const namespace of doubts) namespaces.add(namespace);
    const known = before?.layers.get(id);
    if (known === undefined || known === layer) continue;
    const cameOrWent = (key: string) => known.index.has(key) !== layer.index.has(key);
    if (![...(keys ?? NONE)].some((key) => questions.isAboutBeing(key) && cameOrWent(key))) continue;
    namespaces.add(ANYWHERE);
    for (const namespace of [...known.namespaces, ...layer.namespaces]) namespaces.add(namespace);
  }
  return namespaces;
}
