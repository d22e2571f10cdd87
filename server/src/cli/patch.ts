/** A patch that `git apply` takes, from the texts before and after. */
export interface ChangedText {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

const CONTEXT = 3;

export function unifiedDiff(files: readonly ChangedText[]): string {
  return files.map(fileDiff).join('');
}

function fileDiff({ path, before, after }: ChangedText): string {
  const old = linesOf(before);
  const next = linesOf(after);
  const hunks = hunksOf(changesBetween(old, next), old.length, next.length);
  if (hunks.length === 0) return '';
  const parts = [`--- ${quoted(`a/${path}`)}\n+++ ${quoted(`b/${path}`)}\n`];
  for (const hunk of hunks) parts.push(hunkText(hunk, old, next));
  return parts.join('');
}

/** Lines [from, to) of the old text give way to lines [newFrom, newTo) of the new one. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly newFrom: number;
  readonly newTo: number;
}

interface Hunk extends Change {
  readonly changes: readonly Change[];
}

/** Each with its line end, so that CRLF and a missing last line end are part of what is compared. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function hunksOf(changes: readonly Change[], oldLength: number, newLength: number): readonly Hunk[] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && change.from - last.to <= 2 * CONTEXT) group.push(change);
    else groups.push([change]);
  }
  return groups.flatMap((group) => {
    const first = group[0];
    const last = group.at(-1);
    if (first === undefined || last === undefined) return [];
    const before = Math.min(CONTEXT, first.from);
    const behind = Math.min(CONTEXT, oldLength - last.to, newLength - last.newTo);
    return [
      {
        changes: group,
        from: first.from - before,
        newFrom: first.newFrom - before,
        to: last.to + behind,
        newTo: last.newTo + behind,
      },
    ];
  });
}

function hunkText(hunk: Hunk, old: readonly string[], next: readonly string[]): string {
  const parts = [`@@ -${span(hunk.from, hunk.to)} +${span(hunk.newFrom, hunk.newTo)} @@\n`];
  let line = hunk.from;
  for (const change of hunk.changes) {
    for (; line < change.from; line += 1) parts.push(marked(' ', old[line]));
    for (; line < change.to; line += 1) parts.push(marked('-', old[line]));
    for (let added = change.newFrom; added < change.newTo; added += 1) parts.push(marked('+', next[added]));
  }
  for (; line < hunk.to; line += 1) parts.push(marked(' ', old[line]));
  return parts.join('');
}

function span(from: number, to: number): string {
  return `${to > from ? from + 1 : from},${to - from}`;
}

function marked(mark: string, line = ''): string {
  return line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n\\ No newline at end of file\n`;
}

/** As git writes names that hold quotes, control characters or anything beyond ASCII. */
function quoted(path: string): string {
  if (/^[\x20-\x7e]*$/.test(path) && !/["\\]/.test(path)) return path.includes(' ') ? `${path}\t` : path;
  let text = '';
  for (const byte of new TextEncoder().encode(path)) {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === '\\') text += `\\${character}`;
    else text += byte < 0x20 || byte > 0x7e ? `\\${byte.toString(8).padStart(3, '0')}` : character;
  }
  return `"${text}"`;
}

// Beyond so many differing lines the middle is replaced whole: still a right patch, only a longer one.
const MOST_EDITS = 1_000;

/** The smallest set of changed lines, after Myers' greedy algorithm. */
export function changesBetween(old: readonly string[], next: readonly string[]): readonly Change[] {
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

function merged(steps: readonly Step[], offset: number): readonly Change[] {
  const changes: Change[] = [];
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
