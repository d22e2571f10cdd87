import { type Discovery, foldersAbove, type SkippedFile } from '../workspace';
import { type DirectoryEntry, type FileSystem, type HostProblem, isProblem } from './file-system';
import type { Pace } from './pace';

export interface FoundFile {
  readonly path: string;
  /** JSON: worth keeping only if the text may hold objects. */
  readonly onlyIfManifest: boolean;
}

export interface LoadLimits {
  /** Files and folders looked at. */
  readonly maxFiles: number;
  readonly maxTotalBytes: number;
}

export const DEFAULT_LOAD_LIMITS: LoadLimits = { maxFiles: 200_000, maxTotalBytes: 1024 * 1024 * 1024 };

export interface FindOptions {
  readonly only: readonly string[] | undefined;
  readonly limits: LoadLimits;
  readonly pace: Pace;
  onFound(files: number): void;
  onSkipped(skipped: SkippedFile): void;
}

/** Walks the folders, in order; undefined where it was cancelled. */
export async function findFiles(
  fileSystem: FileSystem,
  discovery: Discovery,
  options: FindOptions,
): Promise<readonly FoundFile[] | undefined> {
  const { onSkipped, pace } = options;
  const found = new Map<string, FoundFile>();
  const pending: Place[] = [];
  /** Links, which come last: what they lead to may be read anyway, under its own path. */
  const links: Place[] = [];
  /** What was entered or read, by its path behind all links. */
  const known = new Map<string, string>();
  let looked = 0;

  for (const path of options.only ?? ['']) {
    await readIgnoreFilesAbove(fileSystem, discovery, path);
    const stat = await fileSystem.stat(path);
    if (isProblem(stat)) onSkipped({ path: path === '' ? '.' : path, why: stat.message, mayHoldObjects: true });
    else if (stat.kind === 'directory') pending.push({ path, real: path, file: undefined });
    else {
      found.set(path, { path, onlyIfManifest: false });
      known.set(path, path);
    }
  }
  pending.reverse();

  for (let next = pending.pop() ?? links.shift(); next !== undefined; next = pending.pop() ?? links.shift()) {
    const { path: folder, real, file: linked } = next;
    const same = known.get(real);
    if (same !== undefined) {
      if (same !== folder) onSkipped({ path: folder, why: `the same as ${same}`, sameAs: same });
      continue;
    }
    known.set(real, folder);
    if (linked !== undefined) {
      found.set(folder, linked);
      continue;
    }
    const entries = await fileSystem.readDirectory(folder);
    if (isProblem(entries)) {
      onSkipped({ path: folder === '' ? '.' : folder, why: entries.message, mayHoldObjects: true });
      continue;
    }
    const names = new Set(entries.map(({ name }) => name));
    if (names.has('.gitignore')) await readIgnoreFile(fileSystem, discovery, folder);
    const folders: Place[] = [];
    for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      looked += 1;
      if (looked > options.limits.maxFiles) {
        onSkipped({
          path: '.',
          why: `more than ${options.limits.maxFiles} files: the rest was not read`,
          mayHoldObjects: true,
        });
        return [...found.values()];
      }
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.kind === 'directory') {
        const why = discovery.refuseFolder(path, names);
        if (why !== undefined) onSkipped({ path, why });
        else if (entry.realPath !== undefined) links.push({ path, real: entry.realPath, file: undefined });
        else folders.push({ path, real: real === '' ? entry.name : `${real}/${entry.name}`, file: undefined });
        continue;
      }
      const file = considerFile(path, entry, discovery, onSkipped);
      if (file === undefined) continue;
      if (entry.realPath !== undefined) {
        links.push({ path, real: entry.realPath, file });
        continue;
      }
      found.set(path, file);
      known.set(real === '' ? entry.name : `${real}/${entry.name}`, path);
    }
    pending.push(...folders.reverse());
    options.onFound(found.size);
    if (await pace.breathe()) return undefined;
  }
  return [...found.values()];
}

/** A folder, or a link, by the path that leads to it and by the one behind all links. */
interface Place {
  readonly path: string;
  readonly real: string;
  /** Undefined: a folder. */
  readonly file: FoundFile | undefined;
}

export function refusalOf(file: FoundFile, problem: HostProblem): SkippedFile {
  const refusal = { path: file.path, why: problem.message };
  return file.onlyIfManifest ? refusal : { ...refusal, mayHoldObjects: true };
}

const UNREADABLE_NAME = '\uFFFD';

function considerFile(
  path: string,
  entry: DirectoryEntry,
  discovery: Discovery,
  onSkipped: FindOptions['onSkipped'],
): FoundFile | undefined {
  const decision = discovery.file(path);
  if (decision.kind === 'refuse') {
    onSkipped({ path, why: decision.why });
    return undefined;
  }
  const file = { path, onlyIfManifest: decision.kind !== 'read' };
  if (path.includes(UNREADABLE_NAME) && decision.kind === 'read') {
    onSkipped({ path, why: 'its name is not valid UTF-8', mayHoldObjects: true });
    return undefined;
  }
  if (entry.kind !== 'file' && entry.kind !== 'directory') {
    // What a link leads to is anybody's guess; a pipe or a socket is listed only where it poses as a manifest.
    if (entry.kind !== 'other' || decision.kind === 'read') onSkipped(refusalOf(file, PROBLEMS[entry.kind]));
    return undefined;
  }
  return decision.kind === 'other' ? undefined : file;
}

const PROBLEMS: Readonly<Record<Exclude<DirectoryEntry['kind'], 'file' | 'directory'>, HostProblem>> = {
  'broken-link': { problem: 'broken-link', message: 'broken link' },
  loop: { problem: 'loop', message: 'a link to a folder that holds it' },
  outside: { problem: 'unreadable', message: 'a link out of the workspace' },
  other: { problem: 'unreadable', message: 'not a regular file' },
};

async function readIgnoreFilesAbove(fileSystem: FileSystem, discovery: Discovery, path: string): Promise<void> {
  if (path !== '') for (const folder of foldersAbove(path)) await readIgnoreFile(fileSystem, discovery, folder);
}

async function readIgnoreFile(fileSystem: FileSystem, discovery: Discovery, folder: string): Promise<void> {
  const content = await fileSystem.readFile(folder === '' ? '.gitignore' : `${folder}/.gitignore`, IGNORE_FILE_BYTES);
  if (!isProblem(content)) discovery.addIgnoreFile(folder, content.text);
}

const IGNORE_FILE_BYTES = 1024 * 1024;
