import { lstat, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { CHARTER_FILE, charterTemplate, defaultCharter } from '../config';
import { charterFacts } from '../generate';
import { disk, load } from '../host';
import { plural, visible } from '../reports';
import type { Arguments } from './arguments';
import { EXIT, UsageError } from './exit-code';
import { progressOn } from './progress';
import type { CliHost } from './terminal';
import { createFile, replaceFile } from './whole-file';

/** Writes a commented portcullis.yaml from what the folder holds. */
export async function init(args: Arguments, host: CliHost): Promise<number> {
  const [operand = '.'] = args.operands;
  const quiet = args.flags.has('quiet');
  const prints = operand === '-';
  const folder = prints ? host.cwd : resolve(host.cwd, operand);
  if (!(await isFolder(folder))) throw new UsageError(`${operand}: no such folder`);
  const named = args.values.get('config');
  if (prints && named !== undefined) throw new UsageError('- prints the file, and --config writes it: choose one');
  const file = named === undefined ? join(folder, CHARTER_FILE) : resolve(host.cwd, named);
  const name = relative(host.cwd, file) || file;
  if (!prints && !args.flags.has('force') && (await exists(file))) {
    throw new UsageError(`${name} is there already; --force replaces it`);
  }

  const progress = progressOn(host, quiet);
  const loaded = await load(disk(folder), {
    charter: defaultCharter(),
    onProgress: ({ files }) => progress.tell(`Reading: ${files} files`),
  }).finally(() => progress.end());
  if (loaded === undefined) throw new Error('reading was cancelled');
  const text = charterTemplate(charterFacts(loaded.snapshot));
  if (prints) {
    await host.writeOutput(text);
    return EXIT.clean;
  }
  await (args.flags.has('force') ? replaceFile : createFile)(file, name, text);
  if (!quiet)
    host.writeError(
      `Wrote ${visible(name)} from ${plural(loaded.snapshot.paths.length, 'file')}; next: portcullis scan\n`,
    );
  return EXIT.clean;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** A link that leads nowhere counts, too. */
async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
