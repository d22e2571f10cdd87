import { changesBetween, type LineChange, linesOf } from '../analysis';

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

interface Hunk extends LineChange {
  readonly changes: readonly LineChange[];
}

function hunksOf(changes: readonly LineChange[], oldLength: number, newLength: number): readonly Hunk[] {
  const groups: LineChange[][] = [];
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
