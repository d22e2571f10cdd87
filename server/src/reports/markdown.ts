import { type Finding, type ScanResult, summaryOf } from '../analysis';
import { markdown, markdownCode } from './escape';
import { bySeverity, type ReportOptions } from './options';
import { countsInWords, filesWithFindings, plural } from './summary';

/** A comment on a pull request holds 65,536 characters at GitHub; what does not fit is counted. */
const MOST_CHARACTERS = 60_000;

/** A table for a comment on a pull request or a job summary, the worst first. */
export function formatMarkdown(result: ScanResult, options: ReportOptions): string {
  const heading = `### Portcullis: ${countsInWords(summaryOf(result.findings))}\n`;
  if (result.findings.length === 0) {
    return `${heading}\n${plural(result.scanned.length, 'file')} read.${suppressedSentence(result)}\n`;
  }
  const read = `In ${filesWithFindings(result)}.${suppressedSentence(result)}`;
  const head = `${heading}\n${read}\n\n| | Place | Guardrail | Finding |\n|---|---|---|---|\n`;
  const sorted = [...result.findings].sort((a, b) => bySeverity(a.severity, b.severity));
  let report = head;
  for (const [index, finding] of sorted.entries()) {
    const line = row(finding, options);
    if (report.length + line.length > MOST_CHARACTERS) {
      return `${report}\n${plural(sorted.length - index, 'more finding')}: \`portcullis scan\` shows them.\n`;
    }
    report += line;
  }
  return report;
}

function suppressedSentence(result: ScanResult): string {
  return result.suppressed.length === 0 ? '' : ` ${result.suppressed.length} suppressed.`;
}

function row(finding: Finding, options: ReportOptions): string {
  const place = `${options.displayPath(finding.file)}:${finding.range.start.line + 1}`;
  const fix = finding.fixes[0];
  const remedy = fix === undefined ? '' : `<br>Fix: ${markdown(fix.title)}${fix.safe ? ' (safe)' : ''}`;
  const others = finding.related.map(
    (related) =>
      `<br>${markdownCode(`${options.displayPath(related.file)}:${related.range.start.line + 1}`)}: ${markdown(related.message)}`,
  );
  const cells = [
    `**${finding.severity}**`,
    markdownCode(place),
    markdownCode(finding.guardrail),
    `${markdown(finding.message)}${others.join('')}${remedy}`,
  ];
  return `| ${cells.join(' | ')} |\n`;
}
