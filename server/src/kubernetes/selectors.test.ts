import { describe, expect, test } from 'vitest';
import type { Certainty } from './field';
import type { LabelSelector, Labels, Namespace } from './objects';
import { isEmptySelector, isRuntimeLabel, matches, matchesNamespace, requiredPairs } from './selectors';
import { objectIn, problemsOf } from './test-objects';

function policy(selector: string) {
  return objectIn(
    'network-policy',
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec:\n  podSelector: ${selector}\n`,
  );
}

function selectorOf(text: string): LabelSelector {
  const field = policy(text).podSelector;
  if (field.state !== 'known') throw new Error(`selector is ${field.state}`);
  return field.value;
}

function labelsOf(labels: string): Labels {
  return objectIn(
    'workload',
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: ${labels}}\nspec: {containers: [{name: c}]}\n`,
  ).template.labels;
}

function expression(key: string, operator: string, values?: string): string {
  return `{matchExpressions: [{key: ${key}, operator: ${operator}${values === undefined ? '' : `, values: ${values}`}}]}`;
}

describe('matches', () => {
  test.each<[string, string, string, Certainty]>([
    ['S020 {} selects everything', '{}', '{}', 'yes'],
    ['S020 {} selects everything', '{}', '{app: web}', 'yes'],
    ['S025 equal', '{matchLabels: {app: web}}', '{app: web, tier: front}', 'yes'],
    ['S025 other value', '{matchLabels: {app: web}}', '{app: api}', 'no'],
    ['S025 other case', '{matchLabels: {app: web}}', '{app: Web}', 'no'],
    ['S025 key missing', '{matchLabels: {app: web}}', '{}', 'no'],
    ['S025 empty value is a value', '{matchLabels: {app: ""}}', '{app: ""}', 'yes'],
    ['S025 empty value is not absence', '{matchLabels: {app: ""}}', '{}', 'no'],
    ['S025 all of matchLabels', '{matchLabels: {app: web, tier: front}}', '{app: web}', 'no'],
    ['S025 In', expression('app', 'In', '[web, api]'), '{app: api}', 'yes'],
    ['S025 In, other value', expression('app', 'In', '[web, api]'), '{app: db}', 'no'],
    ['S025 In, key missing', expression('app', 'In', '[web]'), '{}', 'no'],
    ['S025 In without values is invalid', expression('app', 'In'), '{app: web}', 'unknown'],
    ['S025 NotIn, same value', expression('app', 'NotIn', '[web]'), '{app: web}', 'no'],
    ['S025 NotIn, other value', expression('app', 'NotIn', '[web]'), '{app: api}', 'yes'],
    ['S025 NotIn matches when the key is missing', expression('app', 'NotIn', '[web]'), '{}', 'yes'],
    ['S025 NotIn without values is invalid', expression('app', 'NotIn', '[]'), '{app: web}', 'unknown'],
    ['S025 Exists', expression('app', 'Exists'), '{app: web}', 'yes'],
    ['S025 Exists, key missing', expression('app', 'Exists'), '{}', 'no'],
    ['S025 Exists with values is invalid', expression('app', 'Exists', '[web]'), '{app: web}', 'unknown'],
    ['S025 DoesNotExist', expression('app', 'DoesNotExist'), '{}', 'yes'],
    ['S025 DoesNotExist, key there', expression('app', 'DoesNotExist'), '{app: web}', 'no'],
    ['S025 unknown operator', expression('app', 'Equals', '[web]'), '{app: web}', 'unknown'],
    ['S025 operators are case-sensitive', expression('app', 'in', '[web]'), '{app: web}', 'unknown'],
    [
      'S025 labels and expressions together',
      '{matchLabels: {app: web}, matchExpressions: [{key: tier, operator: Exists}]}',
      '{app: web}',
      'no',
    ],
    [
      'one that fails decides',
      '{matchLabels: {app: web}, matchExpressions: [{key: tier, operator: Odd}]}',
      '{app: api}',
      'no',
    ],
    [
      'one that is unknown',
      '{matchLabels: {app: web}, matchExpressions: [{key: tier, operator: Odd}]}',
      '{app: web}',
      'unknown',
    ],
    ['unknown value in the selector', '{matchLabels: {app: "{{ .Values.app }}"}}', '{app: web}', 'unknown'],
    ['unknown value in the selector, key missing', '{matchLabels: {app: "{{ .Values.app }}"}}', '{}', 'no'],
    ['unknown key in the selector', '{matchLabels: {"{{ .Values.key }}": web}}', '{app: web}', 'unknown'],
    ['unknown value of the pod', '{matchLabels: {app: web}}', '{app: "{{ .Values.app }}"}', 'unknown'],
    ['unknown value of the pod, Exists', expression('app', 'Exists'), '{app: "{{ .Values.app }}"}', 'yes'],
    ['unknown value of the pod, DoesNotExist', expression('app', 'DoesNotExist'), '{app: "{{ .Values.app }}"}', 'no'],
    ['unknown value of the pod, NotIn', expression('app', 'NotIn', '[web]'), '{app: "{{ .Values.app }}"}', 'unknown'],
    ['unknown labels of the pod', '{matchLabels: {app: web}}', '"{{ .Values.labels }}"', 'unknown'],
    ['unknown labels of the pod, nothing asked', '{}', '"{{ .Values.labels }}"', 'yes'],
    [
      'some labels of the pod unknown, the known one differs',
      '{matchLabels: {app: web}}',
      '{app: api, "{{ .x }}": y}',
      'no',
    ],
    ['one of the values unknown, another equal', expression('app', 'In', '["{{ .x }}", web]'), '{app: web}', 'yes'],
    ['one of the values unknown, none equal', expression('app', 'In', '["{{ .x }}", api]'), '{app: web}', 'unknown'],
    ['all values unknown', expression('app', 'In', '"{{ .x }}"'), '{app: web}', 'unknown'],
    ['unknown key of an expression', expression('"{{ .x }}"', 'Exists'), '{app: web}', 'unknown'],
    ['unknown operator of an expression', expression('app', '"{{ .x }}"'), '{app: web}', 'unknown'],
    ['an expression that is no mapping', '{matchExpressions: [app]}', '{app: web}', 'unknown'],
    ['expressions that are unknown', '{matchExpressions: "{{ .x }}"}', '{app: web}', 'unknown'],
    ['trap 9 a label that a controller adds', '{matchLabels: {pod-template-hash: abc}}', '{app: web}', 'unknown'],
    [
      'trap 9 erratum batch.kubernetes.io/job-completion-index',
      '{matchLabels: {batch.kubernetes.io/job-completion-index: "0"}}',
      '{}',
      'unknown',
    ],
    ['S026 a topology label may be there', expression('topology.kubernetes.io/zone', 'DoesNotExist'), '{}', 'unknown'],
    ['S026 a runtime label that the pod has', '{matchLabels: {job-name: a}}', '{job-name: b}', 'no'],
  ])('%s: %s on %s is %s', (_name, selector, labels, expected) => {
    expect(matches(selectorOf(selector), labelsOf(labels))).toBe(expected);
  });

  test.each<[string, string, string, Certainty]>([
    ['S026 presence is known', 'Deployment', expression('pod-template-hash', 'Exists'), 'yes'],
    ['S026 presence is known', 'Deployment', expression('pod-template-hash', 'DoesNotExist'), 'no'],
    ['S026 the value is not', 'Deployment', '{matchLabels: {pod-template-hash: abc}}', 'unknown'],
    ['S026 presence is known', 'StatefulSet', expression('statefulset.kubernetes.io/pod-name', 'Exists'), 'yes'],
    ['S026 the value is not', 'StatefulSet', '{matchLabels: {statefulset.kubernetes.io/pod-name: web-0}}', 'unknown'],
    ['S026 presence is known', 'DaemonSet', expression('controller-revision-hash', 'Exists'), 'yes'],
  ])('%s: %s, %s is %s', (_name, kind, selector, expected) => {
    const workload = objectIn(
      'workload',
      `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: web}\nspec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c}]}}}\n`,
    );
    expect(matches(selectorOf(selector), workload.template.labels)).toBe(expected);
  });

  test("a Service's selector is one of labels alone", () => {
    const service = objectIn(
      'service',
      'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {matchLabels: web}}\n',
    );
    if (service.selector.state !== 'known') throw new Error('unknown');
    expect(matches(service.selector.value, labelsOf('{matchLabels: web}'))).toBe('yes');
    expect(requiredPairs(service.selector.value)).toEqual([['matchLabels', 'web']]);
  });
});

