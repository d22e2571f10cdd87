import type { PortSet } from '../../network/sets/ports';

/** Who reaches whom, as reports need it: names for ends, sets of ports, and nothing of the engine. */
export interface ReachReport {
  readonly environments: readonly ReachEnvironment[];
}

export interface ReachEnvironment {
  readonly name: string;
  /** The profile of the network plugin. */
  readonly cni: string;
  /** By name. */
  readonly workloads: readonly ReachEnd[];
  /** Sorted; worked out while it is read, for there may be very many. */
  connections(): Iterable<ReachConnection>;
}

export interface ReachEnd {
  /** `namespace/name[Kind]`, `a-b[External]`, `nodes`; raw, as manifests have it. */
  readonly label: string;
  readonly kind: 'workload' | 'addresses' | 'nodes' | 'ingress-controller' | 'internet' | 'service';
  /** Undefined: not a thing of a namespace, or of the one that manifests leave unsaid. */
  readonly namespace: string | undefined;
  readonly marks: readonly ReachMark[];
}

/** What else should be known of a workload. */
export type ReachMark = 'host network' | 'maybe host network' | 'no running replica' | 'exists only sometimes';

export interface ReachConnection {
  readonly from: ReachEnd;
  readonly to: ReachEnd;
  /** Certainly open. */
  readonly open: PortSet;
  /** Certainly open, or nobody can tell. */
  readonly possible: PortSet;
  /** What is to be known of this connection: what it goes through, which part of a Service it reaches. */
  readonly notes: readonly string[];
}
