import type { MappingNode, Pair, YamlDocument, YamlNode } from './node';

/** Behind every alias; aliases never form a circle, but a chain of them is followed only so far. */
export function deref(node: YamlNode): YamlNode {
  let current = node;
  for (let step = 0; step < LONGEST_CHAIN && current.type === 'alias'; step++) {
    if (current.target === null) {
      return current;
    }
    current = current.target;
  }
  return current;
}

/** The name under which the cluster's decoder stores this key: `on` is "true", `0x50` is "80". */
export function keyName(key: YamlNode): string | undefined {
  const node = deref(key);
  if (node.type !== 'scalar') {
    return undefined;
  }
  return typeof node.value === 'number' || typeof node.value === 'boolean' ? String(node.value) : node.text;
}

/** `<<` as a merge: plain, or tagged so. */
export function isMerge(pair: Pair): boolean {
  const { key } = pair;
  return key.type === 'scalar' && key.text === '<<' && (key.style === 'plain' || key.tag === MERGE_TAG);
}

/**
 * The pair that counts for a key. As in the cluster's decoder the last one in source order wins, and a merge counts as
 * its keys written in its place.
 */
export function pairOf(mapping: MappingNode, key: string): Pair | undefined {
  return findPair(mapping, key, undefined);
}

export function get(mapping: MappingNode, key: string): YamlNode | undefined {
  const pair = findPair(mapping, key, undefined);
  return pair === undefined ? undefined : deref(pair.value);
}

/** The mapping that a key leads to, where it leads to one. */
export function mappingAt(mapping: MappingNode | undefined, key: string): MappingNode | undefined {
  const node = mapping && get(mapping, key);
  return node?.type === 'mapping' ? node : undefined;
}

/** The pairs that count, in source order: merges followed, of duplicates the last one. */
export function entriesOf(mapping: MappingNode): readonly Pair[] {
  if (!mapping.pairs.some(isMerge) && hasDistinctNames(mapping)) {
    return mapping.pairs;
  }
  const byName = new Map<string, Pair>();
  const unnamed: Pair[] = [];
  collect(mapping, byName, unnamed, { left: LARGEST_MERGE }, 0);
  return [...byName.values(), ...unnamed];
}

/** Root first, the innermost node that holds the offset last; a pair's key or value, never both. */
export function pathAt(document: YamlDocument, offset: number): readonly YamlNode[] {
  const path: YamlNode[] = [];
  let node: YamlNode | undefined = document.root ?? undefined;
  while (node !== undefined && holds(node, offset)) {
    path.push(node);
    node = childAt(node, offset);
  }
  return path;
}

/** Root first and the node itself last; undefined where it does not stand in its own document. */
export function pathTo(node: YamlNode): readonly YamlNode[] | undefined {
  const path: YamlNode[] = [];
  let current: YamlNode | undefined = node.document.root ?? undefined;
  while (current !== undefined) {
    path.push(current);
    if (current === node) {
      return path;
    }
    current = childHolding(current, node);
  }
  return undefined;
}

/** `searched` holds the mappings that merges have led to, each of which is looked into once. */
function findPair(mapping: MappingNode, key: string, searched: Set<MappingNode> | undefined): Pair | undefined {
  for (let index = mapping.pairs.length - 1; index >= 0; index--) {
    const pair = mapping.pairs[index];
    if (pair === undefined) {
      continue;
    }
    if (pair.key.type === 'scalar' && pair.key.text === key && pair.key.value === key) {
      if (key !== '<<' || !isMerge(pair)) {
        return pair;
      }
    } else if (keyName(pair.key) === key && !isMerge(pair)) {
      return pair;
    }
    if (isMerge(pair)) {
      const merged = findMerged(pair.value, key, searched ?? new Set([mapping]));
      if (merged !== undefined) {
        return merged;
      }
    }
  }
  return undefined;
}

/** Of several merged mappings the first one that has the key wins. */
function findMerged(value: YamlNode, key: string, searched: Set<MappingNode>): Pair | undefined {
  const source = deref(value);
  for (const item of source.type === 'sequence' ? source.items : [source]) {
    const mapping = deref(item);
    if (mapping.type !== 'mapping' || searched.has(mapping) || searched.size >= LARGEST_SEARCH) {
      continue;
    }
    searched.add(mapping);
    const found = findPair(mapping, key, searched);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function collect(
  mapping: MappingNode,
  byName: Map<string, Pair>,
  unnamed: Pair[],
  budget: { left: number },
  depth: number,
): void {
  for (const pair of mapping.pairs) {
    if (budget.left-- <= 0) {
      return;
    }
    if (!isMerge(pair)) {
      const name = keyName(pair.key);
      if (name === undefined) {
        unnamed.push(pair);
      } else {
        byName.set(name, pair);
      }
      continue;
    }
    const source = deref(pair.value);
    const sources = source.type === 'sequence' ? [...source.items].reverse().map(deref) : [source];
    for (const merged of sources) {
      if (merged.type === 'mapping' && depth < DEEPEST_MERGE) {
        collect(merged, byName, unnamed, budget, depth + 1);
      }
    }
  }
}

function hasDistinctNames(mapping: MappingNode): boolean {
  const names = new Set<string | undefined>();
  for (const pair of mapping.pairs) {
    names.add(keyName(pair.key));
  }
  return names.size === mapping.pairs.length;
}

function holds(node: YamlNode, offset: number): boolean {
  return node.start <= offset && offset <= node.end;
}

function childAt(node: YamlNode, offset: number): YamlNode | undefined {
  if (node.type === 'mapping') {
    const pair = lastStartingAt(node.pairs, offset, startOfPair);
    if (pair === undefined) {
      return undefined;
    }
    // Where key and value touch (`key:` without a value) the value has zero width and stands behind the colon.
    return holds(pair.value, offset) ? pair.value : holds(pair.key, offset) ? pair.key : undefined;
  }
  if (node.type === 'sequence') {
    const item = lastStartingAt(node.items, offset, startOfNode);
    return item !== undefined && holds(item, offset) ? item : undefined;
  }
  return undefined;
}

function childHolding(node: YamlNode, sought: YamlNode): YamlNode | undefined {
  if (node.type === 'mapping') {
    const pair = lastStartingAt(node.pairs, sought.start, startOfPair);
    if (pair === undefined) {
      return undefined;
    }
    return pair.key === sought || pair.value.start > sought.start || pair.value.end < sought.end
      ? pair.key
      : pair.value;
  }
  return node.type === 'sequence' ? lastStartingAt(node.items, sought.start, startOfNode) : undefined;
}

function startOfPair(pair: Pair): number {
  return pair.key.start;
}

function startOfNode(node: YamlNode): number {
  return node.start;
}

function lastStartingAt<Item>(
  items: readonly Item[],
  offset: number,
  startOf: (item: Item) => number,
): Item | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && startOf(item) <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return items[low - 1];
}

const MERGE_TAG = 'tag:yaml.org,2002:merge';
const LONGEST_CHAIN = 100;
const DEEPEST_MERGE = 20;
const LARGEST_SEARCH = 1_000;
const LARGEST_MERGE = 200_000;
