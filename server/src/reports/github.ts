import type { Finding, ScanResult } from '../analysis';
import type { Severity } from '../config';
import { githubData, githubProperty, visible } from './escape';
import { bySeverity, type ReportOptions } from './options';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** Workflow commands that annotate lines. GitHub shows ten a severity and step, so the worst come first. */
export function formatGithub(result: ScanResult, options: ReportOptions): string {
  const findings = [...result.findings].sort((a, b) => bySeverity(a.severity, b.severity));
  return findings.map((finding) => `${annotation(finding, options)}\n`).join('');
}

function annotation(finding: Finding, options: ReportOptions): string {
  const { start, end } = finding.range;
  const properties = [
    `file=${githubProperty(options.displayPath(finding.file))}`,
    `line=${start.line + 1}`,
    `endLine=${end.line + 1}`,
  ];
  // Columns are taken only where the place is on one line; `endColumn` names the last one.
  if (start.line === end.line) {
    properties.push(`col=${start.character + 1}`, `endColumn=${Math.max(start.character + 1, end.character)}`);
  }
  properties.push(`title=${githubProperty(finding.guardrail)}`);
  const lines = [visible(finding.message)];
  for (const related of finding.related) {
    const place = `${visible(options.displayPath(related.file))}:${related.range.start.line + 1}`;
    lines.push(`${place}: ${visible(related.message)}`);
  }
  const fix = finding.fixes[0];
  if (fix !== undefined) lines.push(`Fix: ${visible(fix.title)}`);
  return `::${COMMANDS[finding.severity]} ${properties.join(',')}::${githubData(lines.join('\n'))}`;
}
