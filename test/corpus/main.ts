import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { disk, isProblem, load } from '../../server/src/host';
import { tryFixes } from '../fixes/try-fixes';
import { reportBreakages } from './breakages/report';
import { writeTable } from './csv';
import {
  COUNTS,
  countChanges,
  countsOf,
  keyOf,
  readReviewed,
  reviewProblems,
  type Seen,
  toReview,
  writeReviewed,
} from './record';
import { judged, printReview } from './review';

/** What `npm run corpus` does beyond scanning: node tool.js VERB CORPUS RECORDS FINDINGS WORDS… */
const [, , verb = '', corpus = '', records = '', findings = '', ...words] = process.argv;

const VERBS: Readonly<Record<string, () => Promise<number> | number>> = {
  judge,
  update,
  sample,
  review,
  verdict,
  verdicts,
  mutate: () => reportBreakages(corpus, records, words.includes('verbose')),
  fixes,
};

/** What the last scan found, and in which repositories. */
interface Scanned {
  readonly whole: boolean;
  readonly repositories: readonly string[];
  readonly seen: readonly Seen[];
}

async function main(): Promise<number> {
  const asked = VERBS[verb];
  if (asked === undefined) throw new Error(`${verb} is no verb: ${Object.keys(VERBS).join(', ')}`);
  return await asked();
}

/** Compares what was found with the records. */
function judge(): number {
  const { whole, repositories, seen } = scanned();
  const changes = countChanges(readRecord('counts.csv'), seen, new Set(repositories));
  const here = reviewed().filter((row) => repositories.includes(row.repository));
  const problems = reviewProblems(here, seen, whole);
  if (changes.length > 0) {
    console.log('\ncounts that changed (npm run corpus -- --update when that is right)');
    for (const change of changes) console.log(`  ${change}`);
  }
  for (const problem of problems) console.log(`  ${problem}`);
  return changes.length + problems.length === 0 ? 0 : 1;
}

/** Writes the counts anew, and takes out of the review what is not found or not drawn any more. */
function update(): number {
  const { whole, seen } = scanned();
  if (!whole) throw new Error('the record is written from a whole run only');
  writeRecord('counts.csv', writeTable(COUNTS, countsOf(seen)));
  const wanted = new Set(toReview(seen).map(keyOf));
  const kept = reviewed().filter(({ key }) => wanted.has(key));
  writeRecord('reviewed.csv', writeReviewed(kept));
  console.log(`written: counts.csv, and reviewed.csv with ${kept.length} of ${wanted.size} that are to be reviewed`);
  return 0;
}

function sample(): number {
  for (const finding of toReview(scanned().seen)) {
    const { severity, guardrail, repository, file, range, message } = finding;
    console.log([keyOf(finding), severity, guardrail, `${repository}/${file}:${range.start.line}`, message].join('\t'));
  }
  return 0;
}

function review(): number {
  const all = words.includes('all');
  printReview(
    corpus,
    scanned().seen,
    reviewed(),
    words.filter((word) => word !== 'all'),
    all,
  );
  return 0;
}

function verdict(): number {
  const [key = '', value = '', ...reason] = words;
  return enter([[key, value, reason.join(' ')]]);
}

function verdicts(): number {
  const [file = '-'] = words;
  const lines = readFileSync(file === '-' ? 0 : file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return enter(
    lines.map((line) => {
      const [key = '', value = '', ...reason] = line.split(',');
      return [key.trim(), value.trim(), reason.join(',')];
    }),
  );
}

function enter(given: readonly (readonly [string, string, string])[]): number {
  writeRecord('reviewed.csv', writeReviewed(judged(scanned().seen, reviewed(), given)));
  console.log(`${given.length} entered`);
  return 0;
}

async function fixes(): Promise<number> {
  const totals = { tried: 0, safe: 0, anew: 0, unproved: 0, broken: 0 };
  for (const repository of repositoriesIn(corpus).filter(
    (name) => words.length === 0 || words.some((word) => name.includes(word)),
  )) {
    const files = disk(join(corpus, repository));
    const loaded = await load(files);
    if (loaded === undefined) throw new Error(`${repository} was not read`);
    const texts = new Map<string, string>();
    for (const path of loaded.snapshot.paths) {
      const content = await files.readFile(path, Number.MAX_SAFE_INTEGER);
      if (!isProblem(content)) texts.set(path, content.text);
    }
    const result = tryFixes({ name: repository, snapshot: loaded.snapshot, texts });
    console.log(
      `${repository.padEnd(50)} ${String(result.tried).padStart(5)} fixes ${String(result.safe).padStart(5)} safe ${String(result.anew).padStart(4)} anew`,
    );
    for (const line of result.unproved) console.log(`  not proved: ${line}`);
    for (const line of result.broken) console.log(`  BROKEN ${line}`);
    totals.tried += result.tried;
    totals.safe += result.safe;
    totals.anew += result.anew;
    totals.unproved += result.unproved.length;
    totals.broken += result.broken.length;
  }
  console.log(
    `\n${totals.tried} fixes, ${totals.safe} proved safe, ${totals.unproved} called safe and not proved, ${totals.anew} tried anew, ${totals.broken} broken promises`,
  );
  return totals.broken === 0 ? 0 : 1;
}

function repositoriesIn(folder: string): readonly string[] {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map((entry) => entry.name).sort();
}

function scanned(): Scanned {
  return JSON.parse(readFileSync(findings, 'utf8')) as Scanned;
}

function reviewed() {
  return readReviewed(readRecord('reviewed.csv'));
}

function readRecord(name: string): string {
  return readFileSync(join(records, name), 'utf8');
}

function writeRecord(name: string, text: string): void {
  writeFileSync(join(records, name), text);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
