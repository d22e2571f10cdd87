import { describe, expect, test } from 'vitest';
import type { Service } from './objects';
import {
  ABSENT_FIELD,
  objectIn,
  objectsIn,
  problemsOf,
  shown,
  shownLabels,
  UNKNOWN_FIELD,
  written,
} from './test-objects';

function service(spec: string): Service {
  return objectIn('service', `apiVersion: v1\nkind: Service\nmetadata: {name: web}\n${spec}`);
}

test('reads every field with its place', () => {
  const read = service(`spec:
  type: NodePort
  clusterIP: 10.0.0.7
  healthCheckNodePort: 30999
  selector:
    app: web
  ports:
  - name: http
    port: 80
    protocol: TCP
    targetPort: web
    nodePort: 30080
    appProtocol: kubernetes.io/h2c
`);
  expect(shown(read.serviceType)).toBe('NodePort');
  expect(shown(read.clusterIP)).toBe('10.0.0.7');
  expect(shown(read.healthCheckNodePort)).toBe(30999);
  expect(shown(read.externalName)).toBe(ABSENT_FIELD);
  const selector = read.selector.state === 'known' ? read.selector.value : undefined;
  expect(selector && shownLabels(selector.matchLabels)).toEqual({ app: 'web' });
  const port = read.ports.state === 'known' ? read.ports.value[0] : undefined;
  expect(
    port && [port.name, port.port, port.protocol, port.targetPort, port.nodePort, port.appProtocol].map(shown),
  ).toEqual(['http', 80, 'TCP', 'web', 30080, 'kubernetes.io/h2c']);
  expect(port && written(port.targetPort)).toBe('web');
  expect(read.problems).toEqual([]);
});

test('without spec every field is absent', () => {
  const read = service('');
  for (const field of [read.serviceType, read.clusterIP, read.selector, read.ports])
    expect(shown(field)).toBe(ABSENT_FIELD);
});

test('a spec that somebody fills in later makes every field unknown', () => {
  const read = service('spec: {{ .Values.spec }}\n');
  for (const field of [read.serviceType, read.clusterIP, read.selector, read.ports])
    expect(shown(field)).toBe(UNKNOWN_FIELD);
  expect(read.problems).toEqual([]);
});

test('a Service of another group is no core Service', () => {
  expect(objectsIn('apiVersion: example.com/v1\nkind: Service\nspec: {ports: [{port: "x"}]}\n')[0]?.type).toBe('other');
});

describe('port numbers', () => {
  test.each([
    ['80', 80, []],
    ['80.0', 80, []],
    ['0', 0, []],
    ['70000', 70000, []],
    ['-1', -1, []],
    ['0x50', 80, []],
    ['null', ABSENT_FIELD, []],
    ['', ABSENT_FIELD, []],
    ['{{ .Values.port }}', UNKNOWN_FIELD, []],
    ['$' + '{PORT}', UNKNOWN_FIELD, []],
    ['$(PORT)', UNKNOWN_FIELD, []],
    ['<port>', UNKNOWN_FIELD, []],
    ['"80"', UNKNOWN_FIELD, ['invalid-port-number: port must be an integer, not the string "80" -> 80']],
    ['"080"', UNKNOWN_FIELD, ['invalid-port-number: port must be an integer, not the string "080" -> 80']],
    ['http', UNKNOWN_FIELD, ['invalid-port-number: port must be an integer, not the string "http"']],
    ['80.5', UNKNOWN_FIELD, ['invalid-port-number: port must be an integer, not the number 80.5']],
    ['true', UNKNOWN_FIELD, ['invalid-port-number: port must be an integer, not the boolean true']],
    ['[80]', UNKNOWN_FIELD, ['invalid-port-number: port must be an integer, not a list']],
    ['{number: 80}', UNKNOWN_FIELD, ['invalid-port-number: port must be an integer, not a mapping']],
  ])('port: %s', (text, expected, problems) => {
    const read = service(`spec:\n  ports:\n  - port: ${text}\n`);
    expect(read.ports.state === 'known' && read.ports.value.map((port) => shown(port.port))).toEqual([expected]);
    expect(problemsOf(read)).toEqual(problems);
  });

  test.each([
    ['8080', 8080, []],
    ['http', 'http', []],
    // trap 4: it is a name, and a wrong one
    ['"8080"', '8080', []],
    ['""', '', []],
    ['0', 0, []],
    ['null', ABSENT_FIELD, []],
    ['{{ .Values.port }}', UNKNOWN_FIELD, []],
    ['$(PORT)', UNKNOWN_FIELD, []],
    ['80.5', UNKNOWN_FIELD, ['invalid-port-number: targetPort must be an integer or a name, not the number 80.5']],
    ['true', UNKNOWN_FIELD, ['invalid-port-number: targetPort must be an integer or a name, not the boolean true']],
    ['{name: http}', UNKNOWN_FIELD, ['invalid-port-number: targetPort must be an integer or a name, not a mapping']],
  ])('targetPort: %s (trap 4)', (text, expected, problems) => {
    const read = service(
      `spec:\n  ports:\n  - {port: 80, targetPort: ${text}}\n`.replace('{{ .Values.port }}}', '"{{ .Values.port }}"}'),
    );
    expect(read.ports.state === 'known' && read.ports.value.map((port) => shown(port.targetPort))).toEqual([expected]);
    expect(problemsOf(read)).toEqual(problems);
  });
});

