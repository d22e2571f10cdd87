import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layersOf } from './layers';

describe('layersOf', () => {
  it('leads from left to right', () => {
    expect(
      layersOf(4, [
        { from: 2, to: 0 },
        { from: 0, to: 3 },
        { from: 2, to: 3 },
      ]),
    ).toEqual([1, 0, 0, 2]);
  });

  it('puts a circle into one column, and ignores what leads to itself', () => {
    const links = [
      { from: 0, to: 1 },
      { from: 1, to: 0 },
      { from: 1, to: 2 },
      { from: 2, to: 2 },
    ];
    expect(layersOf(3, links)).toEqual([0, 0, 1]);
  });

  it('never leads back, but within a circle', () => {
    const link = fc.record({ from: fc.nat(9), to: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(link, { maxLength: 30 }), (links) => {
        const layers = layersOf(10, links);
        const reaches = (from: number, to: number, seen = new Set<number>()): boolean =>
          links.some((each) => {
            if (each.from !== from || seen.has(each.to)) return false;
            return each.to === to || reaches(each.to, to, seen.add(each.to));
          });
        for (const { from, to } of links) {
          const circle = from === to || reaches(to, from);
          expect(Math.sign((layers[to] ?? 0) - (layers[from] ?? 0))).toBe(circle ? 0 : 1);
        }
      }),
    );
  });

  it('of a hundred thousand in a row takes no deep stack', () => {
    const links = Array.from({ length: 100_000 }, (_, at) => ({ from: at, to: at + 1 }));
    expect(layersOf(100_001, links).at(-1)).toBe(100_000);
  });
});
