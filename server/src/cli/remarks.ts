import type { ScanResult } from '../analysis';
import { isGap, visible } from '../reports';
import type { SkippedFile } from '../workspace';

/** What was left out although it may matter; the rest was left out on purpose. */
function couldNotBeRead(result: ScanResult): readonly SkippedFile[] {
  return result.skipped.filter(isGap);
}

/** A document of which nothing is known: it does not parse, is beyond the limits or a template. */
const NOT_ANALYSED = 'unreadable-document';

/** Whether something may be missing from the answer; that a finding about it is suppressed makes it no more complete. */
export function isIncomplete(result: ScanResult): boolean {
  return (
    couldNotBeRead(result).length > 0 ||
    result.notices.length > 0 ||
    [...result.findings, ...result.suppressed].some(({ guardrail }) => guardrail === NOT_ANALYSED)
  );
}

/** More of them on a terminal are read by nobody, and push what is above them out of sight. */
const MOST_NOTICES = 5;

/** What a person should know besides the findings, for standard error. */
export function remarks(
  result: ScanResult,
  brokenCharters: readonly string[],
  displayPath: (path: string) => string,
): string {
  const lines = result.notices.slice(0, MOST_NOTICES).map((notice) => notice.message);
  const more = result.notices.length - lines.length;
  if (more > 0) lines.push(`and ${more} more like this; --format json has them all`);
  const unread = couldNotBeRead(result);
  for (const why of new Set(unread.map((file) => file.why))) {
    const paths = unread.filter((file) => file.why === why).map((file) => displayPath(file.path));
    lines.push(`not read (${why}): ${paths[0]}${paths.length > 1 ? ` and ${paths.length - 1} more` : ''}`);
  }
  if (result.scanned.length === 0 && unread.length === 0) lines.push(nothingRead(result, displayPath));
  for (const path of brokenCharters) lines.push(`${displayPath(path)} is broken; what could be read of it was used`);
  return lines.map((line) => `portcullis: ${visible(line)}\n`).join('');
}

function nothingRead(result: ScanResult, displayPath: (path: string) => string): string {
  const first = result.skipped.find((file) => file.why !== 'version control');
  return first === undefined
    ? 'there are no manifests here'
    : `nothing was read: ${displayPath(first.path)} was left out (${first.why})`;
}
