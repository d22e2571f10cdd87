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
  /** The severity in each of the environments, where it is not the same in all; `severity` is the worst of them. */
  readonly severities?: readonly Severity[];
  readonly related: readonly FindingRelated[];
  /** The best first; see `preferredFix`. */
  readonly fixes: readonly FindingFix[];
  /**
   * Survives moved lines: a hash of id, object, path in the object and value, and an occurrence number. An analysis
   * counts within the file, so that a keystroke concerns no other one; a `ScanResult` over everything.
   */
  readonly fingerprint: string;
  /** The one within the file, where that is not the same: baselines name the file, too. */
  readonly fingerprintInFile?: string;
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

/** The one that is applied without asking: the first that is safe, once the fixes have been proved. */
export function preferredFix(finding: Finding): FindingFix | undefined {
  return finding.fixes.find((fix) => fix.safe);
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
