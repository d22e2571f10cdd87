import type { KubernetesObject } from '../kubernetes';
import { equalContent } from '../yaml';
import { identityOf, keysOf, questions } from './keys';
import { Bag, type BagEntry } from './persistent/bag';
import { ShardedMap } from './persistent/sharded-map';

/** Objects that always belong together, indexed. An environment is one layer or several: copies share what is above them. */
export interface Layer {
  /** From the key of a question to the objects that may be in its answer. */
  readonly index: ShardedMap<Bag<KubernetesObject>>;
  readonly files: ShardedMap<LayerFile>;
  /** Namespaces that any object is in, or is. */
  readonly namespaces: ReadonlySet<string>;
  /** From a namespace (or ANYWHERE) to the paths because of which it may hold more. */
  readonly doubts: ShardedMap<Bag<string>>;
}

/** What a file contributes to a layer. */
export interface LayerFile {
  readonly path: string;
  readonly objects: readonly KubernetesObject[];
  readonly doubts: ReadonlySet<string>;
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
  const index = new Map<string, BagEntry<KubernetesObject>[]>();
  const doubts = new Map<string, BagEntry<string>[]>();
  for (const { path, objects, doubts: doubted } of files) {
    const byKey = new Map<string, KubernetesObject[]>();
    for (const object of objects) for (const key of keysOf(object)) push(byKey, key, object);
    for (const [key, items] of byKey) push(index, key, { path, items });
    for (const namespace of doubted) push(doubts, namespace, { path, items: [path] });
  }
  return {
    index: ShardedMap.from(bagged(index)),
    files: ShardedMap.from(new Map(files.map((file) => [file.path, file]))),
    namespaces: new Set([...index.keys()].flatMap((key) => questions.mentionedBy(key) ?? [])),
    doubts: ShardedMap.from(bagged(doubts)),
  };
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
      namespaces: changeNamespaces(layer.namespaces, index),
      doubts: layer.doubts.with(doubts),
    },
    keys,
    doubts: new Set(doubts.keys()),
  };
}

const NONE: ReadonlySet<string> = new Set();

function changeNamespaces(
  namespaces: ReadonlySet<string>,
  index: ReadonlyMap<string, Bag<KubernetesObject> | undefined>,
): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const [key, bag] of index) {
    const namespace = questions.mentionedBy(key);
    if (namespace !== undefined && namespaces.has(namespace) !== (bag !== undefined)) changed.add(namespace);
  }
  if (changed.size === 0) return namespaces;
  const next = new Set(namespaces);
  for (const namespace of changed) if (!next.delete(namespace)) next.add(namespace);
  return next;
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
  const sameOrder = keepsOrder(before, rank);
  const gone = new Set(sameOrder ? before.filter((object) => !rank.has(object)) : before);
  const kept = new Set(before.filter((object) => !gone.has(object)));
  const came = after.filter((object) => !kept.has(object));
  const newcomers = new Map<string, KubernetesObject[]>();
  const touched = new Set<string>();
  for (const object of gone) for (const key of keysOf(object)) touched.add(key);
  for (const object of came) {
    for (const key of keysOf(object)) {
      touched.add(key);
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
  for (const object of differing(gone, came)) for (const key of keysOf(object)) changedKeys.add(key);
}

/** Those that have no counterpart of equal content on the other side. */
function differing(gone: Iterable<KubernetesObject>, came: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const counterparts = new Map<string, KubernetesObject[]>();
  for (const object of came) push(counterparts, identityOf(object) ?? object.kind, object);
  const different: KubernetesObject[] = [];
  for (const object of gone) {
    const candidates = counterparts.get(identityOf(object) ?? object.kind) ?? [];
    const at = candidates.findIndex((other) => sameFacts(object, other));
    if (at < 0) different.push(object);
    else candidates.splice(at, 1);
  }
  for (const left of counterparts.values()) different.push(...left);
  return different;
}

export function sameFile(a: LayerFile, b: LayerFile): boolean {
  return (
    a.objects.length === b.objects.length &&
    a.objects.every((object, at) => object === b.objects[at]) &&
    a.doubts.size === b.doubts.size &&
    [...a.doubts].every((namespace) => b.doubts.has(namespace))
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

function keepsOrder(before: readonly KubernetesObject[], rank: ReadonlyMap<KubernetesObject, number>): boolean {
  let last = -1;
  for (const object of before) {
    const at = rank.get(object);
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

function bagged<T>(entries: ReadonlyMap<string, readonly BagEntry<T>[]>): Map<string, Bag<T>> {
  return new Map([...entries].map(([key, items]) => [key, Bag.from(items)]));
}
