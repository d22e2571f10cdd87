import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFile } from '../yaml';
import { mayHoldObjects, readObject, readObjects } from './index';
import { objectIn, objectsIn, problemsOf, shown } from './test-objects';

function kindsIn(text: string, path?: string): readonly string[] {
  return objectsIn(text, path).map((object) => `${object.type} ${object.kind}/${String(shown(object.name))}`);
}

describe('mayHoldObjects', () => {
  test.each([
    ['apiVersion: v1\nkind: Service\n', true],
    ['{"kind":"Service","apiVersion":"v1"}', true],
    ['replicas: 3\n', false],
    ['kind: Service\n', false],
    ['', false],
  ])('%j is %s', (text, expected) => {
    expect(mayHoldObjects(text)).toBe(expected);
  });
});

describe('readObjects', () => {
  test('gives one object a document', () => {
    const text =
      'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: b}\n';
    expect(kindsIn(text)).toEqual(['service Service/a', 'namespace Namespace/b']);
  });

  test('passes over strategic merge patches, and not over kinds that carry them', () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n';
    expect(kindsIn(`${service}$patch: delete\n`)).toEqual([]);
    expect(kindsIn(`${service}spec: {ports: [{port: 80, $patch: delete}]}\n`)).toEqual([]);
    expect(kindsIn(`${service}metadata: {annotations: {note: $patch}}\n`)).toHaveLength(1);
    const policy = 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: all}\n';
    expect(kindsIn(`${policy}spec: {rules: [{mutate: {patchStrategicMerge: {$patch: delete}}}]}\n`)).toHaveLength(1);
    expect(kindsIn(`apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Service, $patch: delete}\n`)).toEqual(
      [],
    );
  });

  test.each([
    ['nothing', ''],
    ['a comment', '# only this\n'],
    ['a scalar', 'hello\n'],
    ['a list', '- apiVersion: v1\n  kind: Service\n'],
    ['no kind', 'apiVersion: v1\n'],
    ['no apiVersion', 'kind: Service\n'],
    ['a kind that is no string', 'apiVersion: v1\nkind: 7\n'],
    ['an apiVersion that is a placeholder', 'apiVersion: {{ .Values.version }}\nkind: Service\n'],
    ['an empty kind', 'apiVersion: v1\nkind: ""\n'],
  ])('gives nothing for %s', (_name, text) => {
    expect(objectsIn(text)).toEqual([]);
  });

  test('reads JSON', () => {
    const text =
      '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports": [{"port": 80}]}}';
    expect(kindsIn(text, 'a.json')).toEqual(['service Service/a']);
  });

  test('every object knows its mapping and its document', () => {
    const { documents } = readFile('a.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n');
    const document = documents[0]!.document;
    const [object] = readObjects(document);
    expect(object?.document).toBe(document);
    expect(object?.node).toBe(document.root);
  });
});

describe('Lists', () => {
  test('each item is an object with places of its own', () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: a}\n- apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: b}\n';
    expect(kindsIn(text)).toEqual(['service Service/a', 'workload Deployment/b']);
    const [service] = objectsIn(text);
    expect(text.slice(service!.node.start, service!.node.end)).toBe(
      'apiVersion: v1\n  kind: Service\n  metadata: {name: a}',
    );
  });

  test('items of a typed list take over what the list says', () => {
    const text =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicyList\nitems:\n- metadata: {name: a}\n- {kind: Ingress, metadata: {name: b}}\n';
    expect(kindsIn(text)).toEqual(['network-policy NetworkPolicy/a', 'ingress Ingress/b']);
  });

  test('items of a plain List without kind are no objects', () => {
    expect(kindsIn('apiVersion: v1\nkind: List\nitems:\n- metadata: {name: a}\n- 7\n- null\n')).toEqual([]);
  });

  test('nested lists are followed', () => {
    const inner = '{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Service, metadata: {name: a}}]}';
    expect(kindsIn(`apiVersion: v1\nkind: List\nitems:\n- ${inner}\n`)).toEqual(['service Service/a']);
  });

  test('a kind that ends in List and has no items is an object', () => {
    expect(kindsIn('apiVersion: example.com/v1\nkind: AllowList\nmetadata: {name: a}\nspec: {}\n')).toEqual([
      'other AllowList/a',
    ]);
  });

  test('an alias of an item is the same object', () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n- &a {apiVersion: v1, kind: Service, metadata: {name: a}}\n- *a\n- *a\n';
    expect(kindsIn(text)).toEqual(['service Service/a']);
  });

  test('lists nested without end stop', () => {
    const text = `${'{apiVersion: v1, kind: List, items: ['.repeat(60)}{apiVersion: v1, kind: Service}${']}'.repeat(60)}`;
    expect(objectsIn(text).length).toBeLessThanOrEqual(1);
  });
});

