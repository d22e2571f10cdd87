import type { Exception } from '../config';
import type { AnyGuardrail } from '../guardrails';
import type { KubernetesObject } from '../kubernetes';
import type { Environment, Snapshot } from '../workspace';
import type { YamlDocument } from '../yaml';
import { annotationsIn, type Bearer, isOfUseIn, standsIn } from './annotations';
import { type IgnoreComment, type IgnoredId, ignoreCommentsOf, maySuppress } from './directives';
import { type Claim, type Draft, draftsOf, numbered } from './drafts';
import { charterBreaches, type Elsewhere, type ExceptionUse, suppressionBreaches } from './elsewhere';
import type { Finding } from './finding';
import { compareFindings } from './order';
import { type RuleBook, type Rules, severityOf } from './rules';
import { type Failure, findingObject, hashOfBreach, type Outcome, type Rendered } from './run';
import { exceptionFor, idsInCommentsFor, type Suppressors, suppressionOf, suppressors } from './suppress';
import type { Unit } from './units';

/** What is to be shown about one file. */
export interface FileAnswer {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  /** Exceptions of the charter that were of use in it. */
  readonly exceptions: ReadonlySet<Exception>;
  readonly failures: readonly Failure[];
}

/** Everything that an answer about a file is put together from. */
export interface FileQuestion {
  readonly snapshot: Snapshot;
  readonly path: string;
  readonly book: RuleBook;
  readonly elsewhere: Elsewhere;
  readonly baselined: ReadonlySet<string>;
  readonly today: string;
  /** Units that may have breaches in this file, in order of environment and path. */
  readonly units: readonly Unit[];
  /** Those that have not ended. */
  readonly exceptions: readonly Exception[];
  readonly use: ExceptionUse;
  inDocument(document: YamlDocument): Outcome;
  ignoresIn(document: YamlDocument): readonly IgnoreComment[];
}

export function answerFor(question: FileQuestion): FileAnswer {
  const { snapshot, path, units } = question;
  const environments = snapshot.environmentsOf(path);
  const failures: Failure[] = [];
  const claims = units.flatMap((unit) => claimsOfUnit(question, unit));
  // What is wrong with the charter as YAML, `config` says itself.
  for (const { document } of isCharter(question) ? [] : (snapshot.file(path)?.documents ?? [])) {
    const outcome = question.inDocument(document);
    failures.push(...outcome.failures);
    for (const breach of outcome.breaches) {
      claims.push(...claimsEverywhere(question, environments, withObject(breach, units)));
    }
  }
  if (claims.length === 0 && !isCharter(question) && !maySuppressIn(question)) {
    return failures.length === 0 ? SILENT : { ...SILENT, failures };
  }
  const drafts = draftsOf(snapshot, path, claims);

  const suppressors = suppressorsOf(question);
  const used = new Set<IgnoredId>();
  for (const draft of drafts) for (const id of idsInCommentsFor(draft, suppressors)) used.add(id);
  const judge = judgeOf(question);
  const written = {
    comments: suppressors.comments,
    annotations: annotationsIn(path, units),
    isUnused: (comment: YamlDocument, id: IgnoredId, guardrail: AnyGuardrail) =>
      !used.has(id) && judge.canTell(comment, guardrail),
    isUnusedFor: (bearers: readonly Bearer[], guardrail: AnyGuardrail) =>
      !bearers.some((bearer) => isOfUseIn(bearer, guardrail, question.inDocument)) &&
      bearers.every((bearer) => judge.canTellOf(bearer, guardrail)),
  };
  const late = [
    ...suppressionBreaches(question.elsewhere, written),
    ...(isCharter(question) ? charterBreaches(question.elsewhere, question) : []),
  ];
  const lateClaims = late.flatMap((breach) => claimsEverywhere(question, judge.environments, breach));
  return { ...sorted([...drafts, ...draftsOf(snapshot, path, lateClaims)], suppressors), failures };
}

/** Of nearly all files there is nothing to say. */
const SILENT: FileAnswer = { findings: [], suppressed: [], exceptions: new Set(), failures: [] };

function maySuppressIn({ snapshot, path }: FileQuestion): boolean {
  return snapshot.file(path)?.documents.some(({ document }) => maySuppress(document)) === true;
}

function sorted(drafts: Draft[], suppressors: Suppressors): Omit<FileAnswer, 'failures'> {
  const findings: Finding[] = [];
  const suppressed: Finding[] = [];
  const exceptions = new Set<Exception>();
  drafts.sort((a, b) => compareFindings(a.finding, b.finding));
  for (const draft of numbered(drafts)) {
    for (const exception of draft.exceptions) exceptions.add(exception);
    // A broken charter cannot be trusted to say that it is none.
    const reason = draft.guardrail.id === 'invalid-charter' ? undefined : suppressionOf(draft, suppressors);
    if (reason === undefined) findings.push(draft.finding);
    else suppressed.push({ ...draft.finding, suppressed: reason });
  }
  return { findings, suppressed, exceptions };
}

