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
  return separate(treeOf(files), copiedIdentities(files), []);
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
  const first = new Map<string, { readonly folder: string; readonly object: KubernetesObject }>();
  const copied = new Set<string>();
  for (const { path, objects } of files) {
    const folder = folderOf(path);
    for (const object of objects) {
      const identity = identityOf(object);
      if (identity === undefined) continue;
      const known = first.get(identity);
      if (known === undefined) first.set(identity, { folder, object });
      else if (known.folder !== folder && !isSameNamespaceAgain(known.object, object)) copied.add(identity);
    }
  }
  return copied;
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
