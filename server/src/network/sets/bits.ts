/**
 * A set of small numbers: those words of 32 bits that are not empty, in order, each with its place before it. Sets that are
 * about one corner of a cluster are as small as the corner. Never changed.
 */
export type Bits = Int32Array;

export const NO_BITS: Bits = new Int32Array(0);

export function allBits(width: number): Bits {
  const count = (width + 31) >>> 5;
  const bits = new Int32Array(2 * count);
  for (let place = 0; place < count; place += 1) {
    bits[2 * place] = place;
    bits[2 * place + 1] = -1;
  }
  if ((width & 31) !== 0) bits[2 * count - 1] = (1 << (width & 31)) - 1;
  return bits;
}

export function bitsOf(numbers: readonly number[]): Bits {
  if (numbers.length === 0) return NO_BITS;
  let sorted = numbers;
  for (let at = 1; at < numbers.length; at += 1) {
    if ((numbers[at] ?? 0) >= (numbers[at - 1] ?? 0)) continue;
    sorted = numbers.toSorted((one, other) => one - other);
    break;
  }
  const words: number[] = [];
  for (const number of sorted) {
    const place = number >>> 5;
    if (words[words.length - 2] !== place) words.push(place, 0);
    words[words.length - 1] = (words[words.length - 1] ?? 0) | (1 << (number & 31));
  }
  return Int32Array.from(words);
}

export function hasBit(bits: Bits, number: number): boolean {
  return (wordAt(bits, number >>> 5) & (1 << (number & 31))) !== 0;
}

export function isEmpty(bits: Bits): boolean {
  return bits.length === 0;
}

/** How many words are kept. */
export function sizeOfBits(bits: Bits): number {
  return bits.length >>> 1;
}

export function overlaps(one: Bits, other: Bits): boolean {
  if (one.length > FAR * other.length) return hasAnyOf(one, other);
  if (other.length > FAR * one.length) return hasAnyOf(other, one);
  let [at, beside] = [0, 0];
  while (at < one.length && beside < other.length) {
    const [place, besides] = [one[at] ?? 0, other[beside] ?? 0];
    if (place === besides && ((one[at + 1] ?? 0) & (other[beside + 1] ?? 0)) !== 0) return true;
    if (place <= besides) at += 2;
    if (besides <= place) beside += 2;
  }
  return false;
}

/** Undefined where nothing is in both: most sets that meet have nothing in common. */
export function intersection(one: Bits, other: Bits): Bits | undefined {
  const [few, many] = one.length < other.length ? [one, other] : [other, one];
  const made = new Int32Array(few.length);
  let size = 0;
  let beside = 0;
  const isFar = many.length > FAR * few.length;
  for (let at = 0; at < few.length; at += 2) {
    const place = few[at] ?? 0;
    if (isFar) beside = placeOf(many, place);
    else while (beside < many.length && (many[beside] ?? 0) < place) beside += 2;
    if (beside >= many.length) break;
    const both = many[beside] === place ? (few[at + 1] ?? 0) & (many[beside + 1] ?? 0) : 0;
    if (both === 0) continue;
    made[size] = place;
    made[size + 1] = both;
    size += 2;
  }
  return size === 0 ? undefined : cutTo(made, size);
}

export function union(one: Bits, other: Bits): Bits {
  if (one.length === 0 || one === other) return other;
  if (other.length === 0) return one;
  const made = new Int32Array(one.length + other.length);
  let [at, beside, size] = [0, 0, 0];
  while (at < one.length || beside < other.length) {
    const place = at < one.length ? (one[at] ?? 0) : Number.MAX_SAFE_INTEGER;
    const besides = beside < other.length ? (other[beside] ?? 0) : Number.MAX_SAFE_INTEGER;
    made[size] = Math.min(place, besides);
    made[size + 1] = (place <= besides ? (one[at + 1] ?? 0) : 0) | (besides <= place ? (other[beside + 1] ?? 0) : 0);
    size += 2;
    if (place <= besides) at += 2;
    if (besides <= place) beside += 2;
  }
  return cutTo(made, size);
}

/** Undefined where nothing is left. */
export function without(one: Bits, other: Bits): Bits | undefined {
  if (one === other) return undefined;
  const made = new Int32Array(one.length);
  let [beside, size] = [0, 0];
  for (let at = 0; at < one.length; at += 2) {
    const place = one[at] ?? 0;
    while (beside < other.length && (other[beside] ?? 0) < place) beside += 2;
    const left = (one[at + 1] ?? 0) & ~(other[beside] === place ? (other[beside + 1] ?? 0) : 0);
    if (left === 0) continue;
    made[size] = place;
    made[size + 1] = left;
    size += 2;
  }
  return size === 0 ? undefined : cutTo(made, size);
}

export function* membersOf(bits: Bits): Generator<number, undefined> {
  for (let at = 0; at < bits.length; at += 2) {
    const first = (bits[at] ?? 0) * 32;
    let left = bits[at + 1] ?? 0;
    while (left !== 0) {
      yield first + 31 - Math.clz32(left & -left);
      left &= left - 1;
    }
  }
}

/** A set so many times as large is searched, not gone through. */
const FAR = 16;

function hasAnyOf(many: Bits, few: Bits): boolean {
  for (let at = 0; at < few.length; at += 2) {
    if ((wordAt(many, few[at] ?? 0) & (few[at + 1] ?? 0)) !== 0) return true;
  }
  return false;
}

function wordAt(bits: Bits, place: number): number {
  const at = placeOf(bits, place);
  return bits[at] === place ? (bits[at + 1] ?? 0) : 0;
}

/** Where the place stands, or the next one after it. */
function placeOf(bits: Bits, place: number): number {
  let low = 0;
  // Before it stand as many as there are places before it at most.
  let high = Math.min(bits.length >>> 1, place + 1);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bits[2 * middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

function cutTo(bits: Bits, size: number): Bits {
  return size === bits.length ? bits : bits.slice(0, size);
}