describe('matchesNamespace', () => {
  const manifest: Namespace = objectIn(
    'namespace',
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: a, kubernetes.io/metadata.name: wrong}}\n',
  );
  test.each<[string, string, Namespace | undefined, Certainty]>([
    ['S021 {} selects every namespace', '{}', undefined, 'yes'],
    [
      'S027 the name is known without a manifest',
      '{matchLabels: {kubernetes.io/metadata.name: shop}}',
      undefined,
      'yes',
    ],
    ['S027 another name', '{matchLabels: {kubernetes.io/metadata.name: bank}}', undefined, 'no'],
    ['S027 the manifest cannot say otherwise', '{matchLabels: {kubernetes.io/metadata.name: wrong}}', manifest, 'no'],
    ['S027 by expression', expression('kubernetes.io/metadata.name', 'In', '[shop, bank]'), manifest, 'yes'],
    ['S028 other labels are unknown without a manifest', '{matchLabels: {team: a}}', undefined, 'unknown'],
    ['S028 and absence too', expression('team', 'DoesNotExist'), undefined, 'unknown'],
    ['S028 with a manifest they are known', '{matchLabels: {team: a}}', manifest, 'yes'],
    ['trap 15 there is no label "name"', '{matchLabels: {name: shop}}', manifest, 'no'],
    ['pods alone have runtime labels', expression('job-name', 'Exists'), manifest, 'no'],
  ])('%s: %s', (_name, selector, object, expected) => {
    expect(matchesNamespace(selectorOf(selector), 'shop', object)).toBe(expected);
  });
});

