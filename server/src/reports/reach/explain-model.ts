import type { Outcome, Protocol, SideExplanation } from '../../network/reach';

/** Why one connection is open or closed, with places in files instead of nodes. */
export interface ExplainReport {
  /** As it was asked. */
  readonly question: { readonly from: string; readonly to: string; readonly port: string };
  /** `TCP 8443`. */
  readonly port: string;
  /** Those that have both ends. */
  readonly environments: readonly ExplainedEnvironment[];
}

export interface ExplainedEnvironment {
  readonly name: string;
  readonly cni: string;
  readonly outcome: Outcome;
  readonly reachable: { readonly certain: number; readonly possible: number; readonly of: number };
  readonly notes: readonly string[];
  readonly ways: readonly ExplainedWay[];
}

export interface ExplainedWay {
  /** What it goes through, in words. */
  readonly through: readonly string[];
  readonly from: string;
  readonly seenAs: string;
  readonly to: string;
  readonly protocol: Protocol;
  readonly port: number | undefined;
  readonly outcome: Outcome;
  readonly notes: readonly string[];
  /** Undefined where the port is not known: there is nothing to ask. */
  readonly egress: ExplainedSide | undefined;
  readonly ingress: ExplainedSide | undefined;
}

export interface ExplainedSide {
  readonly end: string;
  readonly outcome: SideExplanation['outcome'];
  readonly because: SideExplanation['because'];
  /** `certain` is false where nobody can tell whether the policy is about it. */
  readonly isolatedBy: readonly (ExplainedPolicy & { readonly certain: boolean })[];
  readonly decidedBy: ExplainedRule | undefined;
  readonly nearest: readonly ExplainedNearest[];
}

export interface ExplainedPolicy {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly place: SourcePlace | undefined;
}

export interface ExplainedRule {
  readonly policy: ExplainedPolicy;
  readonly action: 'accept' | 'deny' | 'pass';
  readonly place: SourcePlace | undefined;
}

export interface ExplainedNearest {
  readonly policy: ExplainedPolicy;
  readonly failedOn: SideExplanation['nearest'][number]['failedOn'];
  readonly place: SourcePlace | undefined;
}

export interface SourcePlace {
  /** As people type it. */
  readonly file: string;
  /** 1-based, columns in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** The lines it stands in, as they are there. */
  readonly lines: readonly string[];
}
