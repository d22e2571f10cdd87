import { visible } from '../escape';
import { type Paint, paintWith } from '../paint';
import { type AssertionResult, type ResultPlace, summaryText, type TestReport, testSummary } from './model';

export interface TestTextOptions {
  readonly color: boolean;
  /** Only what does not hold, one line each. */
  readonly quiet: boolean;
  displayPath(path: string): string;
}

/** One line an assertion; below those that do not hold, why, and who decided. */
export function* formatTestText(report: TestReport, options: TestTextOptions): Generator<string, undefined> {
  const paint = paintWith(options.color);
  const several = new Set(report.results.map(({ environment }) => environment)).size > 1;
  for (const result of report.results) {
    if (options.quiet && result.outcome === 'holds') continue;
    yield `${headline(result, several, options, paint)}\n`;
    if (!options.quiet) for (const line of details(result, options)) yield `${line}\n`;
  }
  if (options.quiet) return;
  const summary = testSummary(report);
  const said = summaryText(summary);
  const bar = summary.fails > 0 ? 'error' : summary.unknown > 0 ? 'warning' : undefined;
  yield `\n${bar === undefined ? paint.fix(said) : paint.severity(bar, said)}\n`;
}

const WORDS = { holds: 'holds', fails: 'FAILS', unknown: 'unknown' } as const;
const WIDTH = 8;

function headline(
  result: AssertionResult,
  several: boolean,
  { quiet, displayPath }: TestTextOptions,
  paint: Paint,
): string {
  const word = WORDS[result.outcome].padEnd(WIDTH);
  const shown =
    result.outcome === 'holds'
      ? paint.fix(word)
      : paint.severity(result.outcome === 'fails' ? 'error' : 'warning', word);
  const where = several ? ` (${result.environment})` : '';
  const why = quiet && result.message !== null ? `: ${result.message}` : '';
  return `${shown}${paint.frame(visible(placeText(result.place, displayPath)))} ${visible(`${result.title}${where}${why}`)}`;
}

function* details(
  { outcome, message, because, related, explanation }: AssertionResult,
  { displayPath }: TestTextOptions,
) {
  if (outcome === 'holds') return;
  if (message !== null) yield indented(message);
  if (because !== null) yield indented(`it has to be so because: ${because}`);
  if (explanation.length > 0) for (const line of explanation) yield indented(line);
  else for (const each of related) yield indented(`${placeText(each, displayPath)}: ${each.message}`);
}

function indented(text: string): string {
  return `${' '.repeat(WIDTH)}${visible(text)}`;
}

export function placeText({ file, range }: ResultPlace, displayPath: (path: string) => string): string {
  return `${displayPath(file)}:${range.start.line + 1}:${range.start.character + 1}`;
}
