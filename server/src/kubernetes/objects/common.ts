import type { MappingNode, YamlDocument, YamlNode } from '../../yaml';
import type { Field, FieldProblem } from '../field';

export interface ObjectBase {
  readonly apiVersion: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: Field<string>;
  readonly namespace: Field<string>;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** The object's mapping: a document's root, or an item of a List. */
  readonly node: MappingNode;
  readonly document: YamlDocument;
  readonly problems: readonly FieldProblem[];
  /**
   * Something of it could not be read: a list may have more items than it shows. Where the document itself is broken,
   * a field that is not there is unknown, not absent, and there are no problems.
   */
  readonly incomplete: boolean;
}

/** Keys and values as written. `complete` is false where a key or the whole map is unknown. */
export interface Labels {
  readonly entries: ReadonlyMap<string, LabelValue>;
  readonly complete: boolean;
  /** Keys that the controller of the kind sets on every pod: there, with a value that nobody can tell (S026). */
  readonly added?: ReadonlySet<string>;
  /** What is not written is not there, also of the keys that controllers set. */
  readonly closed?: true;
  readonly node: YamlNode | null;
}

export interface LabelValue {
  readonly key: YamlNode;
  readonly value: Field<string>;
}

/** `matchLabels` and `matchExpressions`; a Service's selector is one with `matchLabels` only. */
export interface LabelSelector {
  readonly matchLabels: Labels;
  readonly matchExpressions: readonly LabelExpression[];
  /** False where a part of the selector is unknown. */
  readonly complete: boolean;
  readonly node: YamlNode;
}

export interface LabelExpression {
  readonly key: Field<string>;
  readonly operator: Field<string>;
  readonly values: readonly Field<string>[];
  readonly node: YamlNode;
}

/** A port by number or by name (IntOrString). */
export type PortReference = Field<number | string>;
