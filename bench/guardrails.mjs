// What only the engine by itself can show: what the guardrails cost, together and each, and an edit that concerns many environments.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { inRoot } from '../scripts/lib/places.mjs';
import { bundle } from './bundle.mjs';
import { inTurn } from './measure.mjs';

const SCAN = inRoot('bench/scan-with.mjs');

/** Milliseconds of wall clock and processor, with and without guardrails, of whole processes in turn. */
export async function costOfGuardrails(folder, engineFolder, rounds) {
  const engine = await bundleEngine(engineFolder);
  const command = (mode) => [process.execPath, SCAN, engine, folder, mode];
  const { first, second } = inTurn(command('all'), command('none'), rounds);
  return { all: first, none: second };
}

/** A table, the dearest first. */
export async function costOfEach(folder, engineFolder) {
  const engine = await bundleEngine(engineFolder);
  const { stdout, stderr, status } = spawnSync(process.execPath, [SCAN, engine, folder, 'each'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Milliseconds of a first look at a base with its 200 overlays, and of an edit in the base. */
export async function costOfBaseEdit(engineFolder) {
  const engine = await bundleEngine(engineFolder);
  const command = [inRoot('bench/edit-base.mjs'), engine];
  const { stdout, stderr, status } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** As the product is, but for what is measured: a list of guardrails is handed in. */
function bundleEngine(folder) {
  return bundle('bench/engine.ts', join(folder, 'engine.cjs'));
}
