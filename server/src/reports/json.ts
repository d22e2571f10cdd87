import { type Finding, preferredFix, type ScanResult, summaryOf } from '../analysis';
import type { Position, Range } from '../yaml';
import type { ReportOptions } from './options';
import { SCAN_SCHEMA } from './schema';

/** The report for programs. Its shape is a promise: see `schema.ts`. */
export function formatJson(result: ScanResult, options: ReportOptions): string {
  const report = {
    schema: SCAN_SCHEMA,
    tool: {
      name: 'portcullis',
      version: options.version,
      guardrails: options.guardrails.map((guardrail) => ({
        id: guardrail.id,
        title: guardrail.title,
        category: guardrail.category,
        severity: guardrail.severity,
        confidence: guardrail.confidence,
        help: options.helpUri(guardrail.id) ?? null,
      })),
    },
    environments: result.environments,
    files: {
      scanned: result.scanned.length,
      skipped: result.skipped.map((file) => ({ path: file.path, why: file.why })),
    },
    notices: result.notices.map((notice) => notice.message),
    findings: result.findings.map(jsonFinding),
    summary: summaryOf(result.findings),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function jsonFinding(finding: Finding): object {
  return {
    guardrail: finding.guardrail,
    category: finding.category,
    severity: finding.severity,
    confidence: finding.confidence,
    tags: finding.tags,
    message: finding.message,
    file: finding.file,
    range: oneBased(finding.range),
    object: finding.object,
    environments: finding.environments,
    related: finding.related.map((related) => ({
      message: related.message,
      file: related.file,
      range: oneBased(related.range),
    })),
    fixes: finding.fixes.map((fix) => ({
      title: fix.title,
      safe: fix.safe,
      preferred: fix === preferredFix(finding),
      edits: fix.edits.map((edit) => ({ file: edit.file, range: oneBased(edit.range), text: edit.text })),
    })),
    fingerprint: finding.fingerprint,
    ...(finding.suppressed === undefined ? {} : { suppressed: finding.suppressed }),
  };
}

function oneBased(range: Range): object {
  return { start: lineAndColumn(range.start), end: lineAndColumn(range.end) };
}

function lineAndColumn(position: Position): object {
  return { line: position.line + 1, column: position.character + 1 };
}
