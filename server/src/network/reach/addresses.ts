import {
  type AddressBlock,
  type Certainty,
  containsAddress,
  type Family,
  parseAddress,
  parseBlock,
} from '../../kubernetes';
import type { AddressRange, AddressTest, Policy } from './cluster';

const SIZES = { IPv4: 32n, IPv6: 128n } as const;

/** Everything that has an address of the family. */
export function everyAddress(family: Family): AddressRange {
  return { family, from: 0n, to: (1n << SIZES[family]) - 1n };
}

export function rangeOfBlock(block: AddressBlock): AddressRange {
  const known = ranges.get(block);
  if (known !== undefined) return known;
  const { family, value, length } = block;
  const size = 1n << (SIZES[family] - BigInt(length));
  const made: AddressRange = { family, from: value, to: value + size - 1n };
  ranges.set(block, made);
  return made;
}

const ranges = new WeakMap<AddressBlock, AddressRange>();

/** Where in a list in order, without holes, as `dividedBy` makes it, the range lies within an item; undefined: across several. */
export function placeOf(items: readonly { readonly range: AddressRange }[], range: AddressRange): number | undefined {
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const own = items[middle]?.range;
    if (own === undefined) return undefined;
    if (isBefore(own, range)) low = middle + 1;
    else if (isBefore(range, own)) high = middle - 1;
    else return own.from <= range.from && range.to <= own.to ? middle : undefined;
  }
  return undefined;
}

function isBefore(one: AddressRange, other: AddressRange): boolean {
  return one.family === other.family ? one.to < other.from : one.family === 'IPv4';
}

/** Whether a block takes in a range of addresses that no block divides. */
export function takesIn({ block, except, complete }: AddressTest, range: AddressRange): Certainty {
  if (!isWithin(range, block)) return 'no';
  if (except.some((each) => isWithin(range, each))) return 'no';
  return complete ? 'yes' : 'unknown';
}

function isWithin({ family, from, to }: AddressRange, block: AddressBlock): boolean {
  if (family !== block.family) return false;
  const own = rangeOfBlock(block);
  return own.from <= from && to <= own.to;
}

/**
 * Whether a block takes in something inside the cluster, by its addresses. Of several (dual stack, pods of one workload) all
 * have to be in it: a connection has one family (S050). Mostly they are not written down: what covers all IPv4 addresses
 * takes them in, what has no private addresses does not (clusters number their pods and nodes privately, if not in IPv6,
 * where a cloud gives them public ones), and of all else nobody can tell.
 */
export function matchOfAddresses(test: AddressTest, addresses: readonly string[]): Certainty {
  const known = addresses.map(parseAddress).filter((address) => address !== undefined);
  if (known.length > 0 && known.length === addresses.length) {
    const inside = known.filter(
      (address) => containsAddress(test.block, address) && !test.except.some((each) => containsAddress(each, address)),
    );
    if (inside.length === 0) return 'no';
    return test.complete && inside.length === known.length ? 'yes' : 'unknown';
  }
  if (!mayBeInside(test.block)) return 'no';
  const isAll = test.block.length === 0 && test.block.family === 'IPv4';
  return isAll && test.complete && !test.except.some(mayBeInside) ? 'yes' : 'unknown';
}

/** Whether the addresses of pods and nodes may be among these. */
function mayBeInside(block: AddressBlock): boolean {
  const own = rangeOfBlock(block);
  return INSIDE.some(({ family, from, to }) => family === own.family && from <= own.to && own.from <= to);
}

/** Private and shared addresses, and those of links: RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291; global IPv6. */
const INSIDE: readonly AddressRange[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
  '2000::/3',
].flatMap((text) => {
  const block = parseBlock(text);
  return block === undefined ? [] : [rangeOfBlock(block)];
});

/** The addresses of both families, cut wherever a block of one of those tests begins or ends. */
export function dividedBy(tests: Iterable<AddressTest>): readonly AddressRange[] {
  const cuts: Record<Family, Set<bigint>> = { IPv4: new Set(), IPv6: new Set() };
  for (const { block, except } of tests) {
    for (const each of [block, ...except]) {
      const { family, from, to } = rangeOfBlock(each);
      cuts[family].add(from).add(to + 1n);
    }
  }
  return (['IPv4', 'IPv6'] as const).flatMap((family) => {
    const whole = everyAddress(family);
    const starts = [...new Set([whole.from, ...cuts[family]])].filter((start) => start <= whole.to).sort(ascending);
    return starts.map((from, at) => ({ family, from, to: (starts[at + 1] ?? whole.to + 1n) - 1n }));
  });
}

export function* addressTestsOf(policies: Iterable<Policy>): Generator<AddressTest, undefined> {
  for (const policy of policies) {
    for (const list of [policy.ingress, policy.egress]) {
      for (const { peers } of list?.rules ?? []) {
        if (peers === 'anyone') continue;
        for (const peer of peers) if (peer.kind === 'addresses') yield peer.test;
      }
    }
  }
}

function ascending(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
