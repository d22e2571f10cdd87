import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BUILD, inRoot, ROOT, readIfThere } from '../lib/places.mjs';
import { run } from '../lib/processes.mjs';

const LIMIT = 10 * 60_000;
const LAYERS = 'test/layers.test.ts';

/** Vitest: everything that needs no editor. Its own words are kept back; the counts and the failures are read. */
export function units(tally, filters) {
  return tally.step('tests', async () => {
    const report = join(BUILD, 'vitest.json');
    rmSync(report, { force: true });
    const args = ['run', '--reporter=json', `--outputFile=${report}`, ...filters];
    const ended = await run(process.execPath, [inRoot('node_modules/vitest/vitest.mjs'), ...args], { timeout: LIMIT });
    const text = readIfThere(report);
    if (text === undefined) return tally.failed('tests', ended.timedOut ? `no end\n${ended.all}` : ended.all);
    const { testResults } = JSON.parse(text);
    for (const file of testResults) countFile(tally, file);
    const good = testResults.every((file) => file.status === 'passed');
    if (ended.code !== 0 && good) tally.failed('tests', ended.all);
    const slowest = [...testResults].sort((a, b) => spent(b) - spent(a)).slice(0, 3);
    return `slowest ${slowest.map((file) => `${nameOf(file)} ${(spent(file) / 1000).toFixed(1)} s`).join(', ')}`;
  });
}

function countFile(tally, file) {
  const name = nameOf(file);
  const failed = file.assertionResults.filter((test) => test.status === 'failed');
  const passed = file.assertionResults.filter((test) => test.status === 'passed');
  if (name === LAYERS) return countAsOne(tally, file, failed);
  for (const test of failed) tally.failed(`${name}: ${test.fullName}`, test.failureMessages.join('\n'));
  if (file.status === 'failed' && failed.length === 0) tally.failed(name, file.message || 'the file cannot be run');
  tally.passed(passed.length);
  for (const test of file.assertionResults) {
    if (test.status !== 'passed' && test.status !== 'failed') tally.skipped(`${name}: ${test.fullName}`, test.status);
  }
}

function countAsOne(tally, file, failed) {
  if (file.status === 'passed') return tally.passed();
  const messages = failed.map((test) => `${test.fullName}\n${test.failureMessages.join('\n')}`);
  return tally.failed('layers', messages.join('\n') || file.message);
}

const nameOf = (file) => relative(ROOT, file.name).replaceAll('\\', '/');
const spent = (file) => file.endTime - file.startTime;
