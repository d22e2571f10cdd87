import { randomBytes } from 'node:crypto';
import { chmod, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from './exit-code';

/**
 * Writes a file whole. Its text is first written under a name that nobody can know beforehand and that must be new; the
 * rename replaces what stands there. A link is replaced itself: whoever planted it chooses no file of ours.
 */
export async function replaceFile(file: string, name: string, text: string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (there !== undefined && !there.isFile()) throw new UsageError(`${name} is not a regular file`);
  await checkFolder(file, name);
  const temporary = `${file}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    await writeNew(temporary, text);
    if (there !== undefined) await chmod(temporary, there.mode & 0o777);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw cannotWrite(name, error);
  }
}

/** Writes a file that is not there yet, not even as a link that leads nowhere. */
export async function createFile(file: string, name: string, text: string): Promise<void> {
  await checkFolder(file, name);
  await writeNew(file, text).catch((error: unknown) => {
    throw cannotWrite(name, error);
  });
}

async function checkFolder(file: string, name: string): Promise<void> {
  const folder = await stat(dirname(file)).catch(() => undefined);
  if (folder?.isDirectory() !== true) throw new UsageError(`${name} cannot be written: its folder is missing`);
}

async function writeNew(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

function cannotWrite(name: string, error: unknown): UsageError {
  return new UsageError(`${name} cannot be written: ${reasonOf(error)}`);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EEXIST') return 'something of that name is there already';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EROFS') return 'the disk is read-only';
  if (code === 'ENOSPC') return 'the disk is full';
  return error instanceof Error ? error.message : String(error);
}
