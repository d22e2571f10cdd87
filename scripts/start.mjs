// `npm start`: everything from a fresh clone to findings. `npm start -- PATH…` scans what is named, with the exit
// codes of the product; without a path it is a demonstration on examples/shop, and ends well.
import './lib/node-version.mjs';
import { spawnSync } from 'node:child_process';
import { buildProduct } from './build.mjs';
import { installPackages } from './lib/install.mjs';
import { inRoot, ROOT } from './lib/places.mjs';

const say = (text) => process.stderr.write(`${text}\n`);
const wanted = process.argv.slice(2);

try {
  installPackages(ROOT, say);
  if (await buildProduct()) say('built');
} catch (error) {
  say(error.message);
  process.exit(1);
}
const args = wanted.length > 0 ? wanted : [inRoot('examples/shop'), '--fail-on', 'never'];
// npm runs scripts in the project's folder; the paths that are typed belong to where they are typed.
const cwd = wanted.length > 0 ? (process.env.INIT_CWD ?? process.cwd()) : ROOT;
const { status } = spawnSync(process.execPath, [inRoot('dist/cli.js'), 'scan', ...args], { cwd, stdio: 'inherit' });
process.exit(status ?? 4);
