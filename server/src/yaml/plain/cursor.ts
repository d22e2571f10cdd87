import type { YamlDocument } from '../node';

/** Where the reader stands. Every reading function moves it behind what it has read. */
export interface Cursor {
  readonly document: YamlDocument;
  readonly text: string;
  offset: number;
  /** Of the content line that begins at `offset`, once a line was ended; `END` where no content is left. */
  column: number;
  nodesLeft: number;
}

/** Behind the last content line, or at a `---` or `...` line. */
export const END = -1;

/** Thrown to leave the document to the package; made once, so that it costs no stack. */
const NOT_PLAIN = new Error('not in the plain part of YAML');

export function giveUp(): never {
  throw NOT_PLAIN;
}

export function hasGivenUp(error: unknown): boolean {
  return error === NOT_PLAIN;
}

export function countNode(cursor: Cursor): void {
  if (--cursor.nodesLeft < 0) {
    giveUp();
  }
}

/** Behind a node nothing but spaces and a comment may stand; moves to the next line that holds content. */
export function endLine(cursor: Cursor): void {
  const { text } = cursor;
  const end = behindSpaces(text, cursor.offset);
  const code = text.charCodeAt(end);
  if (code === LINE_FEED) {
    toContent(cursor, end + 1);
  } else if (code === CARRIAGE_RETURN) {
    toContent(cursor, end + 2);
  } else if (code === HASH && isBlank(text.charCodeAt(end - 1))) {
    toContent(cursor, nextLine(text, end));
  } else if (end >= text.length) {
    toContent(cursor, text.length);
  } else {
    giveUp();
  }
}

/** Moves over blank lines and comments, from the start of a line to the next content. A tab is content, which no reader takes. */
export function toContent(cursor: Cursor, lineStart: number): void {
  const { text } = cursor;
  let start = lineStart;
  for (;;) {
    const index = behindSpaces(text, start);
    const code = text.charCodeAt(index);
    if (code === LINE_FEED) {
      start = index + 1;
    } else if (code === CARRIAGE_RETURN) {
      start = index + 2;
    } else if (code === HASH) {
      start = nextLine(text, index);
    } else {
      const isEnd = index >= text.length || (index === start && isMarker(text, index));
      cursor.offset = index;
      cursor.column = isEnd ? END : index - start;
      return;
    }
  }
}

export function behindSpaces(text: string, from: number): number {
  let index = from;
  while (text.charCodeAt(index) === SPACE) {
    index++;
  }
  return index;
}

/** Moves over spaces; gives the character behind them. */
export function skipSpaces(cursor: Cursor): number {
  const { text } = cursor;
  let index = cursor.offset;
  let code = text.charCodeAt(index);
  while (code === SPACE) {
    code = text.charCodeAt(++index);
  }
  cursor.offset = index;
  return code;
}

export function nextLine(text: string, from: number): number {
  const lineFeed = text.indexOf('\n', from);
  return lineFeed === -1 ? text.length : lineFeed + 1;
}

/** White space, a line end, or the end of the text (NaN). */
export function isBlank(code: number): boolean {
  return code === SPACE || code === LINE_FEED || code === CARRIAGE_RETURN || code === TAB || Number.isNaN(code);
}

function isMarker(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return (
    (code === DASH || code === POINT) &&
    text.charCodeAt(offset + 1) === code &&
    text.charCodeAt(offset + 2) === code &&
    isBlank(text.charCodeAt(offset + 3))
  );
}

const TAB = 9;
export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
const SPACE = 32;
export const DOUBLE_QUOTE = 34;
export const HASH = 35;
export const SINGLE_QUOTE = 39;
export const PLUS = 43;
export const COMMA = 44;
export const DASH = 45;
export const POINT = 46;
export const COLON = 58;
export const GREATER = 62;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const OPEN_BRACE = 123;
export const BAR = 124;
export const CLOSE_BRACE = 125;
