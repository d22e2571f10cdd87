import type { Labels, ObjectBase } from './common';
import type { PodTemplate } from './workload';

export interface Namespace extends ObjectBase {
  readonly type: 'namespace';
}

export interface ConfigMap extends ObjectBase {
  readonly type: 'config-map';
  /** `data`, read by those who look for addresses in values. */
  readonly data: Labels;
}

/** Recognised and named, but read no further: other policy kinds, mesh kinds, nodes, custom resources. */
export interface OtherObject extends ObjectBase {
  readonly type: 'other';
  readonly family:
    | 'kustomization'
    | 'node'
    | 'admin-network-policy'
    | 'istio'
    | 'linkerd'
    | 'cilium'
    | 'calico'
    | 'network-attachment'
    | 'virtual-machine'
    | 'gateway-api'
    | 'other-policy'
    | 'custom-resource-definition'
    | 'source-of-objects'
    | 'charter'
    | 'unread';
  /** Of a virtual machine: the labels of its pods; their containers are unknown. */
  readonly template?: PodTemplate;
}
