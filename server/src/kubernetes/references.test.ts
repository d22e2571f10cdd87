import { describe, expect, test } from 'vitest';
import { ABSENT_FIELD, objectIn, problemsOf, shown, shownLabels, UNKNOWN_FIELD } from './test-objects';

describe('monitors', () => {
  function monitor(kind: string, spec: string) {
    return objectIn(
      'monitor',
      `apiVersion: monitoring.coreos.com/v1\nkind: ${kind}\nmetadata: {name: a}\nspec: ${spec}\n`,
    );
  }

  test('a ServiceMonitor selects Services', () => {
    const read = monitor(
      'ServiceMonitor',
      '{selector: {matchLabels: {app: web}}, endpoints: [{port: metrics}, {targetPort: 9090}, {targetPort: admin}]}',
    );
    expect(read.selects).toBe('services');
    expect(read.selector.state === 'known' && shownLabels(read.selector.value.matchLabels)).toEqual({ app: 'web' });
    expect(read.endpoints.map(({ port, targetPort }) => [shown(port), shown(targetPort)])).toEqual([
      ['metrics', ABSENT_FIELD],
      [ABSENT_FIELD, 9090],
      [ABSENT_FIELD, 'admin'],
    ]);
  });

  test('the number of a PodMonitor counts before its target port; a ServiceMonitor has none', () => {
    const both = '[{portNumber: 9090, targetPort: metrics}]';
    const pods = monitor('PodMonitor', `{selector: {}, podMetricsEndpoints: ${both}}`);
    const services = monitor('ServiceMonitor', `{selector: {}, endpoints: ${both}}`);
    expect([pods, services].map(({ endpoints }) => endpoints[0]?.targetPort)).toMatchObject([
      { value: 9090 },
      { value: 'metrics' },
    ]);
  });

  test('a PodMonitor selects pods', () => {
    const read = monitor('PodMonitor', '{selector: {}, podMetricsEndpoints: [{port: metrics}, {portNumber: 9090}]}');
    expect(read.selects).toBe('pods');
    expect(read.endpoints.map(({ port, targetPort }) => [shown(port), shown(targetPort)])).toEqual([
      ['metrics', ABSENT_FIELD],
      [ABSENT_FIELD, 9090],
    ]);
  });

  test('G10 a number is no port name, a quoted one is', () => {
    const read = monitor('ServiceMonitor', '{selector: {}, endpoints: [{port: 9090}, {port: "9090"}]}');
    expect(read.endpoints.map((endpoint) => shown(endpoint.port))).toEqual([UNKNOWN_FIELD, '9090']);
    expect(problemsOf(read)).toEqual(['wrong-type: port must be a string, not the number 9090 -> 9090']);
  });

  test.each([
    ['{selector: web, endpoints: []}', 'wrong-type: selector must be a mapping, not the string "web"'],
    ['{selector: {}, endpoints: {port: a}}', 'wrong-type: endpoints must be a list, not a mapping'],
    ['{selector: {}, endpoints: [a]}', 'wrong-type: an item of endpoints must be a mapping, not the string "a"'],
    [
      '{selector: {}, endpoints: [{targetPort: true}]}',
      'invalid-port-number: targetPort must be an integer or a name, not the boolean true',
    ],
  ])('%s', (spec, problem) => {
    expect(problemsOf(monitor('ServiceMonitor', spec))).toEqual([problem]);
  });

  test('a spec that is filled in later', () => {
    const read = monitor('PodMonitor', '"{{ .x }}"');
    expect([read.incomplete, shown(read.selector)]).toEqual([true, UNKNOWN_FIELD]);
  });
});

