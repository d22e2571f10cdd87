import type { MappingNode, SequenceNode, YamlNode } from '../node';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  type Cursor,
  countNode,
  giveUp,
  OPEN_BRACE,
  OPEN_BRACKET,
  skipSpaces,
} from './cursor';
import { distinct, type ScalarPair } from './keys';
import { readFlowScalar } from './scalars';

/** A collection between brackets on one line, without what is rare there: pairs without braces, keys without values. */
export function readFlow(cursor: Cursor, depthLeft: number): MappingNode | SequenceNode {
  if (depthLeft <= 0) {
    giveUp();
  }
  countNode(cursor);
  return cursor.text.charCodeAt(cursor.offset) === OPEN_BRACE
    ? readFlowMapping(cursor, depthLeft)
    : readFlowSequence(cursor, depthLeft);
}

function readFlowMapping(cursor: Cursor, depthLeft: number): MappingNode {
  const start = cursor.offset++;
  const pairs: ScalarPair[] = [];
  for (let more = isOpen(cursor, CLOSE_BRACE); more; more = goesOn(cursor, CLOSE_BRACE)) {
    const key = readFlowScalar(cursor);
    skipSpaces(cursor);
    if (take(cursor) !== COLON) {
      giveUp();
    }
    skipSpaces(cursor);
    pairs.push({ key, value: readFlowNode(cursor, depthLeft - 1) });
  }
  const end = cursor.offset;
  return { type: 'mapping', document: cursor.document, start, end, style: 'flow', pairs: distinct(pairs) };
}

function readFlowSequence(cursor: Cursor, depthLeft: number): SequenceNode {
  const start = cursor.offset++;
  const items: YamlNode[] = [];
  for (let more = isOpen(cursor, CLOSE_BRACKET); more; more = goesOn(cursor, CLOSE_BRACKET)) {
    items.push(readFlowNode(cursor, depthLeft - 1));
  }
  return { type: 'sequence', document: cursor.document, start, end: cursor.offset, style: 'flow', items };
}

function readFlowNode(cursor: Cursor, depthLeft: number): YamlNode {
  const code = cursor.text.charCodeAt(cursor.offset);
  return code === OPEN_BRACE || code === OPEN_BRACKET ? readFlow(cursor, depthLeft) : readFlowScalar(cursor);
}

/** Behind the opening bracket: whether an item follows. */
function isOpen(cursor: Cursor, close: number): boolean {
  if (skipSpaces(cursor) !== close) {
    return true;
  }
  cursor.offset++;
  return false;
}

/** Behind an item: whether another one follows. */
function goesOn(cursor: Cursor, close: number): boolean {
  skipSpaces(cursor);
  const code = take(cursor);
  if (code !== COMMA && code !== close) {
    giveUp();
  }
  if (code === close) {
    return false;
  }
  skipSpaces(cursor);
  return true;
}

function take(cursor: Cursor): number {
  return cursor.text.charCodeAt(cursor.offset++);
}
