import { markdown, markdownCode } from '../escape';
import { notHolding, summaryText, type TestReport, testSummary } from './model';
import { placeText } from './text';

/** A comment on a pull request holds 65,536 characters at GitHub; what does not fit is counted. */
const MOST_CHARACTERS = 60_000;

/** A table of what does not hold, for a comment on a pull request or a job summary. */
export function formatTestMarkdown(report: TestReport, displayPath: (path: string) => string): string {
  const heading = `### Portcullis: ${summaryText(testSummary(report))}\n`;
  const shown = notHolding(report);
  if (shown.length === 0) return heading;
  let text = `${heading}\n| | Place | Assertion | Why |\n|---|---|---|---|\n`;
  for (const [index, result] of shown.entries()) {
    const { outcome, place, title, environment, message, because, related } = result;
    const others = related.map(
      (each) => `<br>${markdownCode(placeText(each, displayPath))}: ${markdown(each.message)}`,
    );
    const reason = because === null ? '' : `<br>It has to be so because: ${markdown(because)}`;
    const cells = [
      `**${outcome}**`,
      markdownCode(placeText(place, displayPath)),
      `${markdown(title)}<br>${markdownCode(environment)}`,
      `${markdown(message ?? '')}${reason}${others.join('')}`,
    ];
    const row = `| ${cells.join(' | ')} |\n`;
    if (text.length + row.length > MOST_CHARACTERS) {
      return `${text}\n${shown.length - index} more: \`portcullis test\` shows them.\n`;
    }
    text += row;
  }
  return text;
}
