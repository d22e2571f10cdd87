import type { FolderSummary, ScanSummary, SummaryFinding } from '../../../server/src/lsp/protocol';

/** The report as plain text, and where in it something can be followed. */
export interface ReportText {
  readonly text: string;
  readonly links: readonly ReportLink[];
}

export interface ReportLink {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly target:
    | { readonly kind: 'place'; readonly uri: string; readonly line: number; readonly character: number }
    | { readonly kind: 'guardrail'; readonly id: string };
}

interface Line {
  readonly before?: string;
  /** What can be followed. */
  readonly link?: { readonly text: string; readonly target: ReportLink['target'] };
  readonly after?: string;
}

/** Findings by guardrail, then by file. Indented, so that an editor folds it. */
export function reportText({ folders }: ScanSummary): ReportText {
  const lines = folders.length === 0 ? [{ before: 'Portcullis: no folder is open' }] : folders.flatMap(folderLines);
  const links: ReportLink[] = [];
  const texts = lines.map(({ before = '', link, after = '' }, line) => {
    if (link === undefined) return `${before}${after}`;
    links.push({ line, start: before.length, end: before.length + link.text.length, target: link.target });
    return `${before}${link.text}${after}`;
  });
  return { text: `${texts.join('\n')}\n`, links };
}

function folderLines(folder: FolderSummary): Line[] {
  const { name, findings, scanned, environments, skipped, notices } = folder;
  const counts = `${plural(scanned, 'file')}, ${plural(environments.length, 'environment')}`;
  return [
    { before: `${oneLine(name)}: ${countsOf(findings)} (${counts})` },
    ...notices.map((notice) => ({ before: `  note: ${oneLine(notice)}` })),
    { before: '' },
    ...(findings.length === 0 ? [] : [...byGuardrail(findings), { before: '' }, ...byFile(findings), { before: '' }]),
    ...skippedLines(skipped),
  ];
}

function byGuardrail(findings: readonly SummaryFinding[]): Line[] {
  const groups = grouped(findings, (finding) => finding.guardrail);
  const lines = groups.flatMap(([id, group]): Line[] => [
    { before: '    ', link: { text: id, target: { kind: 'guardrail', id } }, after: ` (${group.length})` },
    ...group.map((finding) => findingLine(finding, `${oneLine(finding.file)}:${finding.line + 1}`, '')),
  ]);
  return [{ before: '  By guardrail' }, ...lines];
}

function byFile(findings: readonly SummaryFinding[]): Line[] {
  const groups = grouped(findings, (finding) => finding.file);
  const lines = groups.flatMap(([file, group]): Line[] => [
    { before: `    ${oneLine(file)} (${group.length})` },
    ...group.map((finding) =>
      findingLine(finding, `${finding.line + 1}:${finding.character + 1}`, `  (${finding.guardrail})`),
    ),
  ]);
  return [{ before: '  By file' }, ...lines];
}

function findingLine(finding: SummaryFinding, text: string, after: string): Line {
  const { uri, line, character } = finding;
  return {
    before: '      ',
    link: { text, target: { kind: 'place', uri, line, character } },
    after: `  ${finding.severity}  ${oneLine(finding.message)}${after}`,
  };
}

function skippedLines(skipped: FolderSummary['skipped']): Line[] {
  if (skipped.length === 0) return [];
  const lines = skipped.map(({ path, why }) => ({ before: `    ${oneLine(path)}: ${oneLine(why)}` }));
  return [{ before: `  Skipped (${skipped.length})` }, ...lines, { before: '' }];
}

function grouped(
  findings: readonly SummaryFinding[],
  keyOf: (finding: SummaryFinding) => string,
): [string, SummaryFinding[]][] {
  const groups = new Map<string, SummaryFinding[]>();
  for (const finding of findings) {
    const group = groups.get(keyOf(finding)) ?? [];
    group.push(finding);
    groups.set(keyOf(finding), group);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

function countsOf(findings: readonly SummaryFinding[]): string {
  const texts = (['error', 'warning', 'info'] as const)
    .map((severity) => ({ severity, number: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => plural(number, severity));
  return texts.length === 0 ? 'nothing found' : texts.join(', ');
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 || noun === 'info' ? '' : 's'}`;
}

/** File names and messages hold what manifests hold. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ');
}
