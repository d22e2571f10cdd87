import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { guardrailById } from '../../../server/src/guardrails';
import { readTable } from '../csv';
import { type Chosen, readApplication } from './application';
import { type Explained, readExplained } from './explained';
import { RULES, type Trial, trials } from './run';

/** Found at the broken spot, of a hundred. */
const WANTED = 95;
const LEAST = 500;

/**
 * Breaks the chosen applications one thing at a time and prints what was found. The exit code is 1 where too little is
 * found, where a breakage is missed that `missed.csv` does not explain, and where one edit gives several findings that
 * `loud.csv` does not explain; and where these tables explain what is not the case.
 */
export function reportBreakages(corpus: string, records: string, verbose: boolean): number {
  const all: Trial[] = [];
  for (const chosen of chosenIn(records)) {
    const made = [...trials(readApplication(corpus, chosen))];
    all.push(...made);
    console.log(`${chosen.application.padEnd(24)} ${told(made)}`);
  }
  printRules(all);
  printFamilies(all);
  const loud = readExplained(join(records, 'loud.csv'), ['rule', 'findings']);
  const missed = readExplained(join(records, 'missed.csv'), ['rule', 'repository', 'path', 'line']);
  printCalm(all, loud, verbose);
  printMissed(all, missed);
  const problems = [...loud.problems(), ...missed.problems()];
  const found = all.filter((trial) => trial.found !== undefined).length;
  console.log(`\n${told(all)} breakages were found at the broken spot`);
  if (all.length < LEAST) problems.push(`${all.length} breakages, and at least ${LEAST} are wanted`);
  if (100 * found < WANTED * all.length) problems.push(`less than ${WANTED} % were found`);
  for (const problem of problems) console.log(`FAILED ${problem}`);
  return problems.length === 0 ? 0 : 1;
}

function chosenIn(records: string): readonly Chosen[] {
  return readTable(readFileSync(join(records, 'chosen.csv'), 'utf8')).map((row) => ({
    application: row.application ?? '',
    repository: row.repository ?? '',
    paths: (row.paths ?? '').split(' '),
  }));
}

function printRules(all: readonly Trial[]): void {
  console.log(`\n${'rule'.padEnd(52)} tried  found   share  at the edit  from the other end`);
  for (const { id } of RULES) {
    const made = all.filter(({ rule }) => rule.id === id);
    const at = made.filter(({ found }) => found === 'at the edit').length;
    const other = made.filter(({ found }) => found === 'from the other end').length;
    console.log(
      `${id.padEnd(52)} ${number(made.length)} ${number(at + other, 6)} ${percent(at + other, made.length)} ${number(at, 12)} ${number(other, 19)}`,
    );
  }
}

/** By the family of the guardrails that name the breakage: what the API server would refuse is the easier half. */
function printFamilies(all: readonly Trial[]): void {
  console.log('');
  for (const family of ['spec', 'wiring', 'collision', 'policy']) {
    const made = all.filter(({ rule }) => guardrailById(rule.finds[0] ?? '')?.category === family);
    console.log(`${family.padEnd(52)} ${told(made)}`);
  }
}

/** One breakage is one root cause: more findings than one are more than people need, unless it broke more than one thing. */
function printCalm(all: readonly Trial[], explained: Explained, verbose: boolean): void {
  const found = all.filter((trial) => trial.found !== undefined);
  const alone = found.filter(({ fresh }) => fresh.length === 1).length;
  console.log(
    `\n${alone} of ${found.length} (${percent(alone, found.length).trim()}) of what was found gave exactly one finding; with more than one:`,
  );
  for (const { id } of RULES) {
    const ofRule = found.filter(({ rule }) => rule.id === id);
    const loud = ofRule.filter(({ fresh }) => fresh.length > 1);
    for (const findings of new Set(loud.map(findingsIn))) {
      const same = loud.filter((trial) => findingsIn(trial) === findings);
      const reason = explained.reasonOf({ rule: id, findings });
      console.log(`${id} | ${same.length} of ${ofRule.length} | ${findings} | ${reason ?? 'NOT EXPLAINED'}`);
      if (verbose) for (const trial of same) printTrial(trial);
    }
  }
}

/** Guardrails, each once; `several` where it has more than one finding. */
function findingsIn({ fresh }: Trial): string {
  const ids = fresh.map(({ guardrail }) => guardrail);
  const several = (id: string) => ids.filter((other) => other === id).length > 1;
  return [...new Set(ids)]
    .sort()
    .map((id) => (several(id) ? `several ${id}` : id))
    .join(' + ');
}

function printMissed(all: readonly Trial[], explained: Explained): void {
  const missed = all.filter(({ found }) => found === undefined);
  console.log(`\n${missed.length} were missed`);
  for (const trial of missed) {
    const { rule, application, path, line } = trial;
    const reason = explained.reasonOf({ rule: rule.id, repository: application.repository, path, line: String(line) });
    console.log(`${rule.id} | ${reason ?? 'NOT EXPLAINED'}`);
    printTrial(trial);
  }
}

function printTrial(trial: Trial): void {
  console.log(`      ${whereOf(trial)}`);
  for (const { file, range, severity, guardrail, message } of trial.fresh)
    console.log(`        ${file}:${range.start.line + 1} ${severity} ${guardrail}: ${message}`);
}

function whereOf({ application, path, line }: Trial): string {
  return `${application.repository}/${path}:${line}`;
}

function told(made: readonly Trial[]): string {
  const found = made.filter((trial) => trial.found !== undefined).length;
  return `${number(found)} of ${number(made.length)} ${percent(found, made.length)}`;
}

function number(value: number, width = 5): string {
  return String(value).padStart(width);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '      -' : `${((100 * part) / whole).toFixed(1).padStart(5)} %`;
}
