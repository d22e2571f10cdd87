/**
 * An immutable collection of things that stand in files, in path order. Replacing what one file contributes copies one
 * chunk and the list of chunks, never the whole.
 */
export class Bag<T> {
  private flat: readonly T[] | undefined;

  private constructor(private readonly chunks: readonly Chunk<T>[]) {}

  /** Entries in path order, none of them empty. */
  static from<T>(entries: readonly BagEntry<T>[]): Bag<T> {
    if (entries.length <= CHUNK) return new Bag(entries.length === 0 ? [] : [entries]);
    const chunks: Chunk<T>[] = [];
    for (let at = 0; at < entries.length; at += CHUNK) chunks.push(entries.slice(at, at + CHUNK));
    return new Bag(chunks);
  }

  get isEmpty(): boolean {
    return this.chunks.length === 0;
  }

  /** What one file contributes. */
  of(path: string): readonly T[] {
    const chunk = this.chunks[this.chunkOf(path)];
    return chunk?.find((entry) => entry.path === path)?.items ?? [];
  }

  /** Everything, in path order. */
  items(): readonly T[] {
    this.flat ??= this.chunks.flatMap((chunk) => chunk.flatMap((entry) => entry.items));
    return this.flat;
  }

  with(path: string, items: readonly T[]): Bag<T> {
    const at = this.chunkOf(path);
    const chunk = this.chunks[at] ?? [];
    const changed: BagEntry<T>[] = chunk.filter((entry) => entry.path < path);
    const behind = changed.length;
    if (items.length > 0) changed.push({ path, items });
    changed.push(...chunk.slice(behind).filter((entry) => entry.path !== path));
    const chunks = [...this.chunks];
    if (changed.length <= CHUNK * 2) chunks.splice(at, 1, ...(changed.length === 0 ? [] : [changed]));
    else chunks.splice(at, 1, changed.slice(0, CHUNK), changed.slice(CHUNK));
    return new Bag(chunks);
  }

  /** The last chunk that does not begin behind the path. */
  private chunkOf(path: string): number {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const first = this.chunks[middle]?.[0];
      if (first !== undefined && first.path <= path) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

export interface BagEntry<T> {
  readonly path: string;
  readonly items: readonly T[];
}

type Chunk<T> = readonly BagEntry<T>[];

const CHUNK = 64;
