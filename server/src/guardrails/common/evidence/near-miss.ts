import { isRuntimeLabel, type LabelSelector, type Labels, type LabelValue } from '../../../kubernetes';

/** One label by which a selector misses what it evidently means. */
export interface NearMiss<T> {
  readonly item: T;
  readonly wanted: { readonly key: string; readonly value: string; readonly entry: LabelValue };
  readonly has: { readonly key: string; readonly value: string; readonly entry: LabelValue };
  /** A slip of the hand (characters apart), or another value or key altogether. */
  readonly kind: 'typo' | 'value' | 'key';
}

/**
 * What a selector that finds nothing evidently means: the one candidate that misses by one label (G37). All other
 * labels must agree. Candidates that differ in the same way give one answer; candidates that differ in several ways
 * give none, for then it is a guess.
 */
export function nearMiss<T>(
  selector: LabelSelector,
  candidates: readonly T[],
  labelsOf: (item: T) => Labels,
  mayBeMeant: (item: T) => boolean = () => true,
): NearMiss<T> | undefined {
  // Among thousands something is always near.
  if (candidates.length > MOST_CANDIDATES) return undefined;
  if (!selector.complete || selector.matchExpressions.length > 0) return undefined;
  const wanted = readPairs(selector.matchLabels);
  if (wanted === undefined || wanted.length === 0) return undefined;
  const found: NearMiss<T>[] = [];
  for (const item of candidates) {
    const labels = labelsOf(item);
    if (!labels.complete || labels.entries.size > MOST_LABELS) continue;
    const miss = missOf(wanted, item, labels);
    if (miss !== undefined && mayBeMeant(item)) found.push(miss);
  }
  for (const kind of ['typo', 'key', 'value'] as const) {
    const alike = found.filter((miss) => miss.kind === kind);
    const first = alike[0];
    if (first === undefined) continue;
    const agree = alike.every((miss) => miss.has.key === first.has.key && miss.has.value === first.has.value);
    return agree ? first : undefined;
  }
  return undefined;
}

const MOST_CANDIDATES = 1000;
const MOST_LABELS = 100;

type WantedPair = NearMiss<unknown>['wanted'];

function readPairs(labels: Labels): readonly WantedPair[] | undefined {
  const pairs: WantedPair[] = [];
  for (const [key, entry] of labels.entries) {
    if (entry.value.state !== 'known' || isRuntimeLabel(key)) return undefined;
    pairs.push({ key, value: entry.value.value, entry });
  }
  return labels.complete ? pairs : undefined;
}

function missOf<T>(wanted: readonly WantedPair[], item: T, labels: Labels): NearMiss<T> | undefined {
  let only: WantedPair | undefined;
  for (const pair of wanted) {
    if (labelValue(labels, pair.key) === pair.value) continue;
    if (only !== undefined) return undefined;
    only = pair;
  }
  if (only === undefined) return undefined;
  const own = labels.entries.get(only.key);
  if (own !== undefined) {
    if (own.value.state !== 'known') return undefined;
    const has = { key: only.key, value: own.value.value, entry: own };
    if (isSlip(only.value, has.value)) return { item, wanted: only, has, kind: 'typo' };
    // Another value altogether says something only where other labels agree.
    return wanted.length > 1 ? { item, wanted: only, has, kind: 'value' } : undefined;
  }
  for (const [key, entry] of labels.entries) {
    if (entry.value.state !== 'known' || entry.value.value !== only.value) continue;
    if (wanted.some((pair) => pair.key === key)) continue;
    const has = { key, value: entry.value.value, entry };
    if (isSlip(only.key, key)) return { item, wanted: only, has, kind: 'typo' };
    if (SAME_MEANING.has(only.key) && SAME_MEANING.has(key)) return { item, wanted: only, has, kind: 'key' };
  }
  return undefined;
}

/**
 * The one name among these that was evidently meant: apart from the wanted one as a slip of the hand is, and nearer than all
 * others. None where the wanted name is there itself, or where two names are equally near.
 */
