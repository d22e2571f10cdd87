/** What network plugins do differently where the specification leaves it open (section 2.14 of the semantics). */
export interface CniProfile {
  readonly name: CniName;
  /** Policies are enforced at all (S079). */
  readonly enforced: boolean;
  /** An ipBlock also matches the addresses of pods (S031) and of nodes (S032). */
  readonly blocksMatchPods: boolean;
  readonly blocksMatchNodes: boolean;
  /** Connections from the pod's own node are let in whatever policies say (S041); to it, whatever they say. */
  readonly localNodeIngress: boolean;
  /** A rule that denies closes a pod to its own node; that nothing admits it does not. */
  readonly denyBeatsLocalNode: boolean;
  readonly localNodeEgress: boolean;
  /** Whether a pod reaches itself through its own Service whatever policies say; nothing says so of NetworkPolicies (S043). */
  readonly hairpin: 'open' | 'unsaid';
  /** Protocols without ports (S063): only rules without ports admit them, they are always open, or nobody can tell. */
  readonly icmp: 'with-rules-without-ports' | 'always' | 'unknown';
  /** A range of ports is understood; else only its first port is (S017). */
  readonly endPort: boolean;
  readonly sctp: boolean;
  /** Policies of the cluster (AdminNetworkPolicy, ClusterNetworkPolicy, baselines) are known. */
  readonly clusterPolicies: boolean;
  /** Whether the verdict of NetworkPolicies is final before the baseline (S101). */
  readonly networkPolicyFinal: 'per-direction' | 'per-pod' | 'no';
  /** policyTypes decide which directions count; else what is written does (S001). */
  readonly policyTypesHonoured: boolean;
  /** What a rule becomes by a peer of an unknown kind (S125): as a whole, on its own ports only, or nothing. */
  readonly failClosed: 'rule' | 'ports' | 'no';
  /** Peers of policies of the cluster that are of an unknown kind to it. */
  readonly unknownPeers: readonly ('nodes' | 'domains')[];
  /** Whether a ClusterNetworkPolicy that denies or passes domain names is taken (S127). */
  readonly deniesDomains: boolean;
  /** `namespaceSelector: {}` alone in a NetworkPolicy means the host network too (S040). */
  readonly everywhereIsHosts: boolean;
  /**
   * A name stands for the port each destination pod has; on egress perhaps for none where pods of equal labels differ; or
   * for every port of the protocol, in NetworkPolicies (S080).
   */
  readonly namedPorts: 'per-pod' | 'per-identity' | 'all-of-protocol';
  /** Which of several ports of one name counts: the first of the protocol, the last of all, or each (S084). */
  readonly equalNames: 'first' | 'last' | 'each';
  /** The containers whose ports have names that count (S046): regular ones, sidecars as well, or init containers too. */
  readonly namingContainers: 'regular' | 'listening' | 'all';
  /** Pods that no controller owns are left alone. */
  readonly onlyOwnedPods: boolean;
  /** A block with leading zeros is read as decimal, or takes in everybody (S034). */
  readonly leadingZeros: 'decimal' | 'everybody';
  /** Where the source address of node ports and load balancers is lost, packets come from this (S070). */
  readonly lostSource: 'node' | 'remote-node' | 'pod-network';
  /** A Service port has to equal its target port (S064). */
  readonly servicePortIsTargetPort: boolean;
}

export const CNI_NAMES = [
  'spec',
  'calico',
  'cilium',
  'antrea',
  'ovn-kubernetes',
  'aws-vpc-cni',
  'kube-network-policies',
  'none',
] as const;

export type CniName = (typeof CNI_NAMES)[number];

/** The letter of the specification, and what its conformance tests ask. */
const SPEC: CniProfile = {
  name: 'spec',
  enforced: true,
  blocksMatchPods: true,
  blocksMatchNodes: true,
  localNodeIngress: true,
  denyBeatsLocalNode: false,
  localNodeEgress: false,
  hairpin: 'unsaid',
  icmp: 'with-rules-without-ports',
  endPort: true,
  sctp: true,
  clusterPolicies: true,
  networkPolicyFinal: 'per-direction',
  policyTypesHonoured: true,
  failClosed: 'rule',
  unknownPeers: [],
  deniesDomains: true,
  everywhereIsHosts: false,
  namedPorts: 'per-pod',
  equalNames: 'first',
  namingContainers: 'listening',
  onlyOwnedPods: false,
  leadingZeros: 'decimal',
  lostSource: 'node',
  servicePortIsTargetPort: false,
};

export const PROFILES: Readonly<Record<CniName, CniProfile>> = {
  spec: SPEC,
  calico: {
    ...SPEC,
    name: 'calico',
    unknownPeers: ['nodes', 'domains'],
    equalNames: 'each',
    namingContainers: 'all',
    leadingZeros: 'everybody',
  },
  cilium: {
    ...SPEC,
    name: 'cilium',
    blocksMatchPods: false,
    blocksMatchNodes: false,
    denyBeatsLocalNode: true,
    networkPolicyFinal: 'no',
    policyTypesHonoured: false,
    failClosed: 'ports',
    deniesDomains: false,
    namedPorts: 'per-identity',
    equalNames: 'last',
    lostSource: 'remote-node',
  },
  antrea: { ...SPEC, name: 'antrea', hairpin: 'open', icmp: 'unknown' },
  'ovn-kubernetes': {
    ...SPEC,
    name: 'ovn-kubernetes',
    hairpin: 'open',
    icmp: 'unknown',
    everywhereIsHosts: true,
    namedPorts: 'all-of-protocol',
  },
  'aws-vpc-cni': {
    ...SPEC,
    name: 'aws-vpc-cni',
    clusterPolicies: false,
    onlyOwnedPods: true,
    servicePortIsTargetPort: true,
  },
  'kube-network-policies': {
    ...SPEC,
    name: 'kube-network-policies',
    networkPolicyFinal: 'per-pod',
    failClosed: 'no',
    equalNames: 'each',
    namingContainers: 'regular',
    leadingZeros: 'everybody',
  },
  none: { ...SPEC, name: 'none', enforced: false },
};
