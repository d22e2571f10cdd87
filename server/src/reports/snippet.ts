import type { Range } from '../yaml';
import { visible } from './escape';
import { type Cell, cellsOf, columnOf, displayWidth, windowOf, wrap } from './layout';
import type { Paint } from './paint';

/** A place with what is said about it; the primary one says it in the headline. */
export interface Label {
  readonly file: string;
  readonly range: Range;
  readonly message: string;
  readonly primary: boolean;
}

export interface SnippetOptions {
  readonly width: number;
  readonly paint: Paint;
  /** Paints the underline of the primary place. */
  readonly primary: (text: string) => string;
  readonly displayPath: (path: string) => string;
  readonly sourceLine: (file: string, line: number) => string | undefined;
}

// A line of megabytes is looked at only around the place in question.
const LONGEST_LINE = 2_000;
const NARROWEST_SENTENCE = 24;

/** Source lines with their places underlined, the file of the primary place first. `gutter` is the width of line numbers. */
export function snippetLines(labels: readonly Label[], gutter: number, options: SnippetOptions): string[] {
  const primary = labels.find((label) => label.primary);
  const files = [...new Set([...(primary === undefined ? [] : [primary]), ...labels].map((label) => label.file))];
  const lines: string[] = [];
  for (const [index, file] of files.entries()) {
    const here = labels.filter((label) => label.file === file).sort(byPlace);
    const head = here.find((label) => label.primary) ?? here[0];
    if (head === undefined) continue;
    const { line, character } = head.range.start;
    const place = `${visible(options.displayPath(file))}:${line + 1}:${character + 1}`;
    const bar = options.paint.frame(`${' '.repeat(gutter)} |`);
    if (index > 0) lines.push(bar);
    lines.push(`${' '.repeat(gutter)}${options.paint.frame(index === 0 ? '-->' : ':::')} ${place}`, bar);
    lines.push(...fileLines(here, gutter, options));
  }
  return lines;
}

function fileLines(labels: readonly Label[], gutter: number, options: SnippetOptions): string[] {
  const lines: string[] = [];
  let previous: number | undefined;
  for (const line of new Set(labels.map((label) => label.range.start.line))) {
    if (previous !== undefined && line === previous + 2) {
      const between = options.sourceLine(labels[0]?.file ?? '', line - 1);
      const shown = windowOf(cellsOf((between ?? '').slice(0, LONGEST_LINE)), 0, 0, options.width - gutter - 3).text;
      lines.push(`${options.paint.frame(`${String(line).padStart(gutter)} |`)} ${shown}`.trimEnd());
    } else if (previous !== undefined && line > previous + 1) {
      lines.push(options.paint.frame(`${'.'.repeat(Math.min(3, gutter + 2)).padEnd(gutter)}`));
    }
    previous = line;
    lines.push(
      ...sourceAndMarks(
        labels.filter((label) => label.range.start.line === line),
        line,
        gutter,
        options,
      ),
    );
  }
  return lines;
}

function sourceAndMarks(labels: readonly Label[], line: number, gutter: number, options: SnippetOptions): string[] {
  const first = labels[0];
  const source = first === undefined ? undefined : options.sourceLine(first.file, line);
  const bar = options.paint.frame(`${' '.repeat(gutter)} |`);
  const lead = labels.find((label) => label.primary) ?? first;
  if (source === undefined || lead === undefined) {
    return labels.filter((label) => !label.primary).map((label) => `${bar} ${visible(label.message)}`);
  }
  // Far into a very long line, only its neighbourhood is laid out.
  const skipped = source.length > LONGEST_LINE ? Math.max(0, lead.range.start.character - LONGEST_LINE / 4) : 0;
  const cells = cellsOf(source.slice(skipped, skipped + LONGEST_LINE));
  const room = Math.max(20, options.width - gutter - 3);
  const [from, to] = columnsOf(lead, cells, skipped);
  const view = windowOf(cells, from, to, room);
  const lines = [`${options.paint.frame(`${String(line + 1).padStart(gutter)} |`)} ${view.text}`.trimEnd()];
  for (const label of labels) {
    const [start, end] = columnsOf(label, cells, skipped);
    const left = Math.max(0, start - view.shift);
    if (left >= room) {
      if (!label.primary) lines.push(...wrap(visible(label.message), room).map((text) => `${bar} ${text}`));
      continue;
    }
    const size = Math.max(1, Math.min(end - view.shift, room) - left);
    lines.push(...markLines(label, left, size, bar, room, options));
  }
  return lines;
}

function markLines(
  label: Label,
  left: number,
  size: number,
  bar: string,
  room: number,
  options: SnippetOptions,
): string[] {
  const paint = label.primary ? options.primary : options.paint.related;
  const marks = paint((label.primary ? '^' : '-').repeat(size));
  const message = label.primary ? '' : visible(label.message);
  if (message === '') return [`${bar} ${' '.repeat(left)}${marks}`];
  if (left + size + 1 + displayWidth(message) <= room) return [`${bar} ${' '.repeat(left)}${marks} ${paint(message)}`];
  const indent = Math.max(0, Math.min(left, room - Math.min(displayWidth(message), NARROWEST_SENTENCE * 2)));
  const sentence = wrap(message, Math.max(NARROWEST_SENTENCE, room - indent));
  return [
    `${bar} ${' '.repeat(left)}${marks}`,
    ...sentence.map((text) => `${bar} ${' '.repeat(indent)}${paint(text)}`),
  ];
}

/** First column of a place and the one behind its last; a place of several lines is shown to the end of its first. */
function columnsOf(label: Label, cells: readonly Cell[], skipped: number): [number, number] {
  const { start, end } = label.range;
  const from = columnOf(cells, start.character - skipped);
  const to =
    end.line === start.line ? columnOf(cells, end.character - skipped) : columnOf(cells, Number.MAX_SAFE_INTEGER);
  return [from, Math.max(from + 1, to)];
}

function byPlace(a: Label, b: Label): number {
  return (
    a.range.start.line - b.range.start.line ||
    Number(b.primary) - Number(a.primary) ||
    a.range.start.character - b.range.start.character
  );
}
