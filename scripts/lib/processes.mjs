import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './places.mjs';

const WINDOWS = process.platform === 'win32';
const children = new Set();
const folders = new Set();

/**
 * Starts a process in a group of its own, so that it and all it starts can be ended together.
 * Whatever is still running when this process ends, in whatever way, is killed.
 */
export function start(command, args, options = {}) {
  watchForTheEnd();
  const child = spawn(command, args, { cwd: ROOT, detached: !WINDOWS, windowsHide: true, ...options });
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

/** Ends a process and all it started: politely, and after `patience` milliseconds for certain. */
export function stop(child, patience = 3000) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), patience);
    const done = () => {
      clearTimeout(timer);
      signalGroup(child, 'SIGKILL'); // what the leader left behind in its group
      resolve();
    };
    if (child.exitCode !== null || child.signalCode !== null) return done();
    child.once('exit', done);
    signalGroup(child, 'SIGTERM');
  });
}

/** Runs a process to its end. Never rejects: a process that cannot be started has the code -1. */
export function run(command, args, { timeout, ...options } = {}) {
  return new Promise((resolve) => {
    const child = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const started = Date.now();
    const output = { stdout: '', stderr: '' };
    let timedOut = false;
    const timer = timeout
      ? setTimeout(() => {
          timedOut = true;
          signalGroup(child, 'SIGKILL');
        }, timeout)
      : undefined;
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        output[name] += text;
      });
    }
    const finish = (code) => {
      clearTimeout(timer);
      signalGroup(child, 'SIGKILL');
      resolve({
        code,
        timedOut,
        seconds: (Date.now() - started) / 1000,
        ...output,
        all: output.stdout + output.stderr,
      });
    };
    child.once('error', (error) => {
      output.stderr += String(error);
      finish(-1);
    });
    child.once('close', (code) => finish(code ?? -1));
  });
}

/** How npm is called: by the copy that runs us, where there is one. */
function npm(args) {
  const script = process.env.npm_execpath;
  if (script && /\.c?js$/.test(script)) return { command: process.execPath, args: [script, ...args], options: {} };
  return { command: WINDOWS ? 'npm.cmd' : 'npm', args, options: WINDOWS ? { shell: true } : {} };
}

/** Runs npm; its words are shown only when it fails. Throws then. */
export function runNpm(args, cwd) {
  const { command, args: all, options } = npm([...args, '--no-audit', '--no-fund', '--loglevel=error']);
  const result = spawnSync(command, all, { cwd, encoding: 'utf8', maxBuffer: 1 << 26, ...options });
  if (result.status === 0) return result.stdout;
  throw new Error(
    `npm ${args.join(' ')} failed in ${cwd}\n${result.error ?? ''}${result.stdout ?? ''}${result.stderr ?? ''}`,
  );
}

/** A folder that is gone when this process is. Its name is short: sockets are made in it. */
export function temporaryFolder(name = 'pc') {
  watchForTheEnd();
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder) {
  folders.delete(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (WINDOWS) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // nobody left in the group
  }
}

let watching = false;
function watchForTheEnd() {
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const child of children) signalGroup(child, 'SIGKILL');
    for (const folder of folders) {
      try {
        rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      } catch {
        // a dying process may still write there; the system clears its temporary folder
      }
    }
  });
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  for (const signal of Object.keys(codes)) process.once(signal, () => process.exit(codes[signal]));
}
