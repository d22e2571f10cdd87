import { describe } from 'vitest';
import { deployment, namespace, pod, policy, type Row, testRows, yaml } from './reach.test-help';

const PODS = yaml(
  namespace('a', '{team: red}'),
  namespace('b', '{team: blue}'),
  pod('a/web', '{app: web}'),
  pod('a/db', '{app: db, tier: back}'),
  pod('b/web', '{app: web}'),
  pod('b/mon', '{app: mon}'),
  pod('c/web', '{app: web}'),
);
const letIn = (peers: string, ...more: string[]): string =>
  yaml(PODS, policy('a', `podSelector: {matchLabels: {app: db}}, ingress: [{from: [${peers}]}]`), ...more);
const letOut = (...blocks: string[]): string =>
  yaml(
    PODS,
    ...blocks.map((block) =>
      policy('a', `podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {${block}}}]}]`),
    ),
  );
const withAddress = (name: string, address: string): string =>
  pod(name, '{}', 'containers: [{name: c}]', `status: {podIP: ${address}}\n`);

describe('peers', () => {
  testRows([
    [
      'S020 a podSelector alone means pods of the own namespace',
      letIn('{podSelector: {matchLabels: {app: web}}}'),
      { 'a/web -> a/db 80': 'allowed', 'b/web -> a/db 80': 'denied' },
    ],
    [
      'S020 an empty podSelector means all of them',
      letIn('{podSelector: {}}'),
      { 'a/web -> a/db 80': 'allowed', 'b/mon -> a/db 80': 'denied', '8.8.8.8 -> a/db 80': 'denied' },
    ],
    [
      'S021 a namespaceSelector alone means all pods of these namespaces',
      letIn('{namespaceSelector: {matchLabels: {team: blue}}}'),
      { 'b/web -> a/db 80': 'allowed', 'b/mon -> a/db 80': 'allowed', 'a/web -> a/db 80': 'denied' },
    ],
    [
      'S021 an empty namespaceSelector means all namespaces, and only pods',
      letIn('{namespaceSelector: {}}'),
      { 'b/mon -> a/db 80': 'allowed', 'c/web -> a/db 80': 'allowed', '8.8.8.8 -> a/db 80': 'denied' },
    ],
    [
      'S022 both in one item have to match',
      letIn('{namespaceSelector: {matchLabels: {team: blue}}, podSelector: {matchLabels: {app: web}}}'),
      { 'b/web -> a/db 80': 'allowed', 'b/mon -> a/db 80': 'denied', 'a/web -> a/db 80': 'denied' },
    ],
    [
      'S022 of two items one is enough',
      letIn('{namespaceSelector: {matchLabels: {team: blue}}}, {podSelector: {matchLabels: {app: web}}}'),
      { 'b/mon -> a/db 80': 'allowed', 'a/web -> a/db 80': 'allowed' },
    ],
    [
      'S023 an ipBlock beside a selector is refused',
      letIn('{ipBlock: {cidr: 8.8.8.0/24}, podSelector: {}}'),
      { 'a/web -> a/db 80': 'unknown' },
    ],
    [
      'S024 a namespaceSelector that is null is none, one that is empty is all',
      letIn('{namespaceSelector: null, podSelector: {matchLabels: {app: web}}}'),
      { 'a/web -> a/db 80': 'allowed', 'b/web -> a/db 80': 'denied' },
    ],
    [
      'S025 all that a selector asks for has to hold',
      letIn(
        '{podSelector: {matchLabels: {app: db, tier: back}, matchExpressions: [{key: app, operator: NotIn, values: [db]}]}}',
      ),
      { 'a/db -> a/db 80': 'allowed', 'a/web -> a/db 80': 'denied' },
    ],
    [
      'S025 NotIn and DoesNotExist hold where the key is missing',
      yaml(
        PODS,
        policy(
          'a',
          'podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [back]}]}}], ports: [{port: 1}]}, {from: [{podSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}}], ports: [{port: 2}]}, {from: [{podSelector: {matchExpressions: [{key: tier, operator: Exists}]}}], ports: [{port: 3}]}]',
        ),
      ),
      { 'a/web -> a/db 1': 'allowed', 'a/web -> a/db 2': 'allowed', 'a/web -> a/db 3': 'denied' },
    ],
    ...[
      '{key: app, operator: In, values: []}',
      '{key: app, operator: Exists, values: [x]}',
      '{key: app, operator: Like, values: [x]}',
    ].map(
      (expression): Row => [
        `S025 of a policy with ${expression} nobody can tell what is meant`,
        letIn(`{podSelector: {matchExpressions: [${expression}]}}`),
        { 'a/web -> a/db 80': 'unknown', 'b/mon -> a/db 80': 'unknown', 'b/mon -> a/web 80': 'allowed' },
      ],
    ),
    [
      'S026 labels of the owner are not those of its pods',
      letIn(
        '{podSelector: {matchLabels: {app: front}}}',
        `apiVersion: apps/v1
kind: Deployment
metadata: {name: front, namespace: a, labels: {app: front}}
spec: {replicas: 1, template: {metadata: {labels: {app: other}}, spec: {containers: [{name: c}]}}}
`,
      ),
      { 'a/front -> a/db 80': 'denied' },
    ],
    [
      'S026 what a controller adds is there, its value is not known',
      yaml(
        PODS,
        deployment('a/front', '{}'),
        policy(
          'a',
          'podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchExpressions: [{key: pod-template-hash, operator: Exists}]}}], ports: [{port: 1}]}, {from: [{podSelector: {matchExpressions: [{key: pod-template-hash, operator: DoesNotExist}]}}], ports: [{port: 2}]}, {from: [{podSelector: {matchLabels: {pod-template-hash: abc}}}], ports: [{port: 3}]}]',
        ),
      ),
      { 'a/front -> a/db 1': 'allowed', 'a/front -> a/db 2': 'denied', 'a/front -> a/db 3': 'unknown' },
    ],
    [
      'S026 the name of a Job is known',
      letIn(
        '{podSelector: {matchLabels: {batch.kubernetes.io/job-name: load}}}',
        'apiVersion: batch/v1\nkind: Job\nmetadata: {name: load, namespace: a}\nspec: {template: {spec: {containers: [{name: c}]}}}\n',
        'apiVersion: batch/v1\nkind: Job\nmetadata: {name: save, namespace: a}\nspec: {template: {spec: {containers: [{name: c}]}}}\n',
      ),
      { 'a/load -> a/db 80': 'allowed', 'a/save -> a/db 80': 'denied' },
    ],
    [
      'S026 the place in a StatefulSet of one is known',
      letIn(
        '{podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: one-0}}}',
        'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: one, namespace: a}\nspec: {replicas: 1, template: {spec: {containers: [{name: c}]}}}\n',
        'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: two, namespace: a}\nspec: {replicas: 2, template: {spec: {containers: [{name: c}]}}}\n',
      ),
      { 'a/one -> a/db 80': 'allowed', 'a/two -> a/db 80': 'unknown' },
    ],
    [
      'S027 every namespace has its name for a label, whatever the manifest says',
      yaml(
        namespace('a'),
        namespace('b', '{kubernetes.io/metadata.name: other}'),
        pod('a/db'),
        pod('b/web'),
        pod('c/web'),
        policy(
          'a',
          'podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: b}}}]}]',
        ),
      ),
      { 'b/web -> a/db 80': 'allowed', 'c/web -> a/db 80': 'denied' },
    ],
    [
      'S028 other labels of a namespace that is not here are unknown',
      letIn('{namespaceSelector: {matchLabels: {team: blue}}}'),
      { 'c/web -> a/db 80': 'unknown' },
    ],
    [
      'S029 all IPv4 addresses are none of IPv6',
      letOut('cidr: 0.0.0.0/0'),
      { 'a/web -> 8.8.8.8 80': 'allowed', 'a/web -> 2001:db8::1 80': 'denied' },
    ],
    [
      'S029 all IPv6 addresses are none of IPv4',
      letOut('cidr: "::/0"'),
      { 'a/web -> 8.8.8.8 80': 'denied', 'a/web -> 2001:db8::1 80': 'allowed' },
    ],
    [
      'S029 what is excepted is closed',
      letOut('cidr: 8.0.0.0/8, except: [8.8.0.0/16]'),
      { 'a/web -> 8.8.8.8 80': 'denied', 'a/web -> 8.9.0.1 80': 'allowed', 'a/web -> 9.0.0.1 80': 'denied' },
    ],
    ...['9.0.0.0/16', '8.0.0.0/8', '7.0.0.0/7'].map(
      (except): Row => [
        `S029 ${except} is no strict part of 8.0.0.0/8`,
        letOut(`cidr: 8.0.0.0/8, except: [${except}]`),
        { 'a/web -> 1.1.1.1 80': 'unknown' },
      ],
    ),
    [
      'S030 what one policy excepts another may let through',
      letOut('cidr: 8.0.0.0/8, except: [8.8.0.0/16]', 'cidr: 8.8.8.8/32'),
      { 'a/web -> 8.8.8.8 80': 'allowed', 'a/web -> 8.8.8.9 80': 'denied' },
    ],
    [
      'S031 an ipBlock matches the address of a pod',
      yaml(
        withAddress('a/web', '10.1.0.1'),
        withAddress('a/db', '10.1.0.2'),
        policy('a', 'podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.1.0.2/32}}]}]'),
      ),
      { 'a/web -> a/db 80': 'allowed', 'a/db -> a/web 80': 'denied' },
    ],
    [
      'S031 not with cilium',
      yaml(
        withAddress('a/web', '10.1.0.1'),
        withAddress('a/db', '10.1.0.2'),
        policy('a', 'podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.1.0.2/32}}]}]'),
      ),
      { 'a/web -> a/db 80': 'denied' },
      'cilium',
    ],
    [
      'S031 of a pod whose address is not written nobody can tell, but that all addresses have it and public ones do not',
      letOut('cidr: 10.0.0.0/8'),
      { 'a/web -> b/web 80': 'unknown' },
    ],
    ['S031 all addresses have those of pods', letOut('cidr: 0.0.0.0/0'), { 'a/web -> b/web 80': 'allowed' }],
    ['S031 public addresses are none of pods', letOut('cidr: 8.0.0.0/8'), { 'a/web -> b/web 80': 'denied' }],
    ['S032 an ipBlock matches the addresses of nodes', letOut('cidr: 0.0.0.0/0'), { 'a/web -> nodes 80': 'allowed' }],
    ['S032 not with cilium', letOut('cidr: 0.0.0.0/0'), { 'a/web -> nodes 80': 'denied' }, 'cilium'],
    [
      'S033 of a node that may have any address nobody can tell',
      letOut('cidr: 192.168.0.0/16'),
      { 'a/web -> nodes 80': 'unknown' },
    ],
    [
      'S034 bits of the host are left away',
      letOut('cidr: 8.8.8.8/8'),
      { 'a/web -> 8.1.1.1 80': 'allowed', 'a/web -> 9.1.1.1 80': 'denied' },
    ],
    [
      'S034 leading zeros are decimal',
      letOut('cidr: 010.0.0.0/8'),
      { 'a/web -> 10.1.1.1 80': 'allowed', 'a/web -> 8.1.1.1 80': 'denied' },
    ],
    [
      'S034 calico takes leading zeros for everybody',
      letOut('cidr: 010.0.0.0/8'),
      { 'a/web -> 10.1.1.1 80': 'allowed', 'a/web -> 8.1.1.1 80': 'allowed', 'a/web -> b/web 80': 'allowed' },
      'calico',
    ],
    [
      'S034 so does kube-network-policies',
      letOut('cidr: 010.0.0.0/8'),
      { 'a/web -> 8.1.1.1 80': 'allowed', 'a/web -> 2001:db8::1 80': 'allowed' },
      'kube-network-policies',
    ],
    ['S034 what is no block at all is refused', letOut('cidr: everything'), { 'a/web -> 8.1.1.1 80': 'unknown' }],
  ]);
});
