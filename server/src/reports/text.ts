import { type Finding, type ScanResult, summaryOf } from '../analysis';
import { visible } from './escape';
import { displayWidth, wrap } from './layout';
import type { TextOptions } from './options';
import { type Paint, paintWith } from './paint';
import { type Label, snippetLines } from './snippet';
import { countsInWords, filesWithFindings, plural } from './summary';

const DEFAULT_WIDTH = 80;
const NARROWEST = 40;
const MOST_ENVIRONMENTS = 3;

/** Findings for a person at a terminal: the sentence, the source with the place underlined, the other end, the fix. */
export function formatText(result: ScanResult, options: TextOptions): string {
  const paint = paintWith(options.color);
  if (options.quiet) return result.findings.map((finding) => `${quietLine(finding, options, paint)}\n`).join('');
  const blocks = runsOf(result.findings).map((run) => {
    const lines = run.length > 1 ? runLines(run, options, paint) : findingLines(run[0], result, options, paint);
    return lines.join('\n');
  });
  blocks.push(summaryLines(result, paint).join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

function quietLine(finding: Finding, options: TextOptions, paint: Paint): string {
  return `${placeOf(finding, options)}: ${headline(finding, paint)}: ${visible(finding.message)}`;
}

function headline(finding: Finding, paint: Paint): string {
  return paint.severity(finding.severity, `${finding.severity}[${finding.guardrail}]`);
}

type Run = readonly [Finding, ...Finding[]];

/** Neighbours that say the same of a whole file's kind (a hundred templates in a row) are told once, with every place. */
function runsOf(findings: readonly Finding[]): readonly Run[] {
  const runs: [Finding, ...Finding[]][] = [];
  for (const finding of findings) {
    const run = runs.at(-1);
    if (run !== undefined && isPlainInfo(run[0]) && isPlainInfo(finding) && saysTheSame(run[0], finding)) {
      run.push(finding);
    } else {
      runs.push([finding]);
    }
  }
  return runs;
}

function isPlainInfo({ severity, related, fixes, suppressed }: Finding): boolean {
  return severity === 'info' && related.length === 0 && fixes.length === 0 && suppressed === undefined;
}

function saysTheSame(a: Finding, b: Finding): boolean {
  return a.guardrail === b.guardrail && a.message === b.message;
}

function runLines(run: Run, options: TextOptions, paint: Paint): string[] {
  return [
    ...headLines(run[0], options, paint),
    ...run.map((finding) => ` ${paint.frame('-->')} ${placeOf(finding, options)}`),
  ];
}

function placeOf(finding: Finding, options: TextOptions): string {
  const { line, character } = finding.range.start;
  return `${visible(options.displayPath(finding.file))}:${line + 1}:${character + 1}`;
}

function findingLines(finding: Finding, result: ScanResult, options: TextOptions, paint: Paint): string[] {
  const width = Math.max(NARROWEST, options.width ?? DEFAULT_WIDTH);
  const labels: Label[] = [
    { file: finding.file, range: finding.range, message: '', primary: true },
    ...finding.related.map((related) => ({ ...related, primary: false })),
  ];
  const gutter = String(Math.max(...labels.map((label) => label.range.start.line)) + 1).length;
  const snippet = snippetLines(labels, gutter, {
    width,
    paint,
    primary: (text) => paint.severity(finding.severity, text),
    displayPath: options.displayPath,
    sourceLine: options.sourceLine,
  });
  const bar = paint.frame(`${' '.repeat(gutter)} |`);
  const notes = noteLines(finding, result, gutter, width, options, paint);
  return [...headLines(finding, options, paint), ...snippet, ...(notes.length > 0 ? [bar, ...notes] : [])];
}

/** The sentence; where the terminal's width is known, it is broken between words and not wherever the edge is. */
function headLines(finding: Finding, options: TextOptions, paint: Paint): string[] {
  const prefix = `${finding.severity}[${finding.guardrail}]:`;
  const message = visible(finding.message);
  if (options.width === undefined) return [`${headline(finding, paint)}: ${paint.strong(message)}`];
  const words = wrap(`${prefix} ${message}`, Math.max(NARROWEST, options.width) - 2);
  return words.map((line, index) =>
    index === 0 && line.startsWith(prefix)
      ? `${headline(finding, paint)}:${paint.strong(line.slice(prefix.length))}`
      : `  ${paint.strong(line)}`,
  );
}

function noteLines(
  finding: Finding,
  result: ScanResult,
  gutter: number,
  width: number,
  options: TextOptions,
  paint: Paint,
): string[] {
  const lines: string[] = [];
  const note = (name: string, text: string, look: (text: string) => string): void => {
    const lead = `${' '.repeat(gutter)} = ${name}: `;
    const rest = wrap(
      visible(text),
      options.width === undefined ? Number.MAX_SAFE_INTEGER : width - displayWidth(lead),
    );
    for (const [index, part] of rest.entries()) {
      const start =
        index === 0 ? `${' '.repeat(gutter)} ${paint.frame('=')} ${look(`${name}:`)} ` : ' '.repeat(lead.length);
      lines.push(`${start}${part}`);
    }
  };
  for (const [index, fix] of finding.fixes.entries()) {
    note(index === 0 ? 'fix' : ' or', `${fix.title}${fix.safe ? ' (safe)' : ''}`, paint.fix);
  }
  if (finding.severity !== 'info' && result.environments.length > 1 && saysMoreThanThePath(finding)) {
    note('in', someOf(finding.environments), paint.strong);
  }
  if (finding.suppressed !== undefined) {
    const { by, reason, expires } = finding.suppressed;
    const until = expires === null ? '' : ` until ${expires}`;
    note('suppressed', `by ${by}${until}${reason === null ? '' : `: ${reason}`}`, paint.strong);
  }
  return lines;
}

function someOf(names: readonly string[]): string {
  if (names.length <= MOST_ENVIRONMENTS) return names.join(', ');
  return `${names.slice(0, MOST_ENVIRONMENTS - 1).join(', ')} and ${names.length - MOST_ENVIRONMENTS + 1} more`;
}

/** `in: deploy/prod` below a path in deploy/prod is only noise. */
function saysMoreThanThePath({ environments, file }: Finding): boolean {
  const [only] = environments;
  return only !== undefined && (environments.length > 1 || !file.startsWith(`${only}/`));
}

function summaryLines(result: ScanResult, paint: Paint): string[] {
  const summary = summaryOf(result.findings);
  const hidden = result.suppressed.length > 0 ? ` (${result.suppressed.length} suppressed)` : '';
  if (result.findings.length === 0)
    return [paint.fix(`No findings in ${plural(result.scanned.length, 'file')}${hidden}`)];
  const worst = summary.error > 0 ? 'error' : summary.warning > 0 ? 'warning' : 'info';
  const files = `in ${filesWithFindings(result)}`;
  const lines = [`${paint.severity(worst, countsInWords(summary))} ${files}${hidden}`];
  const safe = result.findings.filter((finding) => finding.fixes.some((fix) => fix.safe)).length;
  if (safe === 1) lines.push('1 safe fix: portcullis scan --fix (--diff shows it)');
  if (safe > 1) lines.push(`${safe} safe fixes: portcullis scan --fix (--diff shows them)`);
  const first = result.findings.find((finding) => finding.severity === worst);
  if (first !== undefined) lines.push(`Explain: portcullis guardrails ${first.guardrail}`);
  return lines;
}
