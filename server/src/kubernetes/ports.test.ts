import { describe, expect, test } from 'vitest';
import type { Service, ServicePort } from './objects';
import { effectiveTargetPort, isHeadless, isProtocol, listening, protocolOf, serviceTypeOf } from './ports';
import { ABSENT_FIELD, objectIn, shown, UNKNOWN_FIELD } from './test-objects';

function service(spec: string): Service {
  return objectIn('service', `apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: ${spec}\n`);
}

function portOf(port: string): ServicePort {
  const { ports } = service(`{ports: [${port}]}`);
  const [first] = ports.state === 'known' ? ports.value : [];
  if (first === undefined) throw new Error('no port');
  return first;
}

test.each([
  ['{port: 80}', 80],
  ['{port: 80, targetPort: 8080}', 8080],
  ['{port: 80, targetPort: http}', 'http'],
  // trap 5
  ['{port: 80, targetPort: 0}', 80],
  ['{port: 80, targetPort: ""}', 80],
  ['{port: 80, targetPort: null}', 80],
  ['{port: 80, targetPort: "{{ .x }}"}', UNKNOWN_FIELD],
  ['{port: "{{ .x }}"}', UNKNOWN_FIELD],
  ['{}', ABSENT_FIELD],
])('effectiveTargetPort of %s', (port, expected) => {
  expect(shown(effectiveTargetPort(portOf(port)))).toBe(expected);
});

test.each([
  ['{}', 'TCP'],
  ['{protocol: UDP}', 'UDP'],
  ['{protocol: ""}', 'TCP'],
  ['{protocol: tcp}', 'tcp'],
  ['{protocol: "{{ .x }}"}', undefined],
])('trap 3: protocolOf %s', (port, expected) => {
  expect(protocolOf(portOf(port).protocol)).toBe(expected);
});

test.each([
  ['{}', 'ClusterIP', false],
  ['{type: NodePort}', 'NodePort', false],
  ['{type: ""}', 'ClusterIP', false],
  ['{type: "{{ .x }}", clusterIP: "{{ .x }}"}', undefined, undefined],
  ['{clusterIP: None}', 'ClusterIP', true],
  ['{clusterIP: ""}', 'ClusterIP', false],
  ['{clusterIP: none}', 'ClusterIP', false],
])('serviceTypeOf and isHeadless of %s', (spec, type, headless) => {
  expect(serviceTypeOf(service(spec))).toBe(type);
  expect(isHeadless(service(spec))).toBe(headless);
});

describe('listening', () => {
  test('trap 2: regular containers and sidecars', () => {
    const { template } = objectIn(
      'workload',
      'apiVersion: v1\nkind: Pod\nspec: {initContainers: [{name: a}, {name: b, restartPolicy: Always}, {name: c, restartPolicy: "{{ .x }}"}], containers: [{name: d}]}\n',
    );
    expect(listening(template).map((container) => shown(container.name))).toEqual(['d', 'b']);
  });
});

test('protocols are in upper case (V4)', () => {
  expect(['TCP', 'UDP', 'SCTP', 'tcp', 'HTTP', ''].filter(isProtocol)).toEqual(['TCP', 'UDP', 'SCTP']);
});
