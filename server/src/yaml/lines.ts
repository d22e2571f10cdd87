import type { PlacedDocument, Position, Range, YamlDocument, YamlFile } from './node';

/** `\n`, `\r\n` and a lone `\r` end a line, as they do in an editor. */
export function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  if (text.includes('\r')) {
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code === LINE_FEED || (code === CARRIAGE_RETURN && text.charCodeAt(index + 1) !== LINE_FEED)) {
        starts.push(index + 1);
      }
    }
    return starts;
  }
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) {
    starts.push(index + 1);
  }
  return starts;
}

/** A lone `\r` is a line break for the cluster's decoder but not for the package; every place stays where it is. */
export function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
}

/** Line and character within the document; an offset outside is moved to its nearest end. */
export function positionAt(document: YamlDocument, offset: number): Position {
  const inside = Math.min(Math.max(offset, 0), document.text.length);
  const line = lastAtOrBefore(document.lineStarts, inside);
  return { line, character: inside - (document.lineStarts[line] ?? 0) };
}

export function rangeIn(placed: PlacedDocument, place: { readonly start: number; readonly end: number }): Range {
  return { start: positionIn(placed, place.start), end: positionIn(placed, place.end) };
}

export interface DocumentOffset {
  readonly document: YamlDocument;
  readonly placed: PlacedDocument;
  readonly offset: number;
}

/** Undefined for a line that the file does not have; a character behind the end of its line means that end. */
export function offsetIn(file: YamlFile, position: Position): DocumentOffset | undefined {
  const placed = file.documents[documentIndexAtLine(file, position.line)];
  if (placed === undefined || position.line < 0) {
    return undefined;
  }
  const { document } = placed;
  const line = position.line - placed.startLine;
  const start = document.lineStarts[line];
  if (start === undefined) {
    return undefined;
  }
  const offset = Math.min(start + Math.max(position.character, 0), endOfLine(document, line));
  return { document, placed, offset };
}

/** The last document that starts at or above the line. */
export function documentIndexAtLine(file: YamlFile, line: number): number {
  let low = 0;
  let high = file.documents.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((file.documents[middle]?.startLine ?? 0) <= line) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** Where the characters of a line end, its line break not counted. */
export function endOfLine(document: YamlDocument, line: number): number {
  const next = document.lineStarts[line + 1];
  if (next === undefined) {
    return document.text.length;
  }
  const breakLength =
    document.text.charCodeAt(next - 1) === LINE_FEED && document.text.charCodeAt(next - 2) === CARRIAGE_RETURN ? 2 : 1;
  return Math.max(next - breakLength, document.lineStarts[line] ?? 0);
}

/** Index of the last entry that is not greater than the value; 0 where there is none. */
export function lastAtOrBefore(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? 0) <= value) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

function positionIn(placed: PlacedDocument, offset: number): Position {
  const { line, character } = positionAt(placed.document, offset);
  return { line: placed.startLine + line, character };
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
