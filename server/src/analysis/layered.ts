/**
 * An immutable map that is cheap to change a little: a large base that versions share, and the few entries that differ.
 * A keystroke changes some entries of ten thousand; copying them all would make its cost grow with the workspace.
 */
export class Layered<K, V> {
  private constructor(
    private readonly base: ReadonlyMap<K, V>,
    private readonly above: ReadonlyMap<K, V | undefined>,
  ) {}

  static of<K, V>(entries: ReadonlyMap<K, V>): Layered<K, V> {
    return new Layered(entries, new Map());
  }

  get(key: K): V | undefined {
    return this.above.has(key) ? this.above.get(key) : this.base.get(key);
  }

  /** Undefined removes an entry. */
  with(changes: ReadonlyMap<K, V | undefined>): Layered<K, V> {
    if (changes.size === 0) return this;
    const above = new Map(this.above);
    for (const [key, value] of changes) above.set(key, value);
    if (above.size <= MOST_ABOVE) return new Layered(this.base, above);
    return Layered.of(new Map(entriesOf(this.base, above)));
  }

  entries(): Iterable<[K, V]> {
    return entriesOf(this.base, this.above);
  }
}

const MOST_ABOVE = 256;

function* entriesOf<K, V>(base: ReadonlyMap<K, V>, above: ReadonlyMap<K, V | undefined>): Generator<[K, V]> {
  for (const entry of base) if (!above.has(entry[0])) yield entry;
  for (const [key, value] of above) if (value !== undefined) yield [key, value];
}
