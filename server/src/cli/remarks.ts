import { compareFindings, type Finding, type ScanResult } from '../analysis';
import type { Charter } from '../config';
import { isGap, visible } from '../reports';
import type { SkippedFile } from '../workspace';
import { type Place, positionAt, type Range } from '../yaml';

/** What was left out although it may matter; the rest was left out on purpose. */
export function couldNotBeRead(result: ScanResult): readonly SkippedFile[] {
  return result.skipped.filter(isGap);
}

export function isBroken(charter: Charter): boolean {
  return charter.problems.some((problem) => problem.severity === 'error');
}

/** What a person should know besides the findings, for standard error. */
export function remarks(result: ScanResult, displayPath: (path: string) => string): string {
  const lines = result.notices.map((notice) => notice.message);
  const unread = couldNotBeRead(result);
  for (const why of new Set(unread.map((file) => file.why))) {
    const paths = unread.filter((file) => file.why === why).map((file) => displayPath(file.path));
    lines.push(`not read (${why}): ${paths[0]}${paths.length > 1 ? ` and ${paths.length - 1} more` : ''}`);
  }
  if (result.scanned.length === 0 && unread.length === 0) lines.push(nothingRead(result, displayPath));
  if (isBroken(result.charter)) {
    lines.push(`${displayPath(result.charter.path ?? 'portcullis.yaml')} is broken; what could be read of it was used`);
  }
  return lines.map((line) => `portcullis: ${visible(line)}\n`).join('');
}

function nothingRead(result: ScanResult, displayPath: (path: string) => string): string {
  const first = result.skipped.find((file) => file.why !== 'version control');
  return first === undefined
    ? 'there are no manifests here'
    : `nothing was read: ${displayPath(first.path)} was left out (${first.why})`;
}

/** A charter given by `--config` is no file of the workspace; what is wrong with it is a finding all the same. */
export function charterFindings(result: ScanResult): ScanResult {
  const { charter } = result;
  if (charter.path === undefined || result.findings.some((finding) => finding.guardrail === 'invalid-charter'))
    return result;
  const path = charter.path;
  const added = charter.problems.map(
    (problem, index): Finding => ({
      guardrail: 'invalid-charter',
      category: 'charter',
      severity: problem.severity,
      confidence: 'certain',
      tags: [],
      message: problem.message,
      file: path,
      range: rangeOf(problem.place),
      object: null,
      environments: [],
      related: [],
      fixes: [],
      fingerprint: `invalid-charter:${index + 1}`,
    }),
  );
  return { ...result, findings: [...result.findings, ...added].sort(compareFindings) };
}

/** The charter is the first document of its file. */
function rangeOf(place: Place): Range {
  return { start: positionAt(place.document, place.start), end: positionAt(place.document, place.end) };
}
