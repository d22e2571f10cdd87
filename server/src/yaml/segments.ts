/**
 * Where the documents of a file start. A segment holds at most one document: a line that starts with `---` (and is
 * blank behind it or goes on after white space) opens one, and so does content behind a `...` line. What stands above
 * a `---` and is only comments and directives belongs to that `---` where nothing else came before it.
 */
export function segmentStarts(text: string): number[] {
  const starts = [0];
  const first = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  const markers = markersOf(text, first);
  /** The segment has its `---` or some content, so that the next `---` opens another one. */
  let opened = false;
  /** Start of the stretch that is not yet looked at; behind a `...` line a segment of its own may start there. */
  let from = first;
  let afterEnd = false;
  for (const marker of markers) {
    const between = afterEnd || !opened ? preludeOf(text, from, marker.start) : 'content';
    if (between === 'content' && afterEnd) {
      starts.push(from);
    }
    if (marker.ends) {
      afterEnd = true;
      opened = true;
      from = marker.next;
      continue;
    }
    if (afterEnd && between === 'directives') {
      starts.push(from);
    } else if (opened || between === 'content') {
      starts.push(marker.start);
    }
    opened = true;
    afterEnd = false;
    from = marker.next;
  }
  if (afterEnd && preludeOf(text, from, text.length) === 'content') {
    starts.push(from);
  }
  return starts;
}

/** Whether a line with a `---` marker starts here. */
export function isDocumentStart(text: string, offset: number): boolean {
  return text.startsWith('---', offset) && isBlank(text.charCodeAt(offset + 3));
}

/** A `...` line at column 0 makes what follows depend on it, so an edit near one looks at the whole file again. */
export function holdsDocumentEnd(text: string): boolean {
  return text.startsWith('...') || text.includes('\n...');
}

/** Nothing but comments, blank lines and directives: the `---` behind it would belong to it. */
export function isPrelude(text: string): boolean {
  return preludeOf(text, text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0, text.length) !== 'content';
}

interface Marker {
  readonly start: number;
  /** First character of the next line. */
  readonly next: number;
  /** `...` and not `---`. */
  readonly ends: boolean;
}

function* markersOf(text: string, first: number): Generator<Marker> {
  let dashes = markerFrom(text, '---', first, true);
  let dots = markerFrom(text, '...', first, true);
  while (dashes !== -1 || dots !== -1) {
    const ends = dashes === -1 || (dots !== -1 && dots < dashes);
    const start = ends ? dots : dashes;
    const lineEnd = text.indexOf('\n', start);
    yield { start, next: lineEnd === -1 ? text.length : lineEnd + 1, ends };
    if (ends) {
      dots = markerFrom(text, '...', start + 3, false);
    } else {
      dashes = markerFrom(text, '---', start + 3, false);
    }
  }
}

function markerFrom(text: string, marker: string, from: number, atLineStart: boolean): number {
  if (atLineStart && text.startsWith(marker, from) && isBlank(text.charCodeAt(from + 3))) {
    return from;
  }
  const pattern = `\n${marker}`;
  for (let index = text.indexOf(pattern, from); index !== -1; index = text.indexOf(pattern, index + 4)) {
    if (isBlank(text.charCodeAt(index + 4))) {
      return index + 1;
    }
  }
  return -1;
}

function preludeOf(text: string, start: number, end: number): 'nothing' | 'directives' | 'content' {
  let found: 'nothing' | 'directives' = 'nothing';
  for (let line = start; line < end; ) {
    const lineFeed = text.indexOf('\n', line);
    const lineEnd = lineFeed === -1 || lineFeed >= end ? end : lineFeed;
    if (text[line] === '%') {
      found = 'directives';
    } else {
      let index = line;
      while (index < lineEnd && isBlank(text.charCodeAt(index))) {
        index++;
      }
      if (index < lineEnd && text[index] !== '#') {
        return 'content';
      }
    }
    line = lineEnd + 1;
  }
  return found;
}

/** White space, a line end, or the end of the text (NaN). */
function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13 || Number.isNaN(code);
}

const BYTE_ORDER_MARK = 0xfeff;
