import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { findRoot } from '../host';
import { UsageError } from './exit-code';
import { didYouMean } from './nearest';

/** One workspace to read, and what of it to report. Paths are relative to its folder, with `/`; `''` is all of it. */
export interface Target {
  readonly directory: string;
  /** Undefined: everything below the folder is read. */
  readonly only: readonly string[] | undefined;
  readonly reported: readonly string[];
}

interface NamedPath {
  readonly path: string;
  readonly isFolder: boolean;
}

/** The workspaces around the paths: upwards to portcullis.yaml, else to .git, else the paths alone. */
export async function targetsOf(
  operands: readonly string[],
  cwd: string,
  isolated: boolean,
): Promise<readonly Target[]> {
  const named: NamedPath[] = [];
  for (const operand of operands.length === 0 ? ['.'] : operands) named.push(await namedPath(operand, cwd));

  const roots = new Map<string, NamedPath[]>();
  const alone: NamedPath[] = [];
  for (const path of named) {
    const root = isolated ? undefined : await findRoot(path.path);
    if (root === undefined || root.found === 'none') alone.push(path);
    else roots.set(root.directory, [...(roots.get(root.directory) ?? []), path]);
  }
  const targets = [...roots].map(([directory, paths]) => ({
    directory,
    only: undefined,
    reported: paths.map((path) => pathIn(directory, path.path)),
  }));
  return alone.length === 0 ? targets : [...targets, together(alone)];
}

/** Paths that no workspace holds are one together, so that a Service in one file finds its Deployment in the other. */
function together(paths: readonly NamedPath[]): Target {
  const directory = commonFolder(paths.map((path) => (path.isFolder ? path.path : dirname(path.path))));
  const reported = paths.map((path) => pathIn(directory, path.path));
  return { directory, only: reported.includes('') ? undefined : reported, reported };
}

async function namedPath(operand: string, cwd: string): Promise<NamedPath> {
  const path = resolve(cwd, operand);
  try {
    return { path, isFolder: (await stat(path)).isDirectory() };
  } catch {
    throw new UsageError(`${operand}: ${await whyMissing(path, operand)}`);
  }
}

async function whyMissing(path: string, operand: string): Promise<string> {
  if (/[*?[]/.test(operand)) return 'no such file or folder (patterns are not expanded here; name a folder)';
  const siblings = await readdir(dirname(path)).catch(() => undefined);
  if (siblings === undefined) return 'no such file or folder';
  if (siblings.includes(basename(path))) return 'cannot be read (a broken link, or no permission)';
  return `no such file or folder${didYouMean(basename(path), siblings)}`;
}

/** Whether a path is one of those that are reported, or below one. */
export function isReported(path: string, reported: readonly string[]): boolean {
  return reported.some((chosen) => chosen === '' || path === chosen || path.startsWith(`${chosen}/`));
}

export function pathIn(directory: string, path: string): string {
  return relative(directory, path).split(sep).join('/');
}

export function commonFolder(folders: readonly string[]): string {
  let common = folders[0] ?? '.';
  for (const folder of folders) {
    while (folder !== common && !folder.startsWith(common.endsWith(sep) ? common : common + sep))
      common = dirname(common);
  }
  return common;
}

/** The folder of the git repository around a folder: CI services count paths from there. */
export function repositoryAround(folder: string): string | undefined {
  for (let here = folder; ; here = dirname(here)) {
    if (existsSync(join(here, '.git'))) return here;
    if (dirname(here) === here) return undefined;
  }
}
