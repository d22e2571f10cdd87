import { type Exception, isExpired, nearest, type Severity } from '../config';
import type { AnyGuardrail, Fix, SaidBreach } from '../guardrails';
import type { KubernetesObject } from '../kubernetes';
import type { Snapshot } from '../workspace';
import { type Place, removePair, replaceScalar, type TextEdit, type YamlDocument } from '../yaml';
import type { Bearer, IgnoreAnnotation } from './annotations';
import { IGNORE_ANNOTATION, type Ignore, type IgnoreComment, type IgnoredId, MOST_IDS } from './directives';
import type { RuleBook, Rules } from './rules';
import { findingObject, hashOfBreach, type Rendered } from './run';
import { isCalled } from './suppress';
import { plainLine } from './text';

/** The guardrails that no object and no document is asked for: the charter and the suppressions themselves. */
export interface Elsewhere {
  readonly all: readonly AnyGuardrail[];
  readonly invalidCharter: AnyGuardrail | undefined;
  readonly unknownGuardrail: AnyGuardrail | undefined;
  readonly unusedSuppression: AnyGuardrail | undefined;
  readonly expiredException: AnyGuardrail | undefined;
}

export function elsewhereOf(guardrails: readonly AnyGuardrail[]): Elsewhere {
  const byId = (id: string) =>
    guardrails.find((guardrail) => guardrail.id === id && guardrail.check.kind === 'elsewhere');
  return {
    all: guardrails,
    invalidCharter: byId('invalid-charter'),
    unknownGuardrail: byId('unknown-guardrail'),
    unusedSuppression: byId('unused-suppression'),
    expiredException: byId('expired-exception'),
  };
}

/** The suppressions that are written in one file, and what can be known of their use. */
export interface WrittenSuppressions {
  readonly comments: ReadonlyMap<YamlDocument, readonly IgnoreComment[]>;
  readonly annotations: readonly IgnoreAnnotation[];
  isUnused(document: YamlDocument, id: IgnoredId, guardrail: AnyGuardrail): boolean;
  isUnusedFor(bearers: readonly Bearer[], guardrail: AnyGuardrail): boolean;
}

/** What is wrong with the suppressions of one file. */
export function suppressionBreaches(elsewhere: Elsewhere, written: WrittenSuppressions): Rendered[] {
  const breaches: Rendered[] = [];
  for (const [document, comments] of written.comments) {
    const unused = (id: IgnoredId, guardrail: AnyGuardrail) => written.isUnused(document, id, guardrail);
    for (const comment of comments) {
      breaches.push(...ignoreBreaches(elsewhere, comment, undefined, unused, (id) => withoutComment(comment, id)));
    }
  }
  for (const annotation of written.annotations) {
    const { bearers, ignores } = annotation;
    const unused = (_: IgnoredId, guardrail: AnyGuardrail) => written.isUnusedFor(bearers, guardrail);
    const object = onlyObject(bearers);
    for (const ignore of ignores) {
      breaches.push(...ignoreBreaches(elsewhere, ignore, object, unused, (id) => withoutAnnotation(annotation, id)));
    }
  }
  return breaches;
}

/** The one object that all bearers are; several environments have it each. */
function onlyObject(bearers: readonly Bearer[]): KubernetesObject | undefined {
  const first = bearers[0]?.object;
  const isFirst = ({ object }: Bearer) => object.document === first?.document && object.node.start === first.node.start;
  return bearers.every(isFirst) ? first : undefined;
}

interface CharterQuestion {
  readonly snapshot: Snapshot;
  readonly book: RuleBook;
  readonly today: string;
  readonly use: ExceptionUse;
}

/** How often each exception of the charter was of use, and how many objects it speaks of. */
export interface ExceptionUse {
  readonly used: ReadonlyMap<Exception, number>;
  readonly seen: ReadonlyMap<Exception, number>;
}

/** What is wrong with the charter itself. */
export function charterBreaches(elsewhere: Elsewhere, { snapshot, book, today, use }: CharterQuestion): Rendered[] {
  const { charter } = snapshot;
  const breaches: Rendered[] = [];
  for (const { message, place, severity } of charter.problems) {
    breaches.push(...said(elsewhere.invalidCharter, { message, at: place, subject: message }, severity));
  }
  const settings = [charter, ...charter.environments.map((environment) => environment.overrides)];
  for (const { guardrails } of settings) {
    for (const [id, { place }] of guardrails ?? []) {
      if (knows(elsewhere, id)) continue;
      breaches.push(...unknownId(elsewhere, id, place));
    }
  }
  for (const exception of charter.exceptions)
    breaches.push(...exceptionBreaches(elsewhere, exception, book.base, today, use));
  return breaches;
}

function exceptionBreaches(
  elsewhere: Elsewhere,
  exception: Exception,
  rules: Rules,
  today: string,
  use: ExceptionUse,
): Rendered[] {
  const { guardrail: id, place } = exception;
  const guardrail = elsewhere.all.find((one) => isCalled(one, id));
  if (guardrail === undefined) return unknownId(elsewhere, id, place);
  const subject = `exceptions[${id},${exception.object ?? ''},${exception.path ?? ''}]`;
  if (isExpired(exception, today)) {
    const message = `the exception for ${id} ended on ${exception.expires}`;
    return said(elsewhere.expiredException, { message, at: place, subject });
  }
  // An exception for objects of another repository is none of our business: only what was looked at can be unused.
  const looked = rules.isOn(guardrail) && (use.seen.get(exception) ?? 0) > 0;
  if (!looked || (use.used.get(exception) ?? 0) > 0) return [];
  const message = `${id} finds nothing that this exception is for`;
  return said(elsewhere.unusedSuppression, { message, at: place, subject });
}