describe('references to Services', () => {
  test.each(['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'])('%s', (kind) => {
    const read = objectIn(
      'webhook-configuration',
      `apiVersion: admissionregistration.k8s.io/v1\nkind: ${kind}\nmetadata: {name: a}\nwebhooks:\n- clientConfig: {service: {name: hook, namespace: ns, port: 8443}}\n- clientConfig: {url: "https://example.com"}\n- clientConfig: {service: {name: other, namespace: ns}}\n`,
    );
    expect(read.services.map(({ name, namespace, port }) => [shown(name), shown(namespace), shown(port)])).toEqual([
      ['hook', 'ns', 8443],
      ['other', 'ns', ABSENT_FIELD],
    ]);
  });

  test.each([
    ['{service: {name: a, namespace: b, port: 444}}', [['a', 'b', 444]]],
    ['{service: null}', []],
    ['{}', []],
  ])('APIService %s', (spec, expected) => {
    const read = objectIn(
      'api-service',
      `apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.x}\nspec: ${spec}\n`,
    );
    expect(read.services.map(({ name, namespace, port }) => [shown(name), shown(namespace), shown(port)])).toEqual(
      expected,
    );
  });

  test.each([
    ['7', 'wrong-type: webhooks must be a list, not the number 7'],
    ['[{clientConfig: a}]', 'wrong-type: clientConfig must be a mapping, not the string "a"'],
    ['[{clientConfig: {service: a}}]', 'wrong-type: service must be a mapping, not the string "a"'],
    [
      '[{clientConfig: {service: {port: https}}}]',
      'invalid-port-number: port must be an integer, not the string "https"',
    ],
  ])('webhooks: %s', (webhooks, problem) => {
    const text = `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nwebhooks: ${webhooks}\n`;
    expect(problemsOf(objectIn('webhook-configuration', text))).toEqual([problem]);
  });
});

describe('endpoints', () => {
  test('Endpoints are for the Service of their name', () => {
    const read = objectIn(
      'endpoints',
      'apiVersion: v1\nkind: Endpoints\nmetadata: {name: db}\nsubsets: [{addresses: [{ip: 10.0.0.1}], ports: [{name: sql, port: 5432}]}, {ports: [{port: 5433, protocol: UDP}]}]\n',
    );
    expect(shown(read.serviceName)).toBe('db');
    expect(read.ports.map(({ name, port, protocol }) => [shown(name), shown(port), shown(protocol)])).toEqual([
      ['sql', 5432, ABSENT_FIELD],
      [ABSENT_FIELD, 5433, 'UDP'],
    ]);
  });

  test.each([
    ['{labels: {kubernetes.io/service-name: db}}', 'db'],
    ['{name: db}', ABSENT_FIELD],
    ['{labels: "{{ .x }}"}', UNKNOWN_FIELD],
  ])('an EndpointSlice with metadata %s', (metadata, service) => {
    const read = objectIn(
      'endpoints',
      `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: ${metadata}\nports: [{name: "", port: 5432}]\n`,
    );
    expect(shown(read.serviceName)).toBe(service);
    expect(read.ports.map(({ name, port }) => [shown(name), shown(port)])).toEqual([['', 5432]]);
  });

  test('a wrong port', () => {
    const text = 'apiVersion: v1\nkind: Endpoints\nmetadata: {name: db}\nsubsets: [{ports: [{port: "5432"}]}]\n';
    expect(problemsOf(objectIn('endpoints', text))).toEqual([
      'invalid-port-number: port must be an integer, not the string "5432" -> 5432',
    ]);
  });
});

test.each([
  ['{a: b, url: "http://$(HOST)/<x>"}', { a: 'b', url: 'http://$(HOST)/<x>' }, []],
  ['{a: "{{ .x }}"}', { a: UNKNOWN_FIELD }, []],
  ['{a: 80}', { a: UNKNOWN_FIELD }, ['wrong-type: data: "a" must be a string, not the number 80 -> 80']],
  ['[a]', {}, ['wrong-type: data must be a mapping, not a list']],
])('a ConfigMap with data %s', (data, expected, problems) => {
  const read = objectIn('config-map', `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: ${data}\n`);
  expect(shownLabels(read.data)).toEqual(expected);
  expect(problemsOf(read)).toEqual(problems);
});
