import { describe, expect, test } from 'vitest';
import type { RouteObject } from './objects';
import { ABSENT_FIELD, objectIn, objectsIn, problemsOf, shown, UNKNOWN_FIELD } from './test-objects';

function route(spec: string, apiVersion = 'gateway.networking.k8s.io/v1', kind = 'HTTPRoute'): RouteObject {
  return objectIn('route', `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\nspec: ${spec}\n`);
}

function backends(read: RouteObject): readonly unknown[] {
  return read.backends.map(({ kind, name, namespace, port }) => [
    shown(kind),
    shown(name),
    shown(namespace),
    shown(port),
  ]);
}

test.each(['gateway.networking.k8s.io/v1', 'gateway.networking.k8s.io/v1beta1', 'networking.x-k8s.io/v1alpha1'])(
  'a Gateway of %s',
  (apiVersion) => {
    const read = objectIn(
      'gateway',
      `apiVersion: ${apiVersion}\nkind: Gateway\nmetadata: {name: a}\nspec: {gatewayClassName: c, listeners: [{name: web, port: 443, protocol: HTTPS, hostname: "*.example.com"}, {name: tcp, port: 9000}]}\n`,
    );
    expect(shown(read.className)).toBe('c');
    expect(
      read.listeners.map(({ name, port, protocol, hostname }) =>
        [name, port, protocol, hostname].map((field) => shown(field as typeof name)),
      ),
    ).toEqual([
      ['web', 443, 'HTTPS', '*.example.com'],
      ['tcp', 9000, ABSENT_FIELD, ABSENT_FIELD],
    ]);
  },
);

test('a Gateway of Istio is none', () => {
  expect(objectsIn('apiVersion: networking.istio.io/v1\nkind: Gateway\nspec: {}\n')[0]).toMatchObject({
    type: 'other',
    family: 'istio',
  });
});

describe('routes', () => {
  test.each([
    ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
    ['gateway.networking.k8s.io/v1alpha2', 'GRPCRoute'],
    ['gateway.networking.k8s.io/v1alpha2', 'TLSRoute'],
    ['gateway.networking.k8s.io/v1alpha2', 'TCPRoute'],
    ['gateway.networking.k8s.io/v1alpha2', 'UDPRoute'],
  ])('%s %s', (apiVersion, kind) => {
    const read = route(
      '{rules: [{backendRefs: [{name: a, port: 80}, {name: b, namespace: ns, port: 81}]}, {}, {backendRefs: [{group: x.io, kind: Bucket, name: c}]}]}',
      apiVersion,
      kind,
    );
    expect(backends(read)).toEqual([
      [ABSENT_FIELD, 'a', ABSENT_FIELD, 80],
      [ABSENT_FIELD, 'b', 'ns', 81],
      ['Bucket', 'c', ABSENT_FIELD, ABSENT_FIELD],
    ]);
    expect([read.incomplete, read.problems]).toEqual([false, []]);
  });

  test('those that get a copy are backends too', () => {
    const mirror = (name: string) =>
      `filters: [{type: RequestMirror, requestMirror: {backendRef: {name: ${name}, port: 80}}}]`;
    const read = route(`{rules: [{backendRefs: [{name: a, port: 80, ${mirror('b')}}], ${mirror('c')}}]}`);
    expect(read.backends.map((backend) => shown(backend.name))).toEqual(['a', 'b', 'c']);
  });

  test('v1alpha1 forwards to a serviceName', () => {
    const read = route(
      '{rules: [{forwardTo: [{serviceName: a, port: 80}, {backendRef: {group: x.io, kind: Y, name: z}}]}]}',
      'networking.x-k8s.io/v1alpha1',
    );
    expect(backends(read)).toEqual([[ABSENT_FIELD, 'a', ABSENT_FIELD, 80]]);
  });

  test.each(['"{{ .x }}"', '{rules: "{{ .x }}"}', '{rules: [{backendRefs: "{{ .x }}"}]}'])('incomplete: %s', (spec) => {
    expect([route(spec).incomplete, route(spec).problems]).toEqual([true, []]);
  });

  test.each([
    ['{rules: {}}', 'wrong-type: rules must be a list, not a mapping'],
    ['{rules: [{backendRefs: {name: a}}]}', 'wrong-type: backendRefs must be a list, not a mapping'],
    ['{rules: [{backendRefs: [a]}]}', 'wrong-type: an item of backendRefs must be a mapping, not the string "a"'],
    ['{rules: [{backendRefs: [{name: 7}]}]}', 'wrong-type: name must be a string, not the number 7 -> 7'],
    [
      '{rules: [{backendRefs: [{name: a, port: http}]}]}',
      'invalid-port-number: port must be an integer, not the string "http"',
    ],
    [
      '{rules: [{backendRefs: [{name: a, port: "80"}]}]}',
      'invalid-port-number: port must be an integer, not the string "80" -> 80',
    ],
  ])('%s', (spec, problem) => {
    expect(problemsOf(route(spec))).toEqual([problem]);
  });
});

describe("OpenShift's Route", () => {
  test.each([
    ['{to: {kind: Service, name: a}, port: {targetPort: http}}', [['Service', 'a', ABSENT_FIELD, 'http']]],
    ['{to: {kind: Service, name: a}, port: {targetPort: 8080}}', [['Service', 'a', ABSENT_FIELD, 8080]]],
    ['{to: {name: a}}', [[ABSENT_FIELD, 'a', ABSENT_FIELD, ABSENT_FIELD]]],
    [
      '{to: {name: a}, alternateBackends: [{kind: Service, name: b}], port: {targetPort: http}}',
      [
        [ABSENT_FIELD, 'a', ABSENT_FIELD, 'http'],
        ['Service', 'b', ABSENT_FIELD, 'http'],
      ],
    ],
    [
      '{to: {name: "{{ .x }}"}, port: {targetPort: "{{ .x }}"}}',
      [[ABSENT_FIELD, UNKNOWN_FIELD, ABSENT_FIELD, UNKNOWN_FIELD]],
    ],
    ['{to: {name: a}, port: "{{ .x }}"}', [[ABSENT_FIELD, 'a', ABSENT_FIELD, UNKNOWN_FIELD]]],
    ['{}', []],
  ])('%s', (spec, expected) => {
    expect(backends(route(spec, 'route.openshift.io/v1', 'Route'))).toEqual(expected);
  });
});
