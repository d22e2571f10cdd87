import type { Place, YamlNode } from '../yaml';

/**
 * One field of an object. Unknown is a value of its own: a placeholder, a field that a patch or a generator may touch,
 * a field of the wrong type. Whoever reads a field has to say what to do with it; a guardrail nearly always stays silent.
 */
export type Field<T> = Known<T> | Absent | Unknown;

export interface Known<T> {
  readonly state: 'known';
  readonly value: T;
  readonly node: YamlNode;
}

export interface Absent {
  readonly state: 'absent';
}

export interface Unknown {
  readonly state: 'unknown';
  /** Where the unknown stands, if it stands anywhere. */
  readonly node?: YamlNode;
}

export const ABSENT: Absent = { state: 'absent' };
export const UNKNOWN: Unknown = { state: 'unknown' };

export function known<T>(value: T, node: YamlNode): Known<T> {
  return { state: 'known', value, node };
}

/** The value where it is known, `fallback` where the field is absent, undefined where nobody can tell. */
export function valueOr<T, F>(field: Field<T>, fallback: F): T | F | undefined {
  if (field.state === 'known') return field.value;
  return field.state === 'absent' ? fallback : undefined;
}

/** The items of a list, none where nobody can tell. */
export function listed<T>(field: Field<readonly T[]>): readonly T[] {
  return field.state === 'known' ? field.value : NONE;
}

const NONE: readonly never[] = [];

export type Certainty = 'yes' | 'no' | 'unknown';

/** A value that the API server would refuse, found while reading an object. */
export interface FieldProblem {
  readonly code: 'wrong-type' | 'invalid-port-number' | 'invalid-assertion';
  /** The name of the field as people write it, e.g. `targetPort`. */
  readonly field: string;
  readonly message: string;
  readonly node: YamlNode;
  /** What the API wants there; says how `replacement` is to be written. */
  readonly expected?: 'string' | 'integer' | 'boolean' | 'mapping' | 'list';
  /** The value that is evidently meant, without quotes (`8080` for `"8080"`, `1.10` for the number 1.10). */
  readonly replacement?: string;
}

export function placeOf(node: YamlNode): Place {
  return { document: node.document, start: node.start, end: node.end };
}
