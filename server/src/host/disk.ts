import {
  closeSync,
  constants,
  type Dirent,
  lstatSync,
  openSync,
  promises,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { CHARTER_FILE } from '../config';
import type { DirectoryEntry, FileStat, FileText, HostProblem, WritableFileSystem } from './file-system';
import { decodeText, tooLarge } from './text';

/** The files below a folder of the disk. Reads at once rather than in turns: on a warm disk that is several times faster. */
export function disk(rootDirectory: string): WritableFileSystem {
  const root = resolve(rootDirectory);
  const absolute = (path: string) => join(root, ...path.split('/'));
  return {
    readDirectory: async (path) => attempt(absolute(path), (whole) => readDirectory(root, whole)),
    readFile: async (path, maxBytes) => attempt(absolute(path), (whole) => readText(root, whole, maxBytes)),
    stat: async (path) => attempt(absolute(path), fileStat),
    writeFile: async (path, text, byteOrderMark) =>
      writeText(root, absolute(path), byteOrderMark ? `\uFEFF${text}` : text),
  };
}

export interface Root {
  /** Absolute path of the folder to read. */
  readonly directory: string;
  readonly found: 'charter' | 'git' | 'none';
}

/** Upwards from a path (file or folder) to `portcullis.yaml`, else to `.git`, else the path's own folder. */
export async function findRoot(path: string): Promise<Root> {
  const start = isDirectory(resolve(path)) ? resolve(path) : dirname(resolve(path));
  const above = foldersUpwards(start);
  const withCharter = above.find((folder) => exists(join(folder, CHARTER_FILE)));
  if (withCharter !== undefined) return { directory: withCharter, found: 'charter' };
  const withGit = above.find((folder) => exists(join(folder, '.git')));
  return withGit === undefined ? { directory: start, found: 'none' } : { directory: withGit, found: 'git' };
}

function readDirectory(root: string, folder: string): readonly DirectoryEntry[] {
  return readdirSync(folder, { withFileTypes: true }).map((entry) => entryOf(root, folder, entry));
}

function entryOf(root: string, folder: string, entry: Dirent): DirectoryEntry {
  const { name } = entry;
  if (entry.isFile()) return { name, kind: 'file' };
  if (entry.isDirectory()) return { name, kind: 'directory' };
  return entry.isSymbolicLink() ? { name, ...behindLink(root, folder, join(folder, name)) } : { name, kind: 'other' };
}

function behindLink(root: string, folder: string, link: string): Omit<DirectoryEntry, 'name'> {
  try {
    const target = realpathSync(link);
    const realRoot = realpathSync(root);
    if (!isWithin(realRoot, target)) return { kind: 'outside' };
    const stats = statSync(target);
    const realPath = relative(realRoot, target).split(sep).join('/');
    if (stats.isFile()) return { kind: 'file', realPath };
    if (!stats.isDirectory()) return { kind: 'other' };
    return leadsBack(root, folder, target) ? { kind: 'loop' } : { kind: 'directory', realPath };
  } catch (error) {
    return { kind: codeOf(error) === 'ELOOP' ? 'loop' : 'broken-link' };
  }
}

/** A folder met on the way to itself; also by way of another link. */
function leadsBack(root: string, folder: string, target: string): boolean {
  for (let path = folder; isWithin(root, path); path = dirname(path)) {
    if (isWithin(target, realpathSync(path))) return true;
    if (path === dirname(path)) return false;
  }
  return false;
}

const OUTSIDE: HostProblem = { problem: 'unreadable', message: 'a link out of the workspace' };

/** Kept from file to file. Made only when a file is read: a browser's bundle holds this line too, and no Buffer. */
let chunk: Buffer | undefined;

function readText(root: string, path: string, maxBytes: number): FileText | HostProblem {
  // Whoever wrote the workspace decides where its links lead: never out of it.
  if (!isWithin(realpathSync.native(root), realpathSync.native(path))) return OUTSIDE;
  // A pipe would wait for ever and a device may do anything: neither is ever opened.
  const stats = statSync(path);
  if (!stats.isFile()) return { problem: 'unreadable', message: 'not a regular file' };
  if (stats.size > maxBytes) return tooLarge(maxBytes);
  // Should somebody put a pipe there between the look and the opening, nobody waits for it.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    return decodeText(readBytes(descriptor, stats.size, maxBytes), maxBytes);
  } finally {
    closeSync(descriptor);
  }
}

