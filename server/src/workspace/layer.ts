import type { KubernetesObject } from '../kubernetes';
import { equalContent } from '../yaml';
import { identityOf, keysOf, questions } from './keys';
import { Bag } from './persistent/bag';
import { ShardedMap } from './persistent/sharded-map';

/** Objects that always belong together, indexed. An environment is one layer or several: copies share what is above them. */
export interface Layer {
  /** From the key of a question to the objects that may be in its answer. */
  readonly index: ShardedMap<Bag<KubernetesObject>>;
  readonly files: ShardedMap<LayerFile>;
  /** From a namespace (or ANYWHERE) to the paths because of which it may hold more. */
  readonly doubts: ShardedMap<Bag<string>>;
  /** How many objects have copies in it: mostly none, and then nobody needs to look for them. */
  readonly copied: number;
}

/** What a file contributes to a layer. */
export interface LayerFile {
  readonly path: string;
  readonly objects: readonly KubernetesObject[];
  readonly doubts: ReadonlySet<string>;
  /** What could not be understood, in words for a person. */
  readonly notices?: readonly string[];
}

export interface LayerChange {
  readonly layer: Layer;
  /** Keys of the questions whose answer may have changed. */
  readonly keys: ReadonlySet<string>;
  /** Namespaces (or ANYWHERE) whose doubts changed. */
  readonly doubts: ReadonlySet<string>;
}

/** `files` in path order. */
export function createLayer(files: readonly LayerFile[]): Layer {
  const index = new Map<string, MutableEntry<KubernetesObject>[]>();
  const doubts = new Map<string, MutableEntry<string>[]>();
  for (const { path, objects, doubts: doubted } of files) {
    for (const object of objects) for (const key of keysOf(object)) enter(index, key, path, object);
    for (const namespace of doubted) enter(doubts, namespace, path, path);
  }
  let copied = 0;
  for (const [key, entries] of index) if (isSeveral(entries) && questions.isCopies(key)) copied += 1;
  return {
    index: ShardedMap.from(bagged(index)),
    files: ShardedMap.from(new Map(files.map((file) => [file.path, file]))),
    doubts: ShardedMap.from(bagged(doubts)),
    copied,
  };
}

function isSeveral(entries: readonly MutableEntry<unknown>[]): boolean {
  return entries.length > 1 || (entries[0]?.items.length ?? 0) > 1;
}

function bagged<T>(entries: ReadonlyMap<string, readonly MutableEntry<T>[]>): ReadonlyMap<string, Bag<T>> {
  const bags = new Map<string, Bag<T>>();
  for (const [key, items] of entries) bags.set(key, Bag.from(items));
  return bags;
}

interface MutableEntry<T> {
  readonly path: string;
  readonly items: T[];
}

function enter<T>(index: Map<string, MutableEntry<T>[]>, key: string, path: string, item: T): void {
  const entries = index.get(key);
  if (entries === undefined) {
    index.set(key, [{ path, items: [item] }]);
    return;
  }
  const last = entries.at(-1);
  if (last?.path === path) last.items.push(item);
  else entries.push({ path, items: [item] });
}

/** The layer after some files changed; undefined takes a file out. */
export function changeLayer(layer: Layer, changes: ReadonlyMap<string, LayerFile | undefined>): LayerChange {
  const index = new Map<string, Bag<KubernetesObject> | undefined>();
  const doubts = new Map<string, Bag<string> | undefined>();
  const keys = new Set<string>();
  for (const [path, next] of changes) {
    const previous = layer.files.get(path);
    changeObjects(layer, path, previous?.objects ?? [], next?.objects ?? [], index, keys);
    changeDoubts(layer, path, previous?.doubts ?? NONE, next?.doubts ?? NONE, doubts);
  }
  return {
    layer: {
      index: layer.index.with(index),
      files: layer.files.with(changes),
      doubts: layer.doubts.with(doubts),
      copied: layer.copied + copiedMore(layer, index),
    },
    keys,
    doubts: new Set(doubts.keys()),
  };
}

const NONE: ReadonlySet<string> = new Set();

function copiedMore(layer: Layer, changed: ReadonlyMap<string, Bag<KubernetesObject> | undefined>): number {
  let more = 0;
  for (const [key, bag] of changed) {
    if (!questions.isCopies(key)) continue;
    const before = layer.index.get(key)?.items().length ?? 0;
    const after = bag?.items().length ?? 0;
    more += Number(after > 1) - Number(before > 1);
  }
  return more;
}

