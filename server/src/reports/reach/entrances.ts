import {
  type AddressRange,
  absenceIn,
  type Doubts,
  type EntranceChange,
  type Entry,
  entranceCauses,
  entranceChanges,
  isEveryPublicAddress,
  nameOfEnd,
  type ReachDifference,
  type Site,
  type Way,
} from '../../network/reach';
import { isNoPort, NO_PORTS, portRange, unionOf } from '../../network/sets/ports';
import { workloadEnd } from './connections';
import type { DiffCause, DiffChange, DiffVerdict } from './diff-model';
import { causeTexts, type DiffPlaces } from './differences';
import { INTERNET, viaText, wayNotes } from './ways';

export interface EntranceInput {
  readonly difference: ReachDifference;
  readonly before: Site;
  readonly after: Site;
  readonly places: DiffPlaces;
  readonly doubts: Doubts;
  isAsked(change: EntranceChange): boolean;
}

/** What a change opens and closes to the internet: through load balancers, node ports, Ingresses, Gateways and ports of hosts. */
export function entranceDiffs(input: EntranceInput): readonly DiffChange[] {
  const { difference, before, after, doubts } = input;
  const causesOf = entranceCauses(difference, before, after);
  const told = causeTexts(input.places);
  const isMissing = (['before', 'after'] as const)
    .filter((side) => doubts[side])
    .map((side) => absenceIn(difference, side === 'before' ? before : after, side));
  const found = new Map<string, DiffChange>();
  for (const change of entranceChanges(before, after)) {
    if (change.port === undefined || !input.isAsked(change)) continue;
    const causes = causesOf(change).map(told);
    const doubtful = isMissing.some((missing) => missing(change));
    const made = diffChangeOf(change, change.port, causes, doubtful);
    const key = JSON.stringify([made.to.label, made.kind, made.notes, shapeOf(made), causes]);
    const known = found.get(key);
    found.set(key, known === undefined ? made : together(known, made));
  }
  return [...found.values()];
}

function diffChangeOf(change: EntranceChange, port: number, own: readonly DiffCause[], doubtful: boolean): DiffChange {
  const { to, before, after, opened, closed, protocol } = change;
  const set = portRange(protocol, port, port);
  const sure = !doubtful && (opened.length > 0 || closed.length > 0);
  return {
    kind: before.possible.length === 0 ? 'added' : after.possible.length === 0 ? 'removed' : 'changed',
    from: INTERNET,
    to: workloadEnd([to]),
    before: verdictOf(before, set),
    after: verdictOf(after, set),
    opened: sure && opened.length > 0 ? set : NO_PORTS,
    closed: sure && closed.length > 0 ? set : NO_PORTS,
    unsure: sure ? NO_PORTS : set,
    notes: notesOf(change),
    others: { from: 0, to: 0 },
    count: 1,
    causes: () => own,
  };
}

function verdictOf({ certain, possible }: Entry, set: DiffVerdict['open']): DiffVerdict {
  return { open: certain.length > 0 ? set : NO_PORTS, possible: possible.length > 0 ? set : NO_PORTS };
}

/** By which ways, and for which addresses, where not for all of them. */
function notesOf({ before, after, opened, closed, was, is }: EntranceChange): readonly string[] {
  const isGone = after.possible.length === 0;
  const via = viaNotes(isGone ? was : is);
  const entry = isGone ? before : after;
  if (isGone || before.possible.length === 0) {
    const some = entry.certain.length > 0 && !isEveryPublicAddress(entry.certain);
    return [...via, ...(some ? [`only for ${rangesText(entry.certain)}`] : [])];
  }
  const part = (word: string, ranges: readonly AddressRange[]): readonly string[] =>
    ranges.length === 0 || isEveryPublicAddress(ranges) ? [] : [`${word} for ${rangesText(ranges)}`];
  return [...via, ...part('opened', opened), ...part('closed', closed)];
}

const MOST_WAYS = 3;

function viaNotes(all: readonly Way[]): readonly string[] {
  const ways = all.filter(({ outcome }) => outcome !== 'denied');
  const [one] = ways;
  if (one !== undefined && ways.length === 1) return wayNotes({ ...one, outcome: 'allowed' });
  const texts = [...new Set(ways.map(viaText))].filter((text) => text !== '');
  const more = texts.length - MOST_WAYS;
  return [...texts.slice(0, MOST_WAYS), ...(more > 0 ? [`${more} more ways`] : [])];
}

const MOST_RANGES = 3;

function rangesText(ranges: readonly AddressRange[]): string {
  const more = ranges.length - MOST_RANGES;
  const names = ranges.slice(0, MOST_RANGES).map((range) => nameOfEnd({ kind: 'addresses', range }));
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What is said of it, whichever the port. */
function shapeOf({ before, after, opened, closed, unsure }: DiffChange): readonly boolean[] {
  return [before?.open, before?.possible, after?.open, after?.possible, opened, closed, unsure].map(
    (set) => set === undefined || isNoPort(set),
  );
}

function together(one: DiffChange, other: DiffChange): DiffChange {
  const verdict = (state: 'before' | 'after'): DiffVerdict | undefined => {
    const [own, more] = [one[state], other[state]];
    if (own === undefined || more === undefined) return own ?? more;
    return { open: unionOf(own.open, more.open), possible: unionOf(own.possible, more.possible) };
  };
  return {
    ...one,
    before: verdict('before'),
    after: verdict('after'),
    opened: unionOf(one.opened, other.opened),
    closed: unionOf(one.closed, other.closed),
    unsure: unionOf(one.unsure, other.unsure),
  };
}
