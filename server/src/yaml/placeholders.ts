/**
 * `{{ … }}`, `{% … %}` and `${NAME…}` in a document that is not rendered yet. A span is hidden behind a run of one character that
 * is harmless everywhere in YAML, of the same length, so that every place stays right; the text of a scalar gets its
 * own characters back afterwards. `$(NAME)` is none: Kubernetes itself expands it.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** Nothing but `{{ … }}` or `{% … %}` stands on its line: it may add or drop whole lines when it is rendered. */
  readonly control: boolean;
}

export function mayHoldPlaceholders(text: string): boolean {
  return text.includes('{{') || text.includes('${') || text.includes('{%');
}

/** Whether a scalar with this text waits for somebody to fill it in. */
export function holdsPlaceholder(text: string): boolean {
  return isClosed(text, '{{', '}}') || isClosed(text, '{%', '%}') || VARIABLE.test(text);
}

/** In source order, none over a line end: an action over several lines gives one span a line. */
export function findSpans(text: string): readonly Span[] {
  const found: Found[] = [];
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(text); match !== null; match = OPENING.exec(text)) {
    const start = match.index;
    const end = match[0] === '${' ? endOfVariable(text, start) : endOfAction(text, start, match[0]);
    if (end !== -1) {
      pushLines(text, start, end, match[0] !== '${', found);
      OPENING.lastIndex = end;
    }
  }
  return markControl(text, found);
}

/** The text with its spans hidden; control lines become comments where asked for. */
export function hide(text: string, spans: readonly Span[], mask: string, controlAsComment: boolean): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, control } of spans) {
    const run = mask.repeat(end - start);
    parts.push(text.slice(from, start), control && controlAsComment ? `#${run.slice(1)}` : run);
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

/** Gives a scalar that starts at `start` its own characters back. */
export function reveal(masked: string, start: number, text: string, spans: readonly Span[], mask: string): string {
  let run = masked.indexOf(mask);
  if (run === -1) {
    return masked;
  }
  let index = firstSpanFrom(spans, start);
  let from = 0;
  const parts: string[] = [];
  while (run !== -1) {
    const span = spans[index++];
    if (span === undefined) {
      break;
    }
    parts.push(masked.slice(from, run), text.slice(span.start, span.end));
    from = run + span.end - span.start;
    run = masked.indexOf(mask, from);
  }
  parts.push(masked.slice(from));
  return parts.join('');
}

/** A character of the private use area that the text does not hold. */
export function maskFor(text: string): string {
  for (let code = 0xe000; code < 0xf8ff; code++) {
    const mask = String.fromCharCode(code);
    if (!text.includes(mask)) {
      return mask;
    }
  }
  return '\uf8ff';
}

export function firstSpanFrom(spans: readonly Span[], start: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.start ?? 0) < start) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function isClosed(text: string, opening: string, closing: string): boolean {
  const open = text.indexOf(opening);
  return open !== -1 && text.indexOf(closing, open + 2) !== -1;
}

/**
 * On its own line; over several lines only where it starts its line, and then not further than a sane template goes, so
 * that many openings without an end cost little.
 */
function endOfAction(text: string, start: number, opening: string): number {
  const reach = text.slice(start + 2, start + LONGEST_ACTION);
  const close = reach.indexOf(opening === '{{' ? '}}' : '%}');
  const lineEnd = reach.indexOf('\n');
  return close === -1 || (lineEnd !== -1 && lineEnd < close && !onlySpaceBefore(text, start)) ? -1 : start + close + 4;
}

function endOfVariable(text: string, start: number): number {
  VARIABLE_HERE.lastIndex = start;
  return VARIABLE_HERE.test(text) ? VARIABLE_HERE.lastIndex : -1;
}

function pushLines(text: string, start: number, end: number, action: boolean, found: Found[]): void {
  for (const line of text.slice(start, end).matchAll(/\S(?:[^\n]*\S)?/g)) {
    found.push({ start: start + line.index, end: start + line.index + line[0].length, action });
  }
}

function markControl(text: string, found: readonly Found[]): readonly Span[] {
  const spans: Span[] = [];
  for (let index = 0; index < found.length; ) {
    let last = index;
    let control = found[index]?.action === true && onlySpaceBefore(text, found[index]?.start ?? 0);
    for (let next = found[last + 1]; next !== undefined; next = found[last + 1]) {
      const between = text.slice(found[last]?.end, next.start);
      if (between.includes('\n')) {
        break;
      }
      control = control && next.action && between.trim() === '';
      last++;
    }
    control = control && onlySpaceAfter(text, found[last]?.end ?? 0);
    for (; index <= last; index++) {
      const span = found[index];
      if (span !== undefined) {
        spans.push({ start: span.start, end: span.end, control });
      }
    }
  }
  return spans;
}

function onlySpaceBefore(text: string, offset: number): boolean {
  let index = offset - 1;
  while (index >= 0 && isSpace(text.charCodeAt(index))) {
    index--;
  }
  return index < 0 || text.charCodeAt(index) === 10;
}

function onlySpaceAfter(text: string, offset: number): boolean {
  let index = offset;
  while (index < text.length && isSpace(text.charCodeAt(index))) {
    index++;
  }
  return index >= text.length || text.charCodeAt(index) === 10;
}

/** White space within a line; the CR of a CRLF counts. */
function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}

interface Found {
  readonly start: number;
  readonly end: number;
  readonly action: boolean;
}

const OPENING = /\{\{(?!\{)|\{%|\$\{/g;
const LONGEST_ACTION = 20_000;
const VARIABLE = /\$\{[A-Za-z_][^{}\n]{0,400}\}/;
const VARIABLE_HERE = /\$\{[A-Za-z_][^{}\n]{0,400}\}/y;
