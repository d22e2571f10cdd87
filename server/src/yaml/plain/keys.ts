import { keyName } from '../navigate';
import type { Pair, ScalarNode } from '../node';
import { giveUp } from './cursor';

export interface ScalarPair extends Pair {
  readonly key: ScalarNode;
}

/** Keys that stand twice, and merges, are left to the package's tree and what is reported about it. */
export function distinct(pairs: readonly ScalarPair[]): readonly Pair[] {
  if (pairs.length > FEW || !pairs.every(isNamedByText) ? !differByName(pairs) : !differByText(pairs)) {
    giveUp();
  }
  return pairs;
}

function differByName(pairs: readonly ScalarPair[]): boolean {
  const names = new Set<string | undefined>();
  for (const { key } of pairs) {
    names.add(keyName(key));
  }
  return names.size === pairs.length && !names.has('<<');
}

/** Cheaper than a set for the handful of keys that most mappings have. */
function differByText(pairs: readonly ScalarPair[]): boolean {
  for (let index = 0; index < pairs.length; index++) {
    const text = pairs[index]?.key.text;
    if (text === '<<') {
      return false;
    }
    for (let earlier = 0; earlier < index; earlier++) {
      if (pairs[earlier]?.key.text === text) {
        return false;
      }
    }
  }
  return true;
}

/** `on` is called "true", and `0x50` "80". */
function isNamedByText({ key }: ScalarPair): boolean {
  return typeof key.value === 'string';
}

const FEW = 8;
