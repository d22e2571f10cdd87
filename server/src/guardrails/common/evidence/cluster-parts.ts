import type { ClusterFacts } from '../../../config';
import type { KubernetesObject, Workload } from '../../../kubernetes';
import type { ClusterPart, KnownPort } from '../../../network/ports';
import { type EnvironmentView, namespaceOf } from '../../../workspace';

/** Does the cluster surely have it: the charter says so, or its workloads are in the environment? */
export function isThere(part: ClusterPart | undefined, cluster: ClusterFacts, environment: EnvironmentView): boolean {
  if (part === undefined || cluster.cni === part || cluster.platform === part) return true;
  return (WORKLOADS[part] ?? []).some(([namespace, name]) => environment.named('workload', namespace, name).length > 0);
}

/** Where its own manifests put it. */
const WORKLOADS: Partial<Record<ClusterPart, readonly (readonly [namespace: string, name: string])[]>> = {
  antrea: [['kube-system', 'antrea-agent']],
  calico: [
    ['kube-system', 'calico-node'],
    ['calico-system', 'calico-node'],
  ],
  cilium: [
    ['kube-system', 'cilium'],
    ['cilium', 'cilium'],
  ],
  flannel: [
    ['kube-flannel', 'kube-flannel-ds'],
    ['kube-system', 'kube-flannel-ds'],
  ],
  konnectivity: [['kube-system', 'konnectivity-agent']],
  metallb: [['metallb-system', 'speaker']],
  'node-local-dns': [['kube-system', 'node-local-dns']],
};

/** Part of the system itself: what it claims on a node, it was made to claim (trap 35). */
export function isOfSystem(object: KubernetesObject): boolean {
  const namespace = namespaceOf(object);
  return namespace === undefined || SYSTEM_NAMESPACES.has(namespace) || namespace.startsWith('openshift-');
}

const SYSTEM_NAMESPACES: ReadonlySet<string> = new Set([
  'kube-system',
  'calico-system',
  'cilium',
  'kube-flannel',
  'metallb-system',
  'tigera-operator',
]);

/** Is the workload the component that the row is about, or one that takes its place, by its name, images and containers? */
export function isComponent(workload: Workload, { component }: KnownPort): boolean {
  const words = [component.toLowerCase(), ...(STAND_INS.get(component) ?? [])];
  const texts = [workload.name, ...workload.template.containers.flatMap(({ name, image }) => [name, image])];
  return texts.some((text) => {
    // What nobody can read may be it.
    if (text.state !== 'known') return text.state === 'unknown';
    return words.some((word) => text.value.toLowerCase().includes(word));
  });
}

const STAND_INS: ReadonlyMap<string, readonly string[]> = new Map([
  // A network plugin may do its work.
  ['kube-proxy', ['antrea', 'calico', 'cilium', 'kube-router', 'ovn']],
  ['kube-apiserver', ['apiserver', 'api-server']],
  ['Calico', ['typha', 'tigera']],
  ['Cilium', ['hubble']],
  ['konnectivity', ['proxy-agent', 'proxy-server']],
  ['NodeLocal DNSCache', ['node-local-dns', 'nodelocaldns', 'node-cache']],
  ['OpenShift', ['node-exporter', 'router', 'haproxy', 'machine-config', 'ovn', 'kube-rbac-proxy']],
  ['sshd', ['ssh']],
]);
