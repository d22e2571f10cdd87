import type { KubernetesObject } from '../../kubernetes';
import { type MappingNode, mappingAt } from '../../yaml';
import { textAt } from './kustomization';

/** An object on its way through the layers of a build. */
export interface Resource {
  readonly root: MappingNode;
  /** The object as it was read; it stays the very same while nothing changes its root. */
  readonly source: KubernetesObject;
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  /** Names and namespaces it had in each layer, the present one last: patches and references may use any of them. */
  readonly history: readonly ResourceName[];
}

export interface ResourceName {
  readonly name: string;
  readonly namespace: string;
}

export function resourceOf(object: KubernetesObject): Resource {
  const { node: root, kind, group, version } = object;
  return { root, source: object, kind, group, version, history: [nameIn(root)] };
}

/** The resource with another root; a new name is remembered beside the old ones. */
export function withRoot(resource: Resource, root: MappingNode): Resource {
  if (root === resource.root) return resource;
  const name = nameIn(root);
  const now = currentName(resource);
  const isSame = name.name === now.name && name.namespace === now.namespace;
  // A JSON patch may make a DaemonSet of a Deployment.
  const kind = textAt(root, 'kind') ?? resource.kind;
  return { ...resource, root, kind, history: isSame ? resource.history : [...resource.history, name] };
}

export function currentName(resource: Resource): ResourceName {
  return resource.history.at(-1) ?? { name: '', namespace: '' };
}

function nameIn(root: MappingNode): ResourceName {
  const metadata = mappingAt(root, 'metadata');
  if (metadata === undefined) return { name: '', namespace: '' };
  return { name: textAt(metadata, 'name') ?? '', namespace: textAt(metadata, 'namespace') ?? '' };
}

/** Kinds whose objects are in no namespace. Kustomize takes any kind it does not know for one that is in some. */
export function isClusterScoped(resource: Resource): boolean {
  return CLUSTER_SCOPED.has(resource.kind);
}

/** Kinds of the API itself: kustomize knows how their lists merge. */
export function isKnownKind(resource: Resource): boolean {
  return (!resource.group.includes('.') && resource.kind !== 'Rollout') || resource.group.endsWith('.k8s.io')
    ? !FOREIGN_GROUPS.has(resource.group)
    : false;
}

/** Groups that look like the API's own but are custom resources. */
const FOREIGN_GROUPS = new Set([
  'gateway.networking.k8s.io',
  'policy.networking.k8s.io',
  'snapshot.storage.k8s.io',
  'metrics.k8s.io',
  'k8s.cni.cncf.io',
]);

const CLUSTER_SCOPED = new Set([
  'APIService',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'CSIDriver',
  'CSINode',
  'CustomResourceDefinition',
  'FlowSchema',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
]);
