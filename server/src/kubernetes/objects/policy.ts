import type { MappingNode, YamlNode } from '../../yaml';
import type { Field } from '../field';
import type { LabelSelector, ObjectBase, PortReference } from './common';

export interface NetworkPolicy extends ObjectBase {
  readonly type: 'network-policy';
  readonly podSelector: Field<LabelSelector>;
  readonly policyTypes: Field<readonly Field<string>[]>;
  readonly ingress: Field<readonly PolicyRule[]>;
  readonly egress: Field<readonly PolicyRule[]>;
  /** The `spec` mapping, for edits. */
  readonly spec: MappingNode | null;
}

export interface PolicyRule {
  /** Absent or empty means everybody. */
  readonly peers: Field<readonly PolicyPeer[]>;
  /** Absent or empty means every port. */
  readonly ports: Field<readonly PolicyPort[]>;
  readonly node: YamlNode;
}

export interface PolicyPeer {
  readonly podSelector: Field<LabelSelector>;
  readonly namespaceSelector: Field<LabelSelector>;
  readonly ipBlock: Field<{ readonly cidr: Field<string>; readonly except: readonly Field<string>[] }>;
  readonly node: YamlNode;
}

export interface PolicyPort {
  readonly port: PortReference;
  readonly endPort: Field<number>;
  readonly protocol: Field<string>;
  readonly node: YamlNode;
}

/** AdminNetworkPolicy, BaselineAdminNetworkPolicy (v1alpha1) and ClusterNetworkPolicy (v1alpha2) in one shape. */
export interface ClusterPolicy extends ObjectBase {
  readonly type: 'cluster-policy';
  /** `Admin` or `Baseline`: a field of its own only in ClusterNetworkPolicy. */
  readonly tier: Field<string>;
  /** Absent in a BaselineAdminNetworkPolicy: there is only one. */
  readonly priority: Field<number>;
  readonly subject: Field<ClusterPods>;
  readonly ingress: Field<readonly ClusterRule[]>;
  readonly egress: Field<readonly ClusterRule[]>;
  /** The `spec` mapping, for edits. */
  readonly spec: MappingNode | null;
}

/** Exactly one of both (S104). */
export interface ClusterPods {
  readonly namespaces: Field<LabelSelector>;
  readonly pods: Field<{
    readonly namespaceSelector: Field<LabelSelector>;
    readonly podSelector: Field<LabelSelector>;
  }>;
  readonly node: MappingNode;
}

export interface ClusterRule {
  readonly name: Field<string>;
  /** `Allow` (v1alpha1) or `Accept` (v1alpha2), `Deny`, `Pass`. */
  readonly action: Field<string>;
  readonly peers: Field<readonly ClusterPeer[]>;
  /** Absent means all ports of all protocols (S107). */
  readonly ports: Field<readonly ClusterPort[]>;
  readonly node: MappingNode;
}

export interface ClusterPeer extends ClusterPods {
  readonly nodes: Field<LabelSelector>;
  readonly networks: Field<readonly Field<string>[]>;
  readonly domainNames: Field<readonly Field<string>[]>;
  /** Members that this version does not know (S125). */
  readonly unknown: readonly string[];
}

export interface ClusterPort {
  /** Absent for a name in a ClusterNetworkPolicy: the container port's own counts (S124). */
  readonly protocol: Field<string>;
  readonly from: Field<number>;
  readonly to: Field<number>;
  readonly name: Field<string>;
  readonly node: MappingNode;
}
