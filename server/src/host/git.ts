import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

export interface GitProblem {
  readonly problem: 'git-missing' | 'no-repository' | 'git-failed';
  readonly message: string;
}

/** Files below a folder that git says are changed, added or untracked: paths relative to the folder; deleted ones are left out. */
export async function changedFiles(rootDirectory: string): Promise<readonly string[] | GitProblem> {
  const prefix = await git(rootDirectory, ['rev-parse', '--show-prefix']);
  if (typeof prefix !== 'string') return prefix;
  const filters = await filtersOf(rootDirectory);
  if (!Array.isArray(filters)) return filters as GitProblem;
  const status = await git(rootDirectory, STATUS, filters);
  if (typeof status !== 'string') return status;
  return pathsOf(status, prefix.replace(/\r?\n$/, ''));
}

const STATUS = [
  'status',
  '--porcelain=v1',
  '-z',
  '--untracked-files=all',
  '--no-renames',
  // The configuration of a submodule is a stranger's as well, and would be read by a git of its own.
  '--ignore-submodules=all',
  '--',
  '.',
];

/**
 * To see whether a file changed, git hands its contents to the filters that `.gitattributes` names and the configuration
 * defines: programs. Each one that is defined is switched off for the question.
 */
async function filtersOf(directory: string): Promise<readonly string[] | GitProblem> {
  const pattern = '^filter\\..*\\.(clean|smudge|process|required)$';
  const names = await git(directory, ['config', '--null', '--name-only', '--get-regexp', pattern], [], 1);
  return typeof names === 'string' ? names.split('\0').filter((name) => name !== '') : names;
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

/**
 * The repository is a stranger's: nothing of it may be set going by looking at it. No hook, no monitor, no lock; and an
 * object that a partial clone lacks is not fetched, for its configuration names the program that would fetch it.
 */
const HARMLESS = ['-c', 'core.fsmonitor=', '-c', 'core.hooksPath=/dev/null', '--no-optional-locks'];
const NO_FETCHING = { GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' };

const MAX_OUTPUT = 64 * 1024 * 1024;
const MAX_MILLISECONDS = 60_000;

/** How git is started, whatever it is asked: nothing of the repository is set going, and nobody is asked anything. */
export function harmlessGit(words: readonly string[], emptied: readonly string[] = []) {
  const env = { ...process.env, ...emptySettings(emptied), ...NO_FETCHING, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
  return { command: program(), words: [...HARMLESS, ...words], env };
}

/** `emptied` are settings to read as empty; `fine` is an exit code besides 0 that means an answer. */
export function git(
  directory: string,
  words: readonly string[],
  emptied: readonly string[] = [],
  fine = 0,
): Promise<string | GitProblem> {
  return new Promise((resolve) => {
    const { command, words: all, env } = harmlessGit(words, emptied);
    const options = { cwd: directory, maxBuffer: MAX_OUTPUT, timeout: MAX_MILLISECONDS, windowsHide: true, env };
    execFile(command, all, options, (error, output, complaint) => {
      if (error === null || error.code === fine) resolve(output);
      else if (error.code === 'ENOENT') resolve({ problem: 'git-missing', message: 'git is not installed' });
      else if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
        resolve({ problem: 'git-failed', message: 'git says more than is read at once' });
      else if (complaint.includes('not a git repository')) {
        resolve({ problem: 'no-repository', message: 'not a git repository' });
      } else {
        const lines = complaint.trim().split('\n');
        const reason = lines.find((line) => line.startsWith('fatal:')) || lines[0] || 'unknown reason';
        resolve({ problem: 'git-failed', message: `git failed: ${reason}` });
      }
    });
  });
}

/** In the environment, where a name may hold any character, behind the settings that are there already. */
function emptySettings(names: readonly string[]): Record<string, string> {
  if (names.length === 0) return {};
  const first = Number(process.env.GIT_CONFIG_COUNT) || 0;
  const settings: Record<string, string> = { GIT_CONFIG_COUNT: String(first + names.length) };
  for (const [index, name] of names.entries()) {
    settings[`GIT_CONFIG_KEY_${first + index}`] = name;
    settings[`GIT_CONFIG_VALUE_${first + index}`] = name.endsWith('.required') ? 'false' : '';
  }
  return settings;
}

/** Windows looks for a program in the folder it is started in first, and that folder is a stranger's. */
function program(): string {
  if (process.platform !== 'win32') return 'git';
  const folders = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute);
  return folders.map((folder) => join(folder, 'git.exe')).find((path) => existsSync(path)) ?? 'git-is-not-installed';
}
