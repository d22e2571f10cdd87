import type { KubernetesObject } from '../kubernetes';
import { equalContent } from '../yaml';
import { folderOf } from './discovery';
import { identityOf } from './keys';

/** A file as far as telling copies apart goes. */
export interface CopyFile {
  readonly path: string;
  readonly objects: readonly KubernetesObject[];
}

/** A set of files that live together: those of its own folder and those that all copies share, from the outside in. */
export interface CopyEnvironment {
  /** The folder that tells it apart; the root where nothing had to be told apart. */
  readonly folder: string;
  readonly layers: readonly FileLayer[];
}

export interface FileLayer {
  readonly id: string;
  readonly paths: readonly string[];
}

/**
 * Files are one environment, unless the same object is defined in two folders: then folders are told apart at the
 * shallowest level that separates the copies; files above that level, and sibling folders without copies, belong to each.
 */
export function separateCopies(files: readonly CopyFile[]): readonly CopyEnvironment[] {
  const copied = copiedIdentities(files);
  if (copied.size > 0) return separate(treeOf(files), copied, []);
  return [{ folder: '', layers: [{ id: 'folder ', paths: files.map(({ path }) => path).sort() }] }];
}

interface Folder {
  readonly path: string;
  readonly files: CopyFile[];
  readonly folders: Map<string, Folder>;
}

function separate(
  folder: Folder,
  copied: ReadonlySet<string>,
  above: readonly FileLayer[],
): readonly CopyEnvironment[] {
  const children = [...folder.folders.values()];
  const shared = sharedIdentities(children, copied);
  const apart = children.filter(
    (child) => isSeparableWithin(child, copied) || meet(shared, identitiesIn(child, copied)),
  );
  if (apart.length === 0) {
    const own = { id: `folder ${folder.path}`, paths: pathsIn(folder) };
    return [{ folder: folder.path, layers: [...above, own] }];
  }
  const set = new Set(apart);
  const common = [...folder.files.map(({ path }) => path), ...children.flatMap((c) => (set.has(c) ? [] : pathsIn(c)))];
  const layers = common.length === 0 ? above : [...above, { id: `above ${folder.path}`, paths: common.sort() }];
  return apart.flatMap((child) => separate(child, copied, layers));
}

/** Identities that more than one of the folders holds. */
function sharedIdentities(folders: readonly Folder[], copied: ReadonlySet<string>): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const folder of folders) {
    for (const identity of identitiesIn(folder, copied)) (seen.has(identity) ? shared : seen).add(identity);
  }
  return shared;
}

/** Some folder further down tells copies apart. */
function isSeparableWithin(folder: Folder, copied: ReadonlySet<string>): boolean {
  const seen = new Set<string>();
  for (const child of folder.folders.values()) {
    if (isSeparableWithin(child, copied)) return true;
    const copies = identitiesIn(child, copied);
    if (meet(seen, copies)) return true;
    for (const identity of copies) seen.add(identity);
  }
  return false;
}

/** Identities that are defined in more than one folder. */
function copiedIdentities(files: readonly CopyFile[]): ReadonlySet<string> {
  const seen = new Map<string, Definition[]>();
  const copied = new Set<string>();
  const scattered = namesInSeveralFolders(files);
  if (scattered.size === 0) return copied;
  for (const { path, objects } of files) {
    const folder = folderOf(path);
    for (const object of objects) {
      if (object.name.state !== 'known' || !scattered.has(object.name.value)) continue;
      // Assertions are about a cluster, and no part of it.
      if (object.type === 'port-test') continue;
      const identity = identityOf(object);
      if (identity === undefined || copied.has(identity)) continue;
      const definitions = seen.get(identity);
      const [first] = definitions ?? [];
      if (definitions === undefined || first === undefined) seen.set(identity, [{ folder, object }]);
      else if (definitions.some((other) => other.folder !== folder && !isSameNamespaceAgain(other.object, object))) {
        copied.add(identity);
      } else if (definitions.length === 1 && !(first.folder === folder && isSameNamespaceAgain(first.object, object))) {
        // Whatever comes differs from one of these two if it differs from anything so far.
        definitions.push({ folder, object });
      }
    }
  }
  return copied;
}

/** Most names are at home in one folder; then nobody has to ask what exactly is called so. */
function namesInSeveralFolders(files: readonly CopyFile[]): ReadonlySet<string> {
  const homes = new Map<string, string>();
  const scattered = new Set<string>();
  for (const { path, objects } of files) {
    const folder = folderOf(path);
    for (const { name } of objects) {
      if (name.state !== 'known') continue;
      const home = homes.get(name.value);
      if (home === undefined) homes.set(name.value, folder);
      else if (home !== folder) scattered.add(name.value);
    }
  }
  return scattered;
}

interface Definition {
  readonly folder: string;
  readonly object: KubernetesObject;
}

/** Whether an object in one more folder makes it a copy that has to be told apart. */
export function isCopyInAnotherFolder(object: KubernetesObject, path: string, other: KubernetesObject): boolean {
  return folderOf(path) !== folderOf(other.document.path) && !isSameNamespaceAgain(object, other);
}

/** Each folder of a system often brings the Namespace they all share: the same one, word by word, sets nothing apart. */
function isSameNamespaceAgain(a: KubernetesObject, b: KubernetesObject): boolean {
  return a.type === 'namespace' && b.type === 'namespace' && equalContent(a.node, b.node);
}

function treeOf(files: readonly CopyFile[]): Folder {
  const root: Folder = { path: '', files: [], folders: new Map() };
  for (const file of files) {
    let folder = root;
    const parts = folderOf(file.path).split('/');
    for (const part of parts[0] === '' ? [] : parts) {
      let next = folder.folders.get(part);
      if (next === undefined) {
        next = { path: folder.path === '' ? part : `${folder.path}/${part}`, files: [], folders: new Map() };
        folder.folders.set(part, next);
      }
      folder = next;
    }
    folder.files.push(file);
  }
  return root;
}

function* filesIn(folder: Folder): Generator<CopyFile> {
  yield* folder.files;
  for (const child of folder.folders.values()) yield* filesIn(child);
}

function pathsIn(folder: Folder): string[] {
  return [...filesIn(folder)].map(({ path }) => path).sort();
}

function identitiesIn(folder: Folder, copied: ReadonlySet<string>): Set<string> {
  const identities = new Set<string>();
  for (const { objects } of filesIn(folder)) {
    for (const object of objects) {
      const identity = identityOf(object);
      if (identity !== undefined && copied.has(identity)) identities.add(identity);
    }
  }
  return identities;
}

function meet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const item of small) if (large.has(item)) return true;
  return false;
}
