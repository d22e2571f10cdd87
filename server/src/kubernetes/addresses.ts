/**
 * An IP address as Kubernetes reads it. Its reader is older than today's rules: what it takes and a strict one refuses is
 * `sloppy` (accepted by the fields of the API up to 1.35, refused by default from 1.36).
 */
export interface Address {
  readonly family: Family;
  readonly value: bigint;
  readonly sloppy: Sloppiness | undefined;
}

/** A block of addresses in CIDR form; `value` is its first address, `length` the number of bits that are fixed. */
export interface AddressBlock {
  readonly family: Family;
  readonly value: bigint;
  readonly length: number;
  readonly sloppy: Sloppiness | undefined;
}

export type Family = 'IPv4' | 'IPv6';
/** `10.01.0.0`, `::ffff:10.0.0.1`, `10.0.0.1/8`. */
export type Sloppiness = 'leading-zeros' | 'ipv4-mapped' | 'host-bits';

/** Undefined where it is no address, by the sloppy rules too. A zone (`fe80::1%eth0`) is never one. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > LONGEST) return undefined;
  const parsed = text.includes(':') ? parseLong(text) : parseShort(text);
  if (parsed === undefined) return undefined;
  const { value, zeros } = parsed;
  if (!text.includes(':')) return { family: 'IPv4', value, sloppy: zeros ? 'leading-zeros' : undefined };
  if (value >> 32n === MAPPED) {
    return { family: 'IPv4', value: value & ALL_32, sloppy: zeros ? 'leading-zeros' : 'ipv4-mapped' };
  }
  return { family: 'IPv6', value, sloppy: zeros ? 'leading-zeros' : undefined };
}

/** Undefined where it is no CIDR, by the sloppy rules too. */
export function parseBlock(text: string): AddressBlock | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const written = text.slice(slash + 1);
  const address = parseAddress(text.slice(0, slash));
  if (address === undefined || !/^[0-9]{1,8}$/.test(written)) return undefined;
  const length = Number(written);
  const mapped = address.family === 'IPv4' && text.includes(':');
  if (length > (mapped ? 128 : sizeOf(address.family))) return undefined;
  const zeros = address.sloppy === 'leading-zeros' || (written.length > 1 && written.startsWith('0'));
  const block = mapped ? unmapped(address.value, length) : { family: address.family, value: address.value, length };
  const value = firstOf(block);
  const hostBits = value === block.value ? undefined : ('host-bits' as const);
  return { ...block, value, sloppy: zeros ? 'leading-zeros' : (address.sloppy ?? hostBits) };
}

/** Every address of `inner` is one of `outer`. */
export function containsBlock(outer: AddressBlock, inner: AddressBlock): boolean {
  if (outer.family !== inner.family || inner.length < outer.length) return false;
  const shift = BigInt(sizeOf(outer.family) - outer.length);
  return outer.value >> shift === inner.value >> shift;
}

export function containsAddress(block: AddressBlock, address: Address): boolean {
  return containsBlock(block, { ...address, length: sizeOf(address.family) });
}

/** The block of an address alone. */
export function blockOf(address: Address): AddressBlock {
  return { ...address, length: sizeOf(address.family) };
}

/** As a strict reader wants it: `10.0.0.0/8`, `2001:db8::/32`. */
export function blockText({ family, value, length }: AddressBlock): string {
  return `${family === 'IPv4' ? shortText(value) : longText(value)}/${length}`;
}

/** As a strict reader wants it. */
export function addressText({ family, value }: Address): string {
  return family === 'IPv4' ? shortText(value) : longText(value);
}

const LONGEST = 80;
const ALL_32 = 0xffff_ffffn;
/** The first 96 bits of `::ffff:0:0/96`. */
const MAPPED = 0xffffn;

/** What an address is that neither a Service nor an endpoint may have; undefined for every other one. */
export function specialAddress(address: Address): string | undefined {
  return SPECIAL.find(({ blocks }) => blocks.some((block) => containsAddress(block, address)))?.what;
}

