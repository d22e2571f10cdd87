import { keyName } from '../navigate';
import type { MappingNode, PlainValue, SequenceNode, TextEdit, YamlDocument, YamlFile, YamlNode } from '../node';
import { holdsDocumentEnd, isDocumentStart } from '../segments';
import { editableMapping, editableSequence } from './allowed';
import { endOfLastLine } from './places';
import { renderBlock, renderFlow, renderItem, renderPair, renderScalar, type Style } from './render';
import { columnOf, styleNear, styleOf } from './style';

/** Behind the given key, or at the end. Undefined where the mapping has the key already. */
export function insertKey(
  mapping: MappingNode,
  key: string,
  value: PlainValue,
  afterKey?: string,
): TextEdit | undefined {
  const path = editableMapping(mapping);
  if (path === undefined || mapping.pairs.some((pair) => keyName(pair.key) === key)) {
    return undefined;
  }
  const style = styleNear(path, mapping.document);
  const before =
    mapping.pairs.findLast((pair) => afterKey !== undefined && keyName(pair.key) === afterKey) ?? mapping.pairs.at(-1);
  const previous = before === undefined ? undefined : before.value.end < before.key.end ? before.key : before.value;
  if (mapping.style === 'flow') {
    const text = `${renderScalar(key, style, true)}: ${renderFlow(value, style)}`;
    return insertFlow(mapping, previous, before?.key, text, style);
  }
  return previous === undefined
    ? undefined
    : insertLines(previous, renderPair(key, value, columnOf(mapping), style), columnOf(mapping), style);
}

/** At the end of a sequence. */
export function insertItem(sequence: SequenceNode, value: PlainValue): TextEdit | undefined {
  const path = editableSequence(sequence);
  if (path === undefined) {
    return undefined;
  }
  const style = styleNear(path, sequence.document);
  const previous = sequence.items.at(-1);
  if (sequence.style === 'flow') {
    return insertFlow(sequence, previous, previous, renderFlow(value, style), style);
  }
  if (previous === undefined) {
    return undefined;
  }
  const column = columnOf(sequence);
  const inFlow =
    previous.type !== 'scalar' && previous.type !== 'alias' && previous.style === 'flow' && isCollection(value);
  const lines = inFlow
    ? [`-${' '.repeat(style.dashWidth - 1)}${renderFlow(value, style)}`]
    : renderItem(value, column, style);
  return insertLines(previous, lines, column, style);
}

/** A new document at the end of a file, or behind one document of it. */
export function insertDocument(target: YamlFile | YamlDocument, value: PlainValue): TextEdit | undefined {
  const document = 'documents' in target ? target.documents.at(-1)?.document : target;
  if (document === undefined || (target === document && holdsDocumentEnd(document.text))) {
    return undefined;
  }
  const style = styleOf(document);
  const { text } = document;
  const content = renderBlock(value, 0, style).join(style.lineEnd) + style.lineEnd;
  const at = { document, start: text.length, end: text.length };
  if (text.trim() === '') {
    return { ...at, text: text === '' || text.endsWith('\n') ? content : style.lineEnd + content };
  }
  if (document.root === null && text.endsWith('\n') && isDocumentStart(text, 0) && !holdsDocumentEnd(text)) {
    return document.problems.length === 0 ? { ...at, text: content } : undefined;
  }
  return { ...at, text: `${text.endsWith('\n') ? '' : style.lineEnd}---${style.lineEnd}${content}` };
}

function insertLines(previous: YamlNode, lines: readonly string[], column: number, style: Style): TextEdit {
  const at = endOfLastLine(previous);
  const [first = '', ...rest] = lines;
  const text = [`${' '.repeat(column)}${first}`, ...rest].join(style.lineEnd);
  return { document: previous.document, start: at, end: at, text: style.lineEnd + text };
}

/** Between brackets: on the line of its neighbour, or on one of its own where the neighbour has one. */
function insertFlow(
  collection: MappingNode | SequenceNode,
  previous: YamlNode | undefined,
  previousStart: YamlNode | undefined,
  text: string,
  style: Style,
): TextEdit | undefined {
  const { document, start, end } = collection;
  if (previous === undefined || previousStart === undefined) {
    const inside = document.text.slice(start + 1, end - 1);
    return inside.trim() === ''
      ? { document, start: start + 1, end: end - 1, text: style.padding + text + style.padding }
      : undefined;
  }
  const lead = /(?:^|\n)([ \t]*)$/.exec(
    document.text.slice(Math.max(0, previousStart.start - 300), previousStart.start),
  );
  const separator = lead === null ? ', ' : `,${style.lineEnd}${lead[1] ?? ''}`;
  return { document, start: previous.end, end: previous.end, text: separator + text };
}

function isCollection(value: PlainValue): boolean {
  return typeof value === 'object' && value !== null;
}