function ignoreBreaches(
  elsewhere: Elsewhere,
  ignore: Ignore,
  object: KubernetesObject | undefined,
  unused: (id: IgnoredId, guardrail: AnyGuardrail) => boolean,
  without: (id: IgnoredId) => TextEdit | undefined,
): Rendered[] {
  if (ignore.unknownVerb !== undefined) {
    const { id: word, place } = ignore.unknownVerb;
    const message = `"${word}" is nothing that portcullis does (did you mean ignore?)`;
    const fixes = [{ title: 'Change to ignore', safe: false, edits: [{ ...place, text: 'ignore' }] }];
    return said(elsewhere.unknownGuardrail, { message, at: place, subject: `verb[${word}]` }, undefined, fixes, object);
  }
  if (ignore.isCut === true) {
    const message = `ignore takes ${MOST_IDS} ids at most: the rest is not read`;
    const { isCut: _, ...read } = ignore;
    return [
      ...said(elsewhere.unknownGuardrail, { message, at: ignore.place, subject: 'ignore' }, undefined, [], object),
      ...ignoreBreaches(elsewhere, read, object, unused, () => undefined),
    ];
  }
  if (ignore.ids.length === 0) {
    const message = 'ignore needs the ids of guardrails: a comment without them ignores nothing';
    return said(elsewhere.unknownGuardrail, { message, at: ignore.place, subject: 'ignore' }, undefined, [], object);
  }
  return ignore.ids.flatMap((id) => {
    const guardrail = elsewhere.all.find((one) => isCalled(one, id.id));
    if (guardrail === undefined) return unknownId(elsewhere, id.id, id.place, object);
    if (!unused(id, guardrail)) return [];
    const edit = without(id);
    const fixes = edit === undefined ? [] : [{ title: `Stop ignoring ${id.id}`, safe: true, edits: [edit] }];
    const message = `${id.id} finds nothing to ignore here`;
    const breach = { message, at: id.place, subject: `ignore[${id.id}]` };
    return said(elsewhere.unusedSuppression, breach, undefined, fixes, object);
  });
}

function unknownId(elsewhere: Elsewhere, id: string, at: Place, object?: KubernetesObject): Rendered[] {
  const meant = nearest(
    id,
    elsewhere.all.map((guardrail) => guardrail.id),
  );
  const literal = at.document.text.slice(at.start, at.end) === id;
  const fixes =
    meant === undefined || !literal
      ? []
      : [{ title: `Change to ${meant}`, safe: false, edits: [{ ...at, text: meant }] }];
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  const breach = { message: `"${id}" is no guardrail${hint}`, at, subject: `unknown[${id}]` };
  return said(elsewhere.unknownGuardrail, breach, undefined, fixes, object);
}

function said(
  guardrail: AnyGuardrail | undefined,
  breach: SaidBreach,
  severity?: Severity,
  fixes: readonly Fix[] = [],
  object?: KubernetesObject,
): Rendered[] {
  if (guardrail === undefined) return [];
  return [
    {
      guardrail,
      severity,
      confidence: guardrail.confidence,
      message: plainLine(guardrail.message(breach)),
      at: breach.at,
      identity: object === undefined ? null : findingObject(object),
      subject: breach.subject,
      hash: hashOfBreach(guardrail.id, object, breach.subject),
      related: [],
      fixes,
      object,
    },
  ];
}

function knows(elsewhere: Elsewhere, id: string): boolean {
  return elsewhere.all.some((guardrail) => isCalled(guardrail, id));
}

/** The comment without one id; without its last one it goes, and a line of its own goes with it. */
function withoutComment(ignore: IgnoreComment, id: IgnoredId): TextEdit {
  const { document } = id.place;
  if (ignore.ids.length > 1) return { ...stretchOf(ignore.ids, id), text: '' };
  const { start, end, ownLine } = ignore.comment;
  const { text } = document;
  let from = start;
  while (from > 0 && /[ \t]/.test(text[from - 1] ?? '')) from -= 1;
  if (!ownLine) return { document, start: from, end, text: '' };
  const lineEnd = /\r?\n/y;
  lineEnd.lastIndex = end;
  const behind = lineEnd.exec(text);
  return { document, start: from, end: end + (behind?.[0].length ?? 0), text: '' };
}

/** An id with the comma that parts it from its neighbour. */
function stretchOf(ids: readonly IgnoredId[], id: IgnoredId): Place {
  const index = ids.indexOf(id);
  const next = ids[index + 1];
  const previous = ids[index - 1];
  if (previous !== undefined) return { ...id.place, start: previous.place.end };
  return next === undefined ? id.place : { ...id.place, end: next.place.start };
}

function withoutAnnotation({ bearers, value, ignores }: IgnoreAnnotation, id: IgnoredId): TextEdit | undefined {
  const left = ignores
    .map((ignore) => ({
      ids: ignore.ids.filter((other) => other !== id).map((other) => other.id),
      reason: ignore.reason,
    }))
    .filter((ignore) => ignore.ids.length > 0)
    .map((ignore) => ignore.ids.join(', ') + (ignore.reason === null ? '' : `: ${ignore.reason}`));
  if (left.length > 0) return value.type === 'scalar' ? replaceScalar(value, left.join('; ')) : undefined;
  const annotations = bearers[0]?.object.annotations.node;
  return annotations?.type === 'mapping' ? removePair(annotations, IGNORE_ANNOTATION) : undefined;
}
