import { type Baseline, type Exception, takesIn } from '../config';
import type { AnyGuardrail } from '../guardrails';
import type { KubernetesObject } from '../kubernetes';
import { positionAt, type YamlDocument, type YamlNode } from '../yaml';
import { IGNORE_ANNOTATION, type Ignore, type IgnoreComment, type IgnoredId, readIgnoreAnnotation } from './directives';
import type { Draft } from './drafts';
import type { Finding, FindingObject } from './finding';

export interface Suppressors {
  readonly comments: ReadonlyMap<YamlDocument, readonly IgnoreComment[]>;
  readonly baselined: ReadonlySet<string>;
  /** Made of the comments and annotations when they are asked for first. */
  readonly inComments: Map<YamlDocument, Matches>;
  readonly inAnnotations: Map<YamlNode, Matches>;
}

export function suppressors(comments: Suppressors['comments'], baselined: Suppressors['baselined']): Suppressors {
  return { comments, baselined, inComments: new Map(), inAnnotations: new Map() };
}

/** The ids of ignore comments that cover a finding, whether or not something else covers it too. */
export function idsInCommentsFor(draft: Draft, suppressors: Suppressors): IgnoredId[] {
  return commentsFor(draft, suppressors).map((match) => match.id);
}

/** The first of comment, annotation, exception and baseline that covers a finding says why it is silent. */
export function suppressionOf(draft: Draft, suppressors: Suppressors): Finding['suppressed'] {
  const comments = commentsFor(draft, suppressors);
  if (comments.length > 0) return { by: 'comment', reason: reasonOf(comments), expires: null };
  const annotations = annotationsFor(draft, suppressors);
  if (annotations.length > 0) return { by: 'annotation', reason: reasonOf(annotations), expires: null };
  const [exception] = draft.exceptions;
  if (exception !== undefined) return { by: 'exception', reason: exception.reason, expires: exception.expires ?? null };
  if (suppressors.baselined.has(baselineKey(draft.finding))) return { by: 'baseline', reason: null, expires: null };
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

export interface AnnotationValue {
  readonly node: YamlNode;
  readonly text: string;
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

/** By id, and for a comment by the line it speaks of, so that many of them cost no more than the few that match. */
type Matches = ReadonlyMap<string, readonly Match[]>;

function matchesIn(ignores: readonly (Ignore & { readonly line?: number | undefined })[]): Matches {
  const found = new Map<string, Match[]>();
  for (const ignore of ignores) {
    for (const id of ignore.ids) {
      const key = matchKey(id.id, ignore.line);
      const known = found.get(key);
      if (known === undefined) found.set(key, [{ id, ignore }]);
      else known.push({ id, ignore });
    }
  }
  return found;
}

function matchKey(id: string, line: number | undefined): string {
  return line === undefined ? id : `${line} ${id}`;
}

/** By its id or one it had before. */
function matching(guardrail: AnyGuardrail, matches: Matches, line: number | undefined): readonly Match[] {
  const lines = line === undefined ? [undefined] : [undefined, line];
  const names = [guardrail.id, ...(guardrail.formerIds ?? [])];
  return names.flatMap((name) => lines.flatMap((one) => matches.get(matchKey(name, one)) ?? []));
}

function commentsFor(draft: Draft, suppressors: Suppressors): readonly Match[] {
  const { document, start } = draft.at;
  const comments = suppressors.comments.get(document);
  if (comments === undefined) return [];
  const { line } = positionAt(document, start);
  const known = suppressors.inComments.get(document);
  const matches = known ?? matchesIn(comments);
  if (known === undefined) suppressors.inComments.set(document, matches);
  return matching(draft.guardrail, matches, line);
}

function annotationsFor(draft: Draft, suppressors: Suppressors): readonly Match[] {
  return draft.objects.flatMap((object) => {
    const value = ignoreAnnotationOf(object);
    if (value === undefined) return [];
    const known = suppressors.inAnnotations.get(value.node);
    const matches = known ?? matchesIn(readIgnoreAnnotation(value.text, value.node));
    if (known === undefined) suppressors.inAnnotations.set(value.node, matches);
    return matching(draft.guardrail, matches, undefined);
  });
}

function reasonOf(matches: readonly Match[]): string | null {
  return matches.find((match) => match.ignore.reason !== null)?.ignore.reason ?? null;
}

/** What stands in the annotation of an object, and where: a patch or a kustomization may have set it. */
export function ignoreAnnotationOf(object: KubernetesObject): AnnotationValue | undefined {
  const field = object.annotations.entries.get(IGNORE_ANNOTATION)?.value;
  return field?.state === 'known' ? { node: field.node, text: field.value } : undefined;
}
