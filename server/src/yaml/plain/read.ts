/**
 * The plain part of YAML, which nearly all manifests are written in, read in one pass straight into our own nodes.
 *
 * The package's lexer and parser were three quarters of a cold scan. For the 2,516 documents (3.4 MB) of the bench's
 * workspace, in a new process, the package and `convert.ts` take 1,250 ms of processor time and this reader 165 ms; once
 * warm, 850 ms and 45 ms.
 *
 * What it reads is block mappings and sequences, scalars and collections between brackets on one line, and block
 * scalars. At anything else, and at the least doubt, it gives up, and the package reads the document as if this reader
 * were not there: the two never differ (`plain.test.ts`).
 */
import type { YamlLimits } from '../limits';
import type { MappingNode, ScalarNode, SequenceNode, YamlDocument, YamlNode } from '../node';
import { readBlockScalar } from './block-scalar';
import {
  BAR,
  CARRIAGE_RETURN,
  COLON,
  type Cursor,
  countNode,
  DASH,
  END,
  endLine,
  GREATER,
  giveUp,
  HASH,
  hasGivenUp,
  isBlank,
  LINE_FEED,
  nextLine,
  OPEN_BRACE,
  OPEN_BRACKET,
  POINT,
  skipSpaces,
  toContent,
} from './cursor';
import { readFlow } from './flow';
import { distinct, type ScalarPair } from './keys';
import { emptyScalar, readScalar } from './scalars';

/** Null for a document without content; undefined where this reader has given up. */
export function readPlainPart(document: YamlDocument, limits: YamlLimits): YamlNode | null | undefined {
  const { text } = document;
  if (document.hasPlaceholders || UNUSUAL.test(text)) {
    return undefined;
  }
  // `measure.ts` counts indicators too, at most one for each node, and columns: shares of the limits stay within them.
  const nodesLeft = Math.floor(limits.nodes / 2);
  const depthLeft = Math.min(Math.floor(limits.depth / 4), DEEPEST);
  try {
    return readRoot({ document, text, offset: 0, column: 0, nodesLeft }, depthLeft);
  } catch (error) {
    if (hasGivenUp(error)) {
      return undefined;
    }
    throw error;
  }
}

/** `---`, one block collection, `...`; comments in between. */
function readRoot(cursor: Cursor, depthLeft: number): YamlNode | null {
  toContent(cursor, 0);
  if (isAtMarker(cursor, DASH)) {
    passMarker(cursor);
  }
  const root = cursor.column === END ? null : readRootNode(cursor, depthLeft);
  if (root !== null && isAtMarker(cursor, POINT)) {
    passMarker(cursor);
  }
  return cursor.column === END && cursor.offset >= cursor.text.length ? root : giveUp();
}

function readRootNode(cursor: Cursor, depthLeft: number): YamlNode {
  const root = cursor.column === 0 ? readNode(cursor, 0, END, depthLeft) : giveUp();
  return root.type === 'scalar' ? giveUp() : root;
}

/** A node whose first character stands in `column`, below or behind the key or `-` in `parent`. */
function readNode(cursor: Cursor, column: number, parent: number, depthLeft: number): YamlNode {
  if (isAtDash(cursor)) {
    return readSequence(cursor, column, depthLeft);
  }
  if (!startsScalar(cursor)) {
    return readLeaf(cursor, parent, depthLeft);
  }
  const scalar = readScalar(cursor);
  if (isAtColon(cursor)) {
    return readMapping(cursor, column, scalar, depthLeft);
  }
  endLine(cursor);
  return scalar;
}

/** What may follow a key on its line. A line that goes on as a key would (`a: b: c`) is no leaf's line. */
function readLeaf(cursor: Cursor, parent: number, depthLeft: number): YamlNode {
  const code = cursor.text.charCodeAt(cursor.offset);
  if (code === BAR || code === GREATER) {
    return readBlockScalar(cursor, parent);
  }
  const leaf = code === OPEN_BRACE || code === OPEN_BRACKET ? readFlow(cursor, depthLeft) : readScalar(cursor);
  endLine(cursor);
  return leaf;
}

/**
 * The first key is read, its colon is not. As long as lines start in its column they are keys of this mapping; any other
 * line is left to the collections around it, and where none of them has its column, the root gives up.
 */
function readMapping(cursor: Cursor, column: number, firstKey: ScalarNode, depthLeft: number): MappingNode {
  enter(cursor, depthLeft);
  const pairs = [readPair(cursor, column, firstKey, depthLeft - 1)];
  while (cursor.column === column) {
    pairs.push(readPair(cursor, column, readScalar(cursor), depthLeft - 1));
  }
  const start = firstKey.start;
  const end = pairs[pairs.length - 1]?.value.end ?? start;
  return { type: 'mapping', document: cursor.document, start, end, style: 'block', pairs: distinct(pairs) };
}

