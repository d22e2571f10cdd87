import { commentsOf } from '../document';
import { keyName } from '../navigate';
import type { MappingNode, SequenceNode, TextEdit, YamlDocument, YamlNode } from '../node';
import { editableMapping, editableSequence, holdsAnchor } from './allowed';
import { endOfLastLine, startOfLine, startOfNextLine } from './places';
import { columnOf } from './style';

/** Takes a key and its value away; of duplicates the last one, which is the one that counts. */
export function removePair(mapping: MappingNode, key: string): TextEdit | undefined {
  const path = editableMapping(mapping);
  const index = mapping.pairs.findLastIndex((pair) => keyName(pair.key) === key);
  const pair = mapping.pairs[index];
  if (path === undefined || pair === undefined || pair.key.tag !== undefined || holdsAnchor(pair.value)) {
    return undefined;
  }
  const parts = mapping.pairs.map(({ key: start, value }) => ({
    start: start.start,
    last: value.end < start.end ? start : value,
  }));
  return remove(mapping, path, parts, index);
}

export function removeItem(sequence: SequenceNode, index: number): TextEdit | undefined {
  const path = editableSequence(sequence);
  const item = sequence.items[index];
  if (path === undefined || item === undefined || holdsAnchor(item)) {
    return undefined;
  }
  if (sequence.style === 'flow') {
    return item.tag === undefined ? remove(sequence, path, partsOfFlow(sequence), index) : undefined;
  }
  const parts: Part[] = [];
  let from = sequence.start;
  for (const last of sequence.items) {
    const start = dashFrom(sequence, from);
    if (start === undefined || start > last.start) {
      return undefined;
    }
    parts.push({ start, last });
    from = Math.max(last.end, start + 1);
  }
  return remove(sequence, path, parts, index);
}

/** One pair or item: where it starts (a dash counts) and the node it ends with. */
interface Part {
  readonly start: number;
  readonly last: YamlNode;
}

function remove(
  collection: MappingNode | SequenceNode,
  path: readonly YamlNode[],
  parts: readonly Part[],
  index: number,
): TextEdit | undefined {
  const part = parts[index];
  if (part === undefined) {
    return undefined;
  }
  if (parts.length === 1) {
    return removeOnly(collection, path);
  }
  return collection.style === 'flow'
    ? removeFlow(collection.document, parts, index, part)
    : removeLines(collection.document, parts, index, part);
}

function removeLines(document: YamlDocument, parts: readonly Part[], index: number, part: Part): TextEdit | undefined {
  const { text } = document;
  const lineStart = startOfLine(document, part.start);
  const lastLineEnd = endOfLastLine(part.last);
  const next = parts[index + 1];
  if (text.slice(lineStart, part.start).trim() !== '') {
    // The dash of an outer item stands on this line: the next part moves up beside it.
    if (next === undefined || hasOwnLineComment(document, lastLineEnd, next.start)) {
      return undefined;
    }
    return { document, start: part.start, end: next.start, text: '' };
  }
  const end = startOfNextLine(document, lastLineEnd);
  if (end === text.length && !text.endsWith('\n') && lineStart > 0) {
    const breakLength = text.startsWith('\r\n', lineStart - 2) ? 2 : 1;
    return { document, start: lineStart - breakLength, end, text: '' };
  }
  return { document, start: lineStart, end, text: '' };
}

function removeFlow(document: YamlDocument, parts: readonly Part[], index: number, part: Part): TextEdit | undefined {
  const next = parts[index + 1];
  const previous = parts[index - 1];
  const start = next === undefined ? (previous?.last.end ?? part.start) : part.start;
  const end = next === undefined ? part.last.end : next.start;
  const isLossless =
    !hasComment(document, start, end) && isSeparator(document.text.slice(part.last.end, next?.start ?? part.last.end));
  return isLossless ? { document, start, end, text: '' } : undefined;
}

/** The collection stays, empty: `{}` or `[]`, on the line of its key where nothing stands between them. */
function removeOnly(collection: MappingNode | SequenceNode, path: readonly YamlNode[]): TextEdit | undefined {
  const { document, start } = collection;
  const empty = collection.type === 'mapping' ? '{}' : '[]';
  const end = collection.style === 'flow' ? collection.end : endOfLastLine(collection);
  if (hasComment(document, start, end)) {
    return undefined;
  }
  const parent = path.at(-2);
  const pair = parent?.type === 'mapping' ? parent.pairs.find(({ value }) => value === collection) : undefined;
  if (collection.style === 'block' && pair !== undefined) {
    const behindKey = /^[ \t]*:\s*$/.exec(document.text.slice(pair.key.end, start));
    const colon = document.text.indexOf(':', pair.key.end);
    if (behindKey !== null && collection.tag === undefined) {
      return { document, start: colon + 1, end, text: ` ${empty}` };
    }
    // A list may stand at the column of its key, brackets may not.
    const missing = columnOf(pair.key) + 2 - columnOf(collection);
    return { document, start, end, text: ' '.repeat(Math.max(missing, 0)) + empty };
  }
  return { document, start, end, text: empty };
}

function partsOfFlow(sequence: SequenceNode): readonly Part[] {
  return sequence.items.map((last) => ({ start: last.start, last }));
}

/** The next dash at the column of the sequence. */
function dashFrom(sequence: SequenceNode, from: number): number | undefined {
  const { document, start } = sequence;
  const { text } = document;
  if (from === start) {
    return start;
  }
  const column = start - startOfLine(document, start);
  for (let line = startOfNextLine(document, from); line < text.length; line = startOfNextLine(document, line)) {
    if (text[line + column] === '-' && text.slice(line, line + column).trim() === '') {
      return line + column;
    }
  }
  return undefined;
}

function isSeparator(between: string): boolean {
  return /^\s*,?\s*$/.test(between);
}

function hasComment(document: YamlDocument, start: number, end: number): boolean {
  return commentsOf(document).some((comment) => comment.start >= start && comment.start < end);
}

function hasOwnLineComment(document: YamlDocument, start: number, end: number): boolean {
  return commentsOf(document).some((comment) => comment.ownLine && comment.start >= start && comment.start < end);
}
