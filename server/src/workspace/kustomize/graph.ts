import { folderOf, foldersAbove, isKustomizationPath } from '../discovery';
import type { FileRecord } from '../records';
import { isRemote, type Kustomization, readKustomization, resolvePath } from './kustomization';

/** Which kustomization names what. */
export interface KustomizationGraph {
  /** The kustomization files of the workspace, in path order. */
  readonly paths: readonly string[];
  /** Those that no other one includes. */
  readonly roots: readonly string[];
  /** Files that some kustomization names (objects, patches, inputs of generators) and the kustomizations themselves. */
  readonly claimed: ReadonlySet<string>;
  get(path: string): Kustomization | undefined;
  /** What an entry of `resources` or `components` leads to. */
  follow(kustomization: Kustomization, entry: string): Followed;
  /** The path behind the links of the workspace: a file that is read is read under one path. */
  behindLinks(path: string): string;
  /** Those of these kustomizations that none of the others includes. */
  rootsAmong(paths: readonly string[]): readonly string[];
  /** Every file that a build of this kustomization reads. */
  inputsOf(path: string): ReadonlySet<string>;
}

export type Followed =
  | { readonly kind: 'kustomization'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string }
  /** An address, a file that is not there, or one out of the workspace: nobody knows what it holds. */
  | { readonly kind: 'unknown' };

/** `records` in path order; what `previous` knows of files that stayed the same is taken over. */
export function readGraph(records: readonly FileRecord[], previous?: KustomizationGraph): KustomizationGraph {
  const byPath = new Map<string, Kustomization>();
  const byFolder = new Map<string, string>();
  const known = new Set(records.filter(({ role }) => role !== 'refused' && role !== 'link').map(({ path }) => path));
  const links = new Map(
    records.flatMap(({ path, skipped }) => (skipped?.sameAs === undefined ? [] : [[path, skipped.sameAs]])),
  );
  const behindLinks = (path: string): string => (links.size === 0 ? path : resolveLinks(path, links));
  for (const record of records) {
    if (!isKustomizationPath(record.path) || record.role !== 'kustomization') continue;
    const known = previous?.get(record.path);
    byPath.set(record.path, known !== undefined && known.file === record.file ? known : readKustomization(record));
    byFolder.set(folderOf(record.path), record.path);
  }

  function follow(kustomization: Kustomization, entry: string): Followed {
    const named = isRemote(entry) ? undefined : resolvePath(kustomization.folder, entry);
    if (named === undefined) return { kind: 'unknown' };
    const path = behindLinks(named);
    const inFolder = byFolder.get(path);
    if (inFolder !== undefined) return { kind: 'kustomization', path: inFolder };
    if (byPath.has(path)) return { kind: 'kustomization', path };
    return known.has(path) ? { kind: 'file', path } : { kind: 'unknown' };
  }

  const included = new Map<string, readonly string[]>();
  const own = new Map<string, ReadonlySet<string>>();
  for (const [path, kustomization] of byPath) {
    const kustomizations: string[] = [];
    const files = new Set([path, ...kustomization.inputs.map(behindLinks)]);
    for (const { text } of [...kustomization.resources, ...kustomization.components]) {
      const followed = follow(kustomization, text);
      if (followed.kind === 'kustomization') kustomizations.push(followed.path);
      if (followed.kind === 'file') files.add(followed.path);
    }
    included.set(path, kustomizations);
    own.set(path, files);
  }

  function reachedFrom(path: string): ReadonlySet<string> {
    const reached = new Set([path]);
    for (const next of reached) for (const below of included.get(next) ?? []) reached.add(below);
    return reached;
  }

  /** Those of these that another one of them leads to, in as many steps as there are entries. */
  function belowOthers(paths: readonly string[]): ReadonlySet<string> {
    // Two of those that lead to a place are enough to know that one of them is another one.
    const leading = new Map<string, string[]>(paths.map((path) => [path, [path]]));
    const pending = [...paths].map((path) => [path, path] as const);
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [path, from] = next;
      for (const below of included.get(path) ?? []) {
        const known = leading.get(below);
        if (known === undefined) leading.set(below, [from]);
        else if (known.length < 2 && !known.includes(from)) known.push(from);
        else continue;
        pending.push([below, from]);
      }
    }
    return new Set(paths.filter((path) => leading.get(path)?.some((from) => from !== path)));
  }

  function rootsAmong(paths: readonly string[]): readonly string[] {
    const roots: string[] = [];
    const below = belowOthers(paths);
    const candidates = [...paths.filter((path) => !below.has(path)), ...paths.filter((path) => below.has(path))];
    const covered = new Set<string>();
    for (const path of candidates) {
      // Those of a circle are reached by no root: the first one of it stands for all.
      if (covered.has(path)) continue;
      roots.push(path);
      const pending = [path];
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        if (covered.has(next)) continue;
        covered.add(next);
        pending.push(...(included.get(next) ?? []).filter((other) => !covered.has(other)));
      }
    }
    return roots.sort();
  }

  const inputs = new Map<string, ReadonlySet<string>>();
  const claimed = new Set<string>();
  for (const files of own.values()) for (const file of files) if (known.has(file)) claimed.add(file);
  const paths = [...byPath.keys()];
  return {
    paths,
    roots: rootsAmong(paths),
    claimed,
    get: (path) => byPath.get(path),
    follow,
    behindLinks,
    rootsAmong,
    inputsOf(path) {
      const made = inputs.get(path);
      if (made !== undefined) return made;
      const files = new Set([...reachedFrom(path)].flatMap((reached) => [...(own.get(reached) ?? [])]));
      inputs.set(path, files);
      return files;
    },
  };
}

/** A path may go through several links; one behind another. */
const MOST_LINKS = 40;

function resolveLinks(path: string, links: ReadonlyMap<string, string>): string {
  let resolved = path;
  for (let count = 0; count < MOST_LINKS; count++) {
    const link = [...foldersAbove(resolved).slice(1), resolved].find((prefix) => links.has(prefix));
    if (link === undefined) return resolved;
    resolved = `${links.get(link)}${resolved.slice(link.length)}`;
  }
  return resolved;
}
