import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../kubernetes';
import { get, type MappingNode } from '../../yaml';
import type { Snapshot } from '..';
import { type Files, names, objectsOf, plain, snapshotOf, viewOf } from '../answers.test-help';

const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n  - name: http\n    port: 80\n    targetPort: http\n';
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: main
        image: shop/web:1
        ports:
        - name: http
          containerPort: 8080
      - name: side
        image: shop/side:1
`;
const BASE = { 'base/kustomization.yaml': 'resources: [web.yaml]\n', 'base/web.yaml': `${SERVICE}---\n${DEPLOYMENT}` };

function overlay(text: string, more: Files = {}, base: Files = BASE): Snapshot {
  return snapshotOf({ ...base, ...more, 'prod/kustomization.yaml': `resources: [../base]\n${text}` });
}

function find(snapshot: Snapshot, kind: string, where = 'prod'): KubernetesObject {
  const found = objectsOf(snapshot, where).find((object) => object.kind === kind);
  if (found === undefined) throw new Error(`no ${kind} in ${names(snapshot, where)}`);
  return found;
}

// biome-ignore lint/suspicious/noExplicitAny: plain data of any shape
const data = (snapshot: Snapshot, kind: string, where = 'prod'): any => plain(find(snapshot, kind, where).node);

function placeOf(snapshot: Snapshot, object: KubernetesObject, ...path: readonly string[]): string {
  let node = object.node as MappingNode;
  for (const key of path) node = get(node, key) as MappingNode;
  const range = snapshot.rangeOf(node);
  return `${node.document.path}:${range?.start.line}:${range?.start.character}`;
}

describe('which kustomization is an environment', () => {
  test('one that no other includes; a base appears in each of its overlays', () => {
    const snapshot = snapshotOf({
      ...BASE,
      'dev/kustomization.yaml': 'resources: [../base]\nnamePrefix: dev-\n',
      'prod/kustomization.yaml': 'bases: [../base]\n',
    });
    expect(snapshot.environments.map((it) => [it.source, it.name])).toEqual([
      ['kustomization', 'dev'],
      ['kustomization', 'prod'],
    ]);
    expect(names(snapshot, 'dev')).toEqual(['Deployment /dev-web', 'Service /dev-web']);
    expect(names(snapshot, 'prod')).toEqual(['Deployment /web', 'Service /web']);
    expect(snapshot.environmentsOf('base/web.yaml').map((it) => it.name)).toEqual(['dev', 'prod']);
  });

  test('objects that nothing changes are the very same', () => {
    const snapshot = overlay('');
    const [first] = objectsOf(snapshot, 'prod');
    expect(first?.node.synthetic).toBeUndefined();
    expect(first?.document).toBe(snapshot.file('base/web.yaml')?.documents[0]?.document);
  });

  test('patches, inputs of generators and the kustomization itself are never objects', () => {
    const snapshot = overlay(
      'patches: [{path: patch.yaml}]\nconfigMapGenerator: [{name: c, files: [key=input.yaml]}]\n',
      {
        'prod/patch.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort}\n',
        'prod/input.yaml': SERVICE,
        'prod/stray.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: stray}\n',
      },
    );
    expect(snapshot.environments.map((it) => it.name)).toEqual(['prod', 'workspace']);
    expect(names(snapshot, 'prod')).toEqual(['Deployment /web', 'Service /web']);
    expect(names(snapshot, 'workspace')).toEqual(['Service /stray']);
  });

  test('circles end, and the first of them stands for all', () => {
    const snapshot = snapshotOf({
      'a/kustomization.yaml': 'resources: [../b, a.yaml]\n',
      'a/a.yaml': SERVICE,
      'b/kustomization.yaml': 'resources: [../a]\n',
      'self/kustomization.yaml': 'resources: [.]\n',
    });
    expect(snapshot.environments.map((it) => it.name)).toEqual(['a', 'self']);
    expect(names(snapshot, 'a')).toEqual(['Service /web']);
    expect(viewOf(snapshot, 'a').mayHoldMore('')).toBe(true);
  });

  test('bases that include each other twice over end somewhere', () => {
    const files: Record<string, string> = {
      'l0/kustomization.yaml': 'resources: [web.yaml]\n',
      'l0/web.yaml': SERVICE,
    };
    for (let level = 1; level <= 40; level++) {
      files[`l${level}/kustomization.yaml`] = `resources: [../l${level - 1}, ../l${level - 1}/]\n`;
    }
    expect(names(snapshotOf(files), 'l40')).toEqual(['Service /web']);
  });

  test.each([
    'https://github.com/org/repo//base?ref=v1',
    'github.com/org/repo/base',
    'git@github.com:org/repo.git',
    '../../outside',
    'missing.yaml',
    '../no-such-folder',
  ])('what %s holds nobody knows', (entry) => {
    const snapshot = snapshotOf({
      'prod/kustomization.yaml': `resources: [web.yaml, "${entry}"]\n`,
      'prod/web.yaml': DEPLOYMENT,
    });
    expect(names(snapshot, 'prod')).toEqual(['Deployment /web']);
    expect(viewOf(snapshot, 'prod').mayHoldMore('')).toBe(true);
  });

  test('Helm charts and generator plugins bring what no file shows', () => {
    expect(viewOf(overlay('helmCharts: [{name: redis}]\n'), 'prod').mayHoldMore('x')).toBe(true);
    expect(viewOf(overlay('generators: [gen.yaml]\n'), 'prod').mayHoldMore('x')).toBe(true);
    expect(viewOf(overlay('configMapGenerator: [{name: c, literals: [a=b]}]\n'), 'prod').mayHoldMore('x')).toBe(false);
  });

  test("a component works on what is there, its own components too; Flux's kind of that name is an object", () => {
    const snapshot = overlay('components: [../outer]\n', {
      'outer/kustomization.yaml': 'kind: Component\ncomponents: [../inner]\nresources: [extra.yaml]\n',
      'outer/extra.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\n',
      'inner/kustomization.yaml': 'kind: Component\nnamespace: shop\n',
      'flux/kustomization.yaml':
        'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\n',
    });
    expect(names(snapshot, 'prod')).toEqual(['ConfigMap shop/extra', 'Deployment shop/web', 'Service shop/web']);
    expect(names(snapshot, 'workspace')).toEqual(['Kustomization /apps']);
  });
});

describe('names, namespaces and labels', () => {
  test('the namespace of an object points to the kustomization that sets it', () => {
    const snapshot = overlay('namespace: shop\n');
    const service = find(snapshot, 'Service');
    expect(service.namespace).toMatchObject({ state: 'known', value: 'shop' });
    expect(service.node.synthetic).toBe(true);
    expect(placeOf(snapshot, service, 'metadata', 'namespace')).toBe('prod/kustomization.yaml:1:11');
    expect(placeOf(snapshot, service, 'metadata', 'name')).toBe('base/web.yaml:3:8');
    expect(placeOf(snapshot, service)).toBe('base/web.yaml:0:0');
  });

  test('cluster-scoped kinds get no namespace, a Namespace gets its name', () => {
    const snapshot = overlay('namespace: shop\nnamePrefix: x-\n', {
      'base/kustomization.yaml': 'resources: [more.yaml]\n',
      'base/more.yaml':
        'apiVersion: v1\nkind: Namespace\nmetadata: {name: old}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\n',
    });
    expect(names(snapshot, 'prod')).toEqual(['ClusterRole /x-r', 'Namespace /shop']);
  });

  test('prefixes and suffixes of all layers', () => {
    const snapshot = overlay(
      'namePrefix: p-\nnameSuffix: -s\n',
      {},
      { ...BASE, 'base/kustomization.yaml': 'resources: [web.yaml]\nnamePrefix: b-\n' },
    );
    expect(names(snapshot, 'prod')).toEqual(['Deployment /p-b-web-s', 'Service /p-b-web-s']);
  });

  test('commonLabels reach selectors and templates, labels only what they say', () => {
    const common = overlay('commonLabels: {team: a}\n');
    expect(data(common, 'Service').spec.selector).toEqual({ app: 'web', team: 'a' });
    expect(data(common, 'Deployment').spec.selector.matchLabels).toEqual({ app: 'web', team: 'a' });
    expect(data(common, 'Deployment').spec.template.metadata.labels).toEqual({ app: 'web', team: 'a' });
    const plainLabels = overlay('labels: [{pairs: {team: a}}]\n');
    expect(data(plainLabels, 'Service').metadata.labels).toEqual({ team: 'a' });
    expect(data(plainLabels, 'Service').spec.selector).toEqual({ app: 'web' });
    expect(data(plainLabels, 'Deployment').spec.template.metadata.labels).toEqual({ app: 'web' });
    const templates = overlay('labels: [{pairs: {team: a}, includeTemplates: true}]\n');
    expect(data(templates, 'Deployment').spec.template.metadata.labels).toEqual({ app: 'web', team: 'a' });
    expect(data(templates, 'Deployment').spec.selector.matchLabels).toEqual({ app: 'web' });
  });

  test('commonLabels go into the selectors of a NetworkPolicy only where there are some', () => {
    const policy =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec:\n  podSelector: {}\n  ingress:\n  - from:\n    - podSelector: {matchLabels: {app: web}}\n    - namespaceSelector: {}\n';
    const snapshot = overlay(
      'commonLabels: {team: a}\n',
      {},
      { 'base/kustomization.yaml': 'resources: [p.yaml]\n', 'base/p.yaml': policy },
    );
    expect(data(snapshot, 'NetworkPolicy').spec).toEqual({
      podSelector: {},
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web', team: 'a' } } }, { namespaceSelector: {} }] }],
    });
  });

  test('annotations, replicas and images', () => {
    const deployment = data(
      overlay(
        'commonAnnotations: {note: x}\nreplicas: [{name: web, count: 3}]\nimages: [{name: shop/web, newName: own/web, newTag: v2}, {name: shop/side, digest: "sha256:ab"}]\n',
      ),
      'Deployment',
    );
    expect(deployment.metadata.annotations).toEqual({ note: 'x' });
    expect(deployment.spec.replicas).toBe(3);
    expect(deployment.spec.template.spec.containers.map((it: { image: string }) => it.image)).toEqual([
      'own/web:v2',
      'shop/side@sha256:ab',
    ]);
  });

  test('an Ingress, a StatefulSet and a webhook follow their Service; a route to a renamed one is unknown', () => {
    const more = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec: {rules: [{http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}, {path: /x, backend: {service: {name: other, port: {number: 80}}}}]}}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec: {serviceName: web}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hook}
webhooks: [{name: a.b.c, clientConfig: {service: {name: web, namespace: default}}}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec: {rules: [{backendRefs: [{name: web, port: 80}, {name: other, port: 80}]}]}
`;
    const base = {
      'base/kustomization.yaml': 'resources: [web.yaml, more.yaml]\n',
      'base/web.yaml': SERVICE,
      'base/more.yaml': more,
    };
    const snapshot = overlay('namePrefix: p-\nnamespace: shop\n', {}, base);
    const paths = data(snapshot, 'Ingress').spec.rules[0].http.paths;
    expect(paths.map((it: { backend: { service: { name: string } } }) => it.backend.service.name)).toEqual([
      'p-web',
      'other',
    ]);
    expect(data(snapshot, 'StatefulSet').spec.serviceName).toBe('p-web');
    expect(data(snapshot, 'ValidatingWebhookConfiguration').webhooks[0].clientConfig.service).toEqual({
      name: 'p-web',
      namespace: 'shop',
    });
    expect(data(snapshot, 'HTTPRoute').spec.rules[0].backendRefs.map((it: { name: string }) => it.name)).toEqual([
      '<unknown>',
      'other',
    ]);
  });
});

