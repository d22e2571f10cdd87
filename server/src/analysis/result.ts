import type { Severity } from '../config';
import type { Snapshot } from '../workspace';
import type { Analysis, Finding, ScanResult } from './finding';

export function scanResult(root: string, snapshot: Snapshot, analysis: Analysis): ScanResult {
  return {
    root,
    charter: snapshot.charter,
    environments: snapshot.environments.map((environment) => environment.name),
    scanned: snapshot.paths,
    skipped: snapshot.skipped,
    notices: analysis.notices,
    findings: analysis.paths.flatMap((path) => analysis.findingsOf(path)),
    suppressed: analysis.paths.flatMap((path) => analysis.suppressedIn(path)),
  };
}

export type Summary = Readonly<Record<Severity, number>>;

export function summaryOf(findings: readonly Finding[]): Summary {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const finding of findings) counts[finding.severity] += 1;
  return counts;
}
