import { nearest } from '../config';

/** `; did you mean "x"?` for the known word that is most like what was typed, or nothing. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const match = startingWith(typed, known) ?? nearest(typed, known);
  return match === undefined ? '' : `; did you mean "${match}"?`;
}

/** `unresolved` for `unresolved-target-port`, where nothing else begins so. */
function startingWith(typed: string, known: readonly string[]): string | undefined {
  if (typed.replace(/^-+/, '').length < 3) return undefined;
  const matches = known.filter((candidate) => candidate.startsWith(typed));
  return matches.length === 1 ? matches[0] : undefined;
}
