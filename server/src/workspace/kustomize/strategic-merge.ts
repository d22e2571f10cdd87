import { deref, entriesOf, type MappingNode, type SequenceNode, type YamlNode } from '../../yaml';
import { namedEntries, textAt } from './kustomization';
import { child, withItems, withPairs } from './nodes';

/** What a patch makes of an object; `deleted` takes it away, `unsupported` means that nobody here can tell. */
export type Merged =
  | { readonly kind: 'merged'; readonly root: MappingNode }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'unsupported' };

/** Strategic merge: mappings merge by key, lists of the API's own kinds by the key the API names, all else is replaced. */
export function mergeStrategic(target: MappingNode, patch: MappingNode, isKnownKind: boolean): Merged {
  if (textAt(patch, '$patch') === 'delete') return { kind: 'deleted' };
  const context: Context = { isKnownKind, kind: textAt(target, 'kind') ?? '', unsupported: false };
  const root = mergeMapping(target, patch, [], context);
  return context.unsupported ? { kind: 'unsupported' } : { kind: 'merged', root };
}

interface Context {
  readonly isKnownKind: boolean;
  readonly kind: string;
  unsupported: boolean;
}

function mergeMapping(target: MappingNode, patch: MappingNode, path: readonly string[], context: Context): MappingNode {
  const directive = textAt(patch, '$patch');
  if (directive === 'replace') return withoutDirectives(patch);
  const merged = new Map(namedEntries(target).map(([name, value, key]) => [name, { key, value }]));
  for (const [name, value, key] of namedEntries(patch)) {
    if (name.startsWith('$')) {
      if (name !== '$patch' || (directive !== 'merge' && directive !== undefined)) context.unsupported = true;
      continue;
    }
    const incoming = deref(value);
    if (incoming.type === 'scalar' && incoming.value === null) {
      merged.delete(name);
      continue;
    }
    if (incoming.type === 'mapping' && textAt(incoming, '$patch') === 'delete') {
      merged.delete(name);
      continue;
    }
    const old = merged.get(name);
    const result = mergeValue(old && deref(old.value), incoming, [...path, name], context);
    merged.set(name, { key: incoming.type === 'scalar' ? key : (old?.key ?? key), value: result });
  }
  return withPairs(target, [...merged.values()]);
}

function mergeValue(
  old: YamlNode | undefined,
  incoming: YamlNode,
  path: readonly string[],
  context: Context,
): YamlNode {
  if (incoming.type === 'mapping') {
    if (old?.type === 'mapping') return mergeMapping(old, incoming, path, context);
    return withoutDirectives(incoming);
  }
  if (incoming.type === 'sequence') {
    const keys = mergeKeys(path, context);
    if (keys !== undefined && old?.type === 'sequence') return mergeList(old, incoming, keys, path, context);
    return keys === undefined ? incoming : withoutDeletions(incoming);
  }
  return incoming;
}

function mergeList(
  target: SequenceNode,
  patch: SequenceNode,
  keys: readonly string[],
  path: readonly string[],
  context: Context,
): YamlNode {
  const items: (YamlNode | undefined)[] = target.items.map(deref);
  const added: YamlNode[] = [];
  const patches = patch.items.map(deref);
  if (patches.some((item) => item.type === 'mapping' && isReplaceMark(item))) {
    return withItems(
      patch,
      patches.filter((item) => item.type !== 'mapping' || !isReplaceMark(item)),
    );
  }
  const byKey = indexOf(items, keys);
  for (const item of patches) {
    if (context.unsupported) break;
    if (item.type !== 'mapping') {
      context.unsupported = true;
      continue;
    }
    const candidates = byKey.get(keyOf(item, keys)) ?? [];
    if (candidates.length > MOST_ALIKE) {
      context.unsupported = true;
      continue;
    }
    const found = candidates.filter((index) => {
      const other = items[index];
      return other?.type === 'mapping' && isSameItem(other, item, keys);
    });
    const [index] = found;
    if (found.length > 1 || keys.every((key) => child(item, key) === undefined)) context.unsupported = true;
    if (textAt(item, '$patch') === 'delete') {
      for (const each of found) items[each] = undefined;
      continue;
    }
    const old = index === undefined ? undefined : items[index];
    if (index === undefined || old?.type !== 'mapping') added.push(withoutDirectives(item));
    else items[index] = mergeMapping(old, item, path, context);
  }
  // What is new comes first, as kustomize has it.
  return withItems(target, [...added, ...items.filter((item) => item !== undefined)]);
}

