import { describe, expect, test } from 'vitest';
import type { PodTemplate } from '../kubernetes';
import { readObjects } from '../kubernetes';
import { readFile } from '../yaml';
import { areOnOneNode, canShareNode, coversNodesOf, runsOnControlPlane } from './placement';

/** A pod template with these fields in its `spec`, in flow style. */
function pods(fields: string): PodTemplate {
  const text = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: a}
spec:
  template:
    metadata: {labels: {app: a}}
    spec: {containers: [{name: a}]${fields === '' ? '' : `, ${fields}`}}
`;
  const [object] = readFile('a.yaml', text).documents.flatMap(({ document }) => readObjects(document));
  if (object?.type !== 'workload') throw new Error('no workload');
  return object.template;
}

const affinity = (...terms: string[]) => {
  const list = terms.map((term) => `{matchExpressions: [${term}]}`).join(', ');
  return `affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [${list}]}}}`;
};
const EDGE = 'nodeSelector: {pool: edge}';
const GPU = 'tolerations: [{key: gpu, operator: Exists, effect: NoSchedule}]';
const ANY = 'tolerations: [{operator: Exists}]';

describe('may pods share a node', () => {
  test.each([
    ['nothing is said', '', '', 'yes'],
    ['other nodes by name', 'nodeName: a', 'nodeName: b', 'no'],
    ['the same node by name', 'nodeName: a', 'nodeName: a', 'yes'],
    ['another operating system', 'os: {name: linux}', 'os: {name: windows}', 'no'],
    ['one key with other values', EDGE, 'nodeSelector: {pool: gpu}', 'no'],
    ['other keys', EDGE, 'nodeSelector: {disk: ssd}', 'yes'],
    ['only one chooses', EDGE, '', 'yes'],
    ['a value that is not wanted', EDGE, affinity('{key: pool, operator: NotIn, values: [edge]}'), 'no'],
    ['a key that may not be there', EDGE, affinity('{key: pool, operator: DoesNotExist}'), 'no'],
    ['values without one in common', affinity('{key: p, operator: In, values: [a, b]}'), 'nodeSelector: {p: c}', 'no'],
    ['values with one in common', affinity('{key: p, operator: In, values: [a, b]}'), 'nodeSelector: {p: b}', 'yes'],
    [
      'one alternative of two is left',
      affinity('{key: pool, operator: In, values: [gpu]}', '{key: disk, operator: Exists}'),
      EDGE,
      'yes',
    ],
    [
      'no alternative is left',
      affinity('{key: pool, operator: In, values: [gpu]}', '{key: pool, operator: DoesNotExist}'),
      EDGE,
      'no',
    ],
    [
      'a preference decides nothing',
      'affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}}',
      '',
      'yes',
    ],
    ['an empty choice', affinity(), '', 'unknown'],
    [
      'fields of the node itself',
      'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: []}]}}}',
      '',
      'unknown',
    ],
    ['a placeholder', 'nodeSelector: {pool: "{{ .Values.pool }}"}', EDGE, 'unknown'],
    ['a placeholder beside a contradiction', 'nodeSelector: {pool: gpu, disk: "{{ .Values.disk }}"}', EDGE, 'no'],
    ['an affinity that cannot be read', 'affinity: $AFFINITY', '', 'unknown'],
    [
      'a value of an affinity that cannot be read',
      affinity('{key: pool, operator: In, values: ["$POOL"]}'),
      '',
      'unknown',
    ],
    [
      'pods that keep pods away',
      'affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: []}}',
      '',
      'unknown',
    ],
    ['nodes that may be tainted', `${EDGE}, ${GPU}`, '', 'unknown'],
    ['tainted nodes that both tolerate', `${EDGE}, ${GPU}`, GPU, 'yes'],
    ['tainted nodes, and one that tolerates all', `${EDGE}, ${GPU}`, ANY, 'yes'],
    ['tolerations of one that chooses nothing', GPU, '', 'yes'],
    [
      'conditions that pass',
      `${EDGE}, tolerations: [{key: node.kubernetes.io/not-ready, operator: Exists}]`,
      '',
      'yes',
    ],
    ['tolerations that cannot be read', `${EDGE}, tolerations: ["{{ .Values.t }}"]`, '', 'unknown'],
  ])('%s', (_, one, other, answer) => {
    expect(canShareNode(pods(one), pods(other))).toBe(answer);
    expect(canShareNode(pods(other), pods(one))).toBe(answer);
  });
});

describe('covers all nodes of another', () => {
  test.each([
    ['one without wishes', '', EDGE, true],
    ['one that wishes more', EDGE, '', false],
    ['the same wishes', EDGE, `${EDGE}, os: {name: linux}`, true],
    ['the same affinity', affinity('{key: a, operator: Exists}'), affinity('{key: a, operator: Exists}'), true],
    ['another affinity', affinity('{key: a, operator: Exists}'), affinity('{key: b, operator: Exists}'), false],
    ['one node', 'nodeName: a', 'nodeName: a', false],
    ['one operating system', 'os: {name: linux}', '', false],
    ['the other tolerates more', '', GPU, false],
    ['it tolerates all', ANY, GPU, true],
    ['a wish that cannot be read', 'nodeSelector: {pool: "{{ .Values.pool }}"}', EDGE, false],
    ['an affinity that cannot be read', 'affinity: $AFFINITY', '', false],
  ])('%s', (_, one, other, answer) => {
    expect(coversNodesOf(pods(one), pods(other))).toBe(answer);
  });
});

test('bound to one node: by its name or by the label of its name', () => {
  const host = (name: string) => pods(`nodeSelector: {kubernetes.io/hostname: ${name}}`);
  expect(areOnOneNode(host('a'), host('a'))).toBe(true);
  expect(areOnOneNode(host('a'), host('b'))).toBe(false);
  expect(areOnOneNode(pods('nodeName: a'), pods('nodeName: a'))).toBe(true);
  // The label is not always the name.
  expect(areOnOneNode(pods('nodeName: a'), host('a'))).toBe(false);
  expect(areOnOneNode(pods(''), pods(''))).toBe(false);
});

test.each([
  ['', 'no'],
  [ANY, 'yes'],
  ['tolerations: [{key: node-role.kubernetes.io/master, effect: NoSchedule}]', 'yes'],
  ['nodeSelector: {node-role.kubernetes.io/control-plane: ""}', 'yes'],
  [`${ANY}, nodeSelector: {kubernetes.io/os: linux}`, 'yes'],
  [`${ANY}, ${EDGE}`, 'unknown'],
  [`${ANY}, affinity: {nodeAffinity: {}}`, 'unknown'],
  [GPU, 'no'],
  ['tolerations: $TOLERATIONS', 'unknown'],
])('runs on the control plane: %s', (fields, answer) => {
  expect(runsOnControlPlane(pods(fields))).toBe(answer);
});

test('a wish made to be long ends soon', () => {
  const values = Array.from({ length: 500 }, (_, index) => `v${index}`).join(', ');
  const terms = Array.from({ length: 100 }, () => `{key: pool, operator: In, values: [${values}]}`);
  const one = pods(affinity(...terms));
  const two = pods(affinity(...terms.slice(0, 8)));
  const start = performance.now();
  expect(canShareNode(one, two)).toBe('unknown');
  expect(canShareNode(two, two)).toBe('unknown');
  expect(performance.now() - start).toBeLessThan(500);
});
