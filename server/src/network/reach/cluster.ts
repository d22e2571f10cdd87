import type {
  AddressBlock,
  Certainty,
  Family,
  KubernetesObject,
  LabelSelector,
  Labels,
  Protocol,
  Workload,
} from '../../kubernetes';
import type { YamlNode } from '../../yaml';
import type { CniProfile } from './profiles';

/**
 * Everything the engine is told about a cluster: pods, namespaces and policies of every kind in one shape. It is made
 * from objects once (`clusterOf`), and holds facts only: who reaches whom is worked out from it.
 */
export interface Cluster {
  readonly profile: CniProfile;
  readonly namespaces: ReadonlyMap<string, NamespaceFacts>;
  readonly pods: readonly PodFacts[];
  /** In the order of the fold: by tier, then by priority. */
  readonly policies: readonly Policy[];
  /** What was left out and why, in sentences: a policy of an unknown kind, one that cannot be read. */
  readonly notices: readonly Notice[];
}

export interface Notice {
  readonly message: string;
  readonly object: KubernetesObject | null;
  readonly node: YamlNode | null;
}

/** Its name label is known whatever the manifest says (S027); without a manifest nothing else is (S028). */
export interface NamespaceFacts {
  readonly name: string;
  readonly labels: Labels;
}

/** The pods of one template of a workload, or pods that are only known by what selects them (a controller of a charter). */
export interface PodFacts {
  /** Position in `Cluster.pods`. */
  readonly index: number;
  readonly name: string;
  readonly kind: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly ports: readonly NamedPort[];
  /** False where other named ports may be there. */
  readonly portsComplete: boolean;
  /** What names stand for in policies, where the network plugin counts other ports than these (S046, S084). */
  readonly portsOfPolicies?: Pick<PodFacts, 'ports' | 'portsComplete'>;
  /** The network plugin enforces no policy about it; it may still be a peer. */
  readonly unenforced?: true;
  /** On the host network policies never select it: its traffic is the node's (S040). */
  readonly hostNetwork: Certainty;
  /** 0: no pod is running (S048). Undefined where nobody can tell. */
  readonly replicas: number | undefined;
  /** Runs to an end: it exists only sometimes (S047). */
  readonly transient: boolean;
  /** Addresses of pods that are written down (status of a live object); usually none. */
  readonly addresses: readonly string[];
  readonly workload: Workload | null;
}

/** Of a container or a sidecar (S045, S046). Of equal names and protocols the first counts (S084). */
export interface NamedPort {
  readonly name: string;
  readonly number: number;
  readonly protocol: Protocol;
}

export type { Protocol };

/**
 * A policy of any kind. The fold goes through the tiers in order. In an ordered tier the first rule that matches decides
 * (accept, deny) or passes on to the next tier; what no rule matches goes on too. In the isolating tier (NetworkPolicy)
 * a pod that some policy selects for the direction is open to the union of their rules and closed to all else (S007, S008).
 */
export interface Policy {
  readonly kind: string;
  readonly name: string;
  /** Absent for policies of the cluster. */
  readonly namespace: string | undefined;
  readonly tier: Tier;
  /** In ordered tiers: lower comes first. Equal ones that overlap: both outcomes are possible (S103, S128). */
  readonly priority: number;
  /** The pods it is about. */
  readonly subject: PodTest;
  /** Undefined: it does not speak about this direction. A direction that it may speak about is `doubtful`. */
  readonly ingress: RuleList | undefined;
  readonly egress: RuleList | undefined;
  readonly object: KubernetesObject;
}

export interface Tier {
  readonly name: 'admin' | 'network-policy' | 'baseline' | (string & {});
  readonly order: number;
  readonly form: 'ordered' | 'isolating';
}

export interface RuleList {
  readonly rules: readonly Rule[];
  /** Nobody can tell whether the policy speaks about this direction at all. */
  readonly doubtful: boolean;
  /** False where rules may be there that cannot be read. */
  readonly complete: boolean;
}

export interface Rule {
  readonly action: 'accept' | 'deny' | 'pass';
  /** 'anyone': no peer is named, so everybody is meant, inside and outside (S010). An empty list means nobody. */
  readonly peers: 'anyone' | readonly Peer[];
  /** 'all': no port is named, so all ports of all protocols are meant, ICMP included (S011, S107). */
  readonly ports: 'all' | readonly PortTest[];
  /** A peer or port that cannot be read may be there. */
  readonly complete: boolean;
  /** Nobody can tell whether it says this or something else. */
  readonly doubtful?: true;
  readonly node: YamlNode;
}

export type Peer =
  | { readonly kind: 'pods'; readonly test: PodTest; readonly node: YamlNode }
  | { readonly kind: 'addresses'; readonly test: AddressTest; readonly node: YamlNode }
  | { readonly kind: 'nodes'; readonly selector: LabelSelector; readonly node: YamlNode }
  | { readonly kind: 'domains'; readonly names: readonly string[]; readonly node: YamlNode }
  /** A member that this version does not know: an accept rule matches nothing, any other matches everything (S125). */
  | { readonly kind: 'unknown'; readonly node: YamlNode };

/** Which pods: those of these namespaces that carry these labels. Pods of the host network are never meant (S040, S104). */
export interface PodTest {
  readonly namespaces:
    | { readonly kind: 'named'; readonly name: string }
    | { readonly kind: 'selected'; readonly selector: LabelSelector }
    | { readonly kind: 'all' };
  /** Undefined: all pods. */
  readonly pods: LabelSelector | undefined;
}

/** Addresses of one family, without those excepted. */
export interface AddressTest {
  readonly block: AddressBlock;
  readonly except: readonly AddressBlock[];
  /** A part of it cannot be read: it may mean anything within the block. */
  readonly complete: boolean;
}

export interface AddressRange {
  readonly family: Family;
  readonly from: bigint;
  readonly to: bigint;
}

export type PortTest =
  | {
      readonly kind: 'range';
      readonly protocol: Protocol;
      readonly from: number;
      readonly to: number;
      readonly node: YamlNode;
    }
  /** Looked up in the destination pod, in this protocol; undefined: in the protocol the container port has (S080, S081, S124). */
  | { readonly kind: 'named'; readonly protocol: Protocol | undefined; readonly name: string; readonly node: YamlNode }
  | { readonly kind: 'unknown'; readonly node: YamlNode };
