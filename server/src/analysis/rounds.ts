import { type Exception, isExpired } from '../config';
import type { Environment, Snapshot } from '../workspace';
import { askers } from './asking';
import { maySuppress, readIgnoreComments } from './directives';
import { elsewhereOf } from './elsewhere';
import { answerFor, type FileAnswer } from './files';
import type { Notice } from './finding';
import { Layered } from './layered';
import { equalData } from './order';
import { ruleBook } from './rules';
import { type Failure, runOnDocument } from './run';
import { type Asked, emptyMemory, remember, type State, unitsAt } from './state';
import { baselineKeys } from './suppress';
import { compareText } from './text';
import { type Changes, type Unit, type UnitKey, unitKey, updateUnit } from './units';

/** From nothing: every object of every environment. What did not change keeps its identity even so. */
export function* answerAnew(snapshot: Snapshot, asked: Asked, before: State | undefined): Generator<undefined, State> {
  const { charter } = snapshot;
  const memory = emptyMemory();
  const start: State = {
    version: snapshot.version,
    charter,
    asked,
    book: ruleBook(charter, asked.guardrails),
    elsewhere: elsewhereOf(asked.guardrails),
    baselined: baselineKeys(asked.baseline),
    exceptions: charter.exceptions.filter((exception) => !isExpired(exception, asked.today)),
    units: Layered.of(new Map()),
    files: Layered.of(new Map()),
    paths: [],
    changedPaths: undefined,
    use: { used: new Map(), seen: new Map() },
    failing: new Map(),
    notices: [],
    memory,
  };
  const units = new Map<UnitKey, Unit>();
  const seen = new Map<Exception, number>();
  const failing = new Map<string, readonly Failure[]>();
  let steps = 0;
  const askerFor = askers(snapshot, start.book);
  for (const environment of snapshot.environments) {
    const asker = askerFor(environment);
    for (const path of environment.files) {
      steps += 1;
      if (steps % FILES_A_SLICE === 0) yield;
      const unit = yield* updateUnit(snapshot, asker, environment, path, undefined, undefined);
      if (unit === undefined) continue;
      const key = unitKey(environment.name, path);
      units.set(key, unit);
      remember(memory, key, unit, undefined);
      count(seen, unit.exceptions, 1);
      if (unit.failures.length > 0) failing.set(key, unit.failures);
    }
  }
  memory.entriesAtFirst = memory.entries;
  const round: State = { ...start, units: Layered.of(units), use: { used: new Map(), seen }, failing };
  const paths = new Set([...snapshot.paths, ...memory.referrers.keys()]);
  if (charter.path !== undefined) paths.add(charter.path);
  return yield* answerFiles(snapshot, round, paths, undefined, before);
}

/** From the answers about the snapshot before: only what the difference touches. */
export function* answerOnward(snapshot: Snapshot, before: State): Generator<undefined, State> {
  const { memory } = before;
  if (memory.entries > MOST_GROWTH * memory.entriesAtFirst + SMALL) {
    return yield* answerAnew(snapshot, before.asked, before);
  }
  const { difference } = snapshot;
  const environments = new Map(snapshot.environments.map((environment) => [environment.name, environment]));
  const dirtyPaths = new Set(difference.changedPaths);
  const changed = new Map<UnitKey, Unit | undefined>();
  const seen = new Map(before.use.seen);
  const failing = new Map(before.failing);
  const askerFor = askers(snapshot, before.book);
  for (const key of dirtyUnits(snapshot, before)) {
    const [environmentName = '', path = ''] = key.split('\u0000');
    const old = before.units.get(key);
    const environment = environments.get(environmentName);
    const changes: Changes = {
      answers: difference.changedAnswers.get(environmentName) ?? NOTHING,
      removed: difference.removedDocuments,
    };
    const unit =
      environment === undefined
        ? undefined
        : yield* updateUnit(snapshot, askerFor(environment), environment, path, old, changes);
    for (const one of [old, unit]) if (one !== undefined) addPaths(one, dirtyPaths);
    if (unit === old) continue;
    changed.set(key, unit);
    if (unit !== undefined) remember(memory, key, unit, old);
    if (old !== undefined) count(seen, old.exceptions, -1);
    if (unit !== undefined) count(seen, unit.exceptions, 1);
    if (unit === undefined || unit.failures.length === 0) failing.delete(key);
    else failing.set(key, unit.failures);
  }
  const round: State = {
    ...before,
    version: snapshot.version,
    units: before.units.with(changed),
    use: { ...before.use, seen },
    failing,
  };
  return yield* answerFiles(snapshot, round, dirtyPaths, before, before);
}

