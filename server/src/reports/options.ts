import type { Severity } from '../config';
import type { AnyGuardrail } from '../guardrails';

/** What a report needs besides the result. Nothing in it is about the machine but the two places of pages. */
export interface ReportOptions {
  /** Version of Portcullis. */
  readonly version: string;
  /** All guardrails that took part, in their own order. */
  readonly guardrails: readonly AnyGuardrail[];
  /** How a path is shown to a person or a CI service; the JSON report keeps paths relative to the root. */
  displayPath(path: string): string;
  /** Address of the guardrail's page. */
  helpUri(guardrail: string): string | undefined;
  /** Text of the guardrail's page, in Markdown. */
  helpText(guardrail: string): string | undefined;
  /** Findings below it are told but are no failures, where a format knows the difference; undefined: nothing is one. */
  readonly failOn: Severity | undefined;
}

export interface TextOptions extends ReportOptions {
  readonly color: boolean;
  /** Columns of the terminal; undefined: nobody knows, so messages stay on one line and source lines fit 80 columns. */
  readonly width: number | undefined;
  /** One line a finding, and nothing else. */
  readonly quiet: boolean;
  /** A line of a file (0-based) without its line end. */
  sourceLine(file: string, line: number): string | undefined;
}

const RANK: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

export function atLeast(severity: Severity, bar: Severity | undefined): boolean {
  return bar !== undefined && RANK[severity] >= RANK[bar];
}

export function bySeverity(a: Severity, b: Severity): number {
  return RANK[b] - RANK[a];
}
