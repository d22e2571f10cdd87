import type { Exception } from '../config';
import type { AnyGuardrail } from '../guardrails';
import type { KubernetesObject } from '../kubernetes';
import type { Environment, Snapshot } from '../workspace';
import type { YamlDocument } from '../yaml';
import { type IgnoreComment, type IgnoredId, ignoreCommentsOf } from './directives';
import { type Claim, type Draft, draftsOf, numbered } from './drafts';
import { charterBreaches, type Elsewhere, type ExceptionUse, suppressionBreaches } from './elsewhere';
import type { Finding } from './finding';
import { compareFindings } from './order';
import { type RuleBook, type Rules, severityOf } from './rules';
import { type Failure, hashOfBreach, identityOf, type Outcome, type Rendered } from './run';
import { annotationsOf, exceptionFor, type Suppressors, suppressionOf, usedBy } from './suppress';
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
  const drafts = draftsOf(snapshot, path, claims);

  const suppressors = suppressorsOf(question);
  const used = new Set<IgnoredId>();
  for (const draft of drafts) for (const id of usedBy(draft, suppressors)) used.add(id);
  const late = [
    ...suppressionBreaches(question.elsewhere, suppressors, used, judgeOf(question, environments)),
    ...(isCharter(question) ? charterBreaches(question.elsewhere, question) : []),
  ];
  const lateClaims = late.flatMap((breach) => claimsEverywhere(question, environments, breach));
  return { ...sorted([...drafts, ...draftsOf(snapshot, path, lateClaims)], suppressors), failures };
}

function sorted(drafts: Draft[], suppressors: Suppressors): Omit<FileAnswer, 'failures'> {
  const findings: Finding[] = [];
  const suppressed: Finding[] = [];
  const exceptions = new Set<Exception>();
  drafts.sort((a, b) => compareFindings(a.finding, b.finding));
  for (const draft of numbered(drafts)) {
    if (draft.exception !== undefined) exceptions.add(draft.exception);
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
  const identity = identityOf(found);
  return { ...breach, object: found, identity, hash: hashOfBreach(breach.guardrail.id, identity, breach.subject) };
}

function suppressorsOf(question: FileQuestion): Suppressors {
  const { snapshot, path, units, baselined } = question;
  const file = isCharter(question) ? snapshot.charter.source : snapshot.file(path);
  const objects = units.filter((unit) => unit.path === path).flatMap((unit) => [...unit.memos.keys()]);
  return {
    comments: file === undefined ? new Map() : ignoreCommentsOf(file, question.ignoresIn),
    annotations: annotationsOf(objects),
    baselined,
  };
}

/** Whether it can be known that an `ignore` of this guardrail is of no use in a document. */
function judgeOf(question: FileQuestion, environments: readonly Environment[]) {
  const rules =
    environments.length === 0 ? [question.book.base] : environments.map(({ name }) => question.book.in(name));
  return (document: YamlDocument, guardrail: AnyGuardrail): boolean => {
    if (guardrail.check.kind === 'elsewhere' || !rules.some((one) => one.isOn(guardrail))) return false;
    // Guardrails are silent on what is not known yet, so their silence proves nothing here.
    if (document.hasPlaceholders || document.problems.some((problem) => problem.blocking)) return false;
    if (guardrail.check.kind === 'document') return true;
    return question.units.some((unit) => [...unit.memos.keys()].some((object) => object.document === document));
  };
}

function isCharter({ snapshot, path }: FileQuestion): boolean {
  return snapshot.charter.path === path;
}
