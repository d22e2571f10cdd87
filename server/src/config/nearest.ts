/** The candidate a person most likely meant, if one is close enough to be worth saying. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const typed = fold(word);
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(typed.length / 3)) + 1;
  for (const candidate of candidates) {
    const known = fold(candidate);
    // `warn` for `warning`: cut short is no typing error, and just as evident.
    if (typed.length >= SHORTEST_PREFIX && known.startsWith(typed)) return candidate;
    if (Math.abs(known.length - typed.length) >= bestDistance) continue;
    const found = distance(typed, known);
    if (found >= bestDistance || found >= known.length) continue;
    best = candidate;
    bestDistance = found;
  }
  return best;
}

/** Longer words are nobody's typing error. */
const LONGEST_WORD = 60;
const SHORTEST_PREFIX = 3;

function fold(word: string): string {
  return word.toLowerCase().slice(0, LONGEST_WORD);
}

/** Edits of one character, two neighbours that changed places counting as one. */
export function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
