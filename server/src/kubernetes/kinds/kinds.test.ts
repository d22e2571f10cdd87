import { describe, expect, test } from 'vitest';
import type { OtherObject } from '../objects';
import { objectIn, objectsIn, shownLabels } from '../test-objects';
import { makesHiddenObjects, makesHiddenPods } from './index';

function objectOf(apiVersion: string, kind: string) {
  const [object] = objectsIn(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\nspec: {}\n`);
  if (object === undefined) throw new Error('no object');
  return object;
}

test.each<[string, string, OtherObject['family']]>([
  ['kustomize.config.k8s.io/v1beta1', 'Kustomization', 'kustomization'],
  ['kustomize.config.k8s.io/v1alpha1', 'Component', 'kustomization'],
  ['v1', 'Node', 'node'],
  ['policy.networking.k8s.io/v1alpha3', 'TenantNetworkPolicy', 'admin-network-policy'],
  ['networking.istio.io/v1', 'VirtualService', 'istio'],
  ['security.istio.io/v1', 'AuthorizationPolicy', 'istio'],
  ['install.istio.io/v1alpha1', 'IstioOperator', 'istio'],
  ['policy.linkerd.io/v1beta3', 'Server', 'linkerd'],
  ['linkerd.io/v1alpha2', 'ServiceProfile', 'linkerd'],
  ['cilium.io/v2', 'CiliumNetworkPolicy', 'cilium'],
  ['projectcalico.org/v3', 'NetworkPolicy', 'calico'],
  ['crd.projectcalico.org/v1', 'GlobalNetworkPolicy', 'calico'],
  ['crd.antrea.io/v1beta1', 'ClusterNetworkPolicy', 'other-policy'],
  ['k8s.ovn.org/v1', 'EgressFirewall', 'other-policy'],
  ['k8s.cni.cncf.io/v1', 'NetworkAttachmentDefinition', 'network-attachment'],
  ['k8s.ovn.org/v1', 'UserDefinedNetwork', 'network-attachment'],
  ['k8s.ovn.org/v1', 'ClusterUserDefinedNetwork', 'network-attachment'],
  ['kubevirt.io/v1', 'VirtualMachine', 'virtual-machine'],
  ['kubevirt.io/v1', 'VirtualMachineInstance', 'virtual-machine'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'custom-resource-definition'],
  ['gateway.networking.k8s.io/v1', 'BackendTLSPolicy', 'gateway-api'],
  ['gateway.networking.k8s.io/v1', 'GatewayClass', 'gateway-api'],
  ['helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'source-of-objects'],
  ['helm.cattle.io/v1', 'HelmChart', 'source-of-objects'],
  ['kustomize.toolkit.fluxcd.io/v1', 'Kustomization', 'source-of-objects'],
  ['argoproj.io/v1alpha1', 'Application', 'source-of-objects'],
  ['argoproj.io/v1alpha1', 'ApplicationSet', 'source-of-objects'],
  ['operators.coreos.com/v1alpha1', 'Subscription', 'source-of-objects'],
  ['template.openshift.io/v1', 'Template', 'source-of-objects'],
  ['portcullis.dev/v1alpha1', 'PortGuardrails', 'charter'],
  ['v1', 'Secret', 'unread'],
  ['example.com/v1', 'Kustomization', 'unread'],
  ['notistio.io/v1', 'VirtualService', 'unread'],
])('%s %s is of the family %s', (apiVersion, kind, family) => {
  expect(objectOf(apiVersion, kind)).toMatchObject({ type: 'other', family });
});

describe('makesHiddenPods (trap 10)', () => {
  test.each([
    ['v1', 'Service', 'no'],
    ['v1', 'Secret', 'no'],
    ['rbac.authorization.k8s.io/v1', 'Role', 'no'],
    ['apps/v1', 'Deployment', 'no'],
    ['argoproj.io/v1alpha1', 'Rollout', 'no'],
    ['cert-manager.io/v1', 'Certificate', 'no'],
    ['monitoring.coreos.com/v1', 'PrometheusRule', 'no'],
    ['cilium.io/v2', 'CiliumNetworkPolicy', 'no'],
    ['networking.istio.io/v1', 'VirtualService', 'no'],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'no'],
    ['monitoring.coreos.com/v1', 'Prometheus', 'yes'],
    ['kafka.strimzi.io/v1beta2', 'Kafka', 'yes'],
    ['postgres-operator.crunchydata.com/v1beta1', 'PostgresCluster', 'yes'],
    ['install.istio.io/v1alpha1', 'IstioOperator', 'yes'],
    ['networking.istio.io/v1', 'WorkloadEntry', 'yes'],
    ['kubevirt.io/v1', 'VirtualMachine', 'yes'],
    ['helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'yes'],
    ['example.com/v1', 'Anything', 'unknown'],
    ['gateway.networking.k8s.io/v1', 'Gateway', 'unknown'],
    ['v1alpha1', 'Strange', 'no'],
  ])('%s %s: %s', (apiVersion, kind, expected) => {
    expect(makesHiddenPods(objectOf(apiVersion, kind))).toBe(expected);
  });

  test('a custom resource with a template may make others beside it', () => {
    const object = objectIn(
      'workload',
      'apiVersion: example.com/v1\nkind: Thing\nspec: {template: {spec: {containers: [{name: a}]}}}\n',
    );
    expect(makesHiddenPods(object)).toBe('unknown');
  });
});

test.each([
  ['argoproj.io/v1alpha1', 'Application', true],
  ['monitoring.coreos.com/v1', 'Prometheus', false],
  ['v1', 'Service', false],
])('makesHiddenObjects: %s %s is %s', (apiVersion, kind, expected) => {
  expect(makesHiddenObjects(objectOf(apiVersion, kind))).toBe(expected);
});

test('a virtual machine has pods with labels, and containers that nobody can tell', () => {
  const machine = objectIn(
    'other',
    'apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nmetadata: {name: a}\nspec: {template: {metadata: {labels: {app: vm}}, spec: {domain: {}}}}\n',
  );
  expect(machine.template && shownLabels(machine.template.labels)).toEqual({ app: 'vm' });
  expect([machine.template?.labels.complete, machine.template?.containersComplete]).toEqual([false, false]);
  expect(machine.problems).toEqual([]);
});
