import type { Severity } from '../config';
import type { AnyGuardrail, Breach, CheckContext, Confidence, Fix, RelatedPlace } from '../guardrails';
import { type Field, type KubernetesObject, readObject } from '../kubernetes';
import { get, type MappingNode, type Place, type YamlDocument, type YamlNode } from '../yaml';
import type { Asker } from './asking';
import type { FindingObject } from './finding';
import { hashOf } from './fingerprint';
import { plainLine } from './text';

/** A breach in words, with places that move along with their documents. */
export interface Rendered {
  readonly guardrail: AnyGuardrail;
  readonly severity: Severity | undefined;
  readonly confidence: Confidence;
  readonly message: string;
  readonly at: Place;
  readonly identity: FindingObject | null;
  readonly subject: string;
  /** Of id, object and subject. */
  readonly hash: string;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
  readonly object: KubernetesObject | undefined;
}

/** What the guardrails said about one object of one environment, and what that rests on. */
export interface Memo {
  readonly breaches: readonly Rendered[];
  readonly failures: readonly Failure[];
  /** Questions that were asked of the environment. */
  readonly dependencies: readonly string[];
  /** Other documents that the object is made of, or that the breaches point at. */
  readonly documents: ReadonlySet<YamlDocument>;
}

/** A guardrail that threw, or that did not know when to stop. */
export interface Failure {
  readonly guardrail: string;
  readonly message: string;
}

export function runOnObject(asker: Asker, object: KubernetesObject): Memo {
  asker.begin();
  let outcome = SILENT;
  const { context } = asker;
  for (const { guardrail, check } of asker.rules.onObjects(object.type)) {
    try {
      const found = check.find(object, context);
      if (Array.isArray(found) && found.length === 0) continue;
      outcome = withBreaches(outcome, guardrail, found, context, object);
    } catch (error) {
      outcome = withFailure(outcome, guardrail, reasonOf(error));
    }
  }
  const dependencies = asker.asked();
  if (outcome.breaches.length === 0 && object.node.synthetic !== true) {
    if (outcome === SILENT && dependencies.length === 0) return NOTHING_TO_SAY;
    return { breaches: outcome.breaches, failures: outcome.failures, dependencies, documents: NOTHING };
  }
  const documents = documentsOf(outcome.breaches);
  if (object.node.synthetic === true) addDocumentsOf(object.node, documents);
  documents.delete(object.document);
  return { ...outcome, dependencies, documents };
}

/** All guardrails of documents: what is off is left out later, so the answer depends on nothing but the document. */
export function runOnDocument(guardrails: readonly AnyGuardrail[], document: YamlDocument): Outcome {
  let outcome = SILENT;
  for (const guardrail of guardrails) {
    const { check } = guardrail;
    if (check.kind !== 'document') continue;
    try {
      outcome = withBreaches(outcome, guardrail, check.find(document), undefined, undefined);
    } catch (error) {
      outcome = withFailure(outcome, guardrail, reasonOf(error));
    }
  }
  return outcome;
}

export interface Outcome {
  readonly breaches: readonly Rendered[];
  readonly failures: readonly Failure[];
}

/** What nearly all are: one and the same, so that silence costs nothing. */
const SILENT: Outcome = { breaches: [], failures: [] };
const NOTHING: ReadonlySet<never> = new Set<never>();
const NOTHING_TO_SAY: Memo = { ...SILENT, dependencies: [], documents: NOTHING };

/** An object as findings and exceptions name it: as it is in the cluster. */
export function findingObject(object: KubernetesObject): FindingObject {
  return { kind: object.kind, namespace: textOf(object.namespace), name: textOf(object.name) };
}

/** Of id, object and subject. The object counts as its file states it: another environment of it changes no hash. */
export function hashOfBreach(guardrailId: string, object: KubernetesObject | undefined, subject: string): string {
  const written = object === undefined ? undefined : findingObject(asWritten(object));
  return hashOf(
    [guardrailId, written?.kind ?? '', written?.namespace ?? '', written?.name ?? '', subject].join('\u0000'),
  );
}

function asWritten(object: KubernetesObject): KubernetesObject {
  if (object.node.synthetic !== true) return object;
  const node = sourceOf(object);
  return (node === undefined ? undefined : readObject(node)) ?? object;
}

/** A kustomization makes objects anew at the place of their source: a document's root, or an item of a List. */
function sourceOf({ document, node }: KubernetesObject): MappingNode | undefined {
  const { root } = document;
  if (root?.type !== 'mapping' || root.start === node.start) return root?.type === 'mapping' ? root : undefined;
  const items = get(root, 'items');
  if (items?.type !== 'sequence') return undefined;
  const found = items.items.find(({ start }) => start === node.start);
  return found?.type === 'mapping' ? found : undefined;
}

/** More breaches of one guardrail in one object help nobody, and a hostile file could hold a hundred thousand. */
export const MOST_BREACHES = 1000;

function withBreaches(
  outcome: Outcome,
  guardrail: AnyGuardrail,
  found: Iterable<Breach>,
  context: CheckContext | undefined,
  object: KubernetesObject | undefined,
): Outcome {
  let breaches: Rendered[] | undefined;
  try {
    for (const breach of found) {
      breaches ??= [];
      if (breaches.length === MOST_BREACHES) {
        outcome = withFailure(outcome, guardrail, `stopped after ${MOST_BREACHES} findings in one place`);
        break;
      }
      breaches.push(render(guardrail, breach, context, object));
    }
  } catch (error) {
    // A bug in one guardrail must not silence the others, nor what it found before.
    outcome = withFailure(outcome, guardrail, reasonOf(error));
  }
  return breaches === undefined ? outcome : { ...outcome, breaches: [...outcome.breaches, ...breaches] };
}

function withFailure(outcome: Outcome, { id }: AnyGuardrail, message: string): Outcome {
  return { ...outcome, failures: [...outcome.failures, { guardrail: id, message: plainLine(message) }] };
}

function render(
  guardrail: AnyGuardrail,
  breach: Breach,
  context: CheckContext | undefined,
  object: KubernetesObject | undefined,
): Rendered {
  return {
    guardrail,
    severity: breach.severity,
    confidence: breach.confidence ?? guardrail.confidence,
    message: plainLine(guardrail.message(breach)),
    at: breach.at,
    identity: object === undefined ? null : findingObject(object),
    subject: breach.subject,
    hash: hashOfBreach(guardrail.id, object, breach.subject),
    related: guardrail.related?.(breach) ?? [],
    fixes: (context === undefined ? undefined : guardrail.fixes?.(breach, context)) ?? [],
    object,
  };
}

function documentsOf(breaches: readonly Rendered[]): Set<YamlDocument> {
  const documents = new Set<YamlDocument>();
  for (const breach of breaches) {
    documents.add(breach.at.document);
    for (const related of breach.related) documents.add(related.place.document);
    for (const fix of breach.fixes) for (const edit of fix.edits) documents.add(edit.document);
  }
  return documents;
}

function addDocumentsOf(node: YamlNode, documents: Set<YamlDocument>): void {
  documents.add(node.document);
  if (node.type === 'sequence') for (const item of node.items) addDocumentsOf(item, documents);
  if (node.type !== 'mapping') return;
  for (const pair of node.pairs) {
    documents.add(pair.key.document);
    addDocumentsOf(pair.value, documents);
  }
}

function textOf(field: Field<string>): string | null {
  return field.state === 'known' ? field.value : null;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
