import { endOfLine, lastAtOrBefore } from '../lines';
import type { YamlDocument, YamlNode } from '../node';

/** The end of the last line that belongs to a node, comments behind it included. */
export function endOfLastLine(node: YamlNode): number {
  const { document } = node;
  const line = lastAtOrBefore(document.lineStarts, lastPlaceOf(node));
  return endOfLine(document, line);
}

export function startOfLine(document: YamlDocument, offset: number): number {
  return document.lineStarts[lastAtOrBefore(document.lineStarts, offset)] ?? 0;
}

/** Start of the next line, or the end of the text. */
export function startOfNextLine(document: YamlDocument, offset: number): number {
  return document.lineStarts[lastAtOrBefore(document.lineStarts, offset) + 1] ?? document.text.length;
}

/** Blank lines behind a block scalar may be part of its value: all with `+`, those with spaces always. */
function lastPlaceOf(node: YamlNode): number {
  const leaf = lastLeafOf(node);
  const { document } = leaf;
  if (leaf.type !== 'scalar' || (leaf.style !== 'literal' && leaf.style !== 'folded')) {
    return leaf.end;
  }
  const header = /^[|>][-+0-9]*/.exec(document.text.slice(leaf.start, leaf.start + 4))?.[0] ?? '';
  let last = leaf.end;
  for (let line = lastAtOrBefore(document.lineStarts, leaf.end) + 1; line < document.lineStarts.length; line++) {
    const start = document.lineStarts[line] ?? document.text.length;
    const end = endOfLine(document, line);
    const content = document.text.slice(start, end);
    if (content.trim() !== '') {
      break;
    }
    const isText = line < document.lineStarts.length - 1 || content !== '';
    if (isText && (header.includes('+') || content !== '')) {
      last = start;
    }
  }
  return last;
}

function lastLeafOf(node: YamlNode): YamlNode {
  let current = node;
  for (;;) {
    const next: YamlNode | undefined =
      current.type === 'sequence' && current.style === 'block'
        ? current.items[current.items.length - 1]
        : current.type === 'mapping' && current.style === 'block'
          ? lastOfPair(current.pairs[current.pairs.length - 1])
          : undefined;
    if (next === undefined) {
      return current;
    }
    current = next;
  }
}

function lastOfPair(pair: { readonly key: YamlNode; readonly value: YamlNode } | undefined): YamlNode | undefined {
  return pair !== undefined && pair.value.end < pair.key.end ? pair.key : pair?.value;
}
