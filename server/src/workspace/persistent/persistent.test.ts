import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bag } from './bag';
import { ShardedMap } from './sharded-map';

describe('collections that never change', () => {
  test('a sharded map answers as a map does, and older ones stay what they were', () => {
    const change = fc.tuple(fc.integer({ min: 0, max: 300 }).map(String), fc.option(fc.nat(), { nil: undefined }));
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 60 }), { maxLength: 12 }), (rounds) => {
        let map = ShardedMap.from(new Map<string, number>());
        const model = new Map<string, number>();
        for (const round of rounds) {
          const before = map;
          const known = [...model];
          map = map.with(new Map(round));
          for (const [key, value] of new Map(round)) {
            if (value === undefined) model.delete(key);
            else model.set(key, value);
          }
          expect(new Map(map.entries())).toEqual(model);
          expect(map.size).toBe(model.size);
          for (const key of model.keys()) expect(map.get(key)).toBe(model.get(key));
          expect(new Map(before.entries())).toEqual(new Map(known));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('a bag keeps path order, and older ones stay what they were', () => {
    const change = fc.tuple(
      fc.integer({ min: 0, max: 400 }).map((n) => `f${n}.yaml`),
      fc.array(fc.nat(9), { maxLength: 2 }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 600 }), (changes) => {
        let bag = Bag.from<number>([]);
        const model = new Map<string, readonly number[]>();
        for (const [path, items] of changes) {
          const before = bag;
          const known = before.items();
          bag = bag.with(path, items);
          model.set(path, items);
          expect(bag.of(path)).toEqual(items);
          expect(before.items()).toBe(known);
        }
        const expected = [...model].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, items]) => items);
        expect(bag.items()).toEqual(expected);
        expect(bag.isEmpty).toBe(expected.length === 0);
      }),
      { numRuns: 30 },
    );
  });
});