function changeObjects(
  layer: Layer,
  path: string,
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
  index: Map<string, Bag<KubernetesObject> | undefined>,
  changedKeys: Set<string>,
): void {
  const rank = new Map(after.map((object, at) => [object, at]));
  const counterparts = counterpartsOf(before, after);
  const isReordered = !keepsOrder(before, counterparts, rank);
  const gone = new Set(isReordered ? before : before.filter((object) => !rank.has(object)));
  const kept = new Set(before.filter((object) => !gone.has(object)));
  const came = after.filter((object) => !kept.has(object));
  const newcomers = new Map<string, KubernetesObject[]>();
  const touched = new Set<string>();
  const matched = new Set(counterparts.values());
  for (const object of gone) {
    const isChanged = isReordered || !counterparts.has(object);
    for (const key of keysOf(object)) {
      touched.add(key);
      if (isChanged) changedKeys.add(key);
    }
  }
  for (const object of came) {
    const isChanged = isReordered || !matched.has(object);
    for (const key of keysOf(object)) {
      touched.add(key);
      if (isChanged) changedKeys.add(key);
      push(newcomers, key, object);
    }
  }
  for (const key of touched) {
    const bag = index.get(key) ?? (index.has(key) ? undefined : layer.index.get(key)) ?? Bag.from<KubernetesObject>([]);
    const items = bag.of(path).filter((object) => !gone.has(object));
    items.push(...(newcomers.get(key) ?? []));
    items.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
    const changed = bag.with(path, items);
    index.set(key, changed.isEmpty ? undefined : changed);
  }
}

/** From the objects that state the same after as before to what they are now. */
function counterpartsOf(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
): ReadonlyMap<KubernetesObject, KubernetesObject> {
  const counterparts = new Map<KubernetesObject, KubernetesObject>();
  const left = new Set(after);
  for (const object of before) if (left.delete(object)) counterparts.set(object, object);
  const candidates = new Map<string, KubernetesObject[]>();
  for (const object of left) push(candidates, identityOf(object) ?? object.kind, object);
  for (const object of before) {
    if (counterparts.has(object)) continue;
    const alike = candidates.get(identityOf(object) ?? object.kind) ?? [];
    const at = alike.findIndex((other) => sameFacts(object, other));
    const [counterpart] = at < 0 ? [] : alike.splice(at, 1);
    if (counterpart !== undefined) counterparts.set(object, counterpart);
  }
  return counterparts;
}

export function sameFile(a: LayerFile, b: LayerFile): boolean {
  return (
    a.objects.length === b.objects.length &&
    a.objects.every((object, at) => object === b.objects[at]) &&
    a.doubts.size === b.doubts.size &&
    [...a.doubts].every((namespace) => b.doubts.has(namespace)) &&
    a.notices?.join('\n') === b.notices?.join('\n')
  );
}

function sameFacts(a: KubernetesObject, b: KubernetesObject): boolean {
  return a === b || (a.incomplete === b.incomplete && equalContent(a.node, b.node));
}

function changeDoubts(
  layer: Layer,
  path: string,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  doubts: Map<string, Bag<string> | undefined>,
): void {
  for (const namespace of new Set([...before, ...after])) {
    if (before.has(namespace) === after.has(namespace)) continue;
    const bag =
      doubts.get(namespace) ??
      (doubts.has(namespace) ? undefined : layer.doubts.get(namespace)) ??
      Bag.from<string>([]);
    const changed = bag.with(path, after.has(namespace) ? [path] : []);
    doubts.set(namespace, changed.isEmpty ? undefined : changed);
  }
}

/** Answers list objects in the order of their file. */
function keepsOrder(
  before: readonly KubernetesObject[],
  counterparts: ReadonlyMap<KubernetesObject, KubernetesObject>,
  rank: ReadonlyMap<KubernetesObject, number>,
): boolean {
  let last = -1;
  for (const object of before) {
    const counterpart = counterparts.get(object);
    const at = counterpart === undefined ? undefined : rank.get(counterpart);
    if (at === undefined) continue;
    if (at < last) return false;
    last = at;
  }
  return true;
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const items = map.get(key);
  if (items) items.push(item);
  else map.set(key, [item]);
}
