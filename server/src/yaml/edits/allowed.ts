import { isMerge, pathTo } from '../navigate';
import type { MappingNode, SequenceNode, YamlNode } from '../node';

/**
 * The way from the root to a node that may be edited, or undefined where an edit could mean more than it says: in a
 * document that does not parse, under an anchor (others share it), in a tree that was put together from several places.
 */
export function editablePath(node: YamlNode): readonly YamlNode[] | undefined {
  if (node.type === 'alias' || node.document.problems.some(({ blocking }) => blocking)) {
    return undefined;
  }
  const path = pathTo(node);
  return path?.some(({ anchor }) => anchor !== undefined) ? undefined : path;
}

export function editableMapping(mapping: MappingNode): readonly YamlNode[] | undefined {
  return mapping.synthetic || mapping.pairs.some(isMerge) ? undefined : editablePath(mapping);
}

export function editableSequence(sequence: SequenceNode): readonly YamlNode[] | undefined {
  return sequence.synthetic ? undefined : editablePath(sequence);
}

/** Somebody may refer to a part of it. */
export function holdsAnchor(start: YamlNode): boolean {
  const pending: YamlNode[] = [start];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.anchor !== undefined) {
      return true;
    }
    if (node.type === 'mapping') {
      for (const { key, value } of node.pairs) {
        pending.push(key, value);
      }
    } else if (node.type === 'sequence') {
      for (const item of node.items) {
        pending.push(item);
      }
    }
  }
  return false;
}
