import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ALL_PORTS,
  areEqualPorts,
  differenceOf,
  hasPort,
  intersectionOf,
  isNoPort,
  keyOf,
  LAST_PORT,
  NO_PORTS,
  type PortRange,
  type PortSet,
  portRange,
  portRanges,
  unionOf,
  unionOfAll,
} from './ports';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
/** Ports near both ends and near each other, so that ranges touch and overlap. */
const number = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: LAST_PORT - 5, max: LAST_PORT }));
const range: fc.Arbitrary<PortRange> = fc
  .tuple(fc.constantFrom(...PROTOCOLS), number, number)
  .map(([protocol, one, other]) => ({ protocol, from: Math.min(one, other), to: Math.max(one, other) }));
const ranges = fc.array(range, { maxLength: 8 });
const set: fc.Arbitrary<PortSet> = fc
  .tuple(ranges, fc.boolean())
  .map(([own, others]) => ({ ...portRanges(own), others }));
const ASKED = [
  ...Array.from({ length: 25 }, (_, at) => at + 1),
  ...Array.from({ length: 8 }, (_, at) => LAST_PORT - at),
];

/** One for each port that was asked about, and one for the other protocols. */
function bitsOf(own: PortSet): readonly boolean[] {
  return [...PROTOCOLS.flatMap((protocol) => ASKED.map((port) => hasPort(own, protocol, port))), own.others];
}

/** Sorted, apart from each other, within bounds: so equal sets have equal content. */
function isTidy(own: PortSet): boolean {
  return PROTOCOLS.every((protocol) =>
    own[protocol].every((each, at) => {
      const before = own[protocol][at - 1];
      if (before === undefined) return each >= 1;
      return at % 2 === 0 ? each > before + 1 : each >= before && each <= LAST_PORT;
    }),
  );
}

describe('sets of ports', () => {
  test.each([
    ['union', unionOf, (one: boolean, other: boolean) => one || other],
    ['intersection', intersectionOf, (one: boolean, other: boolean) => one && other],
    ['difference', differenceOf, (one: boolean, other: boolean) => one && !other],
  ] as const)('%s is that of the ports one by one', (_name, operation, ofOne) => {
    fc.assert(
      fc.property(set, set, (one, other) => {
        const made = operation(one, other);
        const beside = bitsOf(other);
        expect(bitsOf(made)).toEqual(bitsOf(one).map((bit, at) => ofOne(bit, beside[at] ?? false)));
        expect(isTidy(made)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('equal sets have equal keys, however they were made', () => {
    fc.assert(
      fc.property(set, set, (one, other) => {
        const same = bitsOf(one).every((bit, at) => bit === bitsOf(other)[at]);
        expect(keyOf(one) === keyOf(other)).toBe(same);
        expect(areEqualPorts(unionOf(one, other), unionOf(other, one))).toBe(true);
        expect(areEqualPorts(unionOf(intersectionOf(one, other), differenceOf(one, other)), one)).toBe(true);
      }),
    );
  });

  test('many at once are as one after the other', () => {
    fc.assert(
      fc.property(fc.array(set, { maxLength: 6 }), ranges, (sets, own) => {
        expect(unionOfAll(sets)).toEqual(sets.reduce(unionOf, NO_PORTS));
        const single = own.map(({ protocol, from, to }) => portRange(protocol, from, to));
        expect(portRanges(own)).toEqual(single.reduce(unionOf, NO_PORTS));
        expect(isTidy(portRanges(own))).toBe(true);
      }),
    );
  });

  test('nothing and everything', () => {
    expect(isNoPort(NO_PORTS)).toBe(true);
    expect(isNoPort(differenceOf(ALL_PORTS, ALL_PORTS))).toBe(true);
    expect(areEqualPorts(portRange('TCP', 0, 99_999), { ...NO_PORTS, TCP: [1, LAST_PORT] })).toBe(true);
    expect(areEqualPorts(portRange('TCP', 9, 8), NO_PORTS)).toBe(true);
    expect(portRanges([{ protocol: 'TCP', from: 9, to: 8 }])).toEqual(NO_PORTS);
  });
});
