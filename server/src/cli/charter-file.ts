import { basename, dirname } from 'node:path';
import { type Charter, readCharter } from '../config';
import { disk, isProblem } from '../host';
import { readFile } from '../yaml';
import { UsageError } from './exit-code';

const MAX_BYTES = 8 * 1024 * 1024;

/** A charter that was named (`--config`); `path` is how findings in it call it. */
export async function charterFrom(file: string, path: string): Promise<Charter> {
  const read = await disk(dirname(file)).readFile(basename(file), MAX_BYTES);
  if (isProblem(read)) throw new UsageError(`${file} cannot be read: ${read.message}`);
  return readCharter(readFile(path, read.text));
}
