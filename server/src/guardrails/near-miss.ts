import { isRuntimeLabel, type LabelSelector, type Labels, type LabelValue } from '../kubernetes';

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
  candidates: Iterable<readonly [item: T, labels: Labels]>,
): NearMiss<T> | undefined {
  if (!selector.complete || selector.matchExpressions.length > 0) return undefined;
  const wanted = readPairs(selector.matchLabels);
  if (wanted === undefined || wanted.length === 0) return undefined;
  const found: NearMiss<T>[] = [];
  for (const [item, labels] of candidates) {
    if (!labels.complete) continue;
    const miss = missOf(wanted, item, labels);
    if (miss !== undefined) found.push(miss);
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
  const missing = wanted.filter(({ key, value }) => labelValue(labels, key) !== value);
  const [only] = missing;
  if (only === undefined || missing.length > 1) return undefined;
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

/** Keys that people use for the name of an application. */
const SAME_MEANING = new Set(['app', 'name', 'k8s-app', 'run', 'app.kubernetes.io/name']);

function labelValue(labels: Labels, key: string): string | undefined {
  const entry = labels.entries.get(key);
  return entry?.value.state === 'known' ? entry.value.value : undefined;
}

/**
 * Two texts that differ as a slip of the hand does: in case or separators, or by one character (two in long ones).
 * Texts that differ only in digits number things on purpose: `redis-0` is not `redis-1`.
 */
export function isSlip(one: string, other: string): boolean {
  if (one === other) return false;
  if (fold(one) === fold(other)) return true;
  if (one.replace(/\d+/g, '') === other.replace(/\d+/g, '')) return false;
  const length = Math.min(one.length, other.length);
  if (length < 3 || Math.max(one.length, other.length) > 253) return false;
  return distance(one, other) <= (length < 8 ? 1 : 2);
}

function fold(text: string): string {
  return text.toLowerCase().replace(/[-_.]/g, '');
}

/** Insertions, deletions, replacements and swapped neighbours. */
export function distance(one: string, other: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) {
        best = Math.min(best, (before[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    before = previous;
    previous = current;
  }
  return previous[other.length] ?? 0;
}