const FILES_A_SLICE = 200;
/** The lists of dependencies only grow; past this much more than they had at first, they are made anew. */
const MOST_GROWTH = 3;
const SMALL = 50_000;
const NOTHING: ReadonlySet<string> = new Set();

/**
 * Puts together what is shown about each of these files. `base` holds the answers that stay, `known` those whose
 * identity is kept where nothing differs.
 */
function* answerFiles(
  snapshot: Snapshot,
  round: State,
  dirtyPaths: ReadonlySet<string>,
  base: State | undefined,
  known: State | undefined,
): Generator<undefined, State> {
  const { charter } = snapshot;
  const answers = new Map<string, FileAnswer | undefined>();
  const used = new Map(base?.use.used);
  const failing = new Map(round.failing);
  const changedPaths = new Set<string>();
  const order = new Map<string, number>();
  for (const [index, { name }] of snapshot.environments.entries()) order.set(name, index);
  const answer = (path: string) => {
    const old = base?.files.get(path);
    const next = kept(
      known?.files.get(path),
      answerOne(snapshot, { ...round, use: { ...round.use, used } }, path, order),
    );
    if (old !== undefined) count(used, old.exceptions, -1);
    if (next !== undefined) count(used, next.exceptions, 1);
    answers.set(path, next);
    if (next === undefined || next.failures.length === 0) failing.delete(path);
    else failing.set(path, next.failures);
    if (next?.findings !== known?.files.get(path)?.findings) changedPaths.add(path);
    if (next?.suppressed !== known?.files.get(path)?.suppressed) changedPaths.add(path);
  };
  let steps = 0;
  for (const path of dirtyPaths) {
    if (path === charter.path) continue;
    answer(path);
    steps += 1;
    if (steps % FILES_A_SLICE === 0) yield;
  }
  // Last, because it tells which exceptions were of no use anywhere.
  if (charter.path !== undefined && (dirtyPaths.has(charter.path) || charter.exceptions.length > 0))
    answer(charter.path);

  const files = base === undefined ? Layered.of(present(answers)) : base.files.with(answers);
  if (base === undefined && known !== undefined) {
    for (const [path, { findings, suppressed }] of known.files.entries()) {
      if (!answers.has(path) && findings.length + suppressed.length > 0) changedPaths.add(path);
    }
  }
  return {
    ...round,
    files,
    paths: pathsOf(files, answers, base),
    changedPaths: known === undefined ? undefined : changedPaths,
    use: { ...round.use, used },
    failing,
    notices: base !== undefined && equalData([...base.failing], [...failing]) ? base.notices : noticesOf(failing),
  };
}

function answerOne(
  snapshot: Snapshot,
  round: State,
  path: string,
  order: ReadonlyMap<string, number>,
): FileAnswer | undefined {
  const { memory } = round;
  const answer = answerFor({
    snapshot,
    path,
    book: round.book,
    elsewhere: round.elsewhere,
    baselined: round.baselined,
    today: round.asked.today,
    exceptions: round.exceptions,
    use: round.use,
    units: unitsFor(snapshot, round, path, order),
    inDocument(document) {
      const known = memory.outcomes.get(document);
      if (known !== undefined) return known;
      const outcome = runOnDocument(round.asked.guardrails, document);
      memory.outcomes.set(document, outcome);
      return outcome;
    },
    ignoresIn(document) {
      const known = memory.ignores.get(document);
      if (known !== undefined) return known;
      const ignores = readIgnoreComments(document);
      memory.ignores.set(document, ignores);
      return ignores;
    },
  });
  return answer.findings.length + answer.suppressed.length + answer.failures.length > 0 ? answer : undefined;
}

