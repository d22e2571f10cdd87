import { basename, dirname, resolve } from 'node:path';
import { CHARTER_FILE, type Charter, defaultCharter } from '../config';
import { disk, type FileSystem, findRoot, isProblem, memory, overlay, type WritableFileSystem } from '../host';
import type { Arguments } from './arguments';
import { charterFrom } from './charter-file';
import { UsageError } from './exit-code';
import { pathIn, type Target, targetsOf } from './targets';
import type { CliHost } from './terminal';

/** A workspace to read, with where its files come from. */
export interface Workspace extends Target {
  readonly files: FileSystem;
  /** Undefined where there is nothing to write back to. */
  readonly writable: WritableFileSystem | undefined;
  /** Where it is not the workspace's own. */
  readonly charter: Charter | undefined;
}

const STANDARD_INPUT = 'stdin.yaml';

export async function workspacesOf(args: Arguments, host: CliHost): Promise<readonly Workspace[]> {
  const config = args.values.get('config');
  const charterFile = config === undefined ? undefined : resolve(host.cwd, config);
  if (args.operands.includes('-')) return [await standardInput(args, charterFile, host)];
  if (args.values.has('stdin-filename'))
    throw new UsageError(`--stdin-filename needs standard input: portcullis ${args.verb.name} -`);

  const targets = await targetsOf(args.operands, host.cwd, args.flags.has('isolated'));
  const workspaces: Workspace[] = [];
  for (const target of targets) {
    const files = disk(target.directory);
    const charter =
      charterFile === undefined ? undefined : await charterFrom(charterFile, pathIn(target.directory, charterFile));
    workspaces.push({ ...target, files, writable: files, charter });
  }
  return workspaces;
}

/** Standard input alone, or in the place of a file of the workspace around that. */
async function standardInput(args: Arguments, charterFile: string | undefined, host: CliHost): Promise<Workspace> {
  if (args.operands.length > 1) throw new UsageError('- (standard input) cannot be scanned together with other paths');
  for (const flag of ['fix', 'changed']) {
    if (args.flags.has(flag)) throw new UsageError(`--${flag} cannot be used with standard input`);
  }
  const maxBytes = defaultCharter().files.maxBytes;
  const bytes = await host.readInput(maxBytes);
  const filename = args.values.get('stdin-filename');
  const path = resolve(host.cwd, filename ?? STANDARD_INPUT);
  const root = args.flags.has('isolated')
    ? undefined
    : await findRoot(filename === undefined ? host.cwd : dirname(path));

  if (filename !== undefined && root !== undefined) {
    const here = pathIn(root.directory, path);
    const read = await memory({ [here]: bytes }).readFile(here, maxBytes);
    const alone = root.found === 'none' ? { only: [here] } : { only: undefined };
    if (!isProblem(read)) {
      const files = overlay(disk(root.directory), new Map([[here, read.text]]));
      const charter =
        charterFile === undefined ? undefined : await charterFrom(charterFile, pathIn(root.directory, charterFile));
      return { directory: root.directory, ...alone, reported: [here], files, writable: undefined, charter };
    }
  }
  // Nothing but the input is read; what the team wrote holds for it all the same.
  const directory = dirname(path);
  const own = root?.found === 'charter' ? resolve(root.directory, CHARTER_FILE) : undefined;
  const chosen = charterFile ?? own;
  return {
    directory,
    only: undefined,
    reported: [''],
    files: memory({ [basename(path)]: bytes }),
    writable: undefined,
    charter: chosen === undefined ? undefined : await charterFrom(chosen, pathIn(directory, chosen)),
  };
}
