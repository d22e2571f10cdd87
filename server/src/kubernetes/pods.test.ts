import { describe, expect, test } from 'vitest';
import type { Workload } from './objects';
import { ABSENT_FIELD, objectIn, problemsOf, shown, shownLabels, UNKNOWN_FIELD, written } from './test-objects';

function pod(spec: string): Workload {
  return objectIn('workload', `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n${spec.replace(/^/gm, '  ')}\n`);
}

test('reads labels, annotations, network and containers with their places', () => {
  const { template, problems } = objectIn(
    'workload',
    `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: outer}}
spec:
  template:
    metadata:
      labels: {app: web}
      annotations: {prometheus.io/port: "9090"}
    spec:
      hostNetwork: true
      dnsPolicy: Default
      containers:
      - name: web
        image: web:1
        ports:
        - {name: http, containerPort: 8080, protocol: TCP, hostPort: 80}
        - containerPort: 9090
`,
  );
  // trap 7: the labels of the template, not of the workload
  expect(shownLabels(template.labels)).toEqual({ app: 'web' });
  expect(shownLabels(template.annotations)).toEqual({ 'prometheus.io/port': '9090' });
  expect([shown(template.hostNetwork), shown(template.dnsPolicy)]).toEqual([true, 'Default']);
  expect(template.containersComplete).toBe(true);
  const [container] = template.containers;
  expect(container && [shown(container.name), shown(container.image), container.role]).toEqual([
    'web',
    'web:1',
    'regular',
  ]);
  const ports = container?.ports.map((port) =>
    [port.name, port.containerPort, port.protocol, port.hostPort].map((field) => shown(field)),
  );
  expect(ports).toEqual([
    ['http', 8080, 'TCP', 80],
    [ABSENT_FIELD, 9090, ABSENT_FIELD, ABSENT_FIELD],
  ]);
  expect(container?.ports[0] && written(container.ports[0].containerPort)).toBe('8080');
  expect(problems).toEqual([]);
});

test.each([
  ['', 'init'],
  ['restartPolicy: Always', 'sidecar'],
  ['restartPolicy: OnFailure', 'init'],
  ['restartPolicy: "{{ .x }}"', 'unknown'],
])('trap 2: an init container with %j is %s', (field, role) => {
  const { template } = pod(`containers: [{name: a}]\ninitContainers:\n- name: b\n  ${field}`);
  expect(template.containers.map((container) => container.role)).toEqual(['regular', role]);
});

test('a regular container is regular, whatever its restartPolicy', () => {
  expect(pod('containers: [{name: a, restartPolicy: Always}]').template.containers[0]?.role).toBe('regular');
});

describe('what is complete', () => {
  test.each([
    ['containers: [{name: a}]', true, true],
    ['containers: [{name: a, ports: []}]', true, true],
    ['containers: [{name: a, ports: [{containerPort: 1}]}]', true, true],
    ['containers: [{name: a, ports: "{{ .x }}"}]', true, false],
    ['containers: [{name: a, ports: [{containerPort: 1}, "{{ .x }}"]}]', true, false],
    ['containers: [{name: a, ports: [80]}]', true, false],
    ['containers: [{name: a}, "{{ .x }}"]', false, true],
    ['containers: [{name: a}, null]', false, true],
    ['containers: [{name: a}]\ninitContainers: "{{ .x }}"', false, true],
    ['containers: [{name: a}]\ninitContainers: []', true, true],
    ['containers: []', false, undefined],
    ['containers: "{{ .x }}"', false, undefined],
    ['dnsPolicy: Default', false, undefined],
  ])('%s', (spec, containers, ports) => {
    const { template } = pod(spec);
    expect(template.containersComplete).toBe(containers);
    expect(template.containers[0]?.portsComplete).toBe(ports);
  });
});

