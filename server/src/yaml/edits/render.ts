import type { PlainValue } from '../node';
import { readsAsString } from '../scalars';

/** How the neighbours of an edit are written. */
export interface Style {
  /** Columns from a key to the keys of its value. */
  readonly step: number;
  /** Columns from a key to the dashes of its value: 0 or `step`. */
  readonly sequenceIndent: number;
  /** Columns from a dash to its value. */
  readonly dashWidth: number;
  readonly quote: 'single' | 'double';
  /** Every key and string is in double quotes, as in JSON. */
  readonly json: boolean;
  /** Between the brackets and what they hold. */
  readonly padding: string;
  readonly lineEnd: string;
}

type PlainScalar = string | number | boolean | null;
type PlainMapping = { readonly [key: string]: PlainValue };

export function renderScalar(value: PlainScalar, style: Style, inFlow: boolean): string {
  if (typeof value === 'string') {
    return renderString(value, style, inFlow);
  }
  if (typeof value !== 'number' || Number.isFinite(value)) {
    return Object.is(value, -0) ? '0' : String(value);
  }
  return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
}

/** On one line, for a place between brackets. */
export function renderFlow(value: PlainValue, style: Style): string {
  if (isList(value)) {
    return bracket('[', value.map((item) => renderFlow(item, style)).join(', '), ']', style);
  }
  if (isMapping(value)) {
    const pairs = Object.entries(value).map(
      ([key, item]) => `${renderScalar(key, style, true)}: ${renderFlow(item, style)}`,
    );
    return bracket('{', pairs.join(', '), '}', style);
  }
  return renderScalar(value, style, true);
}

/** `key: value` as lines; the first one has no indentation, the others stand right for a key at `column`. */
export function renderPair(key: string, value: PlainValue, column: number, style: Style): string[] {
  const name = renderScalar(key, style, false);
  if (isInline(value)) {
    return [`${name}: ${renderInline(value, style)}`];
  }
  const indent = column + (isList(value) ? style.sequenceIndent : style.step);
  return [`${name}:`, ...indented(renderBlock(value, indent, style), indent)];
}

/** `- value` as lines; the first one has no indentation, the others stand right for a dash at `column`. */
export function renderItem(value: PlainValue, column: number, style: Style): string[] {
  const dash = `-${' '.repeat(style.dashWidth - 1)}`;
  if (isInline(value)) {
    return [dash + renderInline(value, style)];
  }
  const [first = '', ...rest] = renderBlock(value, column + style.dashWidth, style);
  return [dash + first, ...rest];
}

/** A whole value in block style; the first line has no indentation, the others stand right for `column`. */
export function renderBlock(value: PlainValue, column: number, style: Style): string[] {
  if (isInline(value)) {
    return [renderInline(value, style)];
  }
  const parts = isList(value)
    ? value.map((item) => renderItem(item, column, style))
    : isMapping(value)
      ? Object.entries(value).map(([key, item]) => renderPair(key, item, column, style))
      : [];
  return parts.flatMap((lines, index) => (index === 0 ? lines : [' '.repeat(column) + lines[0], ...lines.slice(1)]));
}

function isPlainSafe(text: string, inFlow: boolean): boolean {
  return (
    readsAsString(text) &&
    !UNSAFE_START.test(text) &&
    !UNSAFE_INSIDE.test(text) &&
    !(inFlow && FLOW_INDICATOR.test(text)) &&
    text !== '<<' &&
    text !== '='
  );
}

function renderString(text: string, style: Style, inFlow: boolean): string {
  if (!style.json && isPlainSafe(text, inFlow)) {
    return text;
  }
  return quote(text, style.json ? 'double' : style.quote);
}

export function quote(text: string, kind: 'single' | 'double'): string {
  if (kind === 'single' && !NEEDS_ESCAPE.test(text)) {
    return `'${text.replaceAll("'", "''")}'`;
  }
  return JSON.stringify(text).replace(
    NEEDS_ESCAPE_IN_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function renderInline(value: PlainValue, style: Style): string {
  if (isList(value)) {
    return '[]';
  }
  return isMapping(value) ? '{}' : renderScalar(value, style, false);
}

function indented([first = '', ...rest]: string[], column: number): string[] {
  return [' '.repeat(column) + first, ...rest];
}

function bracket(open: string, content: string, close: string, style: Style): string {
  return content === '' ? open + close : open + style.padding + content + style.padding + close;
}

function isInline(value: PlainValue): boolean {
  return isList(value) ? value.length === 0 : isMapping(value) ? Object.keys(value).length === 0 : true;
}

function isList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value);
}

function isMapping(value: PlainValue): value is PlainMapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Indicators, and `-`, `?` and `:` where they would be ones; white space at either end. */
const UNSAFE_START = /^(?:[\s,[\]{}#&*!|>'"%@`]|[-?:](?:\s|$)|---|\.\.\.)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that need quotes
const UNSAFE_INSIDE = /: |:$|\s#|\s$|[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/;
const FLOW_INDICATOR = /[,[\]{}]|^[-?:]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these cannot stand in single quotes
const NEEDS_ESCAPE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/;
const NEEDS_ESCAPE_IN_JSON = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
