import { readFile } from '../yaml';
import { readObjects } from './documents';
import type { Field } from './field';
import type { KubernetesObject, Labels, ObjectOf, ObjectType } from './objects';

/** What the tests of this room use to get from text to objects, and from fields to something short to compare. */
export function objectsIn(text: string, path = 'test.yaml'): readonly KubernetesObject[] {
  return readFile(path, text).documents.flatMap(({ document }) => readObjects(document));
}

export function objectIn<T extends ObjectType>(type: T, text: string): ObjectOf<T> {
  const objects = objectsIn(text);
  const found = objects.find((object): object is ObjectOf<T> => object.type === type);
  if (found === undefined || objects.length !== 1) {
    throw new Error(`expected one ${type}, got ${objects.map((object) => object.type).join(', ') || 'nothing'}`);
  }
  return found;
}

/** The value of a known field; `absent` and `unknown` as symbols, so that no value looks like them. */
export function shown<T>(field: Field<T>): T | symbol;
export function shown(field: Field<unknown>): unknown;
export function shown(field: Field<unknown>): unknown {
  if (field.state === 'known') return field.value;
  return field.state === 'absent' ? ABSENT_FIELD : UNKNOWN_FIELD;
}

export const ABSENT_FIELD = Symbol('absent');
export const UNKNOWN_FIELD = Symbol('unknown');

export function shownLabels(labels: Labels): Record<string, string | symbol> {
  return Object.fromEntries([...labels.entries].map(([key, label]) => [key, shown(label.value)]));
}

/** The characters a field's value was written with. */
export function written<T>(field: Field<T>): string | undefined {
  if (field.state === 'absent' || field.node === undefined) return undefined;
  return field.node.document.text.slice(field.node.start, field.node.end);
}

export function problemsOf(object: KubernetesObject): readonly string[] {
  return object.problems.map(({ code, message, replacement }) =>
    replacement === undefined ? `${code}: ${message}` : `${code}: ${message} -> ${replacement}`,
  );
}
