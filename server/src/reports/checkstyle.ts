import type { Finding, ScanResult } from '../analysis';
import { xml } from './escape';
import type { ReportOptions } from './options';
import { byFile } from './summary';

/** Checkstyle 4.3, which most code review tools read. */
export function formatCheckstyle(result: ScanResult, options: ReportOptions): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<checkstyle version="4.3">'];
  for (const [file, findings] of byFile(result.findings)) {
    lines.push(`  <file name="${xml(options.displayPath(file))}">`, ...findings.map(errorLine), '  </file>');
  }
  lines.push('</checkstyle>');
  return `${lines.join('\n')}\n`;
}

function errorLine(finding: Finding): string {
  const { line, character } = finding.range.start;
  const place = `line="${line + 1}" column="${character + 1}"`;
  const source = `source="${xml(`portcullis.${finding.guardrail}`)}"`;
  return `    <error ${place} severity="${finding.severity}" message="${xml(finding.message)}" ${source}/>`;
}