/** Units of the file itself, and those of other files that point into it, in an order that does not depend on history. */
function unitsFor(snapshot: Snapshot, round: State, path: string, order: ReadonlyMap<string, number>): Unit[] {
  const keys = new Set(snapshot.environmentsOf(path).map(({ name }) => unitKey(name, path)));
  for (const key of unitsAt(round.memory.referrers, path)) keys.add(key);
  const units: Unit[] = [];
  for (const key of keys) {
    const unit = round.units.get(key);
    if (unit !== undefined) units.push(unit);
  }
  if (units.length < 2) return units;
  const rank = ({ name }: Environment) => order.get(name) ?? 0;
  return units.sort((a, b) => rank(a.environment) - rank(b.environment) || compareText(a.path, b.path));
}

function dirtyUnits(snapshot: Snapshot, before: State): Set<UnitKey> {
  const { changedPaths, changedAnswers } = snapshot.difference;
  const dirty = new Set<UnitKey>();
  for (const path of changedPaths) {
    for (const { name } of snapshot.environmentsOf(path)) dirty.add(unitKey(name, path));
    for (const key of unitsAt(before.memory.referrers, path)) dirty.add(key);
  }
  for (const [environmentName, answers] of changedAnswers) {
    const askers = before.memory.askers.get(environmentName);
    for (const answer of answers) for (const key of unitsAt(askers, answer)) dirty.add(key);
  }
  return dirty;
}

/** Files that a unit has something to say about. */
function addPaths(unit: Unit, paths: Set<string>): void {
  for (const [object, memo] of unit.memos) {
    for (const { at } of memo.breaches) paths.add(at.document.path);
    // Whether suppressions are of use is said where they are written: in a patch, maybe, or in a kustomization.
    for (const document of memo.documents) {
      if (document !== object.document && maySuppress(document)) paths.add(document.path);
    }
  }
}

/** The old lists where the new ones are equal, so that nobody sends again what is known. */
function kept(old: FileAnswer | undefined, next: FileAnswer | undefined): FileAnswer | undefined {
  if (old === undefined || next === undefined) return next;
  return {
    ...next,
    findings: equalData(old.findings, next.findings) ? old.findings : next.findings,
    suppressed: equalData(old.suppressed, next.suppressed) ? old.suppressed : next.suppressed,
  };
}

function pathsOf(
  files: Layered<string, FileAnswer>,
  answers: ReadonlyMap<string, FileAnswer | undefined>,
  base: State | undefined,
): readonly string[] {
  const shows = (answer: FileAnswer | undefined) =>
    answer !== undefined && answer.findings.length + answer.suppressed.length > 0;
  if (base !== undefined && [...answers].every(([path, next]) => shows(base.files.get(path)) === shows(next))) {
    return base.paths;
  }
  const paths: string[] = [];
  for (const [path, answer] of files.entries()) if (shows(answer)) paths.push(path);
  return paths.sort(compareText);
}

function present<K, V>(entries: ReadonlyMap<K, V | undefined>): Map<K, V> {
  const found = new Map<K, V>();
  for (const [key, value] of entries) if (value !== undefined) found.set(key, value);
  return found;
}

function count(counts: Map<Exception, number>, exceptions: ReadonlySet<Exception>, by: number): void {
  for (const exception of exceptions) counts.set(exception, (counts.get(exception) ?? 0) + by);
}

/** One a guardrail, whatever the order in which things were looked at. */
function noticesOf(failing: ReadonlyMap<string, readonly Failure[]>): readonly Notice[] {
  const messages = new Map<string, string>();
  for (const key of [...failing.keys()].sort(compareText)) {
    for (const { guardrail, message } of failing.get(key) ?? []) {
      if (!messages.has(guardrail)) messages.set(guardrail, message);
    }
  }
  return [...messages]
    .sort(([a], [b]) => compareText(a, b))
    .map(([guardrail, message]) => ({ message: `Guardrail ${guardrail} could not look at everything: ${message}` }));
}
