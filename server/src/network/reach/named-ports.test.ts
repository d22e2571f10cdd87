import { describe } from 'vitest';
import { namespace, pod, policy, testRows, yaml } from './reach.test-help';

const http = (number: number, protocol = 'TCP'): string =>
  `containers: [{name: c, ports: [{name: http, containerPort: ${number}, protocol: ${protocol}}]}]`;
const PODS = yaml(
  namespace('a'),
  pod('a/client', '{app: client}'),
  pod('a/one', '{app: server}', http(8080)),
  pod('a/two', '{app: server, second: "2"}', http(9090)),
  pod('a/three', '{app: server, third: "3"}', http(8080, 'UDP')),
  pod('a/none', '{app: server, fourth: "4"}'),
);
const IN = policy('a', 'podSelector: {matchLabels: {app: server}}, ingress: [{ports: [{port: http}]}]');
const OUT = (to: string): string =>
  policy(
    'a',
    `podSelector: {matchLabels: {app: client}}, policyTypes: [Egress], egress: [{to: [${to}], ports: [{port: http}]}]`,
  );
const SERVERS = '{podSelector: {matchLabels: {app: server}}}';
const twice = (one: string, other: string): string =>
  `containers: [{name: c, ports: [{name: http, containerPort: ${one}}]}, {name: d, ports: [{name: http, containerPort: ${other}}]}]`;

describe('named ports', () => {
  testRows([
    [
      'S080 on ingress the selected pod has the number',
      yaml(PODS, IN),
      { 'a/client -> a/one 8080': 'allowed', 'a/client -> a/one 9090': 'denied', 'a/client -> a/two 9090': 'allowed' },
    ],
    [
      'S080 on egress each destination has its own',
      yaml(PODS, OUT(SERVERS)),
      { 'a/client -> a/one 8080': 'allowed', 'a/client -> a/one 9090': 'denied', 'a/client -> a/two 9090': 'allowed' },
    ],
    [
      'S080 ovn-kubernetes: a name means all ports of the protocol',
      yaml(PODS, OUT(SERVERS)),
      { 'a/client -> a/one 1': 'allowed', 'a/client -> a/one 53/UDP': 'denied' },
      'ovn-kubernetes',
    ],
    [
      'S080 cilium: pods of equal labels with different numbers have none on egress',
      yaml(PODS, pod('a/five', '{app: server}', http(7070)), OUT(SERVERS)),
      { 'a/client -> a/one 8080': 'denied', 'a/client -> a/five 7070': 'denied', 'a/client -> a/two 9090': 'allowed' },
      'cilium',
    ],
    [
      'S080 cilium: on ingress each has its own',
      yaml(PODS, pod('a/five', '{app: server}', http(7070)), IN),
      { 'a/client -> a/one 8080': 'allowed', 'a/client -> a/five 7070': 'allowed' },
      'cilium',
    ],
    [
      'S081 the protocol has to be that of the rule',
      yaml(PODS, IN),
      { 'a/client -> a/three 8080': 'denied', 'a/client -> a/three 8080/UDP': 'denied' },
    ],
    [
      'S082 a pod without that port is not meant, and isolated all the same',
      yaml(PODS, IN),
      { 'a/client -> a/none 8080': 'denied', 'a/client -> a/none 80': 'denied' },
    ],
    [
      'S082 of a pod whose ports cannot be read nobody can tell',
      yaml(PODS, IN, pod('a/maybe', '{app: server}', 'containers: [{name: c, ports: "$(PORTS)"}]')),
      { 'a/client -> a/maybe 8080': 'unknown', 'a/client -> a/maybe 8080/UDP': 'denied' },
    ],
    [
      'S083 addresses outside have no names',
      yaml(PODS, OUT('{ipBlock: {cidr: 0.0.0.0/0}}')),
      {
        'a/client -> 8.8.8.8 8080': 'denied',
        'a/client -> a/one 8080': 'allowed',
        'a/client -> a/none 8080': 'denied',
      },
    ],
    [
      'S083 a name without destinations means every pod that has it',
      yaml(PODS, OUT('')),
      {
        'a/client -> a/one 8080': 'allowed',
        'a/client -> a/two 9090': 'allowed',
        'a/client -> 8.8.8.8 8080': 'denied',
        'a/client -> nodes 8080': 'denied',
      },
    ],
    [
      'S083 on ingress from a block it is the number of the selected pod',
      yaml(
        PODS,
        policy(
          'a',
          'podSelector: {matchLabels: {app: server}}, ingress: [{from: [{ipBlock: {cidr: 8.0.0.0/8}}], ports: [{port: http}]}]',
        ),
      ),
      { '8.8.8.8 -> a/one 8080': 'allowed', '8.8.8.8 -> a/two 8080': 'denied', '9.8.8.8 -> a/one 8080': 'denied' },
    ],
    [
      'S084 of two containers with the name the first of the protocol counts',
      yaml(
        PODS,
        IN,
        pod('a/twice', '{app: server}', twice('8080', '9090')),
        pod('a/udp', '{app: server}', twice('53, protocol: UDP', '9090')),
      ),
      {
        'a/client -> a/twice 8080': 'allowed',
        'a/client -> a/twice 9090': 'denied',
        'a/client -> a/udp 9090': 'allowed',
      },
    ],
    [
      'S084 cilium: the last of any protocol counts',
      yaml(
        PODS,
        IN,
        pod('a/twice', '{app: server}', twice('8080', '9090')),
        pod('a/udp', '{app: server}', twice('9090', '53, protocol: UDP')),
      ),
      {
        'a/client -> a/twice 8080': 'denied',
        'a/client -> a/twice 9090': 'allowed',
        'a/client -> a/udp 9090': 'denied',
      },
      'cilium',
    ],
    [
      'S084 calico: each counts',
      yaml(PODS, IN, pod('a/twice', '{app: server}', twice('8080', '9090'))),
      { 'a/client -> a/twice 8080': 'allowed', 'a/client -> a/twice 9090': 'allowed' },
      'calico',
    ],
    [
      'S084 where the first of them cannot be read nobody can tell',
      yaml(PODS, IN, pod('a/twice', '{app: server}', twice('"$(PORT)"', '9090'))),
      { 'a/client -> a/twice 8080': 'unknown', 'a/client -> a/twice 9090': 'unknown' },
    ],
    [
      'S085 a number needs no port that is declared',
      yaml(PODS, policy('a', 'podSelector: {matchLabels: {app: server}}, ingress: [{ports: [{port: 1234}]}]')),
      { 'a/client -> a/none 1234': 'allowed', 'a/client -> a/one 1234': 'allowed', 'a/client -> a/one 8080': 'denied' },
    ],
  ]);
});
