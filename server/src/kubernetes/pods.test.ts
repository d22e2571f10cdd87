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

describe('what else is read of a pod', () => {
  test('where it may run, and as whom', () => {
    const { template } = pod(`hostUsers: false
nodeName: one
nodeSelector: {disk: fast, gpu: "{{ .Values.gpu }}"}
os: {name: linux}
affinity: {nodeAffinity: {}}
tolerations: [{operator: Exists}]
topologySpreadConstraints: []
containers: [{name: a}]`);
    const { nodeName, system, nodeSelector, affinity, tolerations, topologySpread } = template.placement;
    expect([template.hostUsers, nodeName, system].map(shown)).toEqual([false, 'one', 'linux']);
    expect(shownLabels(nodeSelector)).toEqual({ disk: 'fast', gpu: UNKNOWN_FIELD });
    expect([affinity, tolerations, topologySpread].map(({ state }) => state)).toEqual(['known', 'known', 'known']);
  });

  test('nothing said is absent, and a spec that somebody fills in is unknown', () => {
    const { hostUsers, placement } = pod('containers: [{name: a}]').template;
    const fields = [hostUsers, placement.nodeName, placement.system, placement.affinity, placement.tolerations];
    expect(fields.map(shown)).toEqual(fields.map(() => ABSENT_FIELD));
    expect(placement.nodeSelector.complete).toBe(true);
    const open = pod('{{ .Values.spec }}').template;
    expect([open.hostUsers, open.placement.nodeName, open.placement.system].map(shown)).toEqual([
      UNKNOWN_FIELD,
      UNKNOWN_FIELD,
      UNKNOWN_FIELD,
    ]);
    expect(open.placement.nodeSelector.complete).toBe(false);
  });

  test('what its containers are told', () => {
    const { template, problems } = pod(`containers:
- name: a
  command: [serve]
  args: [--port, "8080", 9090, "\${PORT}"]
  env:
  - {name: PORT, value: "8080"}
  - {name: SECRET, valueFrom: {secretKeyRef: {name: s, key: k}}}
  - {name: EMPTY}`);
    const [container] = template.containers;
    const listed = [container?.command, container?.args].map((list) =>
      list?.state === 'known' ? list.value.map(shown) : list,
    );
    expect(listed).toEqual([['serve'], ['--port', '8080', UNKNOWN_FIELD, UNKNOWN_FIELD]]);
    expect(container?.env.map(({ name, value }) => [name, value].map(shown))).toEqual([
      ['PORT', '8080'],
      ['SECRET', UNKNOWN_FIELD],
      ['EMPTY', ABSENT_FIELD],
    ]);
    expect(problems.map(({ message }) => message)).toEqual(['an item of args must be a string, not the number 9090']);
  });

  test.each([
    ['{exec: {command: [a]}}', ['exec']],
    ['{httpGet: {port: 80}, tcpSocket: {port: 80}}', ['httpGet', 'tcpSocket']],
    ['{exec: null, grpc: {port: 80}}', ['grpc']],
    ['{initialDelaySeconds: 5}', []],
    ['{exec: "{{ .Values.exec }}"}', undefined],
    ['{"{{ .Values.kind }}": {port: 80}}', undefined],
  ])('the handlers of a probe %s are %j', (probe, written) => {
    const { template } = pod(`containers: [{name: a, livenessProbe: ${probe}}]`);
    expect(template.containers[0]?.handlers.map((handler) => handler.written)).toEqual([written]);
  });
});
