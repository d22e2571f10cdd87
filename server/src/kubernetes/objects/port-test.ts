import type { YamlNode } from '../../yaml';
import type { Field, FieldProblem } from '../field';
import type { LabelSelector, ObjectBase } from './common';

/** Connections that have to be open, or shut: assertions as code. */
export interface PortTest extends ObjectBase {
  readonly type: 'port-test';
  /** Absent: every environment that holds the file. */
  readonly environment: Field<string>;
  readonly assertions: readonly PortAssertion[];
}

export interface PortAssertion {
  readonly from: Field<AssertionEnd>;
  readonly to: Field<AssertionEnd>;
  readonly port: Field<AssertionPort>;
  readonly expect: Field<'allowed' | 'denied'>;
  readonly because: Field<string>;
  /** What cannot be read of it. */
  readonly problems: readonly FieldProblem[];
  readonly node: YamlNode;
}

/** A name, `internet` or a CIDR as it is written, or all pods with these labels. */
export type AssertionEnd =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'selected';
      /** Absent: every namespace. */
      readonly namespace: Field<string>;
      /** Absent: every pod. */
      readonly labels: Field<LabelSelector>;
    };

export interface AssertionPort {
  /** A name is looked up where the connection ends. */
  readonly port: number | string;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
}
