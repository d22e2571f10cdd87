import type { Severity } from '../config';
import type { AnyGuardrail, Breach, CheckContext, Confidence, Fix, RelatedPlace } from '../guardrails';
import type { Field, KubernetesObject } from '../kubernetes';
import type { Environment, Snapshot } from '../workspace';
import type { Place, YamlDocument, YamlNode } from '../yaml';
import type { FindingObject } from './finding';
import { hashOf } from './fingerprint';
import type { Rules } from './rules';
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
  readonly dependencies: ReadonlySet<string>;
  /** Other documents that the object is made of, or that the breaches point at. */
  readonly documents: ReadonlySet<YamlDocument>;
}

/** A guardrail that threw, or that did not know when to stop. */
export interface Failure {
  readonly guardrail: string;
  readonly message: string;
}

export function runOnObject(
  snapshot: Snapshot,
  environment: Environment,
  rules: Rules,
  object: KubernetesObject,
): Memo {
  const dependencies = new Set<string>();
  const context: CheckContext = {
    environment: snapshot.view(environment, (dependency) => dependencies.add(dependency)),
    charter: rules.charter,
    cluster: rules.charter.cluster,
  };
  const outcome = emptyOutcome();
  for (const guardrail of rules.onObjects(object.type)) {
    const { check } = guardrail;
    if (check.kind !== 'object') continue;
    collect(guardrail, () => check.find(object, context), context, object, outcome);
  }
  const documents = documentsOf(outcome.breaches);
  if (object.node.synthetic === true) addDocumentsOf(object.node, documents);
  documents.delete(object.document);
  return { ...outcome, dependencies, documents };
}

/** All guardrails of documents: what is off is left out later, so the answer depends on nothing but the document. */
export function runOnDocument(guardrails: readonly AnyGuardrail[], document: YamlDocument): Outcome {
  const outcome = emptyOutcome();
  for (const guardrail of guardrails) {
    const { check } = guardrail;
    if (check.kind !== 'document') continue;
    collect(guardrail, () => check.find(document), undefined, undefined, outcome);
  }
  return outcome;
}

export interface Outcome {
  readonly breaches: Rendered[];
  readonly failures: Failure[];
}

export function identityOf(object: KubernetesObject): FindingObject {
  return { kind: object.kind, namespace: textOf(object.namespace), name: textOf(object.name) };
}

export function hashOfBreach(guardrailId: string, identity: FindingObject | null, subject: string): string {
  return hashOf(
    [guardrailId, identity?.kind ?? '', identity?.namespace ?? '', identity?.name ?? '', subject].join('\u0000'),
  );
}

/** More breaches of one guardrail in one object help nobody, and a hostile file could hold a hundred thousand. */
const MOST_BREACHES = 1000;

function emptyOutcome(): Outcome {
  return { breaches: [], failures: [] };
}

function collect(
  guardrail: AnyGuardrail,
  find: () => Iterable<Breach>,
  context: CheckContext | undefined,
  object: KubernetesObject | undefined,
  outcome: Outcome,
): void {
  let count = 0;
  try {
    for (const breach of find()) {
      count += 1;
      if (count > MOST_BREACHES) {
        outcome.failures.push({
          guardrail: guardrail.id,
          message: `stopped after ${MOST_BREACHES} findings in one place`,
        });
        return;
      }
      outcome.breaches.push(render(guardrail, breach, context, object));
    }
  } catch (error) {
    // The one place where an exception is expected: a bug in one guardrail must not silence the others.
    outcome.failures.push({ guardrail: guardrail.id, message: plainLine(reasonOf(error)) });
  }
}

function render(
  guardrail: AnyGuardrail,
  breach: Breach,
  context: CheckContext | undefined,
  object: KubernetesObject | undefined,
): Rendered {
  const identity = object === undefined ? null : identityOf(object);
  return {
    guardrail,
    severity: breach.severity,
    confidence: breach.confidence ?? guardrail.confidence,
    message: plainLine(guardrail.message(breach)),
    at: breach.at,
    identity,
    subject: breach.subject,
    hash: hashOfBreach(guardrail.id, identity, breach.subject),
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
