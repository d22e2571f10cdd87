// `npm run corpus`: scans public repositories of real manifests, kept beside the project and unpacked outside git.
// Fails on a crash, on a hang, on a YAML file that is neither scanned nor skipped for a reason, and on findings that
// differ from the records in test/corpus.
import './lib/node-version.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildProduct } from './build.mjs';
import { buildCorpusTool } from './corpus/tool.mjs';
import { installPackages } from './lib/install.mjs';
import { BUILD, filesUnder, hashOf, inRoot, ROOT, readIfThere } from './lib/places.mjs';
import { run } from './lib/processes.mjs';

const HELP = `npm run corpus [-- OPTION]
  (none)                  scan every repository; compare counts and reviews with test/corpus/*.csv
  --quick                 a few repositories
  --update                write the counts anew; rows of the review that are about nothing any more go
  --sample                what is to be reviewed: every error outside of test fixtures, and 100 warnings drawn by a fixed seed
  --review [WORD…]        each of them that nobody has judged, with its lines; WORD is a guardrail, a repository or a key,
                          or all: the judged ones, too
  --verdict KEY true|false REASON
  --verdicts FILE         lines KEY,true|false,REASON; - is standard input
  --mutate [verbose]      break the applications of chosen.csv one thing at a time, and see what is found
  --fixes [REPOSITORY…]   apply every fix of every finding, and see whether it does what it promises
--sample, --review, --verdict and --verdicts are about the last whole run.
`;
const ARCHIVE = resolve(ROOT, '../shared/corpus/dev.tar.gz');
const FOLDER = join(BUILD, 'corpus');
const FINDINGS = join(BUILD, 'corpus-findings.json');
const LIMIT = 60_000;
const QUICK = ['ahmetb__', 'instana__', 'kubernetes-sigs__network-policy-api', 'stackrox__kube-linter'];
const OF_THE_TOOL = ['--sample', '--review', '--verdict', '--verdicts', '--mutate', '--fixes'];

const [option, ...words] = process.argv.slice(2);
if (option === '--help' || (option !== undefined && !['--quick', '--update', ...OF_THE_TOOL].includes(option))) {
  process.stdout.write(HELP);
  process.exit(option === '--help' ? 0 : 2);
}
if (!existsSync(ARCHIVE)) {
  console.log('skipped: there is no corpus beside the project (../shared/corpus/dev.tar.gz)');
  process.exit(0);
}
installPackages(ROOT, console.log);
await unpack();
if (OF_THE_TOOL.includes(option)) process.exit(await tool(option.slice(2), words));
await buildProduct();

const quick = option === '--quick';
const repositories = readdirSync(join(FOLDER, 'dev'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && (!quick || QUICK.some((start) => entry.name.startsWith(start))))
  .map((entry) => entry.name)
  .sort();

const seen = [];
const problems = [];
for (const repository of repositories) {
  const { line, problem, findings } = await scan(repository);
  console.log(line);
  if (problem) problems.push(`${repository}: ${problem}`);
  for (const finding of findings) seen.push({ repository, ...finding });
}
printCounts();
const findingsFile = quick ? `${FINDINGS}.quick` : FINDINGS;
writeFileSync(findingsFile, JSON.stringify({ whole: !quick, repositories, seen }));
if (problems.length === 0 && (await tool(option === '--update' ? 'update' : 'judge', [], findingsFile)) !== 0)
  problems.push('the findings are not those of the record in test/corpus');
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

/** By guardrail, and below it by repository. */
function printCounts() {
  console.log('\nfindings by guardrail and repository');
  for (const [guardrail, findings] of groups(seen, ({ guardrail }) => guardrail)) {
    console.log(count(findings.length, guardrail));
    for (const [repository, some] of groups(findings, (finding) => finding.repository))
      console.log(`      ${count(some.length, repository)}`);
  }
}

/** The largest first. */
function groups(values, keyOf) {
  const made = new Map();
  for (const value of values) made.set(keyOf(value), [...(made.get(keyOf(value)) ?? []), value]);
  return [...made].sort(([, a], [, b]) => b.length - a.length);
}

async function tool(verb, args, findings = FINDINGS) {
  const file = await buildCorpusTool();
  const all = [file, verb, join(FOLDER, 'dev'), inRoot('test/corpus'), findings, ...args];
  return spawnSync(process.execPath, all, { stdio: 'inherit' }).status ?? 1;
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
