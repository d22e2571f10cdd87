import { describe, expect, test } from 'vitest';
import type { Ingress, IngressBackend } from './objects';
import { ABSENT_FIELD, objectIn, problemsOf, shown, UNKNOWN_FIELD, written } from './test-objects';

function ingress(spec: string, apiVersion = 'networking.k8s.io/v1', annotations = '{}'): Ingress {
  const head = `apiVersion: ${apiVersion}\nkind: Ingress\nmetadata: {name: web, annotations: ${annotations}}\n`;
  return objectIn('ingress', `${head}spec: ${spec}\n`);
}

function backendOf(backend: string, apiVersion?: string): IngressBackend | null | undefined {
  return ingress(`{rules: [{http: {paths: [{path: /, backend: ${backend}}]}}]}`, apiVersion).rules[0]?.paths[0]
    ?.backend;
}

test('reads v1', () => {
  const read = ingress(`
  ingressClassName: nginx
  defaultBackend: {service: {name: fallback, port: {name: http}}}
  tls:
  - {hosts: [a.example.com, b.example.com], secretName: x}
  - {hosts: [c.example.com]}
  rules:
  - host: a.example.com
    http:
      paths:
      - {path: /api, pathType: Prefix, backend: {service: {name: api, port: {number: 8080}}}}
      - {path: /files, pathType: Exact, backend: {resource: {kind: Bucket, name: files}}}
  - http: {paths: []}`);
  expect(shown(read.className)).toBe('nginx');
  expect(read.defaultBackend && [shown(read.defaultBackend.serviceName), shown(read.defaultBackend.port)]).toEqual([
    'fallback',
    'http',
  ]);
  expect(read.tlsHosts.map((host) => shown(host))).toEqual(['a.example.com', 'b.example.com', 'c.example.com']);
  expect(read.rules.map((rule) => shown(rule.host))).toEqual(['a.example.com', ABSENT_FIELD]);
  const [api, files] = read.rules[0]?.paths ?? [];
  expect(api && [shown(api.path), shown(api.pathType)]).toEqual(['/api', 'Prefix']);
  expect(api?.backend && [shown(api.backend.serviceName), shown(api.backend.port), api.backend.resource]).toEqual([
    'api',
    8080,
    false,
  ]);
  expect(api?.backend && written(api.backend.port)).toBe('8080');
  expect(files?.backend && [shown(files.backend.serviceName), files.backend.resource]).toEqual([ABSENT_FIELD, true]);
  expect([read.problems, read.incomplete]).toEqual([[], false]);
});

test.each(['extensions/v1beta1', 'networking.k8s.io/v1beta1'])('reads %s in the same shape', (apiVersion) => {
  const read = ingress(
    '{backend: {serviceName: fallback, servicePort: 80}, rules: [{http: {paths: [{backend: {serviceName: api, servicePort: http}}]}}]}',
    apiVersion,
  );
  expect(read.defaultBackend && [shown(read.defaultBackend.serviceName), shown(read.defaultBackend.port)]).toEqual([
    'fallback',
    80,
  ]);
  const backend = read.rules[0]?.paths[0]?.backend;
  expect(backend && [shown(backend.serviceName), shown(backend.port)]).toEqual(['api', 'http']);
});

describe('the class', () => {
  test.each([
    ['{}', '{}', ABSENT_FIELD],
    ['{ingressClassName: a}', '{}', 'a'],
    ['{}', '{kubernetes.io/ingress.class: b}', 'b'],
    ['{ingressClassName: a}', '{kubernetes.io/ingress.class: b}', 'a'],
    ['{ingressClassName: "{{ .x }}"}', '{}', UNKNOWN_FIELD],
    ['{}', '"{{ .x }}"', UNKNOWN_FIELD],
    ['"{{ .x }}"', '{}', UNKNOWN_FIELD],
  ])('of spec %s and annotations %s', (spec, annotations, expected) => {
    expect(shown(ingress(spec, 'networking.k8s.io/v1', annotations).className)).toBe(expected);
  });
});

