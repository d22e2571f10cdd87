// `npm run bench`: what must stay quick, as ratios of two sides measured in the same run. Fails when a budget is missed.
import '../scripts/lib/node-version.mjs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildProduct } from '../scripts/build.mjs';
import { installPackages } from '../scripts/lib/install.mjs';
import { inRoot, ROOT } from '../scripts/lib/places.mjs';
import { temporaryFolder } from '../scripts/lib/processes.mjs';
import { generateLongFile, generateWorkspace } from './generate.mjs';
import { costOfBaseEdit, costOfEach, costOfGuardrails } from './guardrails.mjs';
import { keystrokes } from './keystrokes.mjs';
import { inTurn } from './measure.mjs';
import { generateMixture } from './mixture.mjs';
import { reachBudgets } from './reach.mjs';

const say = (text) => console.log(text);
installPackages(ROOT, say);
installPackages(inRoot('bench'), say);
await buildProduct();

const only = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
const missed = [];
const budget = (what, value, limit, unit = '') => {
  const good = value <= limit;
  if (!good) missed.push(what);
  say(`  ${good ? 'ok    ' : 'MISSED'} ${what}: ${round(value)}${unit}, budget ${round(limit)}${unit}`);
};
const round = (value) => (value < 0.1 ? value.toFixed(4) : value.toFixed(2));
const wanted = (name) => only === undefined || only === name;
const cli = inRoot('dist/cli.js');

if (wanted('start')) {
  say('start: portcullis --version against node -e 0');
  const { first, second } = inTurn([process.execPath, cli, '--version'], [process.execPath, '-e', '0'], 31);
  say(`  processor ${round(first.cpu)} ms against ${round(second.cpu)} ms`);
  budget('processor time', first.cpu / second.cpu, 1.25, ' x');
}
if (wanted('scan')) {
  say('scan: 1,000 files against a process that only parses them with the yaml package');
  const folder = temporaryFolder('bench');
  generateWorkspace(folder);
  const scan = [process.execPath, cli, 'scan', folder, '--fail-on', 'never', '--format', 'json'];
  const { first, second } = inTurn(scan, [process.execPath, inRoot('bench/parse-only.mjs'), folder], 7);
  say(
    `  wall ${round(first.wall)} ms against ${round(second.wall)} ms, processor ${round(first.cpu)} against ${round(second.cpu)}`,
  );
  budget('time', first.wall / second.wall, 1.3, ' x');
}
if (wanted('guardrails')) {
  say('guardrails: a scan of 10,000 files with all of them against one with none');
  const folder = temporaryFolder('bench');
  generateMixture(folder);
  const engineFolder = temporaryFolder('bench-engine');
  const { all, none } = await costOfGuardrails(folder, engineFolder, 7);
  say(
    `  wall ${round(all.wall)} ms against ${round(none.wall)} ms, processor ${round(all.cpu)} against ${round(none.cpu)}`,
  );
  budget('processor time', all.cpu / none.cpu, 1.4, ' x');
  if (process.argv.includes('--each')) say(await costOfEach(folder, engineFolder));
}
if (wanted('overlays')) {
  say('overlays: an edit in a base that 200 overlays share, against a first look at all of them');
  const { first, edit } = await costOfBaseEdit(temporaryFolder('bench-engine'));
  say(`  an edit ${round(edit)} ms, a first look ${round(first)} ms`);
  budget('time', edit / first, 0.7, ' x');
}
if (wanted('reach')) await reachBudgets(say, budget, round);
if (wanted('keystroke')) {
  say('keystroke: didChange to publishDiagnostics in a file of 20,000 lines, in a workspace of 1,000 files');
  const folder = temporaryFolder('bench');
  generateWorkspace(folder);
  const file = join(folder, 'long.yaml');
  const text = generateLongFile();
  writeFileSync(file, text);
  const places = placesToType(text);
  const side = (command, settings, count) =>
    keystrokes({ command, folder, file, settings, places: places.slice(0, count) });
  const peer = inRoot('bench/node_modules/yaml-language-server/bin/yaml-language-server');
  const quiet = {
    yaml: { validate: true, schemas: {}, schemaStore: { enable: false }, kubernetesCRDStore: { enable: false } },
  };
  const ours = await side([process.execPath, cli, 'lsp', '--stdio'], {}, 50);
  const theirs = await side([process.execPath, peer, '--stdio'], quiet, 15);
  say(
    `  median ${round(ours.median)} ms of ${ours.count} against ${round(theirs.median)} ms of ${theirs.count} of yaml-language-server`,
  );
  budget('median', ours.median, 10, ' ms');
  budget('against yaml-language-server', ours.median / theirs.median, 1 / 50, ' x');
  const large = temporaryFolder('bench');
  generateMixture(large);
  const inLarge = join(large, 'long.yaml');
  writeFileSync(inLarge, text);
  const command = [process.execPath, cli, 'lsp', '--stdio'];
  const many = await keystrokes({ command, folder: large, file: inLarge, settings: {}, places: places.slice(0, 50) });
  say(`  in a workspace of 10,000 files with something for every guardrail: median ${round(many.median)} ms`);
  budget('median among 10,000 files', many.median, 10, ' ms');
}

say(missed.length === 0 ? 'all budgets kept' : `missed: ${missed.join(', ')}`);
process.exit(missed.length === 0 ? 0 : 1);

/** The last letter of a name that a Service leads to, in Services spread over the whole file. */
function placesToType(text) {
  const word = 'targetPort: http';
  const lines = text.split('\n');
  const found = lines.flatMap((content, line) =>
    content.endsWith(word) ? [{ line, character: content.length - 1 }] : [],
  );
  return found.map((_, index) => found[(index * 37) % found.length]);
}
