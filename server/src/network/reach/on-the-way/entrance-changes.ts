import type { End } from '../answer';
import type { AddressRange, Protocol } from '../cluster';
import type { ReachEngine } from '../engine';
import { nameOfEnd } from '../names';
import type { Surroundings } from '../surroundings';
import { outcomeOfAny, outcomeOfWay } from './outcomes';
import { merged, without } from './public';
import type { Outcome, Way } from './ways';
import { waysIn } from './ways-in';

/** What public addresses reach, and what became of it. */
export interface EntranceChange {
  /** As it is after the change; an end that vanished, as it was before. */
  readonly to: End;
  readonly protocol: Protocol;
  readonly port: number | undefined;
  readonly before: Entry;
  readonly after: Entry;
  /** Addresses that were shut out and get in now, both for certain. */
  readonly opened: readonly AddressRange[];
  /** Addresses that got in and are shut out now, both for certain. */
  readonly closed: readonly AddressRange[];
  readonly was: readonly Way[];
  readonly is: readonly Way[];
}

/** Which public addresses get in, by whichever way. */
export interface Entry {
  readonly outcome: Outcome;
  readonly certain: readonly AddressRange[];
  /** Those and the ones of which nobody can tell. */
  readonly possible: readonly AddressRange[];
}

export interface Site {
  readonly engine: ReachEngine;
  readonly surroundings: Surroundings;
}

/** Ports of workloads to which a load balancer, a node port, an Ingress, a Gateway or the host leads now, or led before. */
export function entranceChanges(before: Site, after: Site): readonly EntranceChange[] {
  const old = byTarget(waysIn(before.engine, before.surroundings));
  const now = byTarget(waysIn(after.engine, after.surroundings));
  const changes: EntranceChange[] = [];
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const was = old.get(key) ?? [];
    const is = now.get(key) ?? [];
    const [example] = [...is, ...was];
    if (example === undefined) continue;
    const entries = { before: entryOf(was), after: entryOf(is) };
    if (isSame(entries.before, entries.after)) continue;
    const { to, protocol, port } = example;
    const opened = without(entries.after.certain, entries.before.possible);
    const closed = without(entries.before.certain, entries.after.possible);
    changes.push({ to, protocol, port, ...entries, opened, closed, was, is });
  }
  return changes;
}

function entryOf(ways: readonly Way[]): Entry {
  return {
    outcome: outcomeOfAny(ways.map(outcomeOfWay)),
    certain: merged(
      ways.flatMap((way) => (way.exists === 'yes' ? admitted(way, (outcome) => outcome === 'allowed') : [])),
    ),
    possible: merged(ways.flatMap((way) => admitted(way, (outcome) => outcome !== 'denied'))),
  };
}

/** Where packets come with the client's address, policies tell addresses apart; where they do not, all of them or none. */
function admitted(way: Way, isIn: (outcome: Outcome) => boolean): readonly AddressRange[] {
  const { source, parts, callers = [], outcome } = way;
  if (source === 'kept')
    return parts.flatMap((part) => (part.end.kind === 'addresses' && isIn(part.outcome) ? [part.end.range] : []));
  // Partial only because not all public addresses are let in: the callers are those that are.
  return isIn(outcome === 'partial' ? 'allowed' : outcome) ? callers : [];
}

function isSame(one: Entry, other: Entry): boolean {
  return isSameRanges(one.certain, other.certain) && isSameRanges(one.possible, other.possible);
}

function isSameRanges(one: readonly AddressRange[], other: readonly AddressRange[]): boolean {
  return without(one, other).length === 0 && without(other, one).length === 0;
}

function byTarget(ways: readonly Way[]): ReadonlyMap<string, readonly Way[]> {
  const found = new Map<string, Way[]>();
  for (const way of ways) {
    const key = `${nameOfEnd(way.to)} ${way.port ?? '?'}/${way.protocol}`;
    const list = found.get(key);
    if (list === undefined) found.set(key, [way]);
    else list.push(way);
  }
  return found;
}
