import {
  deref,
  keyName,
  type MappingNode,
  type Pair,
  PLACEHOLDER,
  type ScalarNode,
  type SequenceNode,
  type YamlNode,
} from '../../yaml';
import { namedEntries } from './kustomization';

/**
 * Trees put together from several places. What is made here is marked as synthetic, so that nobody edits it; scalars
 * keep their own document and place, so that whatever is said about a value points to where it was written.
 */
export function withValue(mapping: MappingNode, key: string, value: YamlNode, keyNode?: YamlNode): MappingNode {
  const pairs: Pair[] = [];
  let found = false;
  for (const [name, old, node] of namedEntries(mapping)) {
    if (name !== key) pairs.push({ key: node, value: old });
    else {
      found = true;
      pairs.push({ key: keyNode ?? node, value });
    }
  }
  if (!found) pairs.push({ key: keyNode ?? textLike(value, key), value });
  return withPairs(mapping, pairs);
}

/** The mapping with all the entries of another one, those that it has already in their old places. */
export function withValues(mapping: MappingNode, entries: MappingNode): MappingNode {
  const pairs = new Map(namedEntries(mapping).map(([name, value, key]) => [name, { key, value }]));
  for (const [name, value, key] of namedEntries(entries)) pairs.set(name, { key, value });
  return withPairs(mapping, [...pairs.values()]);
}

export function withoutKey(mapping: MappingNode, key: string): MappingNode {
  return withPairs(
    mapping,
    namedEntries(mapping).flatMap(([name, value, node]) => (name === key ? [] : [{ key: node, value }])),
  );
}

export function withPairs(mapping: MappingNode, pairs: readonly Pair[]): MappingNode {
  const { document, start, end, style } = mapping;
  return { type: 'mapping', document, start, end, style, pairs, synthetic: true };
}

export function withItems(sequence: SequenceNode, items: readonly YamlNode[]): SequenceNode {
  const { document, start, end, style } = sequence;
  return { type: 'sequence', document, start, end, style, items, synthetic: true };
}

export function emptyMapping(at: YamlNode): MappingNode {
  return {
    type: 'mapping',
    document: at.document,
    start: at.start,
    end: at.end,
    style: 'block',
    pairs: [],
    synthetic: true,
  };
}

/** A text that was written nowhere, at the place that is the reason for it. */
export function textLike(at: YamlNode, text: string): ScalarNode {
  return { type: 'scalar', document: at.document, start: at.start, end: at.end, style: 'double', text, value: text };
}

export function numberLike(at: YamlNode, value: number): ScalarNode {
  return {
    type: 'scalar',
    document: at.document,
    start: at.start,
    end: at.end,
    style: 'plain',
    text: String(value),
    value,
  };
}

/** A value that somebody else fills in. */
export function unknownLike(at: YamlNode): ScalarNode {
  const { document, start, end } = at;
  return { type: 'scalar', document, start, end, style: 'plain', text: '', value: PLACEHOLDER };
}

export function child(node: YamlNode | undefined, key: string): YamlNode | undefined {
  const mapping = node === undefined ? undefined : deref(node);
  if (mapping?.type !== 'mapping') return undefined;
  for (const [name, value] of namedEntries(mapping)) if (name === key) return deref(value);
  return undefined;
}

export function at(root: YamlNode, path: readonly string[]): YamlNode | undefined {
  let node: YamlNode | undefined = root;
  for (const key of path) node = child(node, key);
  return node;
}

/**
 * The tree with what `change` makes of the nodes at a path; `*` stands for every item of a list. The very same tree
 * where nothing changes. With `create`, mappings that are not there are made.
 */
export function changeAt(
  root: MappingNode,
  path: readonly string[],
  change: (node: YamlNode | undefined) => YamlNode | undefined,
  create?: YamlNode,
): MappingNode {
  const changed = changeNode(root, path, change, create);
  return changed?.type === 'mapping' ? changed : root;
}

function changeNode(
  node: YamlNode | undefined,
  path: readonly string[],
  change: (node: YamlNode | undefined) => YamlNode | undefined,
  create: YamlNode | undefined,
): YamlNode | undefined {
  const [key, ...rest] = path;
  const behind = node === undefined ? undefined : deref(node);
  if (key === undefined) {
    const changed = change(behind);
    return changed === behind ? node : changed;
  }
  if (key === '*') {
    if (behind?.type !== 'sequence') return node;
    const items = behind.items.map((item) => changeNode(item, rest, change, create) ?? item);
    return items.every((item, index) => item === behind.items[index]) ? node : withItems(behind, items);
  }
  const isNothing = behind === undefined || (behind.type === 'scalar' && behind.value === null);
  if (isNothing && create === undefined) return node;
  const mapping = isNothing && create !== undefined ? emptyMapping(create) : behind;
  if (mapping?.type !== 'mapping') return node;
  const old = rawChild(mapping, key);
  const value = changeNode(old, rest, change, create);
  if (value === old || value === undefined) return node;
  return withValue(mapping, key, value);
}

function rawChild(mapping: MappingNode, key: string): YamlNode | undefined {
  for (const [name, value] of namedEntries(mapping)) if (name === key) return value;
  return undefined;
}

/** Every scalar of the tree through `change`; the very same tree where nothing changes. */
export function mapScalars(node: YamlNode, change: (scalar: ScalarNode) => ScalarNode): YamlNode {
  const behind = deref(node);
  if (behind.type === 'scalar') {
    const changed = change(behind);
    return changed === behind ? node : changed;
  }
  if (behind.type === 'sequence') {
    const items = behind.items.map((item) => mapScalars(item, change));
    return items.every((item, index) => item === behind.items[index]) ? node : withItems(behind, items);
  }
  if (behind.type !== 'mapping') return node;
  const entries = namedEntries(behind);
  const values = entries.map(([, value]) => mapScalars(value, change));
  if (values.every((value, index) => value === entries[index]?.[1])) return node;
  return withPairs(
    behind,
    entries.map(([name, value, key], index) => ({
      key: keyName(key) === undefined ? textLike(key, name) : key,
      value: values[index] ?? value,
    })),
  );
}

/** Whether two trees are made of the same pieces of the same documents. */
export function isSameTree(a: YamlNode, b: YamlNode): boolean {
  if (a === b) return true;
  if (a.document !== b.document || a.start !== b.start || a.end !== b.end) return false;
  if (a.type === 'scalar') return b.type === 'scalar' && a.text === b.text && a.value === b.value;
  if (a.type === 'sequence') {
    return (
      b.type === 'sequence' &&
      a.items.length === b.items.length &&
      a.items.every((item, at) => isSameItem(item, b.items[at]))
    );
  }
  if (a.type !== 'mapping' || b.type !== 'mapping' || a.pairs.length !== b.pairs.length) return false;
  return a.pairs.every(
    (pair, at) => isSameItem(pair.key, b.pairs[at]?.key) && isSameItem(pair.value, b.pairs[at]?.value),
  );
}

function isSameItem(a: YamlNode, b: YamlNode | undefined): boolean {
  return b !== undefined && isSameTree(a, b);
}
