// `npm run reach:verify`: the engine of who reaches whom against a naive evaluator, on other seeds than the tests take, and
// on as many verdicts as you like: `npm run reach:verify -- --verdicts 100000000 --seed 7`.
import './lib/node-version.mjs';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { installPackages } from './lib/install.mjs';
import { inRoot, ROOT } from './lib/places.mjs';

const { values } = parseArgs({
  options: {
    verdicts: { type: 'string', default: '20000000' },
    seed: { type: 'string', default: String(1_000_000 + (Date.now() % 1_000_000_000)) },
  },
});

installPackages(ROOT, console.log);
const args = [inRoot('node_modules/vitest/vitest.mjs'), 'run', 'test/reach/exactness.test.ts'];
const env = { ...process.env, REACH_SEED: values.seed, REACH_VERDICTS: values.verdicts };
const { status } = spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' });
process.exit(status ?? 1);