function claimsOfUnit(question: FileQuestion, unit: Unit): Claim[] {
  const { name } = unit.environment;
  const claims: Claim[] = [];
  for (const memo of unit.memos.values()) {
    for (const breach of memo.breaches) {
      if (breach.at.document.path !== question.path) continue;
      claims.push(...claimOf(question, question.book.in(name), breach, [name]));
    }
  }
  return claims;
}

/** What is true of a document is true in every environment that has the file; without any, as the charter has it. */
function claimsEverywhere(question: FileQuestion, environments: readonly Environment[], breach: Rendered): Claim[] {
  if (environments.length === 0) return claimOf(question, question.book.base, breach, []);
  return environments.flatMap(({ name }) => claimOf(question, question.book.in(name), breach, [name]));
}

function claimOf(question: FileQuestion, rules: Rules, breach: Rendered, environments: readonly string[]): Claim[] {
  const severity = severityOf(breach.guardrail, rules.charter, breach.severity);
  if (severity === 'off') return [];
  const exception = exceptionFor(question.exceptions, breach.guardrail, breach.identity, question.path);
  return [{ breach, severity, environments, exception }];
}

/** The object that a breach of a document lies in: annotations and exceptions speak of objects. */
function withObject(breach: Rendered, units: readonly Unit[]): Rendered {
  const { document, start, end } = breach.at;
  let found: KubernetesObject | undefined;
  for (const unit of units) {
    for (const object of unit.memos.keys()) {
      const { node } = object;
      if (object.document !== document || node.start > start || node.end < end) continue;
      if (found === undefined || node.end - node.start < found.node.end - found.node.start) found = object;
    }
  }
  if (found === undefined) return breach;
  const hash = hashOfBreach(breach.guardrail.id, found, breach.subject);
  return { ...breach, object: found, identity: findingObject(found), hash };
}

function suppressorsOf(question: FileQuestion): Suppressors {
  const { snapshot, path, baselined } = question;
  const file = isCharter(question) ? snapshot.charter.source : snapshot.file(path);
  return suppressors(file === undefined ? new Map() : ignoreCommentsOf(file, question.ignoresIn), baselined);
}

/** Tells whether it can be known that an `ignore` is of no use. Guardrails are silent on what is not known yet. */
interface Judge {
  /** Where the suppressions of the file count: its own environments, or for a patch those of the objects it changes. */
  readonly environments: readonly Environment[];
  canTell(document: YamlDocument, guardrail: AnyGuardrail): boolean;
  canTellOf(bearer: Bearer, guardrail: AnyGuardrail): boolean;
}

function judgeOf(question: FileQuestion): Judge {
  const { snapshot, path, units, book } = question;
  const own = snapshot.environmentsOf(path);
  const environments = own.length > 0 ? own : environmentsTouching(path, units);
  const isOn = (guardrail: AnyGuardrail, names: readonly Environment[]) =>
    guardrail.check.kind !== 'elsewhere' && names.some(({ name }) => book.in(name).isOn(guardrail));
  const isReadable = ({ object, memo }: Bearer) =>
    isKnown(object.document) && [...memo.documents].every((document) => isKnown(document));
  // A document may hold thousands of comments.
  const readable = new Map<YamlDocument, boolean>();
  const allReadableIn = (document: YamlDocument): boolean => {
    const known = readable.get(document);
    if (known !== undefined) return known;
    const touching = bearersIn(units, (bearer) => standsIn(document, bearer));
    const all = touching.every((bearer) => bearer.object.document === document || isReadable(bearer));
    readable.set(document, all && touching.length > 0);
    return all && touching.length > 0;
  };
  return {
    environments,
    canTell(document, guardrail) {
      if (environments.length === 0 || !isOn(guardrail, environments) || !isKnown(document)) return false;
      if (guardrail.check.kind === 'document') return true;
      return allReadableIn(document);
    },
    canTellOf: (bearer, guardrail) => isOn(guardrail, [bearer.unit.environment]) && isReadable(bearer),
  };
}

function isKnown(document: YamlDocument): boolean {
  return !document.hasPlaceholders && !document.problems.some((problem) => problem.blocking);
}

function bearersIn(units: readonly Unit[], wanted: (bearer: Bearer) => boolean): Bearer[] {
  return units.flatMap((unit) =>
    [...unit.memos].map(([object, memo]) => ({ object, memo, unit })).filter((bearer) => wanted(bearer)),
  );
}

function environmentsTouching(path: string, units: readonly Unit[]): Environment[] {
  const touching = bearersIn(units, ({ memo }) => [...memo.documents].some((document) => document.path === path));
  return [...new Set(touching.map(({ unit }) => unit.environment))];
}

function isCharter({ snapshot, path }: FileQuestion): boolean {
  return snapshot.charter.path === path;
}
