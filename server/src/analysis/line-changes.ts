import type { FindingFix } from './finding';

/** Lines [from, to) of the old text give way to lines [newFrom, newTo) of the new one. */
export interface LineChange {
  readonly from: number;
  readonly to: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** Each with its line end, so that CRLF and a missing last line end are part of what is compared. */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

// Beyond so many differing lines the middle is replaced whole: still a right patch, only a longer one.
const MOST_EDITS = 1_000;

/** The smallest set of changed lines, after Myers' greedy algorithm. */
export function changesBetween(old: readonly string[], next: readonly string[]): readonly LineChange[] {
  let start = 0;
  while (start < old.length && start < next.length && old[start] === next[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < next.length - start && old.at(-1 - end) === next.at(-1 - end)) end += 1;
  const a = old.slice(start, old.length - end);
  const b = next.slice(start, next.length - end);
  if (a.length === 0 && b.length === 0) return [];
  const steps = editPath(a, b);
  const whole = { from: start, to: start + a.length, newFrom: start, newTo: start + b.length };
  if (steps === undefined) return [whole];
  return merged(steps, start);
}

interface Step {
  readonly x: number;
  readonly y: number;
  readonly removes: boolean;
}

function editPath(a: readonly string[], b: readonly string[]): readonly Step[] | undefined {
  const most = Math.min(a.length + b.length, MOST_EDITS);
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let depth = 0; depth <= most; depth += 1) {
    trace.push(new Map(furthest));
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      let x = startOn(furthest, diagonal, depth);
      let y = x - diagonal;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x += 1;
        y += 1;
      }
      furthest.set(diagonal, x);
      if (x >= a.length && y >= b.length) return backwards(trace, a.length, b.length);
    }
  }
  return undefined;
}

function comesFromAbove(furthest: ReadonlyMap<number, number>, diagonal: number, depth: number): boolean {
  if (diagonal === -depth) return true;
  return diagonal !== depth && (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1);
}

function startOn(furthest: ReadonlyMap<number, number>, diagonal: number, depth: number): number {
  if (comesFromAbove(furthest, diagonal, depth)) return furthest.get(diagonal + 1) ?? 0;
  return (furthest.get(diagonal - 1) ?? 0) + 1;
}

function backwards(trace: readonly ReadonlyMap<number, number>[], endX: number, endY: number): readonly Step[] {
  const steps: Step[] = [];
  let x = endX;
  let y = endY;
  for (let depth = trace.length - 1; depth > 0; depth -= 1) {
    const furthest = trace[depth] ?? new Map<number, number>();
    const diagonal = x - y;
    const above = comesFromAbove(furthest, diagonal, depth);
    const from = diagonal + (above ? 1 : -1);
    x = furthest.get(from) ?? 0;
    y = x - from;
    steps.push({ x, y, removes: !above });
  }
  return steps.reverse();
}

function merged(steps: readonly Step[], offset: number): readonly LineChange[] {
  const changes: LineChange[] = [];
  for (const step of steps) {
    const x = step.x + offset;
    const y = step.y + offset;
    const next = { from: x, to: x + (step.removes ? 1 : 0), newFrom: y, newTo: y + (step.removes ? 0 : 1) };
    const last = changes.at(-1);
    if (last !== undefined && last.to === next.from && last.newTo === next.newFrom) {
      changes[changes.length - 1] = { ...last, to: next.to, newTo: next.newTo };
    } else {
      changes.push(next);
    }
  }
  return changes;
}

/** The edits of one file that make the one text of the other, whole lines at a time. */
export function editsBetween(file: string, before: string, after: string): FindingFix['edits'] {
  const old = editorLinesOf(before);
  const next = editorLinesOf(after);
  return changesBetween(old, next).map(({ from, to, newFrom, newTo }) => ({
    file,
    range: { start: { line: from, character: 0 }, end: endOf(old, to) },
    text: next.slice(newFrom, newTo).join(''),
  }));
}

/** For an editor, a carriage return alone ends a line too. */
function editorLinesOf(text: string): readonly string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

/** Behind a last line without a line end there is no line to begin at. */
function endOf(lines: readonly string[], line: number): { line: number; character: number } {
  const last = lines.at(-1);
  if (line < lines.length || last === undefined || /[\r\n]$/.test(last)) return { line, character: 0 };
  return { line: line - 1, character: last.length };
}
