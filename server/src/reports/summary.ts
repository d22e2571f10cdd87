import type { Finding, ScanResult, Summary } from '../analysis';
import type { SkippedFile } from '../workspace';

/** `2 errors, 1 warning`, or `no findings`. */
export function countsInWords(summary: Summary): string {
  const parts: string[] = [];
  if (summary.error > 0) parts.push(plural(summary.error, 'error'));
  if (summary.warning > 0) parts.push(plural(summary.warning, 'warning'));
  if (summary.info > 0) parts.push(`${summary.info} info`);
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `2 of 5 files`. A charter that could not be read has a finding without being one of the files that were. */
export function filesWithFindings({ findings, scanned }: ScanResult): string {
  const found = new Set(findings.map((finding) => finding.file));
  return `${found.size} of ${plural(new Set([...scanned, ...found]).size, 'file')}`;
}

/** `Deployment/web`, `Deployment/shop/web` where the namespace is said. */
export function objectName(finding: Finding): string | undefined {
  if (finding.object === null) return undefined;
  const { kind, namespace, name } = finding.object;
  return [kind, namespace, name].filter((part) => part !== null && part !== '').join('/');
}

/** Findings by file, in the order in which files first appear. */
export function byFile(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = files.get(finding.file);
    if (list === undefined) files.set(finding.file, [finding]);
    else list.push(finding);
  }
  return files;
}

/** A file that was skipped although it may hold objects, so that something may be missing from the answer. */
export function isGap(file: SkippedFile): boolean {
  return file.mayHoldObjects === true;
}
