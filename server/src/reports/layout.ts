import { visible } from './escape';

/** One thing that a terminal shows in one piece. */
export interface Cell {
  /** Offset in the line, in UTF-16 units. */
  readonly start: number;
  readonly text: string;
  /** Column it begins at, and how many it takes. */
  readonly column: number;
  readonly width: number;
}

const TAB = 4;

/** A source line as a terminal shows it: tabs to the next stop, unseen characters as their codes. */
export function cellsOf(line: string): readonly Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  let start = 0;
  for (const character of line) {
    const text = character === '\t' ? ' '.repeat(TAB - (column % TAB)) : visible(character);
    const width = displayWidth(text);
    cells.push({ start, text, column, width });
    column += width;
    start += character.length;
  }
  return cells;
}

/** The column at which the character at an offset begins; behind the last one, the line's width. */
export function columnOf(cells: readonly Cell[], offset: number): number {
  const cell = cells.find((candidate) => candidate.start >= offset);
  if (cell !== undefined) return cell.column;
  const last = cells.at(-1);
  return last === undefined ? 0 : last.column + last.width;
}

// Blocks in which (nearly) every character is two columns wide.
const WIDE =
  /[\u1100-\u115f\u231a\u231b\u2329\u232a\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1b000}-\u{1b2ff}\u{1f004}\u{1f0cf}\u{1f18e}\u{1f191}-\u{1f19a}\u{1f200}-\u{1f320}\u{1f32d}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f7e0}-\u{1f7eb}\u{1f90c}-\u{1f9ff}\u{1fa70}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const ZERO = /\p{Mn}|\p{Me}|\u200c|\u200d/u;
const PLAIN = /^[\x20-\x7e]*$/;

/** Columns that a text without control characters takes in a terminal. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (ZERO.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/** Words in lines of at most `width` columns; a word that is longer has a line of its own. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(' ')) {
    const size = displayWidth(word);
    if (used > 0 && used + 1 + size > width) {
      lines.push(line);
      line = word;
      used = size;
    } else {
      line = used === 0 ? word : `${line} ${word}`;
      used += size + (used === 0 ? 0 : 1);
    }
  }
  lines.push(line);
  return lines;
}

/** A stretch of a line that fits, with `…` where it was cut; `shift` is what columns of the line lose in it. */
export interface Window {
  readonly text: string;
  readonly shift: number;
}

/** Cuts a line so that the columns from `from` are seen, with some of what stands before them. */
export function windowOf(cells: readonly Cell[], from: number, to: number, width: number): Window {
  const last = cells.at(-1);
  const total = last === undefined ? 0 : last.column + last.width;
  if (total <= width) return { text: textOf(cells), shift: 0 };
  const before = to < width - 1 ? 0 : Math.max(0, Math.min(from - Math.floor(width / 3), total - width + 1));
  const first = cells.findIndex((cell) => cell.column >= before);
  const kept: Cell[] = [];
  const begin = cells[first]?.column ?? 0;
  const lead = begin > 0 ? 1 : 0;
  for (const cell of cells.slice(first)) {
    const end = cell.column + cell.width - begin + lead;
    const isLast = cell === last;
    if (end > (isLast ? width : width - 1)) break;
    kept.push(cell);
  }
  const cut = kept.at(-1) !== last;
  return { text: `${lead > 0 ? '…' : ''}${textOf(kept)}${cut ? '…' : ''}`, shift: begin - lead };
}

function textOf(cells: readonly Cell[]): string {
  return cells.map((cell) => cell.text).join('');
}
