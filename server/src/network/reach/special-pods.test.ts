import { describe, expect, test } from 'vitest';
import { deployment, engineFor, namespace, noticesFor, pod, policy, testRows, yaml } from './reach.test-help';

const ON_HOST = 'hostNetwork: true, containers: [{name: c}]';
const PODS = yaml(
  namespace('a'),
  namespace('b'),
  pod('a/web', '{app: web}'),
  pod('a/db', '{app: db}'),
  pod('a/host', '{app: host}', ON_HOST),
  pod('b/web', '{app: web}'),
);
const with_ = (...specs: string[]): string => yaml(PODS, ...specs.map((spec) => policy('a', spec)));
const status = (phase: string, ips = ''): string => `status: {phase: ${phase}${ips}}\n`;
const job = (kind: string, name: string): string => {
  const template = '{template: {metadata: {labels: {app: job}}, spec: {containers: [{name: c}]}}}';
  const spec = kind === 'CronJob' ? `{jobTemplate: {spec: ${template}}}` : template;
  return `apiVersion: batch/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: a}\nspec: ${spec}\n`;
};
const daemonSet = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: a}
spec: {template: {metadata: {labels: {app: agent}}, spec: {containers: [{name: c}]}}}
`;

describe('pods that are special', () => {
  testRows([
    [
      'S040 a pod on the host network is selected by no policy',
      with_('podSelector: {}, policyTypes: [Ingress, Egress]'),
      { 'b/web -> a/host 80': 'allowed', 'a/host -> b/web 80': 'allowed', 'b/web -> a/web 80': 'denied' },
    ],
    [
      'S040 and is no pod for a selector of peers',
      with_('podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}, {namespaceSelector: {}}]}]'),
      { 'a/web -> a/db 80': 'allowed', 'a/web -> a/host 80': 'denied' },
    ],
    [
      'S040 of a pod that may be on the host network nobody can tell',
      yaml(
        with_('podSelector: {}, policyTypes: [Ingress]'),
        pod('a/maybe', '{}', 'hostNetwork: "$(HOST)", containers: [{name: c}]'),
      ),
      { 'b/web -> a/maybe 80': 'unknown' },
    ],
    [
      'S040 ovn-kubernetes: an empty namespaceSelector alone means the host network too',
      with_(
        'podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}]',
        'podSelector: {matchLabels: {app: db}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}, podSelector: {}}]}]',
      ),
      { 'a/web -> a/host 80': 'allowed', 'a/db -> a/host 80': 'denied' },
      'ovn-kubernetes',
    ],
    [
      'S040 others: it does not',
      with_('podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}]'),
      { 'a/web -> a/host 80': 'denied' },
    ],
    [
      'S041 from its own node a pod is always reached; which node that is nobody can tell',
      with_('podSelector: {}, policyTypes: [Ingress]'),
      { 'nodes -> a/web 80': 'unknown', 'a/host -> a/web 80': 'unknown' },
    ],
    [
      'S041 to its own node only where egress rules let it',
      with_('podSelector: {}, policyTypes: [Egress]'),
      { 'a/web -> nodes 80': 'denied', 'a/web -> a/host 80': 'denied' },
    ],
    [
      'S042 what lets in all nodes lets in each of them',
      with_('podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]'),
      { 'nodes -> a/web 80': 'allowed' },
    ],
    [
      'S043 a pod reaches itself, whatever policies say',
      with_('podSelector: {}, policyTypes: [Ingress, Egress]'),
      { 'a/web -> a/web 80': 'allowed' },
    ],
    [
      'S043 not so another replica',
      yaml(with_('podSelector: {}, policyTypes: [Ingress, Egress]'), deployment('a/many')),
      { 'a/many -> a/many 80': 'denied' },
    ],
    [
      'S045 sidecars share the pod: what is said about it is said about them',
      yaml(
        PODS,
        pod(
          'a/meshed',
          '{app: meshed}',
          'containers: [{name: c}], initContainers: [{name: proxy, restartPolicy: Always, ports: [{name: proxy, containerPort: 15001}]}]',
        ),
        policy('a', 'podSelector: {matchLabels: {app: meshed}}, ingress: [{ports: [{port: 80}]}]'),
      ),
      { 'a/web -> a/meshed 15001': 'denied', 'a/web -> a/meshed 80': 'allowed' },
    ],
    [
      'S046 ports of sidecars have names, those of other init containers do not',
      yaml(
        PODS,
        pod(
          'a/meshed',
          '{app: meshed}',
          'containers: [{name: c}], initContainers: [{name: proxy, restartPolicy: Always, ports: [{name: proxy, containerPort: 15001}]}, {name: init, ports: [{name: init, containerPort: 99}]}]',
        ),
        policy('a', 'podSelector: {matchLabels: {app: meshed}}, ingress: [{ports: [{port: proxy}, {port: init}]}]'),
      ),
      { 'a/web -> a/meshed 15001': 'allowed', 'a/web -> a/meshed 99': 'denied' },
    ],
    [
      'S047 DaemonSets, Jobs and CronJobs are ordinary pods',
      yaml(
        PODS,
        daemonSet,
        job('Job', 'once'),
        job('CronJob', 'often'),
        policy(
          'a',
          'podSelector: {matchExpressions: [{key: app, operator: In, values: [job, agent]}]}, policyTypes: [Ingress]',
        ),
      ),
      { 'b/web -> a/once 80': 'denied', 'b/web -> a/often 80': 'denied', 'b/web -> a/agent 80': 'denied' },
    ],
    [
      'S048 of a workload without a replica the answer stands for one to come',
      yaml(
        with_('podSelector: {matchLabels: {app: none}}, policyTypes: [Ingress]'),
        deployment('a/none', '{app: none}', 'containers: [{name: c}]', 0),
      ),
      { 'b/web -> a/none 80': 'denied' },
    ],
    [
      'S050 a pod with an address of each family: what differs is open',
      yaml(
        PODS,
        pod(
          'a/dual',
          '{}',
          'containers: [{name: c}]',
          'status: {podIP: 10.1.0.1, podIPs: [{ip: 10.1.0.1}, {ip: "fd00::1"}]}\n',
        ),
        policy(
          'a',
          'podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.1.0.0/16}}], ports: [{port: 1}]}, {to: [{ipBlock: {cidr: 10.1.0.0/16}}, {ipBlock: {cidr: "fd00::/8"}}], ports: [{port: 1}, {port: 2}]}]',
        ),
      ),
      { 'a/web -> a/dual 2': 'unknown', 'a/web -> a/dual 3': 'denied' },
    ],
  ]);

  test('S044 a pod that has run to its end is none', () => {
    const pods = yaml(
      pod('a/done', '{}', 'containers: [{name: c}]', status('Succeeded')),
      pod('a/failed', '{}', 'containers: [{name: c}]', status('Failed')),
      pod('a/waiting', '{}', 'containers: [{name: c}]', status('Pending')),
    );
    expect(engineFor(pods).cluster.pods.map(({ name }) => name)).toEqual(['waiting']);
  });

  test('S047 what exists only sometimes is marked', () => {
    const { pods } = engineFor(yaml(job('Job', 'once'), job('CronJob', 'often'), daemonSet)).cluster;
    expect(pods.map(({ name, transient }) => [name, transient])).toEqual([
      ['once', true],
      ['often', true],
      ['agent', false],
    ]);
  });

  test('S047 pods of one controller are one, and none of their own where it is here', () => {
    const owned = (name: string, owner: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: a, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: ${owner}, controller: true}]}\nspec: {containers: [{name: c}]}\n`;
    const { pods } = engineFor(
      yaml(owned('x-1', 'x'), owned('x-2', 'x'), owned('z-1', 'z'), deployment('a/z')),
    ).cluster;
    expect(pods.map(({ kind, name, replicas }) => `${kind}/${name} ${replicas}`)).toEqual([
      'Deployment/x 2',
      'Deployment/z 2',
    ]);
  });

  test('S048 how many replicas there are is kept', () => {
    const { pods } = engineFor(
      yaml(
        deployment('a/none', '{}', 'containers: [{name: c}]', 0),
        deployment('a/three', '{}', 'containers: [{name: c}]', 3),
        daemonSet,
      ),
    ).cluster;
    expect(pods.map(({ replicas }) => replicas)).toEqual([0, 3, undefined]);
  });

  const machine = `apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: {name: vm, namespace: a}
spec: {template: {metadata: {labels: {app: vm}}, spec: {domain: {devices: {}}}}}
`;

  testRows([
    [
      'S049 a virtual machine is a pod whose ports are not written: any may be there',
      yaml(
        PODS,
        machine,
        policy('a', 'podSelector: {matchLabels: {app: vm}}, ingress: [{ports: [{port: 22}, {port: ssh}]}]'),
      ),
      { 'a/web -> a/vm 22': 'allowed', 'a/web -> a/vm 2022': 'unknown', 'a/web -> a/vm 53/UDP': 'denied' },
    ],
  ]);

  test('S051 policies of other networks are left out, and that is said', () => {
    const multi = `apiVersion: k8s.cni.cncf.io/v1beta1
kind: MultiNetworkPolicy
metadata: {name: second, namespace: a, annotations: {k8s.v1.cni.cncf.io/policy-for: other}}
spec: {podSelector: {}}
`;
    const own =
      'apiVersion: k8s.ovn.org/v1\nkind: UserDefinedNetwork\nmetadata: {name: own, namespace: a}\nspec: {topology: Layer2}\n';
    expect(noticesFor(yaml(PODS, multi, own))).toEqual([
      'MultiNetworkPolicy is not taken into account',
      'UserDefinedNetwork is not taken into account',
    ]);
  });
});
