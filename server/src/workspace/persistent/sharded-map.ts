/**
 * An immutable map of strings. A change copies one shard and the list of shards: about the square root of the whole,
 * so that a keystroke costs the same in a workspace of ten files and of ten thousand.
 */
export class ShardedMap<V> {
  private constructor(
    private readonly shards: readonly ReadonlyMap<string, V>[],
    readonly size: number,
  ) {}

  /** In one piece until the first change: whoever only reads, as a scan does, is not made to wait for the shards. */
  static from<V>(entries: ReadonlyMap<string, V>): ShardedMap<V> {
    return new ShardedMap([entries], entries.size);
  }

  get(key: string): V | undefined {
    return this.shards[shardOf(key, this.shards.length)]?.get(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** Undefined removes the key. */
  with(changes: ReadonlyMap<string, V | undefined>): ShardedMap<V> {
    if (changes.size === 0) return this;
    const shards = this.shards.length > 1 ? [...this.shards] : split(this.shards, this.size);
    const copied = new Map<number, Map<string, V>>();
    let size = this.size;
    for (const [key, value] of changes) {
      const at = shardOf(key, shards.length);
      let shard = copied.get(at);
      if (shard === undefined) {
        shard = new Map(shards[at]);
        copied.set(at, shard);
        shards[at] = shard;
      }
      size -= shard.size;
      if (value === undefined) shard.delete(key);
      else shard.set(key, value);
      size += shard.size;
    }
    if (shardCount(size) <= shards.length * 4) return new ShardedMap(shards, size);
    return new ShardedMap(split(shards, size), size);
  }

  *entries(): Generator<readonly [string, V]> {
    for (const shard of this.shards) yield* shard;
  }
}

function split<V>(maps: readonly ReadonlyMap<string, V>[], size: number): ReadonlyMap<string, V>[] {
  const shards = Array.from({ length: shardCount(size) }, () => new Map<string, V>());
  for (const map of maps) for (const [key, value] of map) shards[shardOf(key, shards.length)]?.set(key, value);
  return shards;
}

/** A power of two near the square root. */
function shardCount(size: number): number {
  let count = 1;
  while (count * count < size && count < 1024) count *= 2;
  return count;
}

/** FNV-1a; `count` is a power of two. */
function shardOf(key: string, count: number): number {
  if (count === 1) return 0;
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) & (count - 1);
}
