/** One replacement in a text. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** All edits refer to the text as it was. One that overlaps an earlier one is left out. */
export function applyEdits(text: string, edits: readonly Replacement[]): string {
  const sorted = edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.order - b.order);
  const parts: string[] = [];
  let from = 0;
  for (const { edit } of sorted) {
    if (edit.start < from || edit.end < edit.start || edit.end > text.length) {
      continue;
    }
    parts.push(text.slice(from, edit.start), edit.text);
    from = edit.end;
  }
  parts.push(text.slice(from));
  return parts.join('');
}
