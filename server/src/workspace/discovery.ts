import { CHARTER_FILE, compileGlobs } from '../config';
import { type IgnoreRules, MOST_EFFORT, readIgnoreRules } from './ignore-rules';

/**
 * Which files of a workspace are looked at: decisions about names alone. Whoever walks the folders asks, and lists
 * every refusal as skipped with its reason (a refused folder is one entry). Ordinary files that hold no YAML are not listed.
 */
export interface Discovery {
  /** Must be told of every `.gitignore` before the questions about its folder (`''` is the root). */
  addIgnoreFile(folder: string, text: string): void;
  /** Why a folder is not entered. `siblings`: the names beside it, as `vendor` depends on them. */
  refuseFolder(path: string, siblings: ReadonlySet<string>): string | undefined;
  file(path: string): FileDecision;
  /** Whether a folder above the path was refused when the workspace was walked. */
  isBelowRefusedFolder(path: string): boolean;
  /** The patterns took longer to compare than is allowed: from then on nothing was left out because of them. */
  gaveUp(): boolean;
}

export type FileDecision =
  | { readonly kind: 'read' }
  /** JSON: kept only if the text may hold objects. */
  | { readonly kind: 'read-if-manifest' }
  | { readonly kind: 'refuse'; readonly why: string }
  /** No file of ours; not worth a word. */
  | { readonly kind: 'other' };

const NEVER_ENTERED = new Map([
  ['node_modules', 'installed packages'],
  ['.git', 'version control'],
  ['.hg', 'version control'],
  ['.svn', 'version control'],
]);

const NO_SIBLINGS: ReadonlySet<string> = new Set();
const VENDORED_BESIDE = ['go.mod', 'composer.json'];

const YAML_NAME = /\.ya?ml$/i;
const JSON_NAME = /\.json$/i;
const ARCHIVE_NAME = /\.(?:tgz|tar|gz|zip|bz2|xz|zst|7z|jar|whl)$/i;

export function createDiscovery(exclude: readonly string[], effortAllowed = MOST_EFFORT): Discovery {
  const ignoreFiles = new Map<string, IgnoreRules>();
  const effort = { left: effortAllowed };
  const refused = new Set<string>();
  const excluded = compileGlobs(exclude);

  function isIgnored(path: string, folder: boolean): boolean {
    let ignored = false;
    // The nearest .gitignore speaks last, and may take back what one above it says.
    for (const parent of foldersAbove(path)) {
      const rules = ignoreFiles.get(parent);
      if (rules === undefined) continue;
      const relative = parent === '' ? path : path.slice(parent.length + 1);
      const answer = rules.decide(relative, folder, effort);
      if (answer !== undefined) ignored = answer === 'ignored';
    }
    return ignored;
  }

  function refusal(path: string, folder: boolean): string | undefined {
    if (excluded.takesIn(path)) return `excluded by ${CHARTER_FILE}`;
    return isIgnored(path, folder) ? 'ignored by .gitignore' : undefined;
  }

  function folderRefusal(path: string, siblings: ReadonlySet<string>): string | undefined {
    if (path === '') return undefined;
    const name = nameOf(path);
    const never = NEVER_ENTERED.get(name);
    if (never !== undefined) return never;
    if (name === 'vendor' && VENDORED_BESIDE.some((file) => siblings.has(file))) return 'vendored dependencies';
    return refusal(path, true);
  }

  return {
    addIgnoreFile(folder, text) {
      ignoreFiles.set(folder, readIgnoreRules(text.split('\n')));
    },
    refuseFolder(path, siblings) {
      const why = folderRefusal(path, siblings);
      if (why !== undefined) refused.add(path);
      return why;
    },
    isBelowRefusedFolder(path) {
      return foldersAbove(path).some(
        (folder) => refused.has(folder) || folderRefusal(folder, NO_SIBLINGS) !== undefined,
      );
    },
    gaveUp: () => effort.left <= 0,
    file(path) {
      if (ARCHIVE_NAME.test(path)) return { kind: 'refuse', why: 'archive' };
      const yaml = YAML_NAME.test(path) || isKustomizationPath(path);
      if (!yaml && !JSON_NAME.test(path)) return { kind: 'other' };
      const why = refusal(path, false);
      if (why !== undefined) return yaml ? { kind: 'refuse', why } : { kind: 'other' };
      return { kind: yaml ? 'read' : 'read-if-manifest' };
    },
  };
}

/** `kustomization.yaml`, `kustomization.yml` or `Kustomization`. */
export function isKustomizationPath(path: string): boolean {
  return /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder a path is in; the root is the empty string. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The folders a path is in, the root (`''`) first. */
export function foldersAbove(path: string): string[] {
  const folders = [''];
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    folders.push(path.slice(0, slash));
  }
  return folders;
}