describe('wrong types', () => {
  test.each([
    ['spec: 7', 'wrong-type: spec must be a mapping, not the number 7'],
    ['spec: []', 'wrong-type: spec must be a mapping, not a list'],
    ['spec: {type: true}', 'wrong-type: type must be a string, not the boolean true -> true'],
    ['spec: {clusterIP: [x]}', 'wrong-type: clusterIP must be a string, not a list'],
    ['spec: {selector: [app]}', 'wrong-type: selector must be a mapping, not a list'],
    ['spec: {selector: app}', 'wrong-type: selector must be a mapping, not the string "app"'],
    [
      'spec: {selector: {version: 1.10}}',
      'wrong-type: selector: "version" must be a string, not the number 1.10 -> 1.10',
    ],
    ['spec: {ports: 80}', 'wrong-type: ports must be a list, not the number 80'],
    ['spec: {ports: {port: 80}}', 'wrong-type: ports must be a list, not a mapping'],
    ['spec: {ports: [80]}', 'wrong-type: an item of ports must be a mapping, not the number 80'],
    ['spec: {ports: [{port: 80, name: 80}]}', 'wrong-type: name must be a string, not the number 80 -> 80'],
    ['spec: {ports: [{port: 80, protocol: [TCP]}]}', 'wrong-type: protocol must be a string, not a list'],
  ])('%s', (spec, problem) => {
    expect(problemsOf(service(spec))).toEqual([problem]);
  });

  test('one unreadable port makes the whole list unknown', () => {
    expect(shown(service('spec: {ports: [{port: 80}, 81]}').ports)).toBe(UNKNOWN_FIELD);
  });
});

test('merge keys and aliases are followed', () => {
  const read = service(`x: &defaults {protocol: UDP, targetPort: dns}
spec:
  selector: &labels {app: web}
  ports:
  - {<<: *defaults, port: 53, targetPort: 5353}
`);
  const port = read.ports.state === 'known' ? read.ports.value[0] : undefined;
  expect(port && [port.port, port.protocol, port.targetPort].map(shown)).toEqual([53, 'UDP', 5353]);
});

test('of two equal keys the last one wins', () => {
  const read = service('spec:\n  type: NodePort\n  type: LoadBalancer\n  selector: {app: a, app: b}\n');
  expect(shown(read.serviceType)).toBe('LoadBalancer');
  expect(read.selector.state === 'known' && shownLabels(read.selector.value.matchLabels)).toEqual({ app: 'b' });
});

test('reads how a Service is reached, and by whom', () => {
  const read = service(`spec:
  sessionAffinity: ClientIP
  sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}
  externalTrafficPolicy: Local
  internalTrafficPolicy: Cluster
  ipFamilyPolicy: PreferDualStack
  ipFamilies: [IPv4, "{{ .Values.family }}", 6]
  externalIPs: [192.0.2.1]
  loadBalancerSourceRanges: [10.0.0.0/8, "\${RANGE}"]
  loadBalancerClass: example.com/inner
  allocateLoadBalancerNodePorts: false
  publishNotReadyAddresses: yes
`);
  const words = [
    read.sessionAffinity,
    read.externalTrafficPolicy,
    read.internalTrafficPolicy,
    read.ipFamilyPolicy,
    read.loadBalancerClass,
  ];
  expect(words.map(shown)).toEqual(['ClientIP', 'Local', 'Cluster', 'PreferDualStack', 'example.com/inner']);
  expect([read.allocateLoadBalancerNodePorts, read.publishNotReadyAddresses].map(shown)).toEqual([false, true]);
  expect(read.sessionAffinityConfig.state).toBe('known');
  const lists = [read.ipFamilies, read.externalIPs, read.loadBalancerSourceRanges];
  expect(lists.map((list) => list.state === 'known' && list.value.map(shown))).toEqual([
    ['IPv4', UNKNOWN_FIELD, UNKNOWN_FIELD],
    ['192.0.2.1'],
    ['10.0.0.0/8', UNKNOWN_FIELD],
  ]);
  expect(problemsOf(read)).toEqual(['wrong-type: an item of ipFamilies must be a string, not the number 6 -> 6']);
});

test('how a Service is reached is absent where nothing is said, and unknown where somebody fills it in', () => {
  const fields = (read: Service) => [
    read.sessionAffinity,
    read.sessionAffinityConfig,
    read.externalTrafficPolicy,
    read.internalTrafficPolicy,
    read.ipFamilyPolicy,
    read.ipFamilies,
    read.externalIPs,
    read.loadBalancerSourceRanges,
    read.loadBalancerClass,
    read.allocateLoadBalancerNodePorts,
    read.publishNotReadyAddresses,
  ];
  for (const field of fields(service('spec: {}\n'))) expect(shown(field)).toBe(ABSENT_FIELD);
  for (const field of fields(service(''))) expect(shown(field)).toBe(ABSENT_FIELD);
  for (const field of fields(service('spec: {{ .Values.spec }}\n'))) expect(shown(field)).toBe(UNKNOWN_FIELD);
});
