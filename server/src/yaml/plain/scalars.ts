import type { ScalarNode, ScalarValue } from '../node';
import { plainValue } from '../scalars';
import {
  BACKSLASH,
  COLON,
  COMMA,
  type Cursor,
  countNode,
  DASH,
  DOUBLE_QUOTE,
  giveUp,
  HASH,
  isBlank,
  LINE_FEED,
  SINGLE_QUOTE,
} from './cursor';

/** A plain or quoted scalar on one line, in block context. What stands behind it is looked at by the caller. */
export function readScalar(cursor: Cursor): ScalarNode {
  const code = cursor.text.charCodeAt(cursor.offset);
  if (code === DOUBLE_QUOTE) {
    return readDouble(cursor);
  }
  return code === SINGLE_QUOTE ? readSingle(cursor) : readPlain(cursor, plainEnd);
}

/** As above, between brackets: there a plain scalar also ends before `,`, `[`, `]`, `{` and `}`. */
export function readFlowScalar(cursor: Cursor): ScalarNode {
  const code = cursor.text.charCodeAt(cursor.offset);
  if (code === DOUBLE_QUOTE) {
    return readDouble(cursor);
  }
  return code === SINGLE_QUOTE ? readSingle(cursor) : readPlain(cursor, plainEndInFlow);
}

/** `key:` with nothing behind it: zero width, right behind its indicator. */
export function emptyScalar(cursor: Cursor, at: number): ScalarNode {
  countNode(cursor);
  return { type: 'scalar', document: cursor.document, start: at, end: at, style: 'plain', text: '', value: null };
}

export function createScalar(
  cursor: Cursor,
  start: number,
  end: number,
  style: ScalarNode['style'],
  text: string,
  value: ScalarValue,
): ScalarNode {
  countNode(cursor);
  return { type: 'scalar', document: cursor.document, start, end, style, text, value };
}

function readPlain(cursor: Cursor, endOf: (text: string, start: number) => number): ScalarNode {
  const { text, offset: start } = cursor;
  if (!startsPlain(text, start)) {
    giveUp();
  }
  let end = endOf(text, start);
  while (end > start && isBlank(text.charCodeAt(end - 1))) {
    end--;
  }
  if (end === start) {
    giveUp();
  }
  cursor.offset = end;
  const content = text.slice(start, end);
  return createScalar(cursor, start, end, 'plain', content, plainValue(content));
}

/** Of the indicators only `-` may start a plain scalar here, and only right in front of something. */
function startsPlain(text: string, start: number): boolean {
  const code = text.charCodeAt(start);
  if (code === DASH) {
    const next = text.charCodeAt(start + 1);
    return !isBlank(next) && !isFlowIndicator(next);
  }
  return code >= 128 || STARTS_PLAIN[code] === true;
}

/** The line end, `: ` or ` #`. */
function plainEnd(text: string, start: number): number {
  let index = start;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > COLON) {
      continue;
    }
    if (
      code === LINE_FEED ||
      (code === COLON && isBlank(text.charCodeAt(index + 1))) ||
      (code === HASH && isBlank(text.charCodeAt(index - 1)))
    ) {
      break;
    }
  }
  return index;
}

function plainEndInFlow(text: string, start: number): number {
  let index = start;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === COLON) {
      const next = text.charCodeAt(index + 1);
      if (isBlank(next) || isFlowIndicator(next)) {
        break;
      }
    } else if (code === LINE_FEED || isFlowIndicator(code) || (code === HASH && isBlank(text.charCodeAt(index - 1)))) {
      break;
    }
  }
  return index;
}

/** `'it''s'` */
function readSingle(cursor: Cursor): ScalarNode {
  const { text, offset: start } = cursor;
  let close = text.indexOf("'", start + 1);
  let isDoubled = false;
  while (close !== -1 && text.charCodeAt(close + 1) === SINGLE_QUOTE) {
    isDoubled = true;
    close = text.indexOf("'", close + 2);
  }
  const between = text.slice(start + 1, close);
  if (close === -1 || between.includes('\n')) {
    giveUp();
  }
  cursor.offset = close + 1;
  const content = isDoubled ? between.replaceAll("''", "'") : between;
  return createScalar(cursor, start, cursor.offset, 'single', content, content);
}

function readDouble(cursor: Cursor): ScalarNode {
  const { text, offset: start } = cursor;
  let content = '';
  let from = start + 1;
  let index = from;
  for (; text.charCodeAt(index) !== DOUBLE_QUOTE; index++) {
    const code = text.charCodeAt(index);
    if (code === LINE_FEED || index >= text.length) {
      giveUp();
    }
    if (code === BACKSLASH) {
      content += text.slice(from, index) + unescaped(text, index + 1);
      index += 1 + (HEX_DIGITS[text.charAt(index + 1)] ?? 0);
      from = index + 1;
    }
  }
  cursor.offset = index + 1;
  content += text.slice(from, index);
  return createScalar(cursor, start, cursor.offset, 'double', content, content);
}

function unescaped(text: string, at: number): string {
  const letter = text.charAt(at);
  const simple = ESCAPES.get(letter);
  if (simple !== undefined) {
    return simple;
  }
  const length = HEX_DIGITS[letter] ?? giveUp();
  const digits = text.slice(at + 1, at + 1 + length);
  const code = Number.parseInt(digits, 16);
  if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits) || code > 0x10ffff) {
    giveUp();
  }
  return String.fromCodePoint(code);
}

function isFlowIndicator(code: number): boolean {
  return code === COMMA || code === 91 || code === 93 || code === 123 || code === 125;
}

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);
const STARTS_PLAIN: readonly boolean[] = Array.from(
  { length: 128 },
  (_, code) => code > 32 && !'-?:,[]{}#&*!|>\'"%@`'.includes(String.fromCharCode(code)),
);
