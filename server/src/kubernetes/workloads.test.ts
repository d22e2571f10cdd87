import { describe, expect, test } from 'vitest';
import { ABSENT_FIELD, objectIn, objectsIn, problemsOf, shown, shownLabels, UNKNOWN_FIELD } from './test-objects';

const POD = 'metadata: {labels: {app: web}}, spec: {containers: [{name: web, ports: [{containerPort: 80}]}]}';

function firstPort(text: string): unknown {
  const port = objectIn('workload', text).template.containers[0]?.ports[0];
  return port && shown(port.containerPort);
}

describe('where the template is', () => {
  test.each([
    [
      'v1',
      'Pod',
      `metadata: {name: a, labels: {app: web}}\nspec: {containers: [{name: web, ports: [{containerPort: 80}]}]}`,
    ],
    ['v1', 'PodTemplate', `template: {${POD}}`],
    ['v1', 'ReplicationController', `spec: {template: {${POD}}}`],
    ['apps/v1', 'Deployment', `spec: {template: {${POD}}}`],
    ['apps/v1beta2', 'ReplicaSet', `spec: {template: {${POD}}}`],
    ['extensions/v1beta1', 'Deployment', `spec: {template: {${POD}}}`],
    ['batch/v1', 'Job', `spec: {template: {${POD}}}`],
    ['batch/v1', 'CronJob', `spec: {jobTemplate: {spec: {template: {${POD}}}}}`],
    ['batch/v1beta1', 'CronJob', `spec: {jobTemplate: {spec: {template: {${POD}}}}}`],
    ['argoproj.io/v1alpha1', 'Rollout', `spec: {template: {${POD}}}`],
    ['apps.openshift.io/v1', 'DeploymentConfig', `spec: {selector: {app: web}, template: {${POD}}}`],
    ['v1', 'DeploymentConfig', `spec: {template: {${POD}}}`],
    ['apps.kruise.io/v1alpha1', 'CloneSet', `spec: {template: {${POD}}}`],
    ['serving.knative.dev/v1', 'Service', `spec: {template: {${POD}}}`],
    ['leaderworkerset.x-k8s.io/v1', 'LeaderWorkerSet', `spec: {leaderWorkerTemplate: {workerTemplate: {${POD}}}}`],
    [
      'jobset.x-k8s.io/v1alpha2',
      'JobSet',
      `spec: {replicatedJobs: [{name: a, template: {spec: {template: {${POD}}}}}]}`,
    ],
    ['ray.io/v1', 'RayCluster', `spec: {headGroupSpec: {template: {${POD}}}}`],
    ['kubeflow.org/v1', 'TFJob', `spec: {tfReplicaSpecs: {Worker: {template: {${POD}}}}}`],
    ['example.com/v1', 'Database', `spec: {podTemplate: {${POD}}}`],
  ])('%s %s', (apiVersion, kind, rest) => {
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\n${rest.startsWith('metadata') ? '' : 'metadata: {name: a}\n'}${rest}\n`;
    const workload = objectIn('workload', text);
    expect(firstPort(text)).toBe(80);
    expect(shownLabels(workload.template.labels)).toEqual({ app: 'web' });
    expect(workload.problems).toEqual([]);
  });
});

describe('what is no workload', () => {
  test.each([
    [
      'an Argo Workflow',
      'argoproj.io/v1alpha1',
      'Workflow',
      `spec: {templates: [{name: a, container: {image: b}}], podTemplate: {${POD}}}`,
    ],
    [
      'a SealedSecret',
      'bitnami.com/v1alpha1',
      'SealedSecret',
      'spec: {template: {metadata: {labels: {a: b}}, type: Opaque}}',
    ],
    ['a Certificate', 'cert-manager.io/v1', 'Certificate', 'spec: {secretTemplate: {labels: {a: b}}}'],
    [
      'a pattern',
      'kyverno.io/v1',
      'ClusterPolicy',
      `spec: {rules: [{validate: {pattern: {spec: {template: {${POD}}}}}}]}`,
    ],
    [
      'an object within',
      'example.com/v1',
      'Bundle',
      `spec: {resources: [{base: {apiVersion: apps/v1, kind: Deployment, spec: {template: {${POD}}}}}]}`,
    ],
    [
      'a patch of a release',
      'helm.toolkit.fluxcd.io/v2',
      'HelmRelease',
      `spec: {postRenderers: [{kustomize: {patches: [{spec: {template: {${POD}}}}]}}]}`,
    ],
    ['a virtual machine', 'kubevirt.io/v1', 'VirtualMachine', `spec: {template: {${POD}}}`],
    ['a template without containers', 'example.com/v1', 'Thing', 'spec: {template: {spec: {replicas: 1}}}'],
    ['containers that are no list', 'example.com/v1', 'Thing', 'spec: {template: {spec: {containers: 3}}}'],
    ['a template too far down', 'example.com/v1', 'Thing', `spec: {a: {b: {c: {d: {template: {${POD}}}}}}}`],
    ['a spec that is a list', 'example.com/v1', 'Thing', `spec: [{template: {${POD}}}]`],
  ])('%s', (_name, apiVersion, kind, rest) => {
    const objects = objectsIn(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n${rest}\n`);
    expect(objects.map((object) => object.type)).toEqual(['other']);
  });
});