export function nearName(wanted: string, names: Iterable<string>): string | undefined {
  const near: string[] = [];
  let seen = 0;
  for (const name of names) {
    seen += 1;
    // Among thousands something is always near.
    if (name === wanted || seen > MOST_CANDIDATES) return undefined;
    if (isSlip(wanted, name) && !near.includes(name)) near.push(name);
  }
  for (const isNearer of NEARNESS) {
    const nearest = near.filter((name) => isNearer(wanted, name));
    if (nearest.length > 0) return nearest.length === 1 ? nearest[0] : undefined;
  }
  return undefined;
}

/** From the nearest on: the same but for case and separators, one character apart, whatever counts as a slip. */
const NEARNESS: readonly ((one: string, other: string) => boolean)[] = [
  equalFolded,
  (one, other) => isWithin(one, 0, other, 0, 1),
  () => true,
];

/** Keys that people use for the name of an application. */
const SAME_MEANING = new Set(['app', 'name', 'k8s-app', 'run', 'app.kubernetes.io/name']);

function labelValue(labels: Labels, key: string): string | undefined {
  const entry = labels.entries.get(key);
  return entry?.value.state === 'known' ? entry.value.value : undefined;
}

/**
 * Two texts that differ as a slip of the hand does: in case or separators, or by one character (two in long ones). In very
 * short ones only by a character that is left out: `we` is `web`, but `db` is not `dc`. Texts that differ only in digits
 * number things on purpose: `redis-0` is not `redis-1`.
 */
export function isSlip(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length);
  if (one === other || Math.abs(one.length - other.length) > 2 || Math.max(one.length, other.length) > 253)
    return false;
  if (equalFolded(one, other)) return true;
  if (length < 2 || (length === 2 && one.length === other.length)) return false;
  if (!isWithin(one, 0, other, 0, length < 8 ? 1 : 2)) return false;
  if (one.replace(/\d+/g, '') === other.replace(/\d+/g, '')) return false;
  const words = wordsApart(one, other);
  if (words !== undefined) return isSlip(...words);
  // Two words that are near, and mean the opposite on purpose.
  return one.replace('internal', 'external') !== other.replace('internal', 'external');
}

/**
 * The one word in which two names of several words differ. The slip is in that word or nowhere: in `shop-eu` and `shop-us`, or
 * `node-a` and `node-b`, the short word tells them apart on purpose.
 */
function wordsApart(one: string, other: string): readonly [string, string] | undefined {
  const words = one.split(SEPARATORS);
  const others = other.split(SEPARATORS);
  if (words.length < 2 || words.length !== others.length) return undefined;
  const [at, ...more] = words.flatMap((word, index) => (word === others[index] ? [] : [index]));
  if (at === undefined || more.length > 0) return undefined;
  return [words[at] ?? '', others[at] ?? ''];
}

const SEPARATORS = /[-_.]/;

/** The same but for case and separators. */
function equalFolded(one: string, other: string): boolean {
  let at = 0;
  let beside = 0;
  while (true) {
    while (isSeparator(one[at])) at += 1;
    while (isSeparator(other[beside])) beside += 1;
    if (at >= one.length || beside >= other.length) return at >= one.length && beside >= other.length;
    if (one[at]?.toLowerCase() !== other[beside]?.toLowerCase()) return false;
    at += 1;
    beside += 1;
  }
}

function isSeparator(character: string | undefined): boolean {
  return character === '-' || character === '_' || character === '.';
}

/** At most so many characters left out, added, replaced or swapped. */
function isWithin(one: string, from: number, other: string, otherFrom: number, limit: number): boolean {
  let at = from;
  let beside = otherFrom;
  while (at < one.length && one[at] === other[beside]) {
    at += 1;
    beside += 1;
  }
  const left = one.length - at;
  const otherLeft = other.length - beside;
  if (left === 0 || otherLeft === 0) return left + otherLeft <= limit;
  if (limit === 0 || Math.abs(left - otherLeft) > limit) return false;
  const swapped = one[at] === other[beside + 1] && one[at + 1] === other[beside];
  return (
    (swapped && isWithin(one, at + 2, other, beside + 2, limit - 1)) ||
    isWithin(one, at + 1, other, beside + 1, limit - 1) ||
    isWithin(one, at + 1, other, beside, limit - 1) ||
    isWithin(one, at, other, beside + 1, limit - 1)
  );
}
