import { deref, equalContent, type MappingNode, type SequenceNode, type YamlNode } from '../../yaml';
import { namedEntries, textAt, textNode } from './kustomization';
import { isTooLarge, type Meter, STEPS_A_NODE } from './meter';
import { changeAt, child, emptyMapping, withItems, withoutKey, withValue } from './nodes';

/** RFC 6902 on a tree; undefined where an operation cannot be carried out (kustomize would refuse the whole build). */
export function applyJsonPatch(
  root: MappingNode,
  operations: readonly YamlNode[],
  meter: Meter,
): MappingNode | undefined {
  let tree: YamlNode = root;
  for (const operation of operations) {
    if (!meter.spend(1)) return undefined;
    const node = deref(operation);
    const changed: YamlNode | undefined = node.type === 'mapping' ? applyOperation(tree, node, meter) : undefined;
    // A few copies of copies are more than there is memory for.
    if (changed === undefined || isTooLarge(meter.sizeOf(changed))) return undefined;
    tree = changed;
  }
  return tree.type === 'mapping' ? tree : undefined;
}

function applyOperation(tree: YamlNode, operation: MappingNode, meter: Meter): YamlNode | undefined {
  const path = pointer(operation, 'path');
  const value = child(operation, 'value');
  if (path === undefined) return undefined;
  switch (textAt(operation, 'op')) {
    case 'add':
      return value && change(withAnnotations(tree, path), path, (holder, key) => addTo(holder, key, value));
    case 'replace':
      return value && find(tree, path) && change(tree, path, (holder, key) => replaceIn(holder, key, value));
    case 'remove':
      return change(tree, path, removeFrom);
    case 'test': {
      const found = find(tree, path);
      if (value === undefined || isTooLarge(meter.sizeOf(value))) return undefined;
      meter.spend(meter.sizeOf(value).nodes * STEPS_A_NODE);
      return found && equalContent(found, value) ? tree : undefined;
    }
    case 'copy':
    case 'move':
      return transfer(tree, operation, path);
    default:
      return undefined;
  }
}

/** Kustomize keeps notes of its own in the annotations while it builds, so that there is always something to add to. */
function withAnnotations(tree: YamlNode, path: readonly string[]): YamlNode {
  if (path.length !== 3 || path[0] !== 'metadata' || path[1] !== 'annotations' || tree.type !== 'mapping') return tree;
  return changeAt(tree, ['metadata', 'annotations'], (old) => old ?? emptyMapping(tree), tree);
}

function transfer(tree: YamlNode, operation: MappingNode, path: readonly string[]): YamlNode | undefined {
  const from = pointer(operation, 'from');
  const value = from && find(tree, from);
  if (from === undefined || value === undefined) return undefined;
  const left = textAt(operation, 'op') === 'move' ? change(tree, from, removeFrom) : tree;
  return left && change(left, path, (holder, key) => addTo(holder, key, value));
}

function pointer(operation: MappingNode, key: string): readonly string[] | undefined {
  const text = textNode(operation, key)?.text;
  if (text === undefined || !text.startsWith('/')) return undefined;
  const parts = text.slice(1).split('/');
  if (parts.length > DEEPEST_POINTER) return undefined;
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** No tree goes deeper. */
const DEEPEST_POINTER = 250;

function find(tree: YamlNode, path: readonly string[]): YamlNode | undefined {
  let node: YamlNode | undefined = tree;
  for (const key of path) {
    if (node === undefined) return undefined;
    const holder = deref(node);
    node = holder.type === 'sequence' ? holder.items[indexIn(holder, key) ?? -1] : child(holder, key);
  }
  return node && deref(node);
}

type Change = (holder: MappingNode | SequenceNode, key: string) => YamlNode | undefined;

function change(tree: YamlNode, path: readonly string[], apply: Change): YamlNode | undefined {
  const holder = deref(tree);
  const [key, ...rest] = path;
  if (key === undefined || (holder.type !== 'mapping' && holder.type !== 'sequence')) return undefined;
  if (rest.length === 0) return apply(holder, key);
  if (holder.type === 'mapping') {
    const inner = child(holder, key);
    const changed = inner && change(inner, rest, apply);
    return changed && withValue(holder, key, changed);
  }
  const index = indexIn(holder, key);
  const inner = index === undefined ? undefined : holder.items[index];
  const changed = inner && change(inner, rest, apply);
  return (
    changed &&
    withItems(
      holder,
      holder.items.map((item, at) => (at === index ? changed : item)),
    )
  );
}

function addTo(holder: MappingNode | SequenceNode, key: string, value: YamlNode): YamlNode | undefined {
  if (holder.type === 'mapping') return withValue(holder, key, value);
  const index = key === '-' ? holder.items.length : numberOf(key);
  if (index === undefined || index > holder.items.length) return undefined;
  return withItems(holder, [...holder.items.slice(0, index), value, ...holder.items.slice(index)]);
}

function replaceIn(holder: MappingNode | SequenceNode, key: string, value: YamlNode): YamlNode | undefined {
  if (holder.type === 'mapping') return withValue(holder, key, value);
  const index = indexIn(holder, key);
  return index === undefined
    ? undefined
    : withItems(
        holder,
        holder.items.map((item, at) => (at === index ? value : item)),
      );
}

function removeFrom(holder: MappingNode | SequenceNode, key: string): YamlNode | undefined {
  if (holder.type === 'mapping') {
    return namedEntries(holder).some(([name]) => name === key) ? withoutKey(holder, key) : undefined;
  }
  const index = indexIn(holder, key);
  return index === undefined
    ? undefined
    : withItems(
        holder,
        holder.items.filter((_item, at) => at !== index),
      );
}

function indexIn(sequence: SequenceNode, key: string): number | undefined {
  const index = numberOf(key);
  return index !== undefined && index < sequence.items.length ? index : undefined;
}

function numberOf(key: string): number | undefined {
  return /^(?:0|[1-9]\d{0,8})$/.test(key) ? Number(key) : undefined;
}
