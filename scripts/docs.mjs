// Writes docs/guardrails/: one page for each guardrail, from the README beside its source, and an index of them; and
// docs/ports.md, the tables of known ports. With --check it writes nothing, says what is out of date and ends 1.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { portsPage } from './lib/ports-page.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ROOM = join(ROOT, 'server', 'src', 'guardrails');
const OUTPUT = join(ROOT, 'docs', 'guardrails');
const INDEX = 'README.md';
const PORTS = join(ROOT, 'docs', 'ports.md');

const CATEGORIES = [
  ['spec', 'What the API server would reject'],
  ['wiring', 'Does the connection arrive'],
  ['collision', 'Two claims on one port'],
  ['exposure', 'Who can see the port'],
  ['policy', 'Does the NetworkPolicy say what was meant'],
  ['charter', 'What the team wrote in portcullis.yaml'],
  ['mesh', 'Service meshes'],
];

const wanted = pages();
const present = new Map(readFolder(OUTPUT).map((name) => [name, readText(join(OUTPUT, name))]));
const stale = [...wanted].filter(([name, text]) => present.get(name) !== text).map(([name]) => name);
const left = [...present.keys()].filter((name) => !wanted.has(name));
const ports = await portsPage();
const portsAreStale = readText(PORTS) !== ports;

if (process.argv.includes('--check')) {
  for (const name of stale) console.error(`docs/guardrails/${name} is out of date: run npm run docs`);
  for (const name of left) console.error(`docs/guardrails/${name} belongs to no guardrail: run npm run docs`);
  if (portsAreStale) console.error('docs/ports.md is out of date: run npm run docs');
  process.exitCode = stale.length + left.length > 0 || portsAreStale ? 1 : 0;
} else {
  mkdirSync(OUTPUT, { recursive: true });
  for (const name of left) rmSync(join(OUTPUT, name));
  for (const name of stale) writeFileSync(join(OUTPUT, name), wanted.get(name));
  if (portsAreStale) writeFileSync(PORTS, ports);
}

/** File name -> text. */
function pages() {
  const texts = new Map();
  const rows = [];
  for (const id of readFolder(ROOM)) {
    const source = readText(join(ROOM, id, 'guardrail.ts'));
    const page = readText(join(ROOM, id, 'README.md'));
    if (source === undefined || page === undefined) continue;
    const said = (field) => fieldOf(source, field);
    const row = {
      id,
      title: said('title'),
      category: said('category'),
      severity: said('severity'),
      confidence: said('confidence'),
    };
    rows.push(row);
    const [heading = '', ...rest] = page.split('\n');
    const summary = `${row.title}. Category ${row.category}, ${row.severity}, ${row.confidence}.`;
    texts.set(`${id}.md`, `${heading}\n\n${summary}\n${withoutFileLines(rest.join('\n'))}`);
  }
  texts.set(INDEX, index(rows));
  return texts;
}

function index(rows) {
  const sections = CATEGORIES.flatMap(([category, heading]) => {
    const own = rows.filter((row) => row.category === category);
    if (own.length === 0) return [];
    const lines = own.map((row) => `| [\`${row.id}\`](${row.id}.md) | ${row.title} | ${row.severity} |`);
    return [`## ${heading}\n\n| id | finds | severity |\n|---|---|---|\n${lines.join('\n')}\n`];
  });
  const lead =
    'Each page says what a guardrail finds, why it matters, how it is fixed and when it is silent. A finding may be less severe than its guardrail where less is certain. [Known ports](../ports.md) lists the ports that some of them go by, with the source of each.';
  return `# Guardrails\n\n${lead}\n\n${sections.join('\n')}`;
}

/** A field of the definition, in either kind of quotes, on its line or on the next. */
function fieldOf(source, field) {
  const match = new RegExp(`^ {2}${field}:\\s+(['"])((?:(?!\\1)[^\\\\]|\\\\.)*)\\1`, 'm').exec(source);
  return match?.[2].replace(/\\(.)/g, '$1') ?? '';
}

/** `# file: web.yaml` at the head of a block becomes a line above it. */
function withoutFileLines(text) {
  return text.replace(/^```yaml\n# file: (\S+)\n/gm, '`$1`:\n\n```yaml\n');
}

function readFolder(folder) {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}
