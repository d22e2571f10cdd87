import { execFile } from 'node:child_process';

export interface GitProblem {
  readonly problem: 'git-missing' | 'no-repository' | 'git-failed';
  readonly message: string;
}

/** Files below a folder that git says are changed, added or untracked: paths relative to the folder; deleted ones are left out. */
export async function changedFiles(rootDirectory: string): Promise<readonly string[] | GitProblem> {
  const prefix = await git(rootDirectory, ['rev-parse', '--show-prefix']);
  if (typeof prefix !== 'string') return prefix;
  const status = await git(rootDirectory, [
    'status',
    '--porcelain=v1',
    '-z',
    '--untracked-files=all',
    '--no-renames',
    '--',
    '.',
  ]);
  if (typeof status !== 'string') return status;
  return pathsOf(status, prefix.replace(/\r?\n$/, ''));
}

/** Paths in the status are relative to the top of the repository; `prefix` is where the folder stands in it. */
function pathsOf(status: string, prefix: string): readonly string[] {
  const paths: string[] = [];
  for (const entry of status.split('\0')) {
    const state = entry.slice(0, 2);
    const path = entry.slice(3);
    const isGone = state[1] === 'D' || (state[0] === 'D' && state[1] === ' ');
    if (path === '' || isGone || path.endsWith('/') || !path.startsWith(prefix)) continue;
    paths.push(path.slice(prefix.length));
  }
  return paths.sort();
}

/** The repository is a stranger's: no hook, no monitor and no lock of it may be set going by looking at it. */
const HARMLESS = ['-c', 'core.fsmonitor=', '-c', 'core.hooksPath=/dev/null', '--no-optional-locks'];

const MAX_OUTPUT = 64 * 1024 * 1024;
const MAX_MILLISECONDS = 60_000;

function git(directory: string, words: readonly string[]): Promise<string | GitProblem> {
  return new Promise((resolve) => {
    const options = {
      cwd: directory,
      maxBuffer: MAX_OUTPUT,
      timeout: MAX_MILLISECONDS,
      windowsHide: true,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    };
    execFile('git', [...HARMLESS, ...words], options, (error, output, complaint) => {
      if (error === null) resolve(output);
      else if (error.code === 'ENOENT') resolve({ problem: 'git-missing', message: 'git is not installed' });
      else if (complaint.includes('not a git repository')) {
        resolve({ problem: 'no-repository', message: 'not a git repository' });
      } else {
        const [reason = 'unknown reason'] = complaint.trim().split('\n');
        resolve({ problem: 'git-failed', message: `git failed: ${reason}` });
      }
    });
  });
}
