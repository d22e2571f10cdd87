import type { OtherObject } from '../objects';
import { type KindTable, table } from './table';

/** Kinds that are recognised and named; the first row that lists a kind decides. */
export const FAMILIES: readonly { readonly family: OtherObject['family']; readonly kinds: KindTable }[] = [
  { family: 'kustomization', kinds: table({ 'kustomize.config.k8s.io': '*' }) },
  { family: 'node', kinds: table({ '': ['Node'] }) },
  { family: 'charter', kinds: table({ 'portcullis.dev': ['PortGuardrails'] }) },
  { family: 'custom-resource-definition', kinds: table({ 'apiextensions.k8s.io': ['CustomResourceDefinition'] }) },
  {
    family: 'gateway-api',
    kinds: table({
      'gateway.networking.k8s.io': '*',
      'gateway.networking.x-k8s.io': '*',
      'networking.x-k8s.io': '*',
    }),
  },
  { family: 'admin-network-policy', kinds: table({ 'policy.networking.k8s.io': '*' }) },
  { family: 'istio', kinds: table({ '.istio.io': '*' }) },
  { family: 'linkerd', kinds: table({ 'linkerd.io': '*', '.linkerd.io': '*' }) },
  { family: 'cilium', kinds: table({ 'cilium.io': '*', '.cilium.io': '*' }) },
  { family: 'calico', kinds: table({ 'projectcalico.org': '*', 'crd.projectcalico.org': '*' }) },
  {
    family: 'other-policy',
    kinds: table({
      // Antrea
      'crd.antrea.io': ['NetworkPolicy', 'ClusterNetworkPolicy', 'Tier', 'ClusterGroup', 'Group', 'Egress'],
      'security.antrea.tanzu.vmware.com': '*',
      // OVN-Kubernetes and OpenShift SDN
      'k8s.ovn.org': ['EgressFirewall', 'EgressIP', 'EgressQoS', 'EgressService', 'AdminPolicyBasedExternalRoute'],
      'network.openshift.io': ['EgressNetworkPolicy', 'NetNamespace'],
      // policies of secondary networks
      'k8s.cni.cncf.io': ['MultiNetworkPolicy'],
      // meshes other than Istio and Linkerd
      'kuma.io': ['MeshTrafficPermission', 'TrafficPermission'],
      'consul.hashicorp.com': ['ServiceIntentions'],
      'access.smi-spec.io': ['TrafficTarget'],
    }),
  },
  {
    family: 'network-attachment',
    kinds: table({
      'k8s.cni.cncf.io': '*',
      'k8s.ovn.org': ['UserDefinedNetwork', 'ClusterUserDefinedNetwork', 'NetworkQoS', 'RouteAdvertisements'],
    }),
  },
  {
    family: 'virtual-machine',
    kinds: table({
      'kubevirt.io': ['VirtualMachine', 'VirtualMachineInstance', 'VirtualMachineInstanceReplicaSet'],
      'pool.kubevirt.io': ['VirtualMachinePool'],
    }),
  },
  {
    family: 'source-of-objects',
    kinds: table({
      // Flux
      'helm.toolkit.fluxcd.io': ['HelmRelease'],
      'helm.fluxcd.io': ['HelmRelease'],
      'flux.weave.works': ['HelmRelease'],
      'kustomize.toolkit.fluxcd.io': ['Kustomization'],
      'fluxcd.controlplane.io': ['ResourceSet'],
      // Argo CD
      'argoproj.io': ['Application', 'ApplicationSet'],
      // k3s, RKE2, Rancher Fleet
      'helm.cattle.io': ['HelmChart', 'HelmChartConfig'],
      'fleet.cattle.io': ['GitRepo', 'Bundle'],
      'k3s.cattle.io': ['Addon'],
      // charts and generators that kustomize runs
      builtin: ['HelmChartInflationGenerator'],
      // Operator Lifecycle Manager
      'operators.coreos.com': ['Subscription', 'ClusterServiceVersion', 'CatalogSource', 'InstallPlan'],
      // Open Cluster Management
      'apps.open-cluster-management.io': ['Subscription', 'Channel'],
      'policy.open-cluster-management.io': ['Policy', 'ConfigurationPolicy', 'OperatorPolicy'],
      'work.open-cluster-management.io': ['ManifestWork'],
      // Carvel
      'kappctrl.k14s.io': ['App'],
      'packaging.carvel.dev': ['PackageInstall', 'Package'],
      // compositions
      'kro.run': '*',
      'apiextensions.crossplane.io': ['Composition', 'CompositeResourceDefinition'],
      'pkg.crossplane.io': '*',
      'kubernetes.crossplane.io': ['Object'],
      'helm.crossplane.io': ['Release'],
      'core.oam.dev': ['Application', 'ComponentDefinition', 'TraitDefinition'],
      // OpenShift templates hold objects with parameters
      'template.openshift.io': ['Template', 'TemplateInstance'],
      '': ['Template'],
      // Google, Cluster API, Karmada, others
      'configsync.gke.io': ['RootSync', 'RepoSync'],
      'addons.cluster.x-k8s.io': ['ClusterResourceSet', 'HelmChartProxy', 'HelmReleaseProxy'],
      'gitops.kluctl.io': ['KluctlDeployment'],
    }),
  },
];
