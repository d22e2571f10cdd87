import { isMerge, keyName } from './navigate';
import type { Pair, YamlNode } from './node';

export interface Duplicate {
  readonly name: string;
  readonly first: YamlNode;
  readonly second: YamlNode;
}

/** In linear time; every later one of the same name is paired with the first. */
export function findDuplicates(pairs: readonly Pair[], report: (duplicate: Duplicate) => void): void {
  if (pairs.length < 2) {
    return;
  }
  const firsts = new Map<string, YamlNode>();
  for (const pair of pairs) {
    if (isMerge(pair)) {
      continue;
    }
    const name = keyName(pair.key);
    if (name === undefined) {
      continue;
    }
    const first = firsts.get(name);
    if (first === undefined) {
      firsts.set(name, pair.key);
    } else {
      report({ name, first, second: pair.key });
    }
  }
}