/** More items with the same first key than a list has that somebody wrote. */
const MOST_ALIKE = 100;

/** Items that are the same agree in the first of their keys. */
function indexOf(items: readonly (YamlNode | undefined)[], keys: readonly string[]): Map<unknown, number[]> {
  const index = new Map<unknown, number[]>();
  for (const [at, item] of items.entries()) {
    if (item?.type !== 'mapping') continue;
    const key = keyOf(item, keys);
    const others = index.get(key);
    if (others) others.push(at);
    else index.set(key, [at]);
  }
  return index;
}

function keyOf(item: MappingNode, keys: readonly string[]): unknown {
  const node = child(item, keys[0] ?? '');
  return node?.type === 'scalar' ? node.value : undefined;
}

/** A key that one side leaves out tells nothing apart: a port is found by its number where no protocol is given. */
function isSameItem(a: MappingNode, b: MappingNode, keys: readonly string[]): boolean {
  let compared = 0;
  for (const key of keys) {
    const left = child(a, key);
    const right = child(b, key);
    if (left === undefined || right === undefined) continue;
    if (left.type !== 'scalar' || right.type !== 'scalar') return false;
    if (typeof left.value === 'symbol' || typeof right.value === 'symbol' || left.value !== right.value) return false;
    compared += 1;
  }
  const [first] = keys;
  return compared > 0 && first !== undefined && child(a, first) !== undefined && child(b, first) !== undefined;
}

/** The keys by which the API merges the list at a path; undefined for lists that are replaced whole. */
function mergeKeys(path: readonly string[], context: Context): readonly string[] | undefined {
  if (!context.isKnownKind) return undefined;
  const name = path.at(-1) ?? '';
  const parent = path.at(-2);
  if (name === 'ports') {
    if (parent === 'containers' || parent === 'initContainers' || parent === 'ephemeralContainers') {
      return ['containerPort', 'protocol'];
    }
    return context.kind === 'Service' && path.length === 2 ? ['port', 'protocol'] : undefined;
  }
  if (name === 'webhooks') return context.kind.endsWith('WebhookConfiguration') ? ['name'] : undefined;
  return MERGE_KEYS.get(name);
}

const MERGE_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ['containers', ['name']],
  ['initContainers', ['name']],
  ['ephemeralContainers', ['name']],
  ['env', ['name']],
  ['volumes', ['name']],
  ['volumeMounts', ['mountPath']],
  ['volumeDevices', ['devicePath']],
  ['imagePullSecrets', ['name']],
  ['hostAliases', ['ip']],
  ['topologySpreadConstraints', ['topologyKey', 'whenUnsatisfiable']],
]);

function isReplaceMark(item: MappingNode): boolean {
  return textAt(item, '$patch') === 'replace' && entriesOf(item).length === 1;
}

function withoutDirectives(node: MappingNode): MappingNode {
  const entries = namedEntries(node);
  if (!entries.some(([name]) => name.startsWith('$'))) return node;
  return withPairs(
    node,
    entries.flatMap(([name, value, key]) => (name.startsWith('$') ? [] : [{ key, value }])),
  );
}

function withoutDeletions(sequence: SequenceNode): SequenceNode {
  const items = sequence.items.filter((item) => {
    const node = deref(item);
    return node.type !== 'mapping' || textAt(node, '$patch') !== 'delete';
  });
  return items.length === sequence.items.length ? sequence : withItems(sequence, items);
}
