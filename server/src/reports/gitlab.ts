import type { ScanResult } from '../analysis';
import type { Severity } from '../config';
import type { ReportOptions } from './options';

const SEVERITIES: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', info: 'info' };

/** GitLab Code Quality. Equal fingerprints are dropped there, so a repeated one gets a number. */
export function formatGitlab(result: ScanResult, options: ReportOptions): string {
  const seen = new Map<string, number>();
  const issues = result.findings.map((finding) => {
    const count = (seen.get(finding.fingerprint) ?? 0) + 1;
    seen.set(finding.fingerprint, count);
    return {
      description: finding.message,
      check_name: finding.guardrail,
      fingerprint: count === 1 ? finding.fingerprint : `${finding.fingerprint}:${count}`,
      severity: SEVERITIES[finding.severity],
      location: { path: options.displayPath(finding.file), lines: { begin: finding.range.start.line + 1 } },
    };
  });
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}
