import { describe, expect, test } from 'vitest';
import { check, type Files } from '../../test-support';
import { usesOfContainerPortName, usesOfWorkloadPortName } from './container-port-names';
import { type NameUses, renamePort } from './rename';
import { usesOfServicePortName } from './service-port-names';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      containers:
      - name: web
        image: example.com/web:1.0
        ports: [{name: http, containerPort: 8080}]
        livenessProbe: {httpGet: {path: /, port: http}}
`;
const API = WEB.replaceAll('web', 'api');

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  selector: {app: web}
  ports: [{name: main, port: 80, targetPort: http}]
`;
const API_SERVICE = SERVICE.replaceAll('web', 'api');

const POLICIES = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: own, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress: [{ports: [{port: http}]}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: caller, namespace: gate}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}, podSelector: {matchLabels: {app: web}}}]
    ports: [{port: http}]
  - to: [{podSelector: {}}]
    ports: [{port: http}]
`;

const MONITORS = `apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: pods, namespace: monitoring}
spec:
  namespaceSelector: {matchNames: [shop]}
  selector: {matchLabels: {app: web}}
  podMetricsEndpoints: [{port: http}]
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: services, namespace: monitoring}
spec:
  namespaceSelector: {any: true}
  selector: {matchLabels: {app: web}}
  endpoints: [{targetPort: http}, {port: main}, {port: http}]
`;

const ALL: Files = { 'web.yaml': WEB, 'service.yaml': SERVICE, 'policies.yaml': POLICIES, 'monitors.yaml': MONITORS };

/** Uses of "http" in the pods of Deployment/web, or in those of its namespace. */
function ofContainers(files: Files, whole = false): NameUses {
  const { snapshot } = check(files);
  const [environment] = snapshot.environments;
  const view = environment && snapshot.view(environment, () => {});
  const [web] = view?.named('workload', 'shop', 'web') ?? [];
  if (view === undefined || web === undefined) throw new Error('no workload');
  return whole ? usesOfContainerPortName(view, 'shop', 'http') : usesOfWorkloadPortName(view, web, 'http');
}

/** Uses of "main" of Service/web. */
function ofService(files: Files): NameUses {
  const { snapshot } = check(files);
  const [environment] = snapshot.environments;
  const view = environment && snapshot.view(environment, () => {});
  const [web] = view?.named('service', 'shop', 'web') ?? [];
  const port = web?.ports.state === 'known' ? web.ports.value[0] : undefined;
  if (view === undefined || web === undefined || port === undefined) throw new Error('no Service');
  return usesOfServicePortName(view, web, port);
}

/** How often each file uses the name. */
function perFile({ nodes }: NameUses): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { document } of nodes) counts[document.path] = (counts[document.path] ?? 0) + 1;
  return counts;
}

describe('a name of container ports', () => {
  test('changes at the container, probes, Services, policies and monitors, across files and namespaces', () => {
    const uses = ofContainers(ALL);
    expect(perFile(uses)).toEqual({ 'web.yaml': 2, 'service.yaml': 1, 'policies.yaml': 2, 'monitors.yaml': 2 });
    expect(uses.complete).toBe(true);
    const { edits, complete } = renamePort(uses, 'web');
    expect([edits.length, complete]).toEqual([7, true]);
  });

  test('stays where it belongs to other pods', () => {
    const uses = ofContainers({ ...ALL, 'api.yaml': API, 'api-service.yaml': API_SERVICE });
    expect(perFile(uses)).toEqual({ 'web.yaml': 2, 'service.yaml': 1, 'policies.yaml': 2, 'monitors.yaml': 2 });
    expect(uses.complete).toBe(true);
  });

  test('changes in all pods that one Service leads to', () => {
    const both = SERVICE.replace('selector: {app: web}', 'selector: {tier: front}');
    const uses = ofContainers({ 'web.yaml': WEB, 'api.yaml': API, 'service.yaml': both, 'more.yaml': API_SERVICE });
    expect(perFile(uses)).toEqual({ 'web.yaml': 2, 'api.yaml': 2, 'service.yaml': 1, 'more.yaml': 1 });
    expect(uses.complete).toBe(true);
  });

  test('of a whole namespace: wherever it stands there', () => {
    const uses = ofContainers({ ...ALL, 'api.yaml': API, 'api-service.yaml': API_SERVICE }, true);
    expect(perFile(uses)).toMatchObject({ 'web.yaml': 2, 'api.yaml': 2, 'service.yaml': 1, 'api-service.yaml': 1 });
  });

  test.each<[string, Files]>([
    [
      'a Service whose selector cannot be read',
      { 's.yaml': SERVICE.replace('{app: web}\n  ports', '$(SELECTOR)\n  ports') },
    ],
    ['a targetPort that cannot be read', { 's.yaml': SERVICE.replace('targetPort: http', 'targetPort: $(PORT)') }],
    [
      'a policy of a CNI',
      {
        'cilium.yaml':
          'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c, namespace: shop}\nspec: {ingress: [{toPorts: [{ports: [{port: http}]}]}]}\n',
      },
    ],
    ['a document that does not parse', { 'broken.yaml': `${API}\n  - [` }],
    [
      'a policy that is for other pods too',
      { 'api.yaml': API, 'p.yaml': POLICIES.replace('{matchLabels: {app: web}}', '{matchLabels: {tier: front}}') },
    ],
    [
      'an annotation',
      { 'web.yaml': WEB.replace('metadata: {labels', 'metadata: {annotations: {ports: "https,http"}, labels') },
    ],
  ])('%s may use it too', (_, files) => {
    expect(ofContainers({ ...ALL, ...files }).complete).toBe(false);
  });
});

describe('a name of a Service port', () => {
  const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  defaultBackend: {service: {name: web, port: {name: main}}}
`;
  const ROUTE = `apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: web, namespace: shop}
spec:
  to: {kind: Service, name: web}
  port: {targetPort: main}
`;
  const SLICE = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{name: main, port: 8080}]
