import { type Baseline, type Exception, takesIn } from '../config';
import type { AnyGuardrail } from '../guardrails';
import type { KubernetesObject } from '../kubernetes';
import { positionAt, type YamlDocument, type YamlNode } from '../yaml';
import { IGNORE_ANNOTATION, type Ignore, type IgnoreComment, type IgnoredId, readIgnoreAnnotation } from './directives';
import type { Draft } from './drafts';
import type { Finding, FindingObject } from './finding';

export interface Suppressors {
  readonly comments: ReadonlyMap<YamlDocument, readonly IgnoreComment[]>;
  /** By the annotation's value, so that an object of several environments has it once. */
  readonly annotations: ReadonlyMap<YamlNode, IgnoreAnnotation>;
  readonly baselined: ReadonlySet<string>;
}

export interface IgnoreAnnotation {
  readonly object: KubernetesObject;
  readonly value: YamlNode;
  readonly text: string;
  readonly ignores: readonly Ignore[];
}

export function annotationsOf(objects: Iterable<KubernetesObject>): Map<YamlNode, IgnoreAnnotation> {
  const found = new Map<YamlNode, IgnoreAnnotation>();
  for (const object of objects) {
    const value = annotationValue(object);
    if (value === undefined || found.has(value.node)) continue;
    found.set(value.node, {
      object,
      value: value.node,
      text: value.text,
      ignores: readIgnoreAnnotation(value.text, value.node),
    });
  }
  return found;
}

/** The `ignore`s that cover a finding, whether or not something else covers it too. */
export function usedBy(draft: Draft, suppressors: Suppressors): IgnoredId[] {
  return [...commentsFor(draft, suppressors), ...annotationsFor(draft, suppressors)].map((match) => match.id);
}

/** The first of comment, annotation, exception and baseline that covers a finding says why it is silent. */
export function suppressionOf(draft: Draft, suppressors: Suppressors): Finding['suppressed'] {
  const comments = commentsFor(draft, suppressors);
  if (comments.length > 0) return { by: 'comment', reason: reasonOf(comments), expires: null };
  const annotations = annotationsFor(draft, suppressors);
  if (annotations.length > 0) return { by: 'annotation', reason: reasonOf(annotations), expires: null };
  const { exception, finding } = draft;
  if (exception !== undefined) return { by: 'exception', reason: exception.reason, expires: exception.expires ?? null };
  if (suppressors.baselined.has(baselineKey(finding))) return { by: 'baseline', reason: null, expires: null };
  return undefined;
}

export function exceptionFor(
  exceptions: readonly Exception[],
  guardrail: AnyGuardrail,
  object: FindingObject | null,
  path: string,
): Exception | undefined {
  return exceptions.find((exception) => isCalled(guardrail, exception.guardrail) && takesIn(exception, object, path));
}

/** By its id or one it had before. */
export function isCalled(guardrail: AnyGuardrail, id: string): boolean {
  return guardrail.id === id || guardrail.formerIds?.includes(id) === true;
}

export function baselineKeys(baseline: Baseline | undefined): ReadonlySet<string> {
  return new Set(baseline?.entries.map(baselineKey));
}

interface Match {
  readonly id: IgnoredId;
  readonly ignore: Ignore;
}

function baselineKey(entry: {
  readonly guardrail: string;
  readonly file: string;
  readonly fingerprint: string;
}): string {
  return `${entry.guardrail}\u0000${entry.fingerprint}\u0000${entry.file}`;
}

function matching(guardrail: AnyGuardrail, ignores: readonly Ignore[]): Match[] {
  return ignores.flatMap((ignore) =>
    ignore.ids.filter(({ id }) => isCalled(guardrail, id)).map((id) => ({ id, ignore })),
  );
}

function commentsFor(draft: Draft, suppressors: Suppressors): readonly Match[] {
  const { document, start } = draft.at;
  const comments = suppressors.comments.get(document);
  if (comments === undefined) return [];
  const { line } = positionAt(document, start);
  const here = comments.filter((comment) => comment.line === undefined || comment.line === line);
  return matching(draft.guardrail, here);
}

function annotationsFor(draft: Draft, suppressors: Suppressors): readonly Match[] {
  return draft.objects.flatMap((object) => {
    const value = annotationValue(object);
    const ignores = value === undefined ? undefined : suppressors.annotations.get(value.node)?.ignores;
    return ignores === undefined ? [] : matching(draft.guardrail, ignores);
  });
}

function reasonOf(matches: readonly Match[]): string | null {
  return matches.find((match) => match.ignore.reason !== null)?.ignore.reason ?? null;
}

function annotationValue(object: KubernetesObject): { readonly node: YamlNode; readonly text: string } | undefined {
  const field = object.annotations.entries.get(IGNORE_ANNOTATION)?.value;
  return field?.state === 'known' ? { node: field.node, text: field.value } : undefined;
}
