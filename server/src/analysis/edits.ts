import { CHARTER_FILE, readCharter } from '../config';
import { type FileChange, type Snapshot, updateSnapshot } from '../workspace';
import {
  editFile,
  offsetIn,
  type Position,
  type Range,
  type TextChange,
  type YamlDocument,
  type YamlFile,
} from '../yaml';
import type { FindingFix } from './finding';

export type FileEdit = FindingFix['edits'][number];

/** The snapshot after the edits, which all refer to the texts as they are. Undefined where they cannot be made. */
export function withEdits(snapshot: Snapshot, edits: readonly FileEdit[]): Snapshot | undefined {
  const changes: FileChange[] = [];
  let { charter } = snapshot;
  for (const path of new Set(edits.map((edit) => edit.file))) {
    const file = snapshot.file(path);
    const ordered = edits.filter((edit) => edit.file === path).sort((a, b) => compare(b.range.start, a.range.start));
    if (file === undefined || ordered.some((edit, index) => meets(edit.range, ordered[index + 1]?.range)))
      return undefined;
    // Last one first, so that none moves the place of another.
    const edited = editFile(file, joined(file, ordered));
    if (problemsIn(edited) > problemsIn(file)) return undefined;
    if (path === charter.path || path === CHARTER_FILE) charter = readCharter(edited);
    changes.push({ path, kind: 'edited', file: edited });
  }
  return changes.length === 0 ? undefined : updateSnapshot(snapshot, changes, charter);
}

/** Neighbours in a document become one change, or it would be read anew for each of them. */
function joined(file: YamlFile, ordered: readonly FileEdit[]): TextChange[] {
  const changes: TextChange[] = [];
  let run: Placed[] = [];
  for (const { range, text } of ordered) {
    const start = offsetIn(file, range.start);
    const end = offsetIn(file, range.end);
    if (start === undefined || end === undefined || start.document !== end.document) {
      changes.push(...together(run), { range, text });
      run = [];
      continue;
    }
    if (run[0] !== undefined && run[0].document !== start.document) {
      changes.push(...together(run));
      run = [];
    }
    run.push({ document: start.document, range, text, start: start.offset, end: end.offset });
  }
  return [...changes, ...together(run)];
}

interface Placed {
  readonly document: YamlDocument;
  readonly range: Range;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The last one first. */
function together(run: readonly Placed[]): TextChange[] {
  const last = run[0];
  const first = run.at(-1);
  if (first === undefined || last === undefined) return [];
  let text = '';
  let from = first.start;
  for (const edit of [...run].reverse()) {
    text += edit.document.text.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return [{ range: { start: first.range.start, end: last.range.end }, text }];
}

/** Two insertions at one place have no order, so they meet too. */
export function overlap(a: readonly FileEdit[], b: readonly FileEdit[]): boolean {
  return a.some((one) => b.some((other) => one.file === other.file && meets(other.range, one.range)));
}

/** Whether two stretches share a character or a place to insert at. */
function meets(a: Range, b: Range | undefined): boolean {
  if (b === undefined) return false;
  if (compare(a.start, b.start) === 0) return true;
  return compare(a.start, b.end) < 0 && compare(b.start, a.end) < 0;
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

function problemsIn(file: YamlFile): number {
  let count = 0;
  for (const { document } of file.documents) count += document.problems.length;
  return count;
}