describe('probes and hooks', () => {
  test('each that dials a port', () => {
    const { template, problems } = pod(`containers:
- name: a
  livenessProbe: {httpGet: {path: /, port: http}}
  readinessProbe: {tcpSocket: {port: 8080}}
  startupProbe: {grpc: {port: 9000}}
  lifecycle:
    postStart: {httpGet: {port: 80}}
    preStop: {tcpSocket: {port: admin}}`);
    expect(template.containers[0]?.probes.map((probe) => [probe.kind, probe.handler, shown(probe.port)])).toEqual([
      ['livenessProbe', 'httpGet', 'http'],
      ['readinessProbe', 'tcpSocket', 8080],
      ['startupProbe', 'grpc', 9000],
      ['postStart', 'httpGet', 80],
      ['preStop', 'tcpSocket', 'admin'],
    ]);
    expect(problems).toEqual([]);
  });

  test.each([
    ['livenessProbe: {exec: {command: [a]}}', []],
    ['livenessProbe: null', []],
    ['livenessProbe: "{{ .x }}"', []],
    ['livenessProbe: {httpGet: "{{ .x }}"}', []],
    ['livenessProbe: {httpGet: {path: /}}', [ABSENT_FIELD]],
    ['livenessProbe: {httpGet: {port: "{{ .x }}"}}', [UNKNOWN_FIELD]],
    ['livenessProbe: {httpGet: {port: "8080"}}', ['8080']],
    ['lifecycle: {preStop: {exec: {command: [a]}}}', []],
  ])('%s', (field, ports) => {
    const workload = pod(`containers: [{name: a, ${field}}]`);
    expect(workload.template.containers[0]?.probes.map((probe) => shown(probe.port))).toEqual(ports);
    expect(workload.problems).toEqual([]);
  });
});

describe('wrong types', () => {
  test.each([
    [
      'hostNetwork: "true"\ncontainers: [{name: a}]',
      'wrong-type: hostNetwork must be a boolean, not the string "true" -> true',
    ],
    ['hostNetwork: 1\ncontainers: [{name: a}]', 'wrong-type: hostNetwork must be a boolean, not the number 1'],
    [
      'dnsPolicy: true\ncontainers: [{name: a}]',
      'wrong-type: dnsPolicy must be a string, not the boolean true -> true',
    ],
    ['containers: {name: a}', 'wrong-type: containers must be a list, not a mapping'],
    ['containers: [a]', 'wrong-type: an item of containers must be a mapping, not the string "a"'],
    ['containers: [{name: 7}]', 'wrong-type: name must be a string, not the number 7 -> 7'],
    ['containers: [{image: [a]}]', 'wrong-type: image must be a string, not a list'],
    ['containers: [{ports: {containerPort: 80}}]', 'wrong-type: ports must be a list, not a mapping'],
    ['containers: [{ports: [80]}]', 'wrong-type: an item of ports must be a mapping, not the number 80'],
    [
      'containers: [{ports: [{containerPort: "80"}]}]',
      'invalid-port-number: containerPort must be an integer, not the string "80" -> 80',
    ],
    [
      'containers: [{ports: [{hostPort: http}]}]',
      'invalid-port-number: hostPort must be an integer, not the string "http"',
    ],
    ['containers: [{ports: [{name: 80}]}]', 'wrong-type: name must be a string, not the number 80 -> 80'],
    ['containers: [{ports: [{protocol: 6}]}]', 'wrong-type: protocol must be a string, not the number 6 -> 6'],
    ['containers: [{livenessProbe: 5}]', 'wrong-type: livenessProbe must be a mapping, not the number 5'],
    ['containers: [{livenessProbe: {httpGet: 80}}]', 'wrong-type: httpGet must be a mapping, not the number 80'],
    [
      'containers: [{livenessProbe: {httpGet: {port: [80]}}}]',
      'invalid-port-number: port must be an integer or a name, not a list',
    ],
    [
      'containers: [{livenessProbe: {grpc: {port: grpc}}}]',
      'invalid-port-number: port must be an integer, not the string "grpc"',
    ],
    ['containers: [{lifecycle: []}]', 'wrong-type: lifecycle must be a mapping, not a list'],
    [
      'containers: [{name: a}]\ninitContainers: [{name: b, restartPolicy: true}]',
      'wrong-type: restartPolicy must be a string, not the boolean true -> true',
    ],
  ])('%s', (spec, problem) => {
    expect(problemsOf(pod(spec))).toEqual([problem]);
  });
});

test('a container shared by an anchor is read at both places', () => {
  const { template } = pod('containers:\n- &a {name: a, ports: [{containerPort: 80}]}\n- {<<: *a, name: b}\n- *a');
  expect(template.containers.map((container) => shown(container.name))).toEqual(['a', 'b', 'a']);
  expect(template.containers.map((container) => container.ports.length)).toEqual([1, 1, 1]);
});
