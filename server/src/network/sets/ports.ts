import { LAST_PORT, PROTOCOLS } from '../../kubernetes';

/**
 * Ports of connections: for each protocol the destination ports that are in, and whether protocols without ports (ICMP and
 * others) are. Immutable; equal sets have equal content.
 */
export interface PortSet {
  readonly TCP: Intervals;
  readonly UDP: Intervals;
  readonly SCTP: Intervals;
  /** ICMP and every other protocol: only rules without ports speak about them (S011, S063). */
  readonly others: boolean;
}

/** Sorted, disjoint, not adjacent: `[from, to, from, to, …]`, both ends included. */
export type Intervals = readonly number[];

export { LAST_PORT, PROTOCOLS };

const NONE: Intervals = [];
const EVERY: Intervals = [1, LAST_PORT];

export const NO_PORTS: PortSet = { TCP: NONE, UDP: NONE, SCTP: NONE, others: false };
export const ALL_PORTS: PortSet = { TCP: EVERY, UDP: EVERY, SCTP: EVERY, others: true };

export function portRange(protocol: 'TCP' | 'UDP' | 'SCTP', from: number, to: number): PortSet {
  const first = Math.max(1, from);
  const last = Math.min(LAST_PORT, to);
  return first > last ? NO_PORTS : { ...NO_PORTS, [protocol]: [first, last] };
}

export interface PortRange {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly from: number;
  readonly to: number;
}

/** Of thousands as well: each is looked at once. */
export function portRanges(ranges: readonly PortRange[]): PortSet {
  const ofProtocol = (wanted: PortRange['protocol']): Intervals => {
    const own = ranges.filter(
      ({ protocol, from, to }) => protocol === wanted && Math.max(1, from) <= Math.min(LAST_PORT, to),
    );
    const made: number[] = [];
    for (const { from, to } of own.sort((one, other) => one.from - other.from)) {
      const last = made[made.length - 1];
      if (last !== undefined && from <= last + 1) made[made.length - 1] = Math.max(last, Math.min(LAST_PORT, to));
      else made.push(Math.max(1, from), Math.min(LAST_PORT, to));
    }
    return made.length === 0 ? NONE : made;
  };
  return { TCP: ofProtocol('TCP'), UDP: ofProtocol('UDP'), SCTP: ofProtocol('SCTP'), others: false };
}

export function unionOf(one: PortSet, other: PortSet): PortSet {
  return {
    TCP: unite(one.TCP, other.TCP),
    UDP: unite(one.UDP, other.UDP),
    SCTP: unite(one.SCTP, other.SCTP),
    others: one.others || other.others,
  };
}

/** Of many at once. */
export function unionOfAll(sets: readonly PortSet[]): PortSet {
  const [first, second] = sets;
  if (first === undefined) return NO_PORTS;
  if (second === undefined) return first;
  if (sets.length === 2) return unionOf(first, second);
  const ranges = sets.flatMap((set) =>
    PROTOCOLS.flatMap((protocol) => {
      const made: PortRange[] = [];
      for (let at = 0; at < set[protocol].length; at += 2)
        made.push({ protocol, from: set[protocol][at] ?? 0, to: set[protocol][at + 1] ?? 0 });
      return made;
    }),
  );
  return { ...portRanges(ranges), others: sets.some(({ others }) => others) };
}

export function intersectionOf(one: PortSet, other: PortSet): PortSet {
  return {
    TCP: intersect(one.TCP, other.TCP),
    UDP: intersect(one.UDP, other.UDP),
    SCTP: intersect(one.SCTP, other.SCTP),
    others: one.others && other.others,
  };
}

export function differenceOf(one: PortSet, other: PortSet): PortSet {
  return {
    TCP: subtract(one.TCP, other.TCP),
    UDP: subtract(one.UDP, other.UDP),
    SCTP: subtract(one.SCTP, other.SCTP),
    others: one.others && !other.others,
  };
}

export function hasPort(set: PortSet, protocol: 'TCP' | 'UDP' | 'SCTP', port: number): boolean {
  const intervals = set[protocol];
  for (let at = 0; at < intervals.length; at += 2) {
    if (port < (intervals[at] ?? 0)) return false;
    if (port <= (intervals[at + 1] ?? 0)) return true;
  }
  return false;
}

export function isNoPort(set: PortSet): boolean {
  return !set.others && set.TCP.length === 0 && set.UDP.length === 0 && set.SCTP.length === 0;
}

export function areEqualPorts(one: PortSet, other: PortSet): boolean {
  return one === other || keyOf(one) === keyOf(other);
}

/** Equal for equal sets. */
export function keyOf(set: PortSet): string {
  const known = keys.get(set);
  if (known !== undefined) return known;
  const { TCP, UDP, SCTP, others } = set;
  const made = `${TCP.join(',')}|${UDP.join(',')}|${SCTP.join(',')}|${others ? 1 : 0}`;
  keys.set(set, made);
  return made;
}

const keys = new WeakMap<PortSet, string>();

function unite(one: Intervals, other: Intervals): Intervals {
  if (one.length === 0 || one === other) return other;
  if (other.length === 0) return one;
  const made: number[] = [];
  let at = 0;
  let beside = 0;
  while (at < one.length || beside < other.length) {
    const mine = at < one.length && (beside >= other.length || (one[at] ?? 0) <= (other[beside] ?? 0));
    const from = (mine ? one[at] : other[beside]) ?? 0;
    const to = (mine ? one[at + 1] : other[beside + 1]) ?? 0;
    if (mine) at += 2;
    else beside += 2;
    const last = made[made.length - 1];
    if (last !== undefined && from <= last + 1) made[made.length - 1] = Math.max(last, to);
    else made.push(from, to);
  }
  return made;
}

function intersect(one: Intervals, other: Intervals): Intervals {
  if (one.length === 0 || one === other) return one;
  if (other.length === 0) return other;
  const made: number[] = [];
  let at = 0;
  let beside = 0;
  while (at < one.length && beside < other.length) {
    const from = Math.max(one[at] ?? 0, other[beside] ?? 0);
    const to = Math.min(one[at + 1] ?? 0, other[beside + 1] ?? 0);
    if (from <= to) made.push(from, to);
    if ((one[at + 1] ?? 0) < (other[beside + 1] ?? 0)) at += 2;
    else beside += 2;
  }
  return made;
}

function subtract(one: Intervals, other: Intervals): Intervals {
  if (one.length === 0 || other.length === 0) return one;
  if (one === other) return NONE;
  const made: number[] = [];
  let beside = 0;
  for (let at = 0; at < one.length; at += 2) {
    let from = one[at] ?? 0;
    const to = one[at + 1] ?? 0;
    while (beside < other.length && (other[beside + 1] ?? 0) < from) beside += 2;
    for (let next = beside; next < other.length && (other[next] ?? 0) <= to; next += 2) {
      if ((other[next] ?? 0) > from) made.push(from, (other[next] ?? 0) - 1);
      from = (other[next + 1] ?? 0) + 1;
    }
    if (from <= to) made.push(from, to);
  }
  return made;
}
