import { deref } from './navigate';
import type { YamlNode } from './node';

/** Same keys, values and order; places, styles, comments and aliases aside. */
export function equalContent(a: YamlNode, b: YamlNode): boolean {
  /** Pairs of nodes found equal already, so that what many aliases share is compared once. */
  const known = new Map<YamlNode, Set<YamlNode>>();
  const pending: (readonly [YamlNode, YamlNode])[] = [[a, b]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const left = deref(next[0]);
    const right = deref(next[1]);
    if (left === right) {
      continue;
    }
    if (left.tag !== right.tag) {
      return false;
    }
    if (left.type === 'scalar') {
      if (right.type !== 'scalar' || !Object.is(left.value, right.value) || !sameText(left, right)) {
        return false;
      }
      continue;
    }
    if (left.type === 'alias') {
      if (right.type !== 'alias' || left.name !== right.name) {
        return false;
      }
      continue;
    }
    const seen = known.get(left);
    if (seen?.has(right)) {
      continue;
    }
    if (seen === undefined) {
      known.set(left, new Set([right]));
    } else {
      seen.add(right);
    }
    if (left.type === 'sequence') {
      if (right.type !== 'sequence' || left.items.length !== right.items.length) {
        return false;
      }
      for (const [index, item] of left.items.entries()) {
        const other = right.items[index];
        if (other !== undefined) {
          pending.push([item, other]);
        }
      }
      continue;
    }
    if (right.type !== 'mapping' || left.pairs.length !== right.pairs.length) {
      return false;
    }
    for (const [index, pair] of left.pairs.entries()) {
      const other = right.pairs[index];
      if (other !== undefined) {
        pending.push([pair.value, other.value], [pair.key, other.key]);
      }
    }
  }
  return true;
}

/** `0644` and `420` are equal; two placeholders or two strings are only so with the same characters. */
function sameText(left: { readonly value: unknown; readonly text: string }, right: { readonly text: string }): boolean {
  return (typeof left.value !== 'symbol' && typeof left.value !== 'string') || left.text === right.text;
}
