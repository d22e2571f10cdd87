// `npm run corpus`: scans public repositories of real manifests, kept beside the project and unpacked outside git.
// Fails on a crash, on a hang, and on a YAML file that is neither scanned nor skipped for a reason. `--quick` takes a few.
import './lib/node-version.mjs';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildProduct } from './build.mjs';
import { installPackages } from './lib/install.mjs';
import { BUILD, filesUnder, hashOf, inRoot, ROOT, readIfThere } from './lib/places.mjs';
import { run } from './lib/processes.mjs';

const ARCHIVE = resolve(ROOT, '../shared/corpus/dev.tar.gz');
const FOLDER = join(BUILD, 'corpus');
const LIMIT = 60_000;
const QUICK = ['ahmetb__', 'instana__', 'kubernetes-sigs__network-policy-api', 'stackrox__kube-linter'];

if (!existsSync(ARCHIVE)) {
  console.log('skipped: there is no corpus beside the project (../shared/corpus/dev.tar.gz)');
  process.exit(0);
}
installPackages(ROOT, console.log);
await buildProduct();
await unpack();

const quick = process.argv.includes('--quick');
const repositories = readdirSync(join(FOLDER, 'dev'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && (!quick || QUICK.some((start) => entry.name.startsWith(start))))
  .map((entry) => entry.name)
  .sort();

const counts = new Map();
const problems = [];
for (const repository of repositories) {
  const { line, problem, findings } = await scan(repository);
  console.log(line);
  if (problem) problems.push(`${repository}: ${problem}`);
  for (const { guardrail } of findings) counts.set(guardrail, (counts.get(guardrail) ?? 0) + 1);
}

console.log('\nfindings by guardrail');
for (const [id, count] of [...counts].sort(([, a], [, b]) => b - a)) console.log(`${String(count).padStart(7)}  ${id}`);
for (const problem of problems) console.log(`\nFAILED ${problem}`);
console.log(`\n${repositories.length} repositories, ${problems.length} with problems`);
process.exit(problems.length === 0 ? 0 : 1);

async function scan(repository) {
  const folder = join(FOLDER, 'dev', repository);
  const args = [inRoot('dist/cli.js'), 'scan', folder, '--isolated', '--format', 'json', '--fail-on', 'never'];
  const { code, timedOut, seconds, stdout, stderr } = await run(process.execPath, args, { timeout: LIMIT });
  const name = repository.padEnd(50);
  if (timedOut) return { line: `${name} no end`, problem: `no end within ${LIMIT / 1000} s`, findings: [] };
  if (code !== 0 && code !== 2)
    return { line: `${name} ended with ${code}`, problem: `ended with ${code}\n${stderr}`, findings: [] };
  const { files, findings, notices } = JSON.parse(stdout);
  const told = `${count(files.scanned, 'scanned')} ${count(files.skipped.length, 'skipped')} ${count(findings.length, 'findings')}`;
  return { line: `${name} ${told} ${seconds.toFixed(1)} s`, problem: problemOf(folder, files, notices), findings };
}

/** Every YAML file is accounted for: one that is skipped by name or with its folder, or one of those that were scanned. */
function problemOf(folder, { scanned, skipped }, notices) {
  // A kustomization that reaches out of the archive is no fault of ours; a guardrail that failed is.
  const failed = notices.filter((message) => message.startsWith('Guardrail '));
  if (failed.length > 0) return `notices: ${failed.join('; ')}`;
  const unexplained = skipped.filter(({ why }) => !why);
  if (unexplained.length > 0) return `skipped without a reason: ${unexplained.map(({ path }) => path).join(', ')}`;
  const all = filesUnder(folder).map((path) => path.slice(folder.length + 1).replaceAll('\\', '/'));
  const names = all.filter((path) => /\.(?:ya?ml|json)$/.test(path));
  const left = names.filter(
    (path) => !skipped.some((entry) => path === entry.path || path.startsWith(`${entry.path.replace(/\/$/, '')}/`)),
  );
  return left.length === scanned ? undefined : `${left.length} files were not skipped, but ${scanned} were scanned`;
}

function count(number, what) {
  return `${String(number).padStart(5)} ${what}`;
}

async function unpack() {
  const stamp = hashOf([ARCHIVE]);
  if (readIfThere(join(FOLDER, '.stamp')) === stamp && statSync(join(FOLDER, 'dev'), { throwIfNoEntry: false })) return;
  console.log('unpacking the corpus');
  const draft = `${FOLDER}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  const { code, all } = await run('tar', ['-xzf', ARCHIVE, '-C', draft]);
  if (code !== 0) throw new Error(`tar failed\n${all}`);
  writeFileSync(join(draft, '.stamp'), stamp);
  rmSync(FOLDER, { recursive: true, force: true });
  renameSync(draft, FOLDER);
}
