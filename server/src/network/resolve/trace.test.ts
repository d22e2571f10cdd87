import { describe, expect, test } from 'vitest';
import { defaultCharter } from '../../config';
import type { KubernetesObject } from '../../kubernetes';
import { createSnapshot } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { type Hop, originsOf, type Trace, trace } from './index';

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  selector: {app: web}
  ports:
  - {name: main, port: 80, targetPort: http}
  - {name: dns, port: 53, protocol: UDP, targetPort: 5353}
`;

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        ports: [{name: http, containerPort: 8080}]
        livenessProbe: {httpGet: {port: http}}
        readinessProbe: {tcpSocket: {port: 9999}}
        startupProbe: {httpGet: {port: http, host: example.com}}
        lifecycle: {preStop: {httpGet: {port: stop}}}
      - name: beside
        ports: [{name: stop, containerPort: 7000}]
`;

/** All traces of the first document, with what is beside it. */
function traces(text: string, ...rest: readonly string[]): readonly Trace[] {
  const files = [text, ...rest].map((each, index) => ({ path: `${index}.yaml`, text: each }));
  const snapshot = createSnapshot({ charter: defaultCharter(), files });
  const [environment] = snapshot.environments;
  if (environment === undefined) throw new Error('no environment');
  const view = snapshot.view(environment, () => {});
  const objects: readonly KubernetesObject[] = snapshot.objectsIn(environment, '0.yaml');
  return objects.flatMap((object) => originsOf(object).map(({ origin }) => trace(view, origin)));
}

/** `file:text` of a node. */
function shown(node: YamlNode | undefined): string {
  return node === undefined ? '-' : `${node.document.path}:${node.document.text.slice(node.start, node.end)}`;
}

function way(hop: Hop): string {
  switch (hop.kind) {
    case 'service-port':
      return `service ${shown(hop.node)} > ${hop.next.map(way).join(' + ') || (hop.open ? '?' : 'nobody')}`;
    case 'pod-port':
      return `${hop.outcome.kind === 'unknown' ? hop.outcome.because : hop.outcome.kind} ${shown(hop.node)}`;
    case 'dead-end':
      return `${hop.outcome.kind === 'unknown' ? hop.outcome.because : hop.outcome.kind} ${shown(hop.node)}`;
  }
}

function ways(...files: readonly [string, ...string[]]): readonly (readonly string[])[] {
  return traces(...files).map(({ hops }) => hops.map(way));
}

describe('every hop, with the node of what is written there', () => {
  test('a Service port', () => {
    expect(ways(SERVICE, WEB)).toEqual([['found 1.yaml:http'], ['undeclared -']]);
  });

  test('an Ingress backend', () => {
    const ingress = (port: string) =>
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web, namespace: shop}\nspec: {defaultBackend: {service: {name: web, port: ${port}}}}\n`;
    expect(ways(ingress('{name: main}'), SERVICE, WEB)).toEqual([['service 1.yaml:main > found 2.yaml:http']]);
    expect(ways(ingress('{number: 80}'), SERVICE, WEB)).toEqual([['service 1.yaml:80 > found 2.yaml:http']]);
    expect(ways(ingress('{number: 8080}'), SERVICE, WEB)).toEqual([['no-such-port 1.yaml:web']]);
    expect(ways(ingress('{number: 80}'), WEB)).toEqual([['no-such-service -']]);
    expect(ways(ingress('{name: $(PORT)}'), SERVICE)).toEqual([['unreadable -']]);
  });

  test('a route, of the Gateway API and of OpenShift', () => {
    const route = (kind: string, port: string) =>
      `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: web, namespace: shop}\nspec: {rules: [{backendRefs: [{name: web, ${port}}]}]}\n`;
    expect(ways(route('HTTPRoute', 'port: 80'), SERVICE, WEB)).toEqual([['service 1.yaml:80 > found 2.yaml:http']]);
    expect(ways(route('UDPRoute', 'port: 80'), SERVICE, WEB)).toEqual([['other-protocol 1.yaml:web']]);
    expect(ways(route('HTTPRoute', 'kind: Bucket'), SERVICE)).toEqual([['not-a-service -']]);
    expect(ways(route('HTTPRoute', 'weight: 1'), SERVICE)).toEqual([['not-written -']]);
    const openShift = (port: string) =>
      `apiVersion: route.openshift.io/v1\nkind: Route\nmetadata: {name: web, namespace: shop}\nspec: {to: {kind: Service, name: web}, port: {targetPort: ${port}}}\n`;
    expect(ways(openShift('main'), SERVICE, WEB)).toEqual([['service 1.yaml:main > found 2.yaml:http']]);
    expect(ways(openShift('8080'), SERVICE, WEB)).toEqual([['service 1.yaml:80 > found 2.yaml:http']]);
    expect(ways(openShift('80'), SERVICE, WEB)).toEqual([['no-such-port 1.yaml:web']]);
  });

  test('probes and hooks, in their own container; container ports, backwards', () => {
    expect(ways(WEB, SERVICE)).toEqual([
      ['found 0.yaml:http'],
      ['undeclared -'],
      ['other-address -'],
      ['missing -'],
      ['service 1.yaml:80 > nobody'],
      [],
    ]);
  });

  test('a monitor: Service ports, and the ports of the pods behind them', () => {
    const monitor = `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: web, namespace: monitoring}
spec:
  namespaceSelector: {matchNames: [shop]}
  selector: {matchLabels: {app: web}}
  endpoints: [{port: main}, {targetPort: http}, {port: http}, {port: "http.*"}, {path: /}]
`;
    expect(ways(monitor, SERVICE, WEB)).toEqual([
      ['service 1.yaml:main > found 2.yaml:http'],
      ['found 2.yaml:http'],
      ['no-such-port 1.yaml:web'],
      ['unreadable -'],
      ['not-written -'],
    ]);
    const pods = monitor.replace('ServiceMonitor', 'PodMonitor').replace('endpoints', 'podMetricsEndpoints');
    expect(ways(pods, WEB).slice(0, 3)).toEqual([['missing -'], ['found 1.yaml:http'], ['found 1.yaml:http']]);
  });

  test('a webhook, an aggregated API and a conversion; 443 where nothing is written', () => {
    const reference = '{name: web, namespace: shop, port: 80}';
    const api = `apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: a}\nspec: {service: ${reference}}\n`;
    const conversion = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: c}\nspec: {conversion: {webhook: {clientConfig: {service: ${reference}}}}}\n`;
    for (const text of [api, conversion]) {
      expect(ways(text, SERVICE, WEB)).toEqual([['service 1.yaml:80 > found 2.yaml:http']]);
    }
    const [implied] = traces(api.replace(', port: 80', ''), SERVICE, WEB);
    expect(implied?.written).toEqual({ reference: 443, node: undefined });
    expect(implied?.hops.map(way)).toEqual(['no-such-port 1.yaml:web']);
  });

  test('a policy port: in the pods it is about', () => {
    const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {}, ingress: [{ports: [{port: http}, {port: http, protocol: UDP}]}]}
`;
    expect(ways(policy, WEB)).toEqual([['found 1.yaml:http'], ['other-protocol -']]);
  });
});

test('where no manifest shows the pods, the way is open', () => {
  const [first] = traces(`${SERVICE}---\n${SERVICE.replace('app: web}\n  ports', 'app: other}\n  ports')}`);
  expect(first?.open).toBe(true);
});
