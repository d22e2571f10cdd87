import type { Finding, FindingFix, ScanResult } from '../analysis';
import type { SeverityOrOff } from '../config';
import type { AnyGuardrail } from '../guardrails';
import type { Range } from '../yaml';
import type { ReportOptions } from './options';
import { isGap } from './summary';

/** SARIF 2.1.0, for GitHub code scanning, the VS Code SARIF viewer and others. */
export function formatSarif(result: ScanResult, options: ReportOptions): string {
  const ruleIndex = new Map(options.guardrails.map((guardrail, index) => [guardrail.id, index]));
  const report = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Portcullis',
            semanticVersion: options.version,
            rules: options.guardrails.map((guardrail) => rule(guardrail, options)),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The root of the repository' } } },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [
              ...result.notices.map((notice) => ({ level: 'warning', message: { text: notice.message } })),
              ...result.skipped.filter(isGap).map((skipped) => ({
                level: 'warning',
                message: { text: `Not read: ${skipped.why}` },
                locations: [{ physicalLocation: { artifactLocation: artifact(skipped.path, options) } }],
              })),
            ],
          },
        ],
        results: result.findings.map((finding) => sarifResult(finding, ruleIndex.get(finding.guardrail), options)),
      },
    ],
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

const ROOT = '%SRCROOT%';
const LEVELS: Readonly<Record<SeverityOrOff, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  off: 'none',
};
const PRECISIONS = { certain: 'very-high', likely: 'high', possible: 'medium' } as const;
const PROBLEM_SEVERITIES: Readonly<Record<SeverityOrOff, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'recommendation',
  off: 'recommendation',
};

function rule(guardrail: AnyGuardrail, options: ReportOptions): object {
  const page = options.helpText(guardrail.id);
  const help = options.helpUri(guardrail.id);
  return {
    id: guardrail.id,
    shortDescription: { text: guardrail.title },
    fullDescription: { text: guardrail.title },
    help: page === undefined ? { text: guardrail.title } : { text: page, markdown: page },
    ...(help === undefined ? {} : { helpUri: help }),
    defaultConfiguration: { enabled: guardrail.severity !== 'off', level: LEVELS[guardrail.severity] },
    properties: {
      tags: ['kubernetes', guardrail.category],
      precision: PRECISIONS[guardrail.confidence],
      'problem.severity': PROBLEM_SEVERITIES[guardrail.severity],
    },
  };
}

function sarifResult(finding: Finding, index: number | undefined, options: ReportOptions): object {
  return {
    ruleId: finding.guardrail,
    ...(index === undefined ? {} : { ruleIndex: index }),
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [
      {
        physicalLocation: location(finding.file, finding.range, options),
        ...(finding.object === null
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: qualifiedName(finding.object), kind: 'resource' }] }),
      },
    ],
    relatedLocations: finding.related.map((related, number) => ({
      id: number + 1,
      message: { text: related.message },
      physicalLocation: location(related.file, related.range, options),
    })),
    // GitHub tells alerts apart by the first one; the second says whose it is.
    partialFingerprints: { primaryLocationLineHash: finding.fingerprint, 'portcullis/1': finding.fingerprint },
    ...(finding.fixes.length === 0 ? {} : { fixes: finding.fixes.map((fix) => sarifFix(fix, options)) }),
    suppressions: finding.suppressed === undefined ? [] : [suppression(finding.suppressed)],
    properties: { confidence: finding.confidence, environments: finding.environments },
  };
}

function qualifiedName(object: NonNullable<Finding['object']>): string {
  return [object.kind, object.namespace, object.name].filter((part) => part !== null).join('/');
}

function suppression(suppressed: NonNullable<Finding['suppressed']>): object {
  return {
    kind: suppressed.by === 'comment' || suppressed.by === 'annotation' ? 'inSource' : 'external',
    ...(suppressed.reason === null ? {} : { justification: suppressed.reason }),
  };
}

function sarifFix(fix: FindingFix, options: ReportOptions): object {
  const files = [...new Set(fix.edits.map((edit) => edit.file))];
  return {
    description: { text: fix.title },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifact(file, options),
      replacements: fix.edits
        .filter((edit) => edit.file === file)
        .map((edit) => ({ deletedRegion: region(edit.range), insertedContent: { text: edit.text } })),
    })),
    properties: { safe: fix.safe },
  };
}

function location(file: string, range: Range, options: ReportOptions): object {
  return { artifactLocation: artifact(file, options), region: region(range) };
}

function artifact(file: string, options: ReportOptions): object {
  return { uri: options.displayPath(file).split('/').map(encodePart).join('/'), uriBaseId: ROOT };
}

/** A lone surrogate has no form in UTF-8; it becomes the replacement character. */
function encodePart(part: string): string {
  return encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd'));
}

function region(range: Range): object {
  return {
    startLine: range.start.line + 1,
    startColumn: range.start.character + 1,
    endLine: range.end.line + 1,
    endColumn: range.end.character + 1,
  };
}