test.each([
  ['{}', []],
  [
    '{matchLabels: {app: web, tier: front}}',
    [
      ['app', 'web'],
      ['tier', 'front'],
    ],
  ],
  ['{matchLabels: {app: "{{ .x }}", tier: front}}', [['tier', 'front']]],
  [expression('app', 'In', '[web]'), [['app', 'web']]],
  [expression('app', 'In', '[web, api]'), []],
  [expression('app', 'NotIn', '[web]'), []],
  [expression('app', 'In', '["{{ .x }}"]'), []],
])('requiredPairs(%s)', (selector, pairs) => {
  expect(requiredPairs(selectorOf(selector))).toEqual(pairs);
});

test.each([
  ['{}', true],
  ['{matchLabels: {}}', true],
  ['{matchLabels: , matchExpressions: []}', true],
  ['{matchLabels: {a: b}}', false],
  [expression('a', 'Exists'), false],
  ['{matchLabels: "{{ .x }}"}', false],
])('isEmptySelector(%s) is %s', (selector, expected) => {
  expect(isEmptySelector(selectorOf(selector))).toBe(expected);
});

test('isRuntimeLabel knows what controllers add, and nothing that people use themselves', () => {
  expect(isRuntimeLabel('pod-template-hash')).toBe(true);
  for (const key of ['app', 'role', 'deployment', 'name']) expect(isRuntimeLabel(key)).toBe(false);
});

describe('wrong types', () => {
  test.each([
    ['web', 'wrong-type: podSelector must be a mapping, not the string "web"'],
    ['{matchLabels: [app]}', 'wrong-type: matchLabels must be a mapping, not a list'],
    ['{matchLabels: {app: 1}}', 'wrong-type: matchLabels: "app" must be a string, not the number 1 -> 1'],
    ['{matchExpressions: {key: app}}', 'wrong-type: matchExpressions must be a list, not a mapping'],
    ['{matchExpressions: [app]}', 'wrong-type: an item of matchExpressions must be a mapping, not the string "app"'],
    ['{matchExpressions: [{key: 1, operator: Exists}]}', 'wrong-type: key must be a string, not the number 1 -> 1'],
    ['{matchExpressions: [{key: a, operator: [In]}]}', 'wrong-type: operator must be a string, not a list'],
    [
      '{matchExpressions: [{key: a, operator: In, values: web}]}',
      'wrong-type: values must be a list, not the string "web"',
    ],
    [
      '{matchExpressions: [{key: a, operator: In, values: [8]}]}',
      'wrong-type: an item of values must be a string, not the number 8 -> 8',
    ],
  ])('%s', (selector, problem) => {
    expect(problemsOf(policy(selector))).toEqual([problem]);
  });
});
