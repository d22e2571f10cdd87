import {
  type CodeDescription,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  type Range as LspRange,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Finding, FindingFix } from '../analysis';
import type { Severity } from '../config';
import type { Tag } from '../guardrails';
import type { Range } from '../yaml';
import type { Client } from './client-capabilities';

const SOURCE = 'portcullis';

/** What `data` of a diagnostic holds: enough to find its finding again. */
interface DiagnosticData {
  readonly fingerprint: string;
}

export interface Addresses {
  uriOf(path: string): string;
  /** Of an open document, else null. */
  versionOf(path: string): number | null;
  pageOf(guardrail: string): string | undefined;
}

export function toDiagnostic(finding: Finding, client: Client, addresses: Addresses): Diagnostic {
  const page = client.codeDescription ? addresses.pageOf(finding.guardrail) : undefined;
  const tags = client.tags ? finding.tags.map(toTag) : [];
  const related = client.relatedInformation ? toRelated(finding, addresses) : [];
  return {
    range: toRange(finding.range),
    severity: toSeverity(finding.severity),
    code: finding.guardrail,
    source: SOURCE,
    message: finding.message,
    ...(page === undefined ? {} : { codeDescription: { href: page } satisfies CodeDescription }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
    ...(client.diagnosticData ? { data: { fingerprint: finding.fingerprint } satisfies DiagnosticData } : {}),
  };
}

export function toWorkspaceEdit(fix: FindingFix, client: Client, addresses: Addresses): WorkspaceEdit {
  const byPath = new Map<string, TextEdit[]>();
  for (const edit of fix.edits) {
    const edits = byPath.get(edit.file) ?? [];
    edits.push({ range: toRange(edit.range), newText: edit.text });
    byPath.set(edit.file, edits);
  }
  if (!client.documentChanges) {
    return { changes: Object.fromEntries([...byPath].map(([path, edits]) => [addresses.uriOf(path), edits])) };
  }
  const documentChanges = [...byPath].map(
    ([path, edits]): TextDocumentEdit => ({
      textDocument: { uri: addresses.uriOf(path), version: addresses.versionOf(path) },
      edits,
    }),
  );
  return { documentChanges };
}

export function toRange(range: Range): LspRange {
  return {
    start: { line: range.start.line, character: range.start.character },
    end: { line: range.end.line, character: range.end.character },
  };
}

function toRelated(finding: Finding, addresses: Addresses): DiagnosticRelatedInformation[] {
  return finding.related.map((related) => ({
    location: { uri: addresses.uriOf(related.file), range: toRange(related.range) },
    message: related.message,
  }));
}

function toSeverity(severity: Severity): DiagnosticSeverity {
  if (severity === 'error') return DiagnosticSeverity.Error;
  return severity === 'warning' ? DiagnosticSeverity.Warning : DiagnosticSeverity.Information;
}

function toTag(tag: Tag): DiagnosticTag {
  return tag === 'deprecated' ? DiagnosticTag.Deprecated : DiagnosticTag.Unnecessary;
}
