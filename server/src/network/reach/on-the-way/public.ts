import type { AddressBlock, Family } from '../../../kubernetes';
import { parseBlock } from '../../../kubernetes';
import { addressTestsOf, dividedBy, everyAddress, rangeOfBlock } from '../addresses';
import type { End } from '../answer';
import type { AddressRange, Policy } from '../cluster';
import type { ReachEngine } from '../engine';

/**
 * Addresses that packets of the internet may come from: all but those for private use and special purposes (RFC 6890,
 * RFC 1918, RFC 6598, RFC 3927, RFC 1112); of IPv6 those that are global (RFC 4291).
 */
export const PUBLIC: readonly AddressRange[] = [...publicOfIPv4(), rangeOf('2000::/3')];

function publicOfIPv4(): readonly AddressRange[] {
  const special = [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '224.0.0.0/3',
  ].map(rangeOf);
  let left: readonly AddressRange[] = [everyAddress('IPv4')];
  for (const range of special) left = left.flatMap((each) => outside(each, range));
  return left;
}

function rangeOf(text: string): AddressRange {
  const block = parseBlock(text);
  if (block === undefined) throw new Error(`${text} is no block`);
  return rangeOfBlock(block);
}

function outside(range: AddressRange, { family, from, to }: AddressRange): readonly AddressRange[] {
  if (range.family !== family || range.to < from || to < range.from) return [range];
  const parts: AddressRange[] = [];
  if (range.from < from) parts.push({ ...range, to: from - 1n });
  if (range.to > to) parts.push({ ...range, from: to + 1n });
  return parts;
}

/** What is in both. */
export function common(ranges: readonly AddressRange[], blocks: readonly AddressBlock[]): readonly AddressRange[] {
  return blocks.flatMap((block) => {
    const own = rangeOfBlock(block);
    return ranges.flatMap((range) => within(range, own) ?? []);
  });
}

function within(range: AddressRange, other: AddressRange): AddressRange | undefined {
  if (range.family !== other.family) return undefined;
  const from = range.from > other.from ? range.from : other.from;
  const to = range.to < other.to ? range.to : other.to;
  return from <= to ? { family: range.family, from, to } : undefined;
}

/** What is in some of the first and in none of the others; both as `merged` makes them. */
export function without(ranges: readonly AddressRange[], others: readonly AddressRange[]): readonly AddressRange[] {
  const left: AddressRange[] = [];
  let first = 0;
  for (const range of ranges) {
    const { family, to } = range;
    let { from } = range;
    for (let other = others[first]; other !== undefined && isBefore(other, range); other = others[first]) first += 1;
    for (let at = first; at < others.length; at += 1) {
      const other = others[at];
      if (other === undefined || other.family !== family || other.from > to) break;
      if (other.from > from) left.push({ family, from, to: other.from - 1n });
      from = other.to + 1n;
    }
    if (from <= to) left.push({ family, from, to });
  }
  return left;
}

function isBefore(one: AddressRange, other: AddressRange): boolean {
  return one.family === other.family ? one.to < other.from : one.family < other.family;
}

/** Whether that is the whole internet. */
export function isEveryPublicAddress(ranges: readonly AddressRange[]): boolean {
  return without(merged(PUBLIC), merged(ranges)).length === 0;
}

/** The same addresses in order, as few ranges as they make. */
export function merged(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const found: AddressRange[] = [];
  for (const range of [...ranges].sort(inOrder)) {
    const last = found.at(-1);
    if (last === undefined || last.family !== range.family || range.from > last.to + 1n) found.push(range);
    else if (range.to > last.to) found[found.length - 1] = { ...last, to: range.to };
  }
  return found;
}

function inOrder(one: AddressRange, other: AddressRange): number {
  if (one.family !== other.family) return one.family < other.family ? -1 : 1;
  return one.from < other.from ? -1 : one.from > other.from ? 1 : 0;
}

/** Those addresses, cut where the policies about some ends tell them apart. */
export function rangesToldApart(
  engine: ReachEngine,
  ends: readonly End[],
  ranges: readonly AddressRange[],
): readonly End[] {
  const policies = new Set(ends.flatMap((end) => [...policiesAbout(engine, end)]));
  const cuts = dividedBy(addressTestsOf(policies));
  const families = new Set<Family>(ranges.map(({ family }) => family));
  const parts: End[] = [];
  for (const cut of cuts) {
    if (!families.has(cut.family)) continue;
    for (const range of ranges) {
      const part = within(cut, range);
      if (part !== undefined) parts.push({ kind: 'addresses', range: part });
    }
  }
  return parts;
}

function policiesAbout(engine: ReachEngine, end: End): ReadonlySet<Policy> {
  const found = new Set<Policy>();
  if (end.kind !== 'pods') return found;
  const group = engine.groupOf(end.pods);
  for (const direction of ['ingress', 'egress'] as const) {
    for (const step of engine.programOf(group, direction).steps) {
      const rules = step.kind === 'rule' ? [step] : step.kind === 'any-order' ? step.policies.flat() : [];
      for (const { policy } of rules) found.add(policy);
    }
  }
  return found;
}
