import type { LabelSelector, Labels } from './objects';
import { isRuntimeLabel, requiredPairs } from './selectors';

/**
 * Those of a list that a selector may choose, in their order: without the ones that certainly lack a label it requires. The
 * same list is asked about again and again (by every monitor of a namespace), so it is sorted by its labels once.
 */
export function carriersAmong<T extends Labelled>(selector: LabelSelector, list: readonly T[]): readonly T[] {
  if (list.length <= FEW) return list;
  const pair = requiredPairs(selector).find(([key]) => !isRuntimeLabel(key));
  if (pair === undefined) return list;
  const [key, value] = pair;
  const known = indexes.get(list) ?? new Map<string, LabelIndex>();
  indexes.set(list, known);
  const index = known.get(key) ?? indexOf(list, key);
  known.set(key, index);
  return index === 'unknown' ? list : ((index.get(value) ?? NOBODY) as readonly T[]);
}

interface Labelled {
  readonly labels: Labels;
}

/** By the value that a label has; nobody knows where one of them may have any. */
type LabelIndex = ReadonlyMap<string, readonly Labelled[]> | 'unknown';

const FEW = 16;
const NOBODY: readonly never[] = [];
const indexes = new WeakMap<readonly Labelled[], Map<string, LabelIndex>>();

function indexOf(list: readonly Labelled[], key: string): LabelIndex {
  const carriers = new Map<string, Labelled[]>();
  for (const item of list) {
    const { entries, complete, added } = item.labels;
    const value = entries.get(key)?.value;
    if (value?.state === 'known') {
      const others = carriers.get(value.value);
      if (others === undefined) carriers.set(value.value, [item]);
      else others.push(item);
    } else if (value !== undefined || !complete || added?.has(key) === true) return 'unknown';
  }
  return carriers;
}
