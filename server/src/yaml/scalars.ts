import type { ScalarValue } from './node';

/**
 * What the cluster's decoder makes of a scalar: sigs.k8s.io/yaml reads YAML 1.1 through its copy of go-yaml 2 and hands
 * JSON on. So `0644` is 420, `0o17` is 15, `8_080` is 8080, `yes`, `on` and `y` are true, and `20:21` and dates stay
 * strings.
 */
export function plainValue(text: string): ScalarValue {
  if (text === '') {
    return null;
  }
  const kind = KINDS[text.charCodeAt(0)];
  if (kind === undefined) {
    return text;
  }
  if (text.length <= LONGEST_WORD) {
    const word = WORDS.get(text);
    if (word !== undefined) {
      return word;
    }
  }
  if (kind === 'word') {
    return text;
  }
  if (kind === 'point') {
    return POINT_FLOAT.test(text) ? finiteOr(Number(text), text) : text;
  }
  return numberOf(text.includes('_') ? text.replaceAll('_', '') : text) ?? text;
}

/** An explicit tag decides before the style does: `!!int "80"` is 80, `!!str 80` is "80". */
export function taggedValue(text: string, tag: string): ScalarValue {
  const wanted = TAGS.get(tag);
  if (wanted === undefined) {
    return text;
  }
  const value = plainValue(text);
  return wanted(value) ? value : text;
}

/** Whether a plain scalar with this text would be read as something else than this string. */
export function readsAsString(text: string): boolean {
  return plainValue(text) === text && !looksLikeTimestamp(text);
}

function numberOf(text: string): number | undefined {
  if (INTEGER.test(text)) {
    return integerOf(text);
  }
  if (!FLOAT.test(text)) {
    return undefined;
  }
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Base by prefix, as Go does it: 0x, 0o, 0b, and a leading 0 for octal. */
function integerOf(text: string): number | undefined {
  const negative = text.startsWith('-');
  const digits = negative || text.startsWith('+') ? text.slice(1) : text;
  const magnitude = OLD_OCTAL.test(digits) ? Number(`0o${digits.slice(1)}`) : Number(digits);
  if (!Number.isFinite(magnitude)) {
    return undefined;
  }
  return negative && magnitude !== 0 ? -magnitude : magnitude;
}

function looksLikeTimestamp(text: string): boolean {
  return /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt ])/.test(text);
}

function finiteOr(value: number, text: string): ScalarValue {
  return Number.isFinite(value) ? value : text;
}

/** `08` and `09` are no octal numbers, so they fall through to the floats and are 8 and 9. */
const INTEGER = /^[-+]?(?:0|[1-9][0-9]*|0[0-7]+|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/;
const OLD_OCTAL = /^0[0-7]+$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const POINT_FLOAT = /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/;

const WORDS: ReadonlyMap<string, null | boolean | number> = new Map<string, null | boolean | number>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);
const LONGEST_WORD = 5;

type Kind = 'word' | 'point' | 'number';

/** By the first character; everything else is a string at once. */
const KINDS: readonly (Kind | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (character === '.') {
    return 'point';
  }
  if (/[-+0-9]/.test(character)) {
    return 'number';
  }
  return 'yYnNtTfFoO~'.includes(character) ? 'word' : undefined;
});

const TAGS: ReadonlyMap<string, (value: ScalarValue) => boolean> = new Map([
  ['tag:yaml.org,2002:int', (value: ScalarValue) => Number.isInteger(value)],
  ['tag:yaml.org,2002:float', (value: ScalarValue) => typeof value === 'number'],
  ['tag:yaml.org,2002:bool', (value: ScalarValue) => typeof value === 'boolean'],
  ['tag:yaml.org,2002:null', (value: ScalarValue) => value === null],
]);
