import type { Charter, ClusterFacts, Profile, Severity, SeverityOrOff } from '../config';
import type { ObjectOf, ObjectType } from '../kubernetes';
import type { EnvironmentView } from '../workspace';
import type { Place, TextEdit, YamlDocument } from '../yaml';

/**
 * One check: an id, why it matters, how it is found, how it is said, how it is mended. `check` finds, `message` and
 * `related` say, `fixes` mends; what they share is the breach. None of them sees files, settings or the clock.
 */
export interface Guardrail<T extends ObjectType = ObjectType, B extends Breach = Breach> {
  /** Kebab-case, names the wrong pattern, reads well after "allow". */
  readonly id: string;
  /** Ids it had before; they keep working in suppressions and the charter. */
  readonly formerIds?: readonly string[];
  /** One sentence without a full stop: what is wrong. */
  readonly title: string;
  readonly category: Category;
  readonly severity: SeverityOrOff;
  readonly confidence: Confidence;
  /** Severities of profiles that differ from `severity`. */
  readonly profiles?: Partial<Record<Profile, SeverityOrOff>>;
  readonly tags?: readonly Tag[];
  readonly check: Check<T, B>;
  message(breach: B): string;
  related?(breach: B): readonly RelatedPlace[];
  /** The best first. A fix that is not marked safe is offered, never applied by itself. */
  fixes?(breach: B, context: CheckContext): readonly Fix[];
}

export type Category = 'spec' | 'wiring' | 'collision' | 'exposure' | 'policy' | 'charter' | 'mesh';
export type Confidence = 'certain' | 'likely' | 'possible';
export type Tag = 'unnecessary' | 'deprecated';

export type Check<T extends ObjectType, B extends Breach> =
  | {
      readonly kind: 'object';
      readonly appliesTo: readonly T[];
      find(object: ObjectOf<T>, context: CheckContext): Iterable<B>;
    }
  | { readonly kind: 'document'; find(document: YamlDocument): Iterable<B> }
  /** Found by `config` or `analysis` themselves (charter and suppressions); here for its page and its settings. */
  | { readonly kind: 'elsewhere' };

/** One place where a guardrail is broken. Guardrails add to it what their message and fixes need. */
export interface Breach {
  readonly at: Place;
  /** Where it differs from the guardrail's own. */
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  /** Path inside the object and the value, for a fingerprint that survives moved lines, e.g. `ports[http].targetPort=web`. */
  readonly subject: string;
}

/** A breach that `config` or `analysis` found and put into words: of the charter, or of a suppression. */
export interface SaidBreach extends Breach {
  readonly message: string;
}

export interface CheckContext {
  readonly environment: EnvironmentView;
  /** With the environment's overrides applied. */
  readonly charter: Charter;
  readonly cluster: ClusterFacts;
}

export interface RelatedPlace {
  readonly place: Place;
  readonly message: string;
}

export interface Fix {
  /** An imperative sentence, e.g. `Change targetPort to "web"`. */
  readonly title: string;
  /** The author of the guardrail holds it for right whenever the finding is; analysis proves it before it is called safe. */
  readonly safe: boolean;
  readonly edits: readonly TextEdit[];
}

/** A guardrail of any type, as lists of them hold it. */
export type AnyGuardrail = Guardrail<ObjectType, Breach>;

export function defineGuardrail<T extends ObjectType, B extends Breach>(guardrail: Guardrail<T, B>): AnyGuardrail {
  // Sound because analysis hands every breach back to the guardrail that made it, and only objects it applies to.
  return guardrail as unknown as AnyGuardrail;
}
