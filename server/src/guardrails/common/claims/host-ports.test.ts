import { expect, test } from 'vitest';
import { readObjects, type Workload } from '../../../kubernetes';
import { readFile } from '../../../yaml';
import { check } from '../../test-support';
import { claimAgainst, hostPortClaims } from './host-ports';

function workload(ports: string, fields = '', kind = 'DaemonSet', name = 'a'): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: node}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {${fields}containers: [{name: main, image: example/${name}:1, ports: [${ports}]}]}
`;
}

function read(text: string): Workload {
  const [object] = readFile('a.yaml', text).documents.flatMap(({ document }) => readObjects(document));
  if (object?.type !== 'workload') throw new Error('no workload');
  return object;
}

function claims(ports: string, fields = ''): readonly string[] {
  return hostPortClaims(read(workload(ports, fields))).map(
    ({ number, protocol, address }) => `${address}:${number}/${protocol}`,
  );
}

test.each([
  ['a host port', '{containerPort: 80, hostPort: 8080}', '', ['0.0.0.0:8080/TCP']],
  ['none, and 0, which is none', '{containerPort: 80}, {containerPort: 81, hostPort: 0}', '', []],
  [
    'the host network',
    '{containerPort: 80}, {containerPort: 81, hostPort: 81}',
    'hostNetwork: true, ',
    ['0.0.0.0:80/TCP', '0.0.0.0:81/TCP'],
  ],
  ['what the API server refuses', '{containerPort: 80, hostPort: 8080}', 'hostNetwork: true, ', []],
  [
    'an address and a protocol',
    '{containerPort: 80, hostPort: 53, hostIP: 10.0.0.1, protocol: UDP}',
    '',
    ['10.0.0.1:53/UDP'],
  ],
  ['one port twice', '{containerPort: 80, hostPort: 80}, {containerPort: 81, hostPort: 80}', '', ['0.0.0.0:80/TCP']],
  [
    'no port, no protocol',
    '{containerPort: 80, hostPort: 70000}, {containerPort: 81, hostPort: 81, protocol: tcp}',
    '',
    [],
  ],
  [
    'what nobody can read',
    '{containerPort: 80, hostPort: "{{ .Values.port }}"}, {containerPort: 81, hostPort: 81, hostIP: $IP}',
    '',
    [],
  ],
  ['a host network that nobody can tell', '{containerPort: 80}', 'hostNetwork: $HOST, ', []],
])('claims of the node: %s', (_, ports, fields, expected) => {
  expect(claims(ports, fields)).toEqual(expected);
});

test('claims overlap as the scheduler sees it: one protocol, and one address or all of them', () => {
  const [claim] = hostPortClaims(read(workload('{containerPort: 80, hostPort: 80, hostIP: 10.0.0.1}')));
  const against = (port: string) => claim && claimAgainst(claim, read(workload(port)));
  expect(against('{containerPort: 80, hostPort: 80}')).toBeDefined();
  expect(against('{containerPort: 80, hostPort: 80, hostIP: 10.0.0.1}')).toBeDefined();
  expect(against('{containerPort: 80, hostPort: 80, hostIP: 10.0.0.2}')).toBeUndefined();
  expect(against('{containerPort: 80, hostPort: 80, protocol: UDP}')).toBeUndefined();
  expect(against('{containerPort: 80, hostPort: 81}')).toBeUndefined();
});

test('hundreds that claim one port are told about once each', () => {
  const text = Array.from({ length: 400 }, (_, index) =>
    workload('{containerPort: 80, hostPort: 80}', '', 'DaemonSet', `d${index}`),
  ).join('---\n');
  const { findings } = check({ 'all.yaml': text });
  expect(findings.map(({ guardrail }) => guardrail)).toEqual(Array.from({ length: 399 }, () => 'host-port-collision'));
});

test('thousands of ports of two workloads are one finding', () => {
  const ports = Array.from(
    { length: 3_000 },
    (_, index) => `{containerPort: ${index + 1}, hostPort: ${index + 11_000}}`,
  );
  const pool = Array.from({ length: 1_000 }, (_, index) => `k${index}: v`).join(', ');
  const text = ['a', 'b'].map((name) => workload(ports.join(', '), '', 'DaemonSet', name));
  const chosen = ['c', 'd'].map((name) => workload(ports.join(', '), `nodeSelector: {${pool}}, `, 'DaemonSet', name));
  const start = performance.now();
  const { findings } = check({ 'all.yaml': [...text, ...chosen].join('---\n') });
  const of = (guardrail: string) => findings.filter((finding) => finding.guardrail === guardrail);
  expect(of('host-port-collision')).toHaveLength(1);
  expect(performance.now() - start).toBeLessThan(10_000);
}, 20_000);