/** All of a file that has the size it claims to have; of any other, at most a buffer's fill more than allowed. */
function readBytes(descriptor: number, size: number, maxBytes: number): Uint8Array {
  chunk ??= Buffer.allocUnsafe(256 * 1024);
  let buffer = chunk;
  let length = 0;
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, null);
    length += count;
    if (count === 0 || length === size || length > maxBytes) return buffer.subarray(0, length);
    if (length < buffer.length) continue;
    const larger = Buffer.allocUnsafe(buffer.length * 2);
    buffer.copy(larger);
    buffer = larger;
  }
}

async function writeText(root: string, path: string, text: string): Promise<undefined | HostProblem> {
  let temporary: string | undefined;
  try {
    // Through a link inside the root the file behind it is replaced, so that the link stays one.
    const target = await promises.realpath(path).catch(async (error) => {
      if (codeOf(error) !== 'ENOENT' || isLink(path)) throw error;
      return join(await promises.realpath(dirname(path)), relative(dirname(path), path));
    });
    if (!isWithin(await promises.realpath(root), target)) {
      return { problem: 'unreadable', message: 'a link out of the workspace is not written through' };
    }
    const stats = await promises.stat(target).catch(() => undefined);
    // A new file in the place of the old one would need no leave to write that one.
    if (stats !== undefined && (stats.mode & 0o222) === 0) return READ_ONLY;
    if (stats !== undefined) await promises.access(target, constants.W_OK);
    if (stats !== undefined && stats.nlink > 1) {
      // Only in its own place does it stay the file that the other names stand for.
      await promises.writeFile(target, text);
      return undefined;
    }
    const mode = stats === undefined ? undefined : stats.mode & 0o7777;
    temporary = `${target}.${process.pid}.${(counter++).toString(36)}.tmp`;
    await promises.writeFile(temporary, text, { flag: 'wx' });
    if (mode !== undefined) await promises.chmod(temporary, mode);
    await promises.rename(temporary, target);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) await promises.rm(temporary, { force: true }).catch(() => undefined);
    return problemOf(error, path);
  }
}

const READ_ONLY: HostProblem = { problem: 'unreadable', message: 'the file is read-only' };

/** Distinguishes temporary files of writes that run at once. */
let counter = 0;

function attempt<T>(path: string, work: (path: string) => T): T | HostProblem {
  try {
    return work(path);
  } catch (error) {
    return problemOf(error, path);
  }
}

function problemOf(error: unknown, path: string): HostProblem {
  const code = codeOf(error);
  if (code === 'ENOENT' && isLink(path)) return { problem: 'broken-link', message: 'broken link' };
  if (code === 'ENOENT' || code === 'ENOTDIR') return { problem: 'missing', message: 'no such file' };
  if (code === 'ELOOP') return { problem: 'loop', message: 'a link that leads back to itself' };
  if (code === 'EACCES' || code === 'EPERM') return { problem: 'unreadable', message: 'permission denied' };
  return { problem: 'unreadable', message: `cannot be read${code === undefined ? '' : ` (${code})`}` };
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function fileStat(path: string): FileStat {
  const own = lstatSync(path);
  const stats = own.isSymbolicLink() ? statSync(path) : own;
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other';
  const stat: FileStat = { kind, size: stats.size, modified: stats.mtimeMs };
  return stats === own ? stat : { ...stat, isLink: true };
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function foldersUpwards(folder: string): readonly string[] {
  const folders = [folder];
  for (let path = folder; path !== dirname(path); path = dirname(path)) folders.push(dirname(path));
  return folders;
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