endpoints: []
`;
  const NAMED: Files = { ...ALL, 'ingress.yaml': INGRESS, 'route.yaml': ROUTE, 'slice.yaml': SLICE };

  test('changes at the Service, Ingresses, Routes, monitors and endpoints, across files and namespaces', () => {
    const uses = ofService(NAMED);
    expect(perFile(uses)).toEqual({
      'service.yaml': 1,
      'ingress.yaml': 1,
      'route.yaml': 1,
      'monitors.yaml': 1,
      'slice.yaml': 1,
    });
    expect(uses.complete).toBe(true);
  });

  test('stays where it belongs to other Services', () => {
    const others = {
      'other-ingress.yaml': INGRESS.replaceAll('name: web', 'name: api'),
      'other-route.yaml': ROUTE.replaceAll('name: web', 'name: api'),
    };
    const uses = ofService({ ...NAMED, ...others });
    expect(Object.keys(perFile(uses))).not.toContain('other-ingress.yaml');
    expect(Object.keys(perFile(uses))).not.toContain('other-route.yaml');
    expect(uses.complete).toBe(true);
  });

  test.each<[string, Files]>([
    [
      'a Route that is for another Service too',
      {
        'route.yaml': ROUTE.replace('  port:', '  alternateBackends: [{kind: Service, name: api}]\n  port:'),
      },
    ],
    [
      'another Service that the monitor selects',
      { 'api.yaml': API_SERVICE.replace('labels: {app: api}', 'labels: {app: web}') },
    ],
    [
      'an annotation of the Service',
      {
        'service.yaml': SERVICE.replace('labels:', 'annotations: {example.com/ssl-ports: main}, labels:'),
      },
    ],
    [
      'a kind that nobody reads',
      {
        'traefik.yaml':
          'apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: {name: t, namespace: shop}\nspec: {routes: [{services: [{name: web, port: main}]}]}\n',
      },
    ],
    ['an Ingress port that cannot be read', { 'ingress.yaml': INGRESS.replace('{name: main}', '{name: $(PORT)}') }],
  ])('%s may use it too', (_, files) => {
    expect(ofService({ ...NAMED, ...files }).complete).toBe(false);
  });
});