describe('what cannot be read', () => {
  test('a broken document gives what is there, marked, with nothing absent and nothing called wrong', () => {
    const service = objectIn(
      'service',
      'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  type: 7\n  selector: {app: a}\n  ports: [{port: 80}\n  other: ]\n',
    );
    expect(service.incomplete).toBe(true);
    expect(service.problems).toEqual([]);
    expect(service.namespace.state).toBe('unknown');
    expect(service.labels.complete).toBe(false);
  });

  test('a sound document is complete', () => {
    expect(objectIn('service', 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n').incomplete).toBe(false);
  });

  test('a list that somebody fills in later makes its object incomplete', () => {
    const text =
      'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  rules: {{ .Values.rules }}\n';
    const ingress = objectIn('ingress', text);
    expect(ingress.incomplete).toBe(true);
    expect(ingress.problems).toEqual([]);
  });
});

test('readObject takes a mapping of any origin', () => {
  const root = readFile('a.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n').documents[0]!.document.root;
  if (root?.type !== 'mapping') throw new Error('no mapping');
  const merged = { ...root, synthetic: true as const };
  expect(readObject(merged)?.node).toBe(merged);
});

describe('hostile values', () => {
  const kinds = [
    ['v1', 'Service'],
    ['v1', 'Pod'],
    ['v1', 'Namespace'],
    ['v1', 'ConfigMap'],
    ['v1', 'Endpoints'],
    ['v1', 'ReplicationController'],
    ['apps/v1', 'Deployment'],
    ['batch/v1', 'CronJob'],
    ['serving.knative.dev/v1', 'Service'],
    ['kubevirt.io/v1', 'VirtualMachine'],
    ['example.com/v1', 'Database'],
    ['discovery.k8s.io/v1', 'EndpointSlice'],
    ['networking.k8s.io/v1', 'Ingress'],
    ['extensions/v1beta1', 'Ingress'],
    ['networking.k8s.io/v1', 'IngressClass'],
    ['networking.k8s.io/v1', 'NetworkPolicy'],
    ['gateway.networking.k8s.io/v1', 'Gateway'],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
    ['route.openshift.io/v1', 'Route'],
    ['monitoring.coreos.com/v1', 'ServiceMonitor'],
    ['monitoring.coreos.com/v1', 'PodMonitor'],
    ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'],
    ['apiregistration.k8s.io/v1', 'APIService'],
    ['v1', 'List'],
  ] as const;
  const keys = [
    'metadata',
    'name',
    'namespace',
    'labels',
    'annotations',
    'ownerReferences',
    'spec',
    'template',
    'jobTemplate',
    'replicas',
    'selector',
    'matchLabels',
    'matchExpressions',
    'key',
    'operator',
    'values',
    'ports',
    'port',
    'targetPort',
    'protocol',
    'containers',
    'initContainers',
    'containerPort',
    'livenessProbe',
    'lifecycle',
    'preStop',
    'httpGet',
    'grpc',
    'rules',
    'http',
    'paths',
    'backend',
    'service',
    'number',
    'tls',
    'hosts',
    'ingress',
    'egress',
    'from',
    'to',
    'ipBlock',
    'cidr',
    'except',
    'podSelector',
    'policyTypes',
    'endPort',
    'listeners',
    'backendRefs',
    'filters',
    'requestMirror',
    'backendRef',
    'subsets',
    'endpoints',
    'webhooks',
    'clientConfig',
    'data',
    'items',
    '<<',
  ];
  const { value } = fc.letrec<{ value: unknown; tree: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 7, withCrossShrink: true },
      fc.oneof(
        fc.constantFrom<unknown>(
          null,
          true,
          0,
          80,
          -1,
          80.5,
          Number.POSITIVE_INFINITY,
          '80',
          'http',
          '{{ .x }}',
          '$(PORT)',
          '',
          'In',
        ),
        fc.string(),
      ),
      tie('tree'),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
    tree: fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 6 }),
  }));

  test.each(kinds)('%s %s with random values in every field never throws', (apiVersion, kind) => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 8 }), (fields) => {
        for (const object of objectsIn(JSON.stringify({ ...fields, apiVersion, kind }))) {
          for (const problem of object.problems) expect(problem.message.length).toBeLessThanOrEqual(120);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('problems say what is wrong and what was meant', () => {
  const object = objectIn(
    'service',
    'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  type: 7\n  ports: [{port: "80"}]\n',
  );
  expect(problemsOf(object)).toEqual([
    'wrong-type: type must be a string, not the number 7 -> 7',
    'invalid-port-number: port must be an integer, not the string "80" -> 80',
  ]);
});
