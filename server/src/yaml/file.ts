import { createDocument, createUnread } from './document';
import { DEFAULT_LIMITS, type YamlLimits } from './limits';
import { documentIndexAtLine, endOfLine, withLineFeeds } from './lines';
import type { PlacedDocument, Position, Range, YamlDocument, YamlFile } from './node';
import { holdsDocumentEnd, isDocumentStart, isPrelude, segmentStarts } from './segments';

/** One content change of an editor. */
export interface TextChange {
  /** Absent: the whole text is replaced. */
  readonly range?: Range;
  readonly text: string;
}

/** Splits the text into its documents; each of them is read when its tree is asked for. */
export function readFile(path: string, text: string, limits: YamlLimits = DEFAULT_LIMITS): YamlFile {
  return { path, documents: place(split(path, text, limits)) };
}

/** Changes apply one after the other. Documents that no change touches keep their identity. */
export function editFile(
  file: YamlFile,
  changes: readonly TextChange[],
  limits: YamlLimits = DEFAULT_LIMITS,
): YamlFile {
  let edited = file;
  for (const { range, text } of changes) {
    edited = range === undefined ? resplit(edited, text, limits) : editRange(edited, range, text, limits);
  }
  return edited;
}

export function textOf(file: YamlFile): string {
  return file.documents.map(({ document }) => document.text).join('');
}

function editRange(file: YamlFile, range: Range, inserted: string, limits: YamlLimits): YamlFile {
  const { documents } = file;
  const start = locate(file, range.start);
  const end = locate(file, range.end);
  const first = documents[start.index];
  const last = documents[end.index];
  if (first === undefined || last === undefined) {
    return resplit(file, inserted, limits);
  }
  if (end.index < start.index || (end.index === start.index && end.offset < start.offset)) {
    return editRange(file, { start: range.end, end: range.start }, inserted, limits);
  }
  const region = first.document.text.slice(0, start.offset) + inserted + last.document.text.slice(end.offset);
  if (first === last && region === first.document.text) {
    return file;
  }
  if (!canSplitAlone(file, start.index, end.index, region, limits)) {
    const before = documents.slice(0, start.index).map(({ document }) => document.text);
    const after = documents.slice(end.index + 1).map(({ document }) => document.text);
    return resplit(file, [...before, region, ...after].join(''), limits);
  }
  const replaced = split(file.path, region, limits);
  return splice(file, start.index, end.index, replaced);
}

/**
 * The documents before and behind the edited ones stay what they are: the region still begins with its own `---`, the
 * next document with its own, and no `...` makes one depend on the other.
 */
function canSplitAlone(file: YamlFile, from: number, to: number, region: string, limits: YamlLimits): boolean {
  const { documents } = file;
  const next = documents[to + 1]?.document.text;
  if (from > 0 && !isDocumentStart(region, 0)) {
    return false;
  }
  if (next !== undefined && (!isDocumentStart(next, 0) || !region.endsWith('\n') || isPrelude(region))) {
    return false;
  }
  if (documents.length >= limits.documents || sizeOf(file) + region.length > limits.fileSize) {
    return false;
  }
  for (let index = from; index <= to; index++) {
    if (needsWholeFile(documents[index]?.document.text ?? '')) {
      return false;
    }
  }
  return !needsWholeFile(region);
}

function needsWholeFile(text: string): boolean {
  return holdsDocumentEnd(text) || withLineFeeds(text) !== text;
}

function splice(file: YamlFile, from: number, to: number, replaced: readonly YamlDocument[]): YamlFile {
  const { documents } = file;
  const anchor = documents[from];
  const next = documents[to + 1];
  const middle = place(replaced, anchor?.startLine ?? 0, anchor?.startOffset ?? 0);
  if (next === undefined) {
    return { path: file.path, documents: [...documents.slice(0, from), ...middle] };
  }
  const end = endOf(middle);
  const lines = end.line - next.startLine;
  const characters = end.offset - next.startOffset;
  const shifted: PlacedDocument[] = documents.slice(0, from);
  shifted.push(...middle);
  for (let index = to + 1; index < documents.length; index++) {
    const placed = documents[index];
    if (placed !== undefined) {
      shifted.push(
        lines === 0 && characters === 0
          ? placed
          : {
              document: placed.document,
              startLine: placed.startLine + lines,
              startOffset: placed.startOffset + characters,
            },
      );
    }
  }
  return { path: file.path, documents: shifted };
}

/** Splits anew and takes over every document whose text is still there. */
function resplit(file: YamlFile, text: string, limits: YamlLimits): YamlFile {
  const known = new Map<string, YamlDocument[]>();
  for (const { document } of file.documents) {
    const same = known.get(document.text);
    if (same === undefined) {
      known.set(document.text, [document]);
    } else {
      same.push(document);
    }
  }
  const documents = split(file.path, text, limits, (segment) => known.get(segment)?.shift());
  return { path: file.path, documents: place(documents) };
}

function split(
  path: string,
  text: string,
  limits: YamlLimits,
  reuse?: (segment: string) => YamlDocument | undefined,
): readonly YamlDocument[] {
  if (text.length > limits.fileSize) {
    return [
      createUnread(path, text, 'too-large', `file of ${text.length} characters; the limit is ${limits.fileSize}`),
    ];
  }
  const starts = segmentStarts(withLineFeeds(text));
  const documents: YamlDocument[] = [];
  for (const [index, start] of starts.entries()) {
    if (index === limits.documents) {
      const message = `more than ${limits.documents} documents in one file`;
      documents.push(createUnread(path, text.slice(start), 'too-many-documents', message));
      break;
    }
    const segment = text.slice(start, starts[index + 1]);
    documents.push(reuse?.(segment) ?? createDocument(path, segment, limits));
  }
  return documents;
}

function place(documents: readonly YamlDocument[], line = 0, offset = 0): PlacedDocument[] {
  let startLine = line;
  let startOffset = offset;
  return documents.map((document, index) => {
    const placed = { document, startLine, startOffset };
    if (index < documents.length - 1) {
      startLine += document.lineStarts.length - 1;
      startOffset += document.text.length;
    }
    return placed;
  });
}

function endOf(documents: readonly PlacedDocument[]): { line: number; offset: number } {
  const last = documents[documents.length - 1];
  if (last === undefined) {
    return { line: 0, offset: 0 };
  }
  return {
    line: last.startLine + last.document.lineStarts.length - 1,
    offset: last.startOffset + last.document.text.length,
  };
}

function sizeOf(file: YamlFile): number {
  const last = file.documents[file.documents.length - 1];
  return last === undefined ? 0 : last.startOffset + last.document.text.length;
}

/** As editors do: a character behind the end of its line means that end, a line behind the last one the end. */
function locate(file: YamlFile, position: Position): { index: number; offset: number } {
  const index = documentIndexAtLine(file, position.line);
  const placed = file.documents[index];
  if (placed === undefined) {
    return { index, offset: 0 };
  }
  const { document } = placed;
  const line = position.line - placed.startLine;
  const start = document.lineStarts[line];
  if (start === undefined) {
    return { index, offset: line < 0 ? 0 : document.text.length };
  }
  return { index, offset: Math.min(start + Math.max(position.character, 0), endOfLine(document, line)) };
}
