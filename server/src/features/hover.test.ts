import { expect, test } from 'vitest';
import { analyse, runToEnd } from '../analysis';
import { defaultCharter } from '../config';
import { createSnapshot } from '../workspace';
import { type Hover, hoverAt } from './hover';

const WORKLOAD = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: main
          image: example/web:1
          ports:
            - {name: web, containerPort: 8080}
`;

function serviceOf(ports: string, selector = '{app: web}'): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec:\n  selector: ${selector}\n  ports: ${ports}\n`;
}

/** The hover on the place marked `|` in one of the files. */
function hover(files: Readonly<Record<string, string>>): Hover | undefined {
  const marked = Object.entries(files).find(([, text]) => text.includes('|'));
  if (marked === undefined) throw new Error('nothing is marked');
  const [path, text] = marked;
  const before = text.slice(0, text.indexOf('|')).split('\n');
  const clean = Object.entries(files).map(([each, content]) => ({ path: each, text: content.replace('|', '') }));
  const snapshot = createSnapshot({ charter: defaultCharter(), files: clean });
  const analysis = runToEnd(analyse(snapshot, { today: '2026-01-01' }));
  return hoverAt(snapshot, analysis, path, { line: before.length - 1, character: before.at(-1)?.length ?? 0 });
}

test.each([
  ['a name', '[{port: 80, targetPort: w|eb}]', '`web` `8080/TCP` of container `main`'],
  ['a number', '[{port: 80, targetPort: 80|80}]', '`web` `8080/TCP` of container `main`'],
  ['the Service port itself, where no target is written', '[{port: 80|80}]', '`web` `8080/TCP` of container `main`'],
  ['a number that nobody declares', '[{port: 80, targetPort: 90|90}]', '`9090`, which no container declares'],
  ['a name that nobody has', '[{port: 80, targetPort: ht|tp}]', 'no port `http`; it has `web` `8080/TCP`'],
  [
    'a port of another protocol',
    '[{port: 80, targetPort: w|eb, protocol: UDP}]',
    'only with another protocol (`web` `8080/TCP`',
  ],
])('a target port: %s', (_, ports, said) => {
  expect(hover({ 'service.yaml': serviceOf(ports), 'web.yaml': WORKLOAD })?.markdown).toContain(
    `\`Deployment/web\`: ${said}`,
  );
});

test('what a template fills in is unknown, and nothing is said', () => {
  expect(
    hover({ 'service.yaml': serviceOf('[{port: 80, targetPort: "{{ .Val|ues.port }}"}]'), 'web.yaml': WORKLOAD }),
  ).toBeUndefined();
});

test('a selector names what it takes in', () => {
  const found = hover({ 'service.yaml': serviceOf('[{port: 80}]', '{ap|p: web}'), 'web.yaml': WORKLOAD });
  expect(found?.markdown).toBe('Selects `Deployment/web`');
});

test('a container port names the Services in front of it', () => {
  const workload = WORKLOAD.replace('containerPort: 8080', 'containerPort: 80|80');
  const found = hover({ 'service.yaml': serviceOf('[{name: http, port: 80, targetPort: web}]'), 'web.yaml': workload });
  expect(found?.text).toBe('Served by\n- Service/web port http 80/TCP (service.yaml:6)');
});

test('an Ingress backend is followed to the pods', () => {
  const ingress = (port: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  defaultBackend:
    service: {name: web, port: {number: ${port}}}
`;
  const files = { 'service.yaml': serviceOf('[{port: 80, targetPort: web}]'), 'web.yaml': WORKLOAD };
  expect(hover({ ...files, 'ingress.yaml': ingress('8|0') })?.markdown).toContain('`web` `8080/TCP`');
  expect(hover({ ...files, 'ingress.yaml': ingress('80|80') })?.markdown).toContain('has no port `8080`');
});

test('the port of a policy is that of the pods it is about', () => {
  const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
    - ports: [{port: 80|80}]
`;
  expect(hover({ 'policy.yaml': policy, 'web.yaml': WORKLOAD })?.text).toContain(
    'Deployment/web: web 8080/TCP of container main',
  );
});

test('a probe names the port of its container, or says that there is none', () => {
  const probed = (port: string) => `${WORKLOAD}          readinessProbe: {httpGet: {path: /, port: ${port}}}\n`;
  expect(hover({ 'web.yaml': probed('w|eb') })?.text).toBe('Is port web 8080/TCP of container main (web.yaml:13)');
  expect(hover({ 'web.yaml': probed('ht|tp') })?.text).toBe(
    'Its container has no port http; it has web 8080/TCP of container main',
  );
  expect(hover({ 'web.yaml': probed('90|90') })?.text).toBe('Is port 9090, which its container does not declare');
});

test('a route, a webhook and a monitor are followed hop by hop, with file and line', () => {
  const files = { 'service.yaml': serviceOf('[{name: http, port: 80, targetPort: web}]'), 'web.yaml': WORKLOAD };
  const way = [
    'Service/web port http 80/TCP leads to port web (TCP) (service.yaml:6)',
    '- Deployment/web: web 8080/TCP of container main (web.yaml:13)',
  ].join('\n');
  const route = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec: {rules: [{backendRefs: [{name: web, port: 8|0}]}]}
`;
  expect(hover({ ...files, 'route.yaml': route })?.text).toBe(way);
  const webhook = `apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: web}
spec: {service: {name: web, namespace: shop, port: 8|0}}
`;
  expect(hover({ ...files, 'webhook.yaml': webhook })?.text).toBe(way);
  const monitor = (kind: string, list: string, port: string) => `apiVersion: monitoring.coreos.com/v1
kind: ${kind}
metadata: {name: web, namespace: shop}
spec: {selector: {}, ${list}: [{port: ${port}}]}
`;
  const services = monitor('ServiceMonitor', 'endpoints', 'ht|tp');
  expect(hover({ ...files, 'monitor.yaml': services })?.text).toBe(way);
  const pods = monitor('PodMonitor', 'podMetricsEndpoints', 'w|eb');
  expect(hover({ ...files, 'monitor.yaml': pods })?.text).toBe(way.split('\n')[1]);
});

test('a Service that is not here is said so', () => {
  const route = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec: {rules: [{backendRefs: [{name: web, port: 8|0}]}]}
`;
  expect(hover({ 'route.yaml': route })?.text).toBe('No Service web is in this environment');
});

test('values of a manifest never become markup', () => {
  const workload = WORKLOAD.replace('name: main', 'name: "`](http://x) <b>"');
  const found = hover({ 'service.yaml': serviceOf('[{port: 80, targetPort: w|eb}]'), 'web.yaml': workload });
  expect(found?.markdown).toContain("of container `'](http://x) <b>`");
});

test('elsewhere there is nothing to say', () => {
  expect(
    hover({ 'service.yaml': serviceOf('[{port: 80}]').replace('kind', 'ki|nd'), 'web.yaml': WORKLOAD }),
  ).toBeUndefined();
});
