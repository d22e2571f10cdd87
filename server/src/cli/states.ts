import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { CHARTER_FILE, type Charter } from '../config';
import { disk, findRoot, type GitProblem, openRevision, revisionRange } from '../host';
import type { Arguments } from './arguments';
import { charterFrom } from './charter-file';
import type { SnapshotReading } from './clusters';
import { UsageError } from './exit-code';
import type { Progress } from './progress';
import { readSnapshot } from './reading';
import { pathIn, targetsOf } from './targets';
import type { CliHost } from './terminal';

/** Two states of the same workspace. */
export interface States {
  readonly before: SnapshotReading;
  readonly after: SnapshotReading;
}

export function readStates(args: Arguments, host: CliHost, progress: Progress): Promise<States> {
  const range = args.values.get('git');
  return range === undefined ? readFolders(args, host, progress) : readRevisions(range, args, host, progress);
}

/** Each folder is a workspace of its own, whatever is around it: two of them may lie in one repository. */
async function readFolders(args: Arguments, host: CliHost, progress: Progress): Promise<States> {
  const [before, after, more] = args.operands;
  if (before === undefined || after === undefined || more !== undefined)
    throw new UsageError(`portcullis diff needs two folders, or --git: ${args.verb.usage}`);
  return {
    before: await readFolder(before, args, host, progress),
    after: await readFolder(after, args, host, progress),
  };
}

async function readFolder(
  operand: string,
  args: Arguments,
  host: CliHost,
  progress: Progress,
): Promise<SnapshotReading> {
  const path = resolve(host.cwd, operand);
  // Says what is near where it is not there.
  await targetsOf([operand], host.cwd, true);
  const isFolder = (await stat(path)).isDirectory();
  const directory = isFolder ? path : dirname(path);
  const charter = await charterOf(args, host.cwd, directory);
  const workspace = { directory, reported: [''] };
  const only = isFolder ? undefined : [basename(path)];
  return { workspace, snapshot: await readSnapshot({ files: disk(directory), only, charter }, progress) };
}

/** What was named; else the folder's own; else what the team wrote above it, but for environments, which are about other paths. */
async function charterOf(args: Arguments, cwd: string, directory: string): Promise<Charter | undefined> {
  const named = await namedCharter(args, cwd, directory);
  if (named !== undefined) return named;
  const root = await findRoot(directory);
  if (root.found !== 'charter' || root.directory === directory) return undefined;
  const above = resolve(root.directory, CHARTER_FILE);
  return { ...(await charterFrom(above, pathIn(directory, above))), environments: [] };
}

async function namedCharter({ values }: Arguments, cwd: string, directory: string): Promise<Charter | undefined> {
  const config = values.get('config');
  if (config === undefined) return undefined;
  const file = resolve(cwd, config);
  return charterFrom(file, pathIn(directory, file));
}

async function readRevisions(range: string, args: Arguments, host: CliHost, progress: Progress): Promise<States> {
  const [target, other] = await targetsOf(args.operands, host.cwd, false);
  if (target === undefined || other !== undefined)
    throw new UsageError('--git compares one workspace; these paths belong to several');
  const { directory, reported } = target;
  const trees = answered(await revisionRange(directory, range));
  const workspace = { directory, reported: args.operands.length === 0 ? [''] : reported };
  const read = async (tree: string | undefined): Promise<SnapshotReading> => {
    const charter = await namedCharter(args, host.cwd, directory);
    if (tree === undefined) {
      const { only } = target;
      return { workspace, snapshot: await readSnapshot({ files: disk(directory), only, charter }, progress) };
    }
    const revision = answered(await openRevision(directory, tree));
    try {
      return { workspace, snapshot: await readSnapshot({ files: revision.files, only: undefined, charter }, progress) };
    } finally {
      revision.close();
    }
  };
  return { before: await read(trees.before), after: await read(trees.after) };
}

function answered<T extends object>(answer: T | GitProblem): T {
  if ('problem' in answer) throw new UsageError(`--git: ${answer.message}`);
  return answer;
}
