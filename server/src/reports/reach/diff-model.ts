import type { ChangeCounts } from '../../network/reach';
import type { PortSet } from '../../network/sets/ports';
import type { SourcePlace } from './explain-model';
import type { ReachEnd } from './model';

/** What a change opens and closes. */
export interface DiffReport {
  readonly environments: readonly DiffEnvironment[];
}

export interface DiffEnvironment {
  readonly name: string;
  readonly cni: string;
  /** In which of the two states it is there. */
  readonly state: 'both' | 'added' | 'removed';
  /** Workloads that are in one state only, by name. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Sorted. */
  readonly changes: readonly DiffChange[];
  /** Connections that are counted and not listed. */
  readonly omitted: ChangeCounts;
}

export interface DiffChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly from: ReachEnd;
  readonly to: ReachEnd;
  /** Undefined: an end is not there. */
  readonly before: DiffVerdict | undefined;
  readonly after: DiffVerdict | undefined;
  readonly opened: PortSet;
  readonly closed: PortSet;
  readonly unsure: PortSet;
  /** What else is to be known of it: how public addresses come in. */
  readonly notes: readonly string[];
  /** Workloads like these ends that it stands for too: of very many not each is listed. */
  readonly others: { readonly from: number; readonly to: number };
  /** How many connections it stands for. */
  readonly count: number;
  /** Worked out when it is shown. */
  causes(): readonly DiffCause[];
}

export interface DiffVerdict {
  readonly open: PortSet;
  readonly possible: PortSet;
}

export interface DiffCause {
  /** `NetworkPolicy shop/payments is gone`. */
  readonly message: string;
  /** Of a policy: what it is about. */
  readonly side?: 'egress' | 'ingress';
  readonly place: SourcePlace | undefined;
  /** The state in which the place is. */
  readonly state: 'before' | 'after';
}

/** `opened`: connections that open for certain on some port. */
export type DiffSummary = ChangeCounts;
