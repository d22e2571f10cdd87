import type { ScalarNode } from '../node';
import {
  BAR,
  behindSpaces,
  CARRIAGE_RETURN,
  type Cursor,
  DASH,
  giveUp,
  HASH,
  isBlank,
  LINE_FEED,
  nextLine,
  PLUS,
  toContent,
} from './cursor';
import { createScalar } from './scalars';

/** `|` and `>` with their lines. `column` is that of the key or `-` they belong to: the lines stand further right. */
export function readBlockScalar(cursor: Cursor, column: number): ScalarNode {
  const { text, offset: start } = cursor;
  const header = readHeader(cursor);
  const lines = readLines(cursor, column, header.indentation);
  const style = text.charCodeAt(start) === BAR ? 'literal' : 'folded';
  if (lines.contents.length === 0) {
    if (header.chomping === PLUS) {
      giveUp();
    }
    return createScalar(cursor, start, header.end, style, '', '');
  }
  const body = style === 'literal' ? lines.contents.join('\n') : fold(lines.contents);
  const content = `${body}${finalBreaks(header.chomping, lines.trailing)}`;
  return createScalar(cursor, start, trimmedEnd(text, header.end, lines.end), style, content, content);
}

interface Header {
  readonly chomping: number | undefined;
  /** Beyond the parent's column; undefined where the first line decides. */
  readonly indentation: number | undefined;
  /** Behind the comment, where there is one. */
  readonly end: number;
}

function readHeader(cursor: Cursor): Header {
  const { text } = cursor;
  let index = cursor.offset + 1;
  let chomping: number | undefined;
  let indentation: number | undefined;
  for (; !isBlank(text.charCodeAt(index)); index++) {
    const code = text.charCodeAt(index);
    if ((code === PLUS || code === DASH) && chomping === undefined) {
      chomping = code;
    } else if (code > ZERO && code <= NINE && indentation === undefined) {
      indentation = code - ZERO;
    } else {
      giveUp();
    }
  }
  const rest = behindSpaces(text, index);
  const next = nextLine(text, rest);
  const isComment = rest > index && text.charCodeAt(rest) === HASH;
  if (text.charCodeAt(next - 1) !== LINE_FEED || !(isComment || isLineEnd(text, rest))) {
    giveUp();
  }
  cursor.offset = next;
  return { chomping, indentation, end: trimmedEnd(text, index, isComment ? next : index) };
}

interface Lines {
  /** Up to the last one that is not blank, without their indentation. */
  readonly contents: readonly string[];
  /** How many blank ones follow. */
  readonly trailing: number;
  /** Behind the last of them. */
  readonly end: number;
}

/** Every line that is blank or indented enough; moves to the content behind them. */
function readLines(cursor: Cursor, column: number, wanted: number | undefined): Lines {
  const { text } = cursor;
  const contents: string[] = [];
  let indentation = wanted === undefined ? undefined : column + wanted;
  let blanks: string[] = [];
  let widestBlank = 0;
  let end = cursor.offset;
  let lineStart = cursor.offset;
  while (lineStart < text.length) {
    const index = behindSpaces(text, lineStart);
    const spaces = index - lineStart;
    const next = nextLine(text, index);
    if (isLineEnd(text, index)) {
      if (index >= text.length) {
        giveUp();
      }
      // What reaches beyond the indentation is text.
      blanks.push(text.slice(lineStart + (indentation ?? spaces), index));
      widestBlank = Math.max(widestBlank, spaces);
    } else {
      indentation ??= Math.max(spaces, column + 1);
      if (spaces < indentation) {
        break;
      }
      if (contents.length === 0 && widestBlank > indentation) {
        giveUp();
      }
      for (const blank of blanks) {
        contents.push(blank);
      }
      end = next;
      contents.push(text.slice(lineStart + indentation, behindLine(text, next)));
      blanks = [];
      widestBlank = 0;
    }
    lineStart = next;
  }
  if (contents.length > 0 && widestBlank > (indentation ?? 0)) {
    giveUp();
  }
  toContent(cursor, lineStart);
  return { contents, trailing: blanks.length, end };
}

/** One line break between two lines of text is a space; those around blank and further indented lines stay. */
function fold(lines: readonly string[]): string {
  let folded = '';
  let breaks = 0;
  let isFirst = true;
  let wasIndented = false;
  for (const line of lines) {
    if (line === '') {
      breaks++;
      continue;
    }
    const isIndented = line.startsWith(' ') || line.startsWith('\t');
    if (isFirst) {
      folded += '\n'.repeat(breaks);
    } else if (isIndented || wasIndented) {
      folded += '\n'.repeat(breaks + 1);
    } else {
      folded += breaks === 0 ? ' ' : '\n'.repeat(breaks);
    }
    folded += line;
    breaks = 0;
    isFirst = false;
    wasIndented = isIndented;
  }
  return folded;
}

function finalBreaks(chomping: number | undefined, trailing: number): string {
  if (chomping === undefined) {
    return '\n';
  }
  return chomping === DASH ? '' : '\n'.repeat(1 + trailing);
}

function isLineEnd(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code === LINE_FEED || code === CARRIAGE_RETURN || index >= text.length;
}

/** Where the characters of the line end whose next line starts at `next`. */
function behindLine(text: string, next: number): number {
  if (text.charCodeAt(next - 1) !== LINE_FEED) {
    return next;
  }
  return text.charCodeAt(next - 2) === CARRIAGE_RETURN ? next - 2 : next - 1;
}

function trimmedEnd(text: string, from: number, end: number): number {
  let index = end;
  while (index > from && isBlank(text.charCodeAt(index - 1))) {
    index--;
  }
  return index;
}

const ZERO = 48;
const NINE = 57;