describe('the backend port of v1', () => {
  test.each([
    ['{number: 80}', 80],
    ['{name: http}', 'http'],
    ['{name: "8080"}', '8080'],
    // V1: a number 0 beside a name is unset
    ['{name: http, number: 0}', 'http'],
    ['{name: http, number: 80}', UNKNOWN_FIELD],
    ['{name: "", number: 80}', 80],
    ['{number: 0}', 0],
    ['{name: ""}', ''],
    ['{}', ABSENT_FIELD],
    ['null', ABSENT_FIELD],
    ['{number: "{{ .x }}"}', UNKNOWN_FIELD],
    ['{name: http, number: "{{ .x }}"}', UNKNOWN_FIELD],
    ['"{{ .x }}"', UNKNOWN_FIELD],
  ])('%s', (port, expected) => {
    const backend = backendOf(`{service: {name: a, port: ${port}}}`);
    expect(backend && shown(backend.port)).toBe(expected);
  });
});

test.each([
  ['null', null],
  ['{}', ABSENT_FIELD],
  ['{service: null, resource: null}', ABSENT_FIELD],
  ['"{{ .x }}"', UNKNOWN_FIELD],
  ['{service: "{{ .x }}"}', UNKNOWN_FIELD],
])('a backend %s', (backend, expected) => {
  const read = backendOf(backend);
  expect(read && shown(read.serviceName)).toBe(expected);
});

test.each([
  '{rules: "{{ .x }}"}',
  '{rules: ["{{ .x }}"]}',
  '{rules: [{http: "{{ .x }}"}]}',
  '"{{ .x }}"',
  '{rules: [{http: {paths: "{{ .x }}"}}]}',
])('incomplete: %s', (spec) => {
  const read = ingress(spec);
  expect([read.incomplete, read.problems]).toEqual([true, []]);
});

describe('wrong types', () => {
  const path = (backend: string) => `{rules: [{http: {paths: [{backend: ${backend}}]}}]}`;
  test.each([
    ['7', 'wrong-type: spec must be a mapping, not the number 7'],
    ['{ingressClassName: 7}', 'wrong-type: ingressClassName must be a string, not the number 7 -> 7'],
    ['{rules: {host: a}}', 'wrong-type: rules must be a list, not a mapping'],
    ['{rules: [a]}', 'wrong-type: an item of rules must be a mapping, not the string "a"'],
    ['{rules: [{host: 7}]}', 'wrong-type: host must be a string, not the number 7 -> 7'],
    ['{rules: [{http: [a]}]}', 'wrong-type: http must be a mapping, not a list'],
    ['{rules: [{http: {paths: {path: /}}}]}', 'wrong-type: paths must be a list, not a mapping'],
    [path('web'), 'wrong-type: backend must be a mapping, not the string "web"'],
    [path('{service: web}'), 'wrong-type: service must be a mapping, not the string "web"'],
    [path('{service: {name: a, port: 80}}'), 'wrong-type: port must be a mapping, not the number 80'],
    [
      path('{service: {name: a, port: {number: "80"}}}'),
      'invalid-port-number: number must be an integer, not the string "80" -> 80',
    ],
    [path('{service: {name: a, port: {name: 80}}}'), 'wrong-type: name must be a string, not the number 80 -> 80'],
    ['{tls: {hosts: [a]}}', 'wrong-type: tls must be a list, not a mapping'],
    ['{tls: [{hosts: a}]}', 'wrong-type: hosts must be a list, not the string "a"'],
  ])('%s', (spec, problem) => {
    expect(problemsOf(ingress(spec))).toEqual([problem]);
  });

  test('servicePort', () => {
    const read = ingress('{backend: {serviceName: a, servicePort: [80]}}', 'extensions/v1beta1');
    expect(problemsOf(read)).toEqual(['invalid-port-number: servicePort must be an integer or a name, not a list']);
  });
});

test('IngressClass', () => {
  const read = objectIn(
    'ingress-class',
    'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: a}\nspec: {controller: example.com/a}\n',
  );
  expect(shown(read.controller)).toBe('example.com/a');
});
