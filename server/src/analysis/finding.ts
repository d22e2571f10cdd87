import type { Charter, Severity } from '../config';
import type { Category, Confidence, Tag } from '../guardrails';
import type { SkippedFile } from '../workspace';
import type { Range } from '../yaml';

/** One place where a guardrail is broken, as every face shows it: plain data, 0-based ranges in files. */
export interface Finding {
  readonly guardrail: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly tags: readonly Tag[];
  readonly message: string;
  readonly file: string;
  readonly range: Range;
  readonly object: FindingObject | null;
  /** Names of the environments it is true in. */
  readonly environments: readonly string[];
  readonly related: readonly FindingRelated[];
  /** The first one is the preferred one if it is safe. */
  readonly fixes: readonly FindingFix[];
  /** Survives moved lines: a hash of id, object, path in the object and value, and an occurrence number. */
  readonly fingerprint: string;
  readonly suppressed?: { readonly by: string; readonly reason: string | null; readonly expires: string | null };
}

export interface FindingObject {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string | null;
}

export interface FindingRelated {
  readonly message: string;
  readonly file: string;
  readonly range: Range;
}

export interface FindingFix {
  readonly title: string;
  /** Claimed by the guardrail. It counts as safe for people only after `proveFix` has said so. */
  readonly safe: boolean;
  readonly edits: readonly { readonly file: string; readonly range: Range; readonly text: string }[];
}

/** The answer about one snapshot. */
export interface Analysis {
  readonly version: number;
  /** Findings of a file that are not suppressed, in order: start, id, message. */
  findingsOf(path: string): readonly Finding[];
  /** The suppressed ones. */
  suppressedIn(path: string): readonly Finding[];
  /** All files that have findings or suppressed ones, in path order. */
  readonly paths: readonly string[];
  /** Paths whose findings may differ from those of the analysis this one was made from; undefined: all. */
  readonly changedPaths: ReadonlySet<string> | undefined;
  /** One per guardrail that threw: what a user should be told, once. */
  readonly notices: readonly Notice[];
}

export interface Notice {
  readonly message: string;
}

/** Everything a report needs; nothing in it depends on who asks. */
export interface ScanResult {
  readonly root: string;
  readonly charter: Charter;
  readonly environments: readonly string[];
  readonly scanned: readonly string[];
  readonly skipped: readonly SkippedFile[];
  readonly notices: readonly Notice[];
  /** Order: file, start, id, message. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
}