function special(what: string, ...texts: readonly string[]) {
  return { what, blocks: texts.flatMap((text) => parseBlock(text) ?? []) };
}

interface Parsed {
  readonly value: bigint;
  readonly zeros: boolean;
}

function sizeOf(family: Family): number {
  return family === 'IPv4' ? 32 : 128;
}

/** An IPv4 block that is written as one of IPv6; one wider than all of IPv4 is of IPv6 indeed. */
function unmapped(value: bigint, length: number): Omit<AddressBlock, 'sloppy'> {
  if (length >= 96) return { family: 'IPv4', value, length: length - 96 };
  return { family: 'IPv6', value: (MAPPED << 32n) | value, length };
}

function firstOf({ family, value, length }: Omit<AddressBlock, 'sloppy'>): bigint {
  const free = BigInt(sizeOf(family) - length);
  return (value >> free) << free;
}

/** Four decimal numbers. Leading zeros mean nothing: `010` is ten. */
function parseShort(text: string): Parsed | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  let zeros = false;
  for (const part of parts) {
    if (!/^[0-9]+$/.test(part)) return undefined;
    const number = Number(part);
    if (number > 255) return undefined;
    if (part.length > 1 && part.startsWith('0')) zeros = true;
    value = value * 256 + number;
  }
  return { value: BigInt(value), zeros };
}

/** Eight groups of hexadecimal digits, of which `::` stands for at least one; the last two may be written as IPv4. */
function parseLong(text: string): Parsed | undefined {
  const gap = text.indexOf('::');
  const before = groupsOf(gap < 0 ? text : text.slice(0, gap), gap < 0);
  const after = gap < 0 ? NO_GROUPS : groupsOf(text.slice(gap + 2), true);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.groups.length - after.groups.length;
  if (gap < 0 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before.groups, ...new Array<number>(missing).fill(0), ...after.groups];
  const value = groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
  return { value, zeros: before.zeros || after.zeros };
}

const NO_GROUPS: Groups = { groups: [], zeros: false };

interface Groups {
  readonly groups: readonly number[];
  readonly zeros: boolean;
}

function groupsOf(text: string, last: boolean): Groups | undefined {
  if (text === '') return NO_GROUPS;
  const parts = text.split(':');
  if (parts.length > 8) return undefined;
  const groups: number[] = [];
  let zeros = false;
  for (const [index, part] of parts.entries()) {
    if (last && index === parts.length - 1 && part.includes('.')) {
      const short = parseShort(part);
      if (short === undefined) return undefined;
      groups.push(Number(short.value >> 16n), Number(short.value & 0xffffn));
      zeros ||= short.zeros;
      continue;
    }
    if (!/^[0-9a-fA-F]+$/.test(part)) return undefined;
    const group = Number.parseInt(part, 16);
    if (group > 0xffff) return undefined;
    if (part.length > 4) zeros = true;
    groups.push(group);
  }
  return { groups, zeros };
}

function shortText(value: bigint): string {
  const number = Number(value);
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

/** RFC 5952: the longest run of zero groups, of two at least, becomes `::`. */
function longText(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(16 * (7 - index))) & 0xffffn));
  let start = 0;
  let longest = 1;
  for (let from = 0; from < 8; from += 1) {
    let to = from;
    while (to < 8 && groups[to] === 0) to += 1;
    if (to - from > longest) {
      start = from;
      longest = to - from;
    }
  }
  const texts = groups.map((group) => group.toString(16));
  if (longest === 1) return texts.join(':');
  return `${texts.slice(0, start).join(':')}::${texts.slice(start + longest).join(':')}`;
}

const SPECIAL = [
  special('the unspecified address', '0.0.0.0/32', '::/128'),
  special('a loopback address', '127.0.0.0/8', '::1/128'),
  special('a link-local address', '169.254.0.0/16', 'fe80::/10'),
  special('a link-local multicast address', '224.0.0.0/24', 'ff02::/16', 'ff12::/16', 'ff32::/16', 'ff72::/16'),
];