test('containers that are filled in later still make a workload', () => {
  const workload = objectIn(
    'workload',
    'apiVersion: example.com/v1\nkind: Thing\nspec: {template: {spec: {containers: "{{ .x }}"}}}\n',
  );
  expect(workload.template.containersComplete).toBe(false);
});

test('a kind with several templates is one workload that knows them all', () => {
  const workload = objectIn(
    'workload',
    `apiVersion: leaderworkerset.x-k8s.io/v1
kind: LeaderWorkerSet
metadata: {name: a}
spec:
  leaderWorkerTemplate:
    leaderTemplate: {metadata: {labels: {app: a, role: leader, own: a}}, spec: {containers: [{name: a}]}}
    workerTemplate: {metadata: {labels: {app: a, role: worker}}, spec: {containers: [{name: b}]}}
`,
  );
  expect(workload.templates.map((template) => shownLabels(template.labels))).toEqual([
    { app: 'a', role: 'leader', own: 'a' },
    { app: 'a', role: 'worker' },
  ]);
  expect(shownLabels(workload.template.labels)).toEqual({ app: 'a', role: UNKNOWN_FIELD });
  expect([workload.template.labels.complete, workload.template.containersComplete]).toEqual([false, false]);
  expect(workload.template.containers.map((container) => shown(container.name))).toEqual(['a']);
});

test.each(['spec: {replicas: 3}', 'spec: {template: "{{ .x }}"}', ''])(
  'a Deployment that shows no template (%s) has pods that nobody can tell',
  (rest) => {
    const workload = objectIn('workload', `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n${rest}\n`);
    expect(workload.template.labels.complete).toBe(false);
    expect(workload.template.containersComplete).toBe(false);
    expect(shown(workload.template.hostNetwork)).toBe(UNKNOWN_FIELD);
  },
);

test('the operator of a kind that nobody knows may add labels and containers; its fields are never called wrong', () => {
  const workload = objectIn(
    'workload',
    'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a, labels: {x: 7}}\nspec: {replicas: many, template: {spec: {containers: [{name: 7}]}}}\n',
  );
  expect(workload.template.labels.complete).toBe(false);
  expect(workload.template.containersComplete).toBe(false);
  expect(problemsOf(workload)).toEqual(['wrong-type: labels: "x" must be a string, not the number 7 -> 7']);
});

describe('spec', () => {
  function deployment(spec: string) {
    return objectIn(
      'workload',
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {${POD}}, ${spec}}\n`,
    );
  }

  test('replicas and selector', () => {
    const workload = deployment('replicas: 0, selector: {matchLabels: {app: web}}');
    expect(shown(workload.replicas)).toBe(0);
    expect(workload.selector.state === 'known' && shownLabels(workload.selector.value.matchLabels)).toEqual({
      app: 'web',
    });
  });

  test('the selector of a ReplicationController is a map of labels', () => {
    const workload = objectIn(
      'workload',
      `apiVersion: v1\nkind: ReplicationController\nspec: {selector: {app: web}, template: {${POD}}}\n`,
    );
    expect(workload.selector.state === 'known' && shownLabels(workload.selector.value.matchLabels)).toEqual({
      app: 'web',
    });
  });

  test('a Pod has neither', () => {
    const workload = objectIn('workload', 'apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a}]}\n');
    expect([shown(workload.replicas), shown(workload.selector)]).toEqual([ABSENT_FIELD, ABSENT_FIELD]);
    expect(workload.template.node).toBe(workload.node);
  });

  test.each([
    ['replicas: "3"', 'wrong-type: replicas must be an integer, not the string "3" -> 3'],
    ['replicas: 1.5', 'wrong-type: replicas must be an integer, not the number 1.5'],
    ['selector: web', 'wrong-type: selector must be a mapping, not the string "web"'],
  ])('%s', (spec, problem) => {
    expect(problemsOf(deployment(spec))).toEqual([problem]);
  });
});

test('S026 a DeploymentConfig adds labels under keys that people use as well', () => {
  const { template } = objectIn(
    'workload',
    `apiVersion: apps.openshift.io/v1\nkind: DeploymentConfig\nspec: {template: {${POD}}}\n`,
  );
  expect([template.labels.added?.has('deployment'), template.labels.complete, template.containersComplete]).toEqual([
    true,
    false,
    true,
  ]);
});

describe('owner', () => {
  test.each([
    ['{kind: ReplicaSet, name: web, controller: true}', { kind: 'ReplicaSet', name: 'web' }],
    ['{kind: Node, name: n}, {kind: ReplicaSet, name: web, controller: true}', { kind: 'ReplicaSet', name: 'web' }],
    ['{kind: ReplicaSet, name: web, controller: false}', null],
    ['{kind: ReplicaSet, name: web}', null],
    ['{kind: ReplicaSet, name: "{{ .x }}", controller: true}', null],
    ['', null],
  ])('%s', (references, owner) => {
    const workload = objectIn(
      'workload',
      `apiVersion: v1\nkind: Pod\nmetadata: {name: a, ownerReferences: [${references}]}\nspec: {containers: [{name: a}]}\n`,
    );
    expect(workload.owner).toEqual(owner);
  });
});
