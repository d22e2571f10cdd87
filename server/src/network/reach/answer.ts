import type { KubernetesObject } from '../../kubernetes';
import type { YamlNode } from '../../yaml';
import type { PortSet } from '../sets/ports';
import type { AddressRange, PodFacts, Policy, Protocol, Rule } from './cluster';

/** One end of a connection. */
export type End =
  | { readonly kind: 'pods'; readonly pods: PodFacts }
  /** Addresses outside of the cluster that no policy tells apart. */
  | { readonly kind: 'addresses'; readonly range: AddressRange }
  /** The nodes, and with them whatever runs on the host network. */
  | { readonly kind: 'nodes' };

/** Which connections are open from one end to another. Replies are implied (S061). */
export interface Verdict {
  /** Certainly open. */
  readonly open: PortSet;
  /** Certainly open, or open as far as anybody can tell. Always holds `open`; equal to it where everything is known. */
  readonly possible: PortSet;
}

/** Who reaches whom in one cluster. Rows are worked out when they are asked for. */
export interface Reach {
  /** Pods first, in the order of the cluster; then address ranges of both families in order, then the nodes. */
  readonly ends: readonly End[];
  verdict(from: End, to: End): Verdict;
  /** All pairs that are not closed for certain. */
  connections(): Iterable<Connection>;
}

export interface Connection {
  readonly from: End;
  readonly to: End;
  readonly verdict: Verdict;
}

/** Why one connection is open or closed: what each end says, rule by rule. Made only when somebody asks. */
export interface Explanation {
  readonly from: End;
  readonly to: End;
  readonly protocol: Protocol;
  readonly port: number;
  readonly outcome: 'allowed' | 'denied' | 'unknown';
  readonly egress: SideExplanation;
  readonly ingress: SideExplanation;
}

/** What one end says: the policies that isolate it, and what decided. */
export interface SideExplanation {
  readonly outcome: 'allowed' | 'denied' | 'unknown';
  readonly isolatedBy: readonly Policy[];
  /** Of those, the ones that may be about it, and nobody can tell. */
  readonly perhapsBy: readonly Policy[];
  /** The rule that decided; undefined where none matched: not isolated, or isolated and nothing admits it. */
  readonly decidedBy: DecidingRule | undefined;
  /** Why there is nothing to decide: no policy selects it, the end is outside, it is on the host network, … */
  readonly because:
    | 'rule'
    | 'not-isolated'
    | 'no-rule-admits'
    | 'outside'
    | 'host-network'
    | 'local-node'
    | 'not-enforced'
    | 'same-pod';
  /** The rules that came closest, and what each failed on. */
  readonly nearest: readonly NearestRule[];
}

export interface DecidingRule {
  readonly policy: Policy;
  readonly rule: Rule;
  /** What it comes to, which is not always what is written: a rule that passes may have to deny (S125). */
  readonly action: Rule['action'];
  readonly node: YamlNode;
}

export interface NearestRule {
  readonly policy: Policy;
  readonly rule: Rule | undefined;
  /** `priority`: it decides otherwise, and as early (S103). */
  readonly failedOn: 'priority' | 'selector' | 'namespace' | 'address' | 'port' | 'protocol' | 'direction' | 'unknown';
  readonly node: YamlNode;
  readonly object: KubernetesObject;
}
