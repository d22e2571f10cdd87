import { expect, test } from 'vitest';
import { carriersAmong } from './carriers';
import { matches } from './selectors';
import { objectIn, objectsIn } from './test-objects';

const service = (name: string, labels: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, labels: ${labels}}\nspec: {ports: [{port: 80}]}\n`;

function listOf(count: number, more = ''): readonly ReturnType<typeof objectsIn>[number][] {
  const texts = Array.from({ length: count }, (_, at) => service(`s${at}`, `{app: a${at % 5}, tier: t${at % 2}}`));
  return objectsIn([...texts, ...(more === '' ? [] : [more])].join('---\n'));
}

function selectorOf(text: string) {
  const policy = objectIn(
    'network-policy',
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec:\n  podSelector: ${text}\n`,
  );
  if (policy.podSelector.state !== 'known') throw new Error('not read');
  return policy.podSelector.value;
}

test.each([
  '{matchLabels: {app: a1}}',
  '{matchLabels: {app: a1, tier: t0}}',
  '{matchLabels: {app: nobody}}',
  '{matchLabels: {job-name: x}}',
  '{matchExpressions: [{key: app, operator: In, values: [a2]}]}',
  '{matchExpressions: [{key: app, operator: NotIn, values: [a2]}]}',
  '{}',
])('%s chooses the same among them as among all, in the same order', (text) => {
  const selector = selectorOf(text);
  for (const list of [listOf(3), listOf(40), listOf(40, service('x', '{app: "{{ .app }}"}'))]) {
    const chosen = (some: typeof list) => some.filter(({ labels }) => matches(selector, labels) !== 'no');
    expect(chosen(carriersAmong(selector, list))).toEqual(chosen(list));
  }
});

test('a list of many is narrowed down', () => {
  expect(carriersAmong(selectorOf('{matchLabels: {app: a1}}'), listOf(40))).toHaveLength(8);
});
