import type { Severity } from '../config';
import type { Snapshot } from '../workspace';
import type { Analysis, Finding, ScanResult } from './finding';
import { compareFindings } from './order';

export function scanResult(root: string, snapshot: Snapshot, analysis: Analysis): ScanResult {
  return {
    root,
    charter: snapshot.charter,
    environments: snapshot.environments.map((environment) => environment.name),
    scanned: snapshot.paths,
    skipped: snapshot.skipped,
    notices: [...analysis.notices, ...snapshot.notices.map((message) => ({ message }))],
    ...toldApart(
      analysis.paths.flatMap((path) => analysis.findingsOf(path)),
      analysis.paths.flatMap((path) => analysis.suppressedIn(path)),
    ),
  };
}

/** No two findings share a fingerprint: equal ones get the next number, file by file. */
export function toldApart(
  findings: readonly Finding[],
  suppressed: readonly Finding[],
): Pick<ScanResult, 'findings' | 'suppressed'> {
  const taken = new Set<string>();
  const last = new Map<string, number>();
  const renumbered = new Map<Finding, Finding>();
  for (const finding of [...findings, ...suppressed].sort(compareFindings)) {
    const hash = finding.fingerprint.slice(0, finding.fingerprint.lastIndexOf('-'));
    let { fingerprint } = finding;
    for (let number = last.get(hash) ?? 0; taken.has(fingerprint); fingerprint = `${hash}-${number}`) {
      number += 1;
      last.set(hash, number);
    }
    taken.add(fingerprint);
    if (fingerprint === finding.fingerprint) continue;
    const fingerprintInFile = finding.fingerprintInFile ?? finding.fingerprint;
    renumbered.set(finding, { ...finding, fingerprint, fingerprintInFile });
  }
  const told = (list: readonly Finding[]) => list.map((finding) => renumbered.get(finding) ?? finding);
  return { findings: told(findings), suppressed: told(suppressed) };
}

export type Summary = Readonly<Record<Severity, number>>;

export function summaryOf(findings: readonly Finding[]): Summary {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const finding of findings) counts[finding.severity] += 1;
  return counts;
}