function readPair(cursor: Cursor, column: number, key: ScalarNode, depthLeft: number): ScalarPair {
  passColon(cursor, key);
  return { key, value: readValue(cursor, column, depthLeft) };
}

/** As with the keys of a mapping; behind the items a key may follow in the same column, if the mapping is there too. */
function readSequence(cursor: Cursor, column: number, depthLeft: number): SequenceNode {
  enter(cursor, depthLeft);
  const start = cursor.offset;
  const items = [readItem(cursor, column, depthLeft - 1)];
  while (cursor.column === column && isAtDash(cursor)) {
    items.push(readItem(cursor, column, depthLeft - 1));
  }
  const end = items[items.length - 1]?.end ?? start;
  return { type: 'sequence', document: cursor.document, start, end, style: 'block', items };
}

/** Behind the colon of a key in `column`: on its line, or below it; a sequence may stand in the column of the key. */
function readValue(cursor: Cursor, column: number, depthLeft: number): YamlNode {
  const behindColon = cursor.offset;
  if (!endsLine(skipSpaces(cursor))) {
    return readLeaf(cursor, column, depthLeft);
  }
  endLine(cursor);
  if (cursor.column === column && isAtDash(cursor)) {
    return readSequence(cursor, column, depthLeft);
  }
  return cursor.column > column ? readBelow(cursor, column, behindColon, depthLeft) : emptyScalar(cursor, behindColon);
}

/** From the `-` in `column`; `- key: value` and `- - x` nest on its line, in the columns where they stand. */
function readItem(cursor: Cursor, column: number, depthLeft: number): YamlNode {
  const dash = cursor.offset++;
  if (!endsLine(skipSpaces(cursor))) {
    return readNode(cursor, column + cursor.offset - dash, column, depthLeft);
  }
  endLine(cursor);
  return cursor.column > column ? readBelow(cursor, column, dash + 1, depthLeft) : emptyScalar(cursor, dash + 1);
}

/**
 * On a line of its own. A `|` or `>` there is too rare to be sure of; and a scalar must stand on the very next line: behind
 * a comment further left the package lets it swallow the lines that follow.
 */
function readBelow(cursor: Cursor, parent: number, indicatorEnd: number, depthLeft: number): YamlNode {
  const { text, offset, column } = cursor;
  const code = text.charCodeAt(offset);
  const node = code === BAR || code === GREATER ? giveUp() : readNode(cursor, column, parent, depthLeft);
  return node.type === 'scalar' && nextLine(text, indicatorEnd) !== offset - column ? giveUp() : node;
}

function enter(cursor: Cursor, depthLeft: number): void {
  if (depthLeft <= 0) {
    giveUp();
  }
  countNode(cursor);
}

function startsScalar(cursor: Cursor): boolean {
  const code = cursor.text.charCodeAt(cursor.offset);
  return code !== BAR && code !== GREATER && code !== OPEN_BRACE && code !== OPEN_BRACKET;
}

function isAtDash(cursor: Cursor): boolean {
  const { text, offset } = cursor;
  return text.charCodeAt(offset) === DASH && isBlank(text.charCodeAt(offset + 1));
}

/** Spaces may stand between a key and its colon; behind it there must be white space. */
function isAtColon(cursor: Cursor): boolean {
  const { text } = cursor;
  return skipSpaces(cursor) === COLON && isBlank(text.charCodeAt(cursor.offset + 1));
}

function passColon(cursor: Cursor, key: ScalarNode): void {
  if (!isAtColon(cursor) || cursor.offset - key.start > LONGEST_KEY) {
    giveUp();
  }
  cursor.offset++;
}

/** Behind white space: nothing but a comment follows on this line. */
function endsLine(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN || code === HASH || Number.isNaN(code);
}

function isAtMarker(cursor: Cursor, code: number): boolean {
  return cursor.column === END && cursor.text.charCodeAt(cursor.offset) === code;
}

function passMarker(cursor: Cursor): void {
  cursor.offset += 3;
  endLine(cursor);
}

/** Control characters, byte order marks, a carriage return that ends a line alone. */
const UNUSUAL = /[^\t\n\r -~\u0080-\ufefe\uff00-\ufffd]|\r(?!\n)/;
const DEEPEST = 100;
/** An implicit key ends within 1,024 characters. */
const LONGEST_KEY = 1000;
