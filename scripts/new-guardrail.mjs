// npm run new-guardrail ID: makes the folder of a guardrail and lists it. Its tests fail until it is filled in.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOM = fileURLToPath(new URL('../server/src/guardrails/', import.meta.url));
const [id = ''] = process.argv.slice(2);

const refusal = refusalOf(id);
if (refusal === undefined) {
  make(id);
  console.log(
    `server/src/guardrails/${id} is made and listed. Next: guardrail.ts, README.md, fixtures/, a line in CHANGELOG.md.`,
  );
  console.log('npx vitest run server/src/guardrails says what is missing; npm run docs writes the page.');
} else {
  console.error(refusal);
  process.exitCode = 2;
}

function refusalOf(name) {
  if (!/^[a-z]+(-[a-z]+)*$/.test(name))
    return 'Usage: npm run new-guardrail ID, in words-like-this, naming the wrong pattern';
  if (existsSync(join(ROOM, name))) return `${name} exists already`;
  return undefined;
}

function make(name) {
  const folder = join(ROOM, name);
  const constant = name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
  mkdirSync(join(folder, 'fixtures'), { recursive: true });
  writeFileSync(join(folder, 'guardrail.ts'), guardrail(name, constant));
  writeFileSync(join(folder, 'README.md'), page(name));
  list(name, constant);
}

/** The list in index.ts is written by hand; a new one goes to its end, and its import to its place. */
function list(name, constant) {
  const path = join(ROOM, 'index.ts');
  const lines = readFileSync(path, 'utf8').split('\n');
  const isImport = (line) => /^import \{ \w+ \} from '\.\/[a-z-]+\/guardrail';$/.test(line);
  const line = `import { ${constant} } from './${name}/guardrail';`;
  const from = (text) => text.slice(text.indexOf("'"));
  const after = lines.findLastIndex((each) => isImport(each) && from(each) < from(line));
  lines.splice(after < 0 ? lines.findIndex(isImport) : after + 1, 0, line);
  lines.splice(lines.indexOf('];'), 0, `  ${constant},`);
  writeFileSync(path, lines.join('\n'));
}

function guardrail(name, constant) {
  return `import { type Breach, defineGuardrail } from '../define';
import { oneLine } from '../common/messages/words';

export const ${constant} = defineGuardrail<'service', Breach>({
  id: '${name}',
  title: 'Say it here in one sentence',
  category: 'wiring',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['service'],
    find: () => [],
  },
  message: () => oneLine('Say it here, with the values in it'),
});
`;
}

function page(name) {
  const headings = ['What it finds', 'Why it matters', 'Example', 'Fix', 'When it is silent', 'Options', 'References'];
  return `# ${name}\n${headings.map((heading) => `\n## ${heading}\n\nSay it here.\n`).join('')}`;
}
