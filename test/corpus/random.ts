/** Numbers from 0 to 1 that a text decides: the same ones on every run and every machine (mulberry32). */
function randomFrom(seed: string): () => number {
  let state = hashOf(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * So many of them, drawn by what each is called: one that comes or goes changes the draw by one, and not all of it.
 * They stay in their order.
 */
export function draw<T>(all: readonly T[], most: number, seed: string, nameOf: (value: T) => string): readonly T[] {
  return all
    .map((value, order) => ({ value, order, rank: randomFrom(`${seed} ${nameOf(value)}`)() }))
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
    .slice(0, most)
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value);
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 2166136261;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
  return hash;
}
