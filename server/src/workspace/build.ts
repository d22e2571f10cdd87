import type { Charter } from '../config';
import type { KubernetesObject } from '../kubernetes';
import { textOf } from '../yaml';
import { arrange } from './arrange';
import { assemble } from './assemble';
import { isCopyInAnotherFolder } from './copies';
import { isKustomizationPath } from './discovery';
import { identityOf, questions } from './keys';
import { ShardedMap } from './persistent/sharded-map';
import { samePlaces, testPlacesOf } from './port-tests';
import {
  type FileRecord,
  type FileRole,
  isInTemplates,
  objectsOf,
  readRecord,
  recordOf,
  roleOf,
  skippedRecord,
} from './records';
import type { FileChange, SkippedFile, Snapshot } from './snapshot';
import { WorkspaceSnapshot } from './state';

export interface SnapshotInput {
  readonly charter: Charter;
  readonly files: Iterable<SourceFile>;
  readonly skipped?: readonly SkippedFile[];
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Takes files one at a time, so that a loader can read, parse and breathe in turn; keeps no text it does not need. */
export interface SnapshotBuilder {
  add(file: SourceFile): void;
  skip(file: SkippedFile): void;
  finish(): Snapshot;
}

export function createSnapshot(input: SnapshotInput): Snapshot {
  const builder = snapshotBuilder(input.charter);
  for (const file of input.files) builder.add(file);
  for (const file of input.skipped ?? []) builder.skip(file);
  return builder.finish();
}

export function snapshotBuilder(charter: Charter): SnapshotBuilder {
  const records = new Map<string, FileRecord>();
  return {
    add({ path, text }) {
      records.set(path, readRecord(path, text));
    },
    skip(skipped) {
      records.set(skipped.path, skippedRecord(skipped));
    },
    finish() {
      const arrangement = arrange(ShardedMap.from(records), [...records.keys()].sort(), charter);
      return assemble(undefined, arrangement, charter, new Map());
    },
  };
}

/** The snapshot after the changes; everything they do not touch is shared with the previous one. */
export function updateSnapshot(
  previous: Snapshot,
  changes: readonly FileChange[],
  charter: Charter = previous.charter,
): Snapshot {
  if (!(previous instanceof WorkspaceSnapshot)) throw new TypeError('the previous snapshot is not one of this room');
  const before = previous.parts;
  const changed = new Map<string, FileRecord | undefined>();
  for (const change of changes) {
    const record = changed.has(change.path) ? changed.get(change.path) : before.records.get(change.path);
    changed.set(change.path, recordAfter(change, record));
  }
  const records = before.records.with(changed);
  const recordPaths = changePaths(before.recordPaths, before.records, changed);
  const arrangement =
    charter !== before.charter || mayRearrange(before, changed)
      ? arrange(records, recordPaths, charter, before.graph)
      : { records, recordPaths, graph: before.graph, plan: before.plan };
  return assemble(previous, arrangement, charter, changed);
}

function recordAfter(change: FileChange, previous: FileRecord | undefined): FileRecord | undefined {
  switch (change.kind) {
    case 'deleted':
      return undefined;
    case 'skipped': {
      const { kind: _kind, ...skipped } = change;
      return skippedRecord(skipped);
    }
    case 'text':
      return readRecord(
        change.path,
        change.text,
        previous,
        roleAfter(change.path, () => change.text, previous),
      );
    case 'edited': {
      const text = lazy(() => textOf(change.file));
      const role = roleAfter(change.path, text, previous);
      return role === 'template' ? readRecord(change.path, text()) : recordOf(change.file, role, previous, text);
    }
  }
}

/** Most edits are of a manifest that stays one; then nobody needs the whole text. */
function roleAfter(path: string, text: () => string, previous: FileRecord | undefined): FileRole {
  return previous?.role === 'manifest' && !isKustomizationPath(path) ? 'manifest' : roleOf(path, text());
}

/** Whether the change may move a file, or an environment, to another place; most edits do not. */
function mayRearrange(
  before: WorkspaceSnapshot['parts'],
  changed: ReadonlyMap<string, FileRecord | undefined>,
): boolean {
  const arrivals = new Map<string, KubernetesObject[]>();
  for (const [path, after] of changed) {
    const record = before.records.get(path);
    if (record?.role !== after?.role) return true;
    if (after === undefined || record === undefined || after.file === record.file) continue;
    if (after.role === 'kustomization') return true;
    if (!samePlaces(testPlacesOf(record), testPlacesOf(after))) return true;
    // With its first `{{` a manifest of a chart becomes a template.
    if (isInTemplates(path) && hasTemplateMark(after) !== hasTemplateMark(record)) return true;
    if (before.graph.claimed.has(path)) {
      if (after.file === undefined) return true;
      continue;
    }
    if (mayMakeCopies(before, record, after, arrivals)) return true;
  }
  return false;
}

/** `arrivals` are the objects that other files of the same change have brought: two of them may be copies, too. */
function mayMakeCopies(
  before: WorkspaceSnapshot['parts'],
  record: FileRecord,
  after: FileRecord,
  arrivals: Map<string, KubernetesObject[]>,
): boolean {
  const kept = new Set(objectsOf(record));
  const came = objectsOf(after).filter((object) => !kept.delete(object));
  const known = new Set([...kept].map(identityOf));
  const identities = new Set(came.map(identityOf));
  if (before.plan.hasCopies) {
    // What a Namespace says decides, too, whether it is one more copy.
    const changesNamespace = [...kept, ...came].some(({ type }) => type === 'namespace');
    return changesNamespace || identities.size !== known.size || ![...identities].every((id) => known.has(id));
  }
  for (const object of came) {
    const identity = identityOf(object);
    if (identity === undefined || (known.has(identity) && object.type !== 'namespace')) continue;
    for (const [, layer] of before.layers.entries()) {
      const others = layer.index.get(questions.copies(identity))?.items() ?? [];
      if (others.some((other) => isCopyInAnotherFolder(object, after.path, other))) return true;
    }
    const together = arrivals.get(identity) ?? [];
    if (together.some((other) => isCopyInAnotherFolder(object, after.path, other))) return true;
    arrivals.set(identity, [...together, object]);
  }
  return false;
}

function hasTemplateMark(record: FileRecord): boolean {
  return record.file?.documents.some(({ document }) => document.text.includes('{{')) === true;
}

function changePaths(
  paths: readonly string[],
  records: ShardedMap<FileRecord>,
  changed: ReadonlyMap<string, FileRecord | undefined>,
): readonly string[] {
  const gone = new Set<string>();
  const came: string[] = [];
  for (const [path, record] of changed) {
    if (record === undefined) gone.add(path);
    else if (!records.has(path)) came.push(path);
  }
  if (gone.size === 0 && came.length === 0) return paths;
  return [...paths.filter((path) => !gone.has(path)), ...came].sort();
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
