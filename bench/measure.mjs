import { spawnSync } from 'node:child_process';

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Runs two commands in turn, so that what else the machine does falls on both; gives the medians of each. */
export function inTurn(first, second, rounds) {
  const runs = { first: [], second: [] };
  for (let round = 0; round < rounds; round += 1) {
    runs.first.push(timed(first));
    runs.second.push(timed(second));
  }
  return {
    first: { wall: median(runs.first.map((run) => run.wall)), cpu: median(runs.first.map((run) => run.cpu)) },
    second: { wall: median(runs.second.map((run) => run.wall)), cpu: median(runs.second.map((run) => run.cpu)) },
  };
}

/** Milliseconds of wall clock, and of processor (user and system), as the shell that waits for the process sees them. */
function timed(command) {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null';
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', ...command], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}\n${stderr}`);
  const [real, user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { wall: real * 1000, cpu: (user + system) * 1000 };
}
