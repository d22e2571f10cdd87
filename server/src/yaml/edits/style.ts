import { positionAt } from '../lines';
import type { YamlDocument, YamlNode } from '../node';
import type { Style } from './render';

/** What the innermost neighbours show; what they do not show comes from further out. */
export function styleNear(path: readonly YamlNode[], document: YamlDocument): Style {
  let seen: Seen = {};
  for (const node of [...path].reverse()) {
    seen = { ...seenAround(node), ...seen };
  }
  return styleFrom(seen, document);
}

export function styleOf(document: YamlDocument): Style {
  return styleNear(document.root === null ? [] : [document.root], document);
}

export function columnOf(node: YamlNode): number {
  return positionAt(node.document, node.start).character;
}

interface Seen {
  step?: number;
  sequenceIndent?: number;
  dashWidth?: number;
  quote?: 'single' | 'double';
  json?: boolean;
  padding?: string;
}

function styleFrom(seen: Seen, document: YamlDocument): Style {
  const step = seen.step ?? DEFAULT_STEP;
  return {
    step,
    sequenceIndent: seen.sequenceIndent ?? 0,
    dashWidth: seen.dashWidth ?? 2,
    quote: seen.quote ?? 'double',
    json: seen.json ?? false,
    padding: seen.padding ?? '',
    lineEnd: document.text.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** Looked at once: a document may have a thousand edits. */
function seenAround(start: YamlNode): Seen {
  const known = seenIn.get(start);
  if (known !== undefined) {
    return known;
  }
  const seen: Seen = {};
  seenIn.set(start, seen);
  lookAround(start, seen);
  return seen;
}

const seenIn = new WeakMap<YamlNode, Seen>();

function lookAround(start: YamlNode, seen: Seen): void {
  const pending: YamlNode[] = [start];
  for (let count = 0; count < MOST_NODES; count++) {
    const node = pending.shift();
    if (node === undefined) {
      return;
    }
    if (node.type === 'scalar') {
      if (node.style === 'single' || node.style === 'double') {
        seen.quote ??= node.style;
      }
    } else if (node.type === 'mapping') {
      lookAtMapping(node, seen);
      if (pending.length < MOST_NODES) {
        pending.push(...node.pairs.slice(0, MOST_NODES).flatMap(({ key, value }) => [key, value]));
      }
    } else if (node.type === 'sequence') {
      lookAtSequence(node, seen);
      if (pending.length < MOST_NODES) {
        pending.push(...node.items.slice(0, MOST_NODES));
      }
    }
  }
}

function lookAtMapping(node: Extract<YamlNode, { type: 'mapping' }>, seen: Seen): void {
  if (node.style === 'flow') {
    lookAtPadding(node, seen);
    const [first] = node.pairs;
    if (first?.key.type === 'scalar') {
      seen.json ??= node.pairs.every(({ key }) => key.type === 'scalar' && key.style === 'double');
    }
    return;
  }
  seen.json ??= false;
  const column = columnOf(node);
  for (const { value } of node.pairs.slice(0, MOST_NODES)) {
    if (value.type === 'mapping' && value.style === 'block') {
      seen.step ??= Math.max(columnOf(value) - column, 1);
    } else if (value.type === 'sequence' && value.style === 'block') {
      seen.sequenceIndent ??= Math.max(columnOf(value) - column, 0);
    }
  }
}

function lookAtSequence(node: Extract<YamlNode, { type: 'sequence' }>, seen: Seen): void {
  if (node.style === 'flow') {
    lookAtPadding(node, seen);
    return;
  }
  const [first] = node.items;
  if (
    first !== undefined &&
    first.type !== 'scalar' &&
    /^- *$/.test(node.document.text.slice(node.start, first.start))
  ) {
    seen.dashWidth ??= first.start - node.start;
  }
}

function lookAtPadding(node: YamlNode, seen: Seen): void {
  if (node.end - node.start > 2) {
    const inside = node.document.text.slice(node.start + 1, node.start + 3);
    if (!/[\r\n]/.test(inside)) {
      seen.padding ??= inside.startsWith(' ') ? ' ' : '';
    }
  }
}

const DEFAULT_STEP = 2;
const MOST_NODES = 300;
