import { expect, test } from 'vitest';
import { readObjects, type Workload } from '../../../kubernetes';
import { readFile } from '../../../yaml';
import { saysItListens } from './listened';

function pod(container: string, metadata = '{}'): Workload {
  const text = `{apiVersion: v1, kind: Pod, metadata: ${metadata}, spec: {containers: [${container}]}}`;
  const [placed] = readFile('pod.yaml', text).documents;
  const [object] = placed === undefined ? [] : readObjects(placed.document);
  if (object?.type !== 'workload') throw new Error('no workload');
  return object;
}

test.each([
  ['an argument', '{name: a, args: ["--listen=0.0.0.0:8080"]}'],
  ['an argument of its own', '{name: a, args: ["--port", "8080"]}'],
  ['a command', '{name: a, command: [sh, -c, "exec serve -p 8080"]}'],
  ['a variable', '{name: a, env: [{name: PORT, value: "8080"}]}'],
  ['a probe', '{name: a, livenessProbe: {httpGet: {port: 8080}}}'],
  ['a hook', '{name: a, lifecycle: {preStop: {httpGet: {port: 8080}}}}'],
])('%s with the number in it', (_what, container) => {
  expect(saysItListens(pod(container), 8080)).toBe('yes');
});

test('an annotation with the number in it', () => {
  expect(saysItListens(pod('{name: a}', '{annotations: {prometheus.io/port: "8080"}}'), 8080)).toBe('yes');
});

test.each(['--cpu=8080m', '--id=x8080', '--port=18080', '--port=80800', '--port=808'])(
  '%s is not that number',
  (text) => {
    expect(saysItListens(pod(`{name: a, args: ["${text}"]}`), 8080)).toBe('no');
  },
);

test('what cannot be read may say it', () => {
  expect(saysItListens(pod('{name: a, args: ["--port=$(PORT)"]}'), 8080)).toBe('unknown');
  expect(saysItListens(pod('{name: a, env: [{name: HTTP_PORT, valueFrom: {fieldRef: {fieldPath: a}}}]}'), 8080)).toBe(
    'unknown',
  );
  expect(
    saysItListens(pod('{name: a, env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: a, key: b}}}]}'), 8080),
  ).toBe('no');
});
