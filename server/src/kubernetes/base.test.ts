import { describe, expect, test } from 'vitest';
import { typeMeta } from './base';
import { ABSENT_FIELD, objectIn, objectsIn, problemsOf, shown, shownLabels, UNKNOWN_FIELD } from './test-objects';

describe('typeMeta', () => {
  test.each([
    ['v1', '', 'v1'],
    ['v2beta1', '', 'v2beta1'],
    ['apps/v1', 'apps', 'v1'],
    ['networking.k8s.io/v1beta1', 'networking.k8s.io', 'v1beta1'],
    ['builtin', 'builtin', ''],
    ['version', 'version', ''],
    ['a/b/c', 'a', 'b/c'],
  ])('%s', (apiVersion, group, version) => {
    expect(typeMeta(apiVersion, 'X')).toEqual({ apiVersion, group, version, kind: 'X' });
  });
});

function metadata(text: string) {
  return objectIn('namespace', `apiVersion: v1\nkind: Namespace\n${text}`);
}

test('reads name, namespace, labels and annotations', () => {
  const object = metadata(
    'metadata:\n  name: a\n  namespace: b\n  labels: {x: z}\n  annotations: {note: "<any> $(text)"}\n',
  );
  expect([shown(object.name), shown(object.namespace)]).toEqual(['a', 'b']);
  expect(shownLabels(object.labels)).toEqual({ x: 'z' });
  expect(shownLabels(object.annotations)).toEqual({ note: '<any> $(text)' });
});

test.each([
  ['', ABSENT_FIELD, ABSENT_FIELD],
  ['metadata:', ABSENT_FIELD, ABSENT_FIELD],
  ['metadata: {name: null, namespace: ""}', ABSENT_FIELD, ABSENT_FIELD],
  ['metadata: {generateName: a-}', UNKNOWN_FIELD, ABSENT_FIELD],
  ['metadata: {name: "{{ .Release.Name }}", namespace: "$(NAMESPACE)"}', UNKNOWN_FIELD, UNKNOWN_FIELD],
  ['metadata: {name: "web-$(ENV)"}', UNKNOWN_FIELD, ABSENT_FIELD],
  ['metadata: "{{ .Values.metadata }}"', UNKNOWN_FIELD, UNKNOWN_FIELD],
])('%s', (text, name, namespace) => {
  const object = metadata(text);
  expect([shown(object.name), shown(object.namespace)]).toEqual([name, namespace]);
  expect(object.problems).toEqual([]);
});

test.each([
  ['metadata: 7', 'wrong-type: metadata must be a mapping, not the number 7'],
  ['metadata: {name: 7}', 'wrong-type: name must be a string, not the number 7 -> 7'],
  ['metadata: {name: on}', 'wrong-type: name must be a string, not the boolean on -> on'],
  ['metadata: {namespace: [a]}', 'wrong-type: namespace must be a string, not a list'],
  ['metadata: {labels: [a]}', 'wrong-type: labels must be a mapping, not a list'],
  ['metadata: {labels: {a: 1.10}}', 'wrong-type: labels: "a" must be a string, not the number 1.10 -> 1.10'],
  ['metadata: {annotations: {a: true}}', 'wrong-type: annotations: "a" must be a string, not the boolean true -> true'],
])('%s', (text, problem) => {
  expect(problemsOf(metadata(text))).toEqual([problem]);
});

test('a kind that nobody knows still has its metadata read', () => {
  const [object] = objectsIn('apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a, labels: {x: y}}\n');
  expect(object?.type).toBe('other');
  expect(object && shown(object.name)).toBe('a');
});
