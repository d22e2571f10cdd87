import { describe, expect, test } from 'vitest';
import { readObjects } from '../../../kubernetes';
import { readFile } from '../../../yaml';
import { comparesOwnSelector, missesOwnTemplate, unmetRequirements } from './own-selector';

function workload(selector: string, labels: string, type = 'apiVersion: apps/v1, kind: Deployment') {
  const spec = `{selector: ${selector}, template: {metadata: {labels: ${labels}}, spec: {containers: [{name: a}]}}}`;
  const [placed] = readFile('a.yaml', `{${type}, metadata: {name: a}, spec: ${spec}}`).documents;
  const object = placed === undefined ? undefined : readObjects(placed.document)[0];
  if (object?.type !== 'workload') throw new Error('no workload');
  return object;
}

function unmet(selector: string, labels: string): readonly string[] {
  return unmetRequirements(workload(selector, labels)).map((each) =>
    each.kind === 'label' ? `${each.key}=${each.wanted}` : 'expression',
  );
}

describe('the selector of a workload and its own template', () => {
  test('misses it where one requirement certainly fails', () => {
    expect(missesOwnTemplate(workload('{matchLabels: {app: a}}', '{app: b}'))).toBe(true);
    expect(missesOwnTemplate(workload('{matchLabels: {app: a}}', '{}'))).toBe(true);
    expect(missesOwnTemplate(workload('{matchLabels: {app: a}}', '{app: a, more: b}'))).toBe(false);
    expect(missesOwnTemplate(workload('{matchLabels: {app: $(A)}}', '{app: b}'))).toBe(false);
    expect(missesOwnTemplate(workload('{matchLabels: {app: a}}', '{app: $(B)}'))).toBe(false);
  });

  test('names what fails, and nothing else', () => {
    expect(unmet('{matchLabels: {app: a, tier: b, team: c}}', '{app: a, tier: x}')).toEqual(['tier=b', 'team=c']);
    const expressions = '{matchExpressions: [{key: app, operator: Exists}, {key: tier, operator: In, values: [b]}]}';
    expect(unmet(expressions, '{app: a, tier: x}')).toEqual(['expression']);
  });

  test('is asked only of the kinds whose selector the API server compares', () => {
    const compared = (type: string) => comparesOwnSelector(workload('{}', '{}', type));
    expect(compared('apiVersion: apps/v1, kind: StatefulSet')).toBe(true);
    expect(compared('apiVersion: extensions/v1beta1, kind: DaemonSet')).toBe(true);
    expect(compared('apiVersion: v1, kind: ReplicationController')).toBe(true);
    expect(compared('apiVersion: batch/v1, kind: Job')).toBe(false);
    expect(compared('apiVersion: argoproj.io/v1alpha1, kind: Rollout')).toBe(false);
    expect(compared('apiVersion: v1, kind: Pod')).toBe(false);
  });
});