describe('patches', () => {
  test('strategic merge: containers by name, ports by number, new items first', () => {
    const patch = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: main
        ports:
        - containerPort: 8080
          hostPort: 80
        - containerPort: 9090
          name: metrics
      - name: extra
      - name: side
        $patch: delete
`;
    const snapshot = overlay('patchesStrategicMerge: [patch.yaml]\n', { 'prod/patch.yaml': patch });
    expect(data(snapshot, 'Deployment').spec.template.spec.containers).toEqual([
      { name: 'extra' },
      {
        name: 'main',
        image: 'shop/web:1',
        ports: [
          { containerPort: 9090, name: 'metrics' },
          { name: 'http', containerPort: 8080, hostPort: 80 },
        ],
      },
    ]);
    const found = find(snapshot, 'Deployment');
    const host = found.type === 'workload' ? found.template.containers[1]?.ports[1]?.hostPort : undefined;
    expect(host?.state === 'known' && host.node.document.path).toBe('prod/patch.yaml');
  });

  test('Service ports by port and protocol; null removes; $patch: replace and delete', () => {
    const twice = SERVICE.replace(
      'targetPort: http\n',
      'targetPort: http\n  - name: dns\n    port: 53\n    protocol: UDP\n',
    );
    const base = { 'base/kustomization.yaml': 'resources: [s.yaml]\n', 'base/s.yaml': twice };
    const patched = (spec: string) =>
      data(
        overlay(
          'patches: [{path: p.yaml}]\n',
          { 'prod/p.yaml': `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: ${spec}\n` },
          base,
        ),
        'Service',
      ).spec;
    expect(patched('{ports: [{port: 53, protocol: UDP, targetPort: 5353}]}').ports).toEqual([
      { name: 'http', port: 80, targetPort: 'http' },
      { name: 'dns', port: 53, protocol: 'UDP', targetPort: 5353 },
    ]);
    expect(patched('{selector: null}')).not.toHaveProperty('selector');
    expect(patched('{selector: {$patch: replace, role: x}}').selector).toEqual({ role: 'x' });
    expect(patched('{ports: [{port: 80, $patch: delete}]}').ports).toHaveLength(1);
    expect(patched('{ports: [{$patch: replace}, {port: 1}]}').ports).toEqual([{ port: 1 }]);
  });

  test('$patch: delete takes the object away', () => {
    const snapshot = overlay(
      'patches: [{patch: "apiVersion: v1\\nkind: Service\\nmetadata: {name: web}\\n$patch: delete\\n"}]\n',
    );
    expect(names(snapshot, 'prod')).toEqual(['Deployment /web']);
    expect(viewOf(snapshot, 'prod').mayHoldMore('')).toBe(false);
  });

  test('JSON patches: add, replace, remove, move, copy, test', () => {
    const patch = `patches:
- target: {kind: Service, name: w.*}
  patch: |-
    - {op: test, path: /spec/ports/0/port, value: 80}
    - {op: add, path: /spec/ports/-, value: {name: metrics, port: 9090}}
    - {op: replace, path: /spec/ports/0/targetPort, value: 8080}
    - {op: copy, from: /spec/selector/app, path: /metadata/labels~1x}
    - {op: move, from: /spec/selector, path: /spec/chosen}
    - op: remove
      path: /spec/ports/0/name
`;
    const snapshot = overlay(patch);
    expect(data(snapshot, 'Service')).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', 'labels/x': 'web' },
      spec: {
        ports: [
          { port: 80, targetPort: 8080 },
          { name: 'metrics', port: 9090 },
        ],
        chosen: { app: 'web' },
      },
    });
  });

  test('an inline patch points to its very place in the kustomization', () => {
    const snapshot = overlay(
      'patches:\n- target: {kind: Service}\n  patch: |-\n    - op: replace\n      path: /spec/ports/0/targetPort\n      value: nope\n',
    );
    const service = find(snapshot, 'Service');
    const target =
      service.type === 'service' && service.ports.state === 'known' ? service.ports.value[0]?.targetPort : undefined;
    if (target?.state !== 'known') throw new Error('targetPort is not known');
    expect(target.value).toBe('nope');
    expect(snapshot.rangeOf({ ...target.node })).toEqual({
      start: { line: 6, character: 13 },
      end: { line: 6, character: 17 },
    });
  });

  test('an annotation can be added where there are none', () => {
    const snapshot = overlay(
      'patches: [{target: {kind: Service}, patch: "[{op: add, path: /metadata/annotations/note, value: x}]"}]\n',
    );
    expect(data(snapshot, 'Service').metadata).toEqual({ name: 'web', annotations: { note: 'x' } });
  });

  test('a JSON patch may make another kind of it', () => {
    const snapshot = overlay(
      'patchesJson6902: [{target: {group: apps, version: v1, kind: Deployment, name: web}, path: p.json}]\n',
      {
        'prod/p.json':
          '[{"op": "replace", "path": "/kind", "value": "DaemonSet"}, {"op": "remove", "path": "/spec/replicas"}]',
      },
    );
    expect(names(snapshot, 'prod')).toEqual(['DaemonSet /web', 'Service /web']);
  });

  test.each([
    ['a patch that is not there', 'patches: [{path: none.yaml, target: {kind: Service}}]\n'],
    ['a patch that does not parse', 'patches: [{patch: "[{", target: {kind: Service}}]\n'],
    [
      'an operation that cannot be carried out',
      'patches: [{patch: "[{op: remove, path: /spec/none}]", target: {kind: Service}}]\n',
    ],
    ['a directive nobody knows', 'patches: [{patch: "{spec: {$retainKeys: [ports]}}", target: {kind: Service}}]\n'],
    [
      'an expression that might never end',
      'patches: [{patch: "{spec: {type: NodePort}}", target: {kind: Service, name: "(w+)+$"}}]\n',
    ],
    ['a port that fits twice', 'patches: [{patch: "{spec: {ports: [{name: x}]}}", target: {kind: Service}}]\n'],
  ])('%s leaves the object out, and its namespace may hold more', (_what, text) => {
    const snapshot = overlay(`namespace: shop\n${text}`);
    expect(names(snapshot, 'prod')).toEqual(['Deployment shop/web']);
    expect(viewOf(snapshot, 'prod').mayHoldMore('shop')).toBe(true);
    expect(viewOf(snapshot, 'prod').mayHoldMore('bank')).toBe(false);
  });
});

describe('what others change is unknown', () => {
  test('replacements: the fields they write', () => {
    const snapshot = overlay(`replacements:
- source: {kind: ConfigMap, fieldPath: data.port}
  targets:
  - select: {kind: Service}
    fieldPaths: ["spec.ports.[name=http].targetPort", spec.ports.0.nodePort]
`);
    expect(data(snapshot, 'Service').spec.ports).toEqual([{ name: 'http', port: 80, targetPort: '<unknown>' }]);
    expect(data(snapshot, 'Deployment').spec.replicas).toBe(1);
  });

  test('variables: the values they stand in', () => {
    const base = { ...BASE, 'base/web.yaml': SERVICE.replace('targetPort: http', 'targetPort: $(PORT)') };
    const snapshot = overlay('vars: [{name: PORT, objref: {kind: Service, name: web, apiVersion: v1}}]\n', {}, base);
    expect(data(snapshot, 'Service').spec.ports[0].targetPort).toBe('<unknown>');
  });

  test('transformer plugins: everything', () => {
    const snapshot = overlay('transformers: [plugin.yaml]\n');
    expect(names(snapshot, 'prod')).toEqual([]);
    expect(viewOf(snapshot, 'prod').mayHoldMore('any')).toBe(true);
  });

  test('configurations: objects of the kinds they open', () => {
    const snapshot = overlay('configurations: [c.yaml]\n', {
      'prod/c.yaml': 'commonLabels: [{path: spec/x, kind: Deployment}]\n',
    });
    expect(names(snapshot, 'prod')).toEqual(['Service /web']);
  });

  test('a kustomization that does not parse', () => {
    const snapshot = overlay('namespace: [\n');
    expect(names(snapshot, 'prod')).toEqual([]);
    expect(viewOf(snapshot, 'prod').mayHoldMore('any')).toBe(true);
  });
});
