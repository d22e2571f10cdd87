import { keyOf, NO_PORTS, type PortSet } from '../sets/ports';
import type { AddressRange } from './cluster';
import { type CompatConnection, type CompatEnd, type CompatResult, type CompatWorkload, compatKey } from './compat';

export interface CompatChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly from: CompatEnd;
  readonly to: CompatEnd;
  readonly before: PortSet;
  readonly after: PortSet;
  /** The ends that are in one state only. */
  readonly appeared: readonly CompatWorkload[];
}

/** What is open in one state and not, or otherwise, in the other. */
export function compatDifference(before: CompatResult, after: CompatResult): readonly CompatChange[] {
  const pairs = new Map<string, Pair>();
  const inPair = (connection: CompatConnection): Pair => {
    const key = [connection.from, connection.to]
      .map((end) => (end.kind === 'addresses' ? 'addresses' : compatKey(end)))
      .join(' ');
    const known = pairs.get(key) ?? { from: connection.from, to: connection.to, before: [], after: [] };
    pairs.set(key, known);
    return known;
  };
  for (const connection of before.connections) inPair(connection).before.push(connection);
  for (const connection of after.connections) inPair(connection).after.push(connection);
  const workloads = { before: namesOf(before), after: namesOf(after) };
  const changes: CompatChange[] = [];
  for (const pair of pairs.values()) {
    for (const { range, one, other } of compared(pair)) {
      if (keyOf(one) === keyOf(other)) continue;
      const kind = one === NO_PORTS ? 'added' : other === NO_PORTS ? 'removed' : 'changed';
      const missing = kind === 'added' ? workloads.before : kind === 'removed' ? workloads.after : undefined;
      const from = placed(pair.from, range);
      const to = placed(pair.to, range);
      const appeared = [from, to].flatMap((end) =>
        missing !== undefined && end.kind === 'workload' && !missing.has(compatKey(end)) ? [end] : [],
      );
      changes.push({ kind, from, to, before: one, after: other, appeared });
    }
  }
  return changes;
}

/** All connections of both states between two ends, where one of them may be ranges of addresses. */
interface Pair {
  readonly from: CompatEnd;
  readonly to: CompatEnd;
  readonly before: CompatConnection[];
  readonly after: CompatConnection[];
}

interface Compared {
  readonly range: AddressRange | undefined;
  readonly one: PortSet;
  readonly other: PortSet;
}

/** Ranges are cut wherever one of either state begins or ends, and what touches and is alike is put together again. */
function compared({ before, after }: Pair): readonly Compared[] {
  const ranges = [...before, ...after].flatMap((each) => rangeIn(each) ?? []);
  if (ranges.length === 0) {
    return [{ range: undefined, one: before[0]?.ports ?? NO_PORTS, other: after[0]?.ports ?? NO_PORTS }];
  }
  const cuts = [...new Set(ranges.flatMap(({ from, to }) => [from, to + 1n]))].sort((one, other) =>
    one < other ? -1 : 1,
  );
  const found: Compared[] = [];
  for (const [at, from] of cuts.entries()) {
    const next = cuts[at + 1];
    if (next === undefined) break;
    const range: AddressRange = { family: 'IPv4', from, to: next - 1n };
    const made = { range, one: portsAt(before, range), other: portsAt(after, range) };
    const last = found.at(-1);
    if (last !== undefined && isContinued(last, made)) {
      found[found.length - 1] = { ...last, range: { ...range, from: last.range?.from ?? from } };
    } else found.push(made);
  }
  return found;
}

function isContinued(last: Compared, next: Compared): boolean {
  return keyOf(last.one) === keyOf(next.one) && keyOf(last.other) === keyOf(next.other);
}

function portsAt(connections: readonly CompatConnection[], range: AddressRange): PortSet {
  for (const connection of connections) {
    const own = rangeIn(connection);
    if (own !== undefined && own.from <= range.from && range.to <= own.to) return connection.ports;
  }
  return NO_PORTS;
}

function rangeIn({ from, to }: CompatConnection): AddressRange | undefined {
  if (from.kind === 'addresses') return from.range;
  return to.kind === 'addresses' ? to.range : undefined;
}

function placed(end: CompatEnd, range: AddressRange | undefined): CompatEnd {
  return end.kind === 'addresses' && range !== undefined ? { kind: 'addresses', range } : end;
}

function namesOf({ workloads }: CompatResult): ReadonlySet<string> {
  return new Set(workloads.map(compatKey));
}
