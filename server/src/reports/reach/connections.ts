import {
  type AddressRange,
  type End,
  everyAddress,
  nameOfEnd,
  type PodFacts,
  type ReachEngine,
  rangesToldApart,
  type Verdict,
  verdictBetween,
} from '../../network/reach';
import { areEqualPorts, intersectionOf, isNoPort, type PortSet } from '../../network/sets/ports';
import type { ReachConnection, ReachEnd, ReachMark } from './model';

/** What of all connections is asked for. */
export interface ConnectionChoice {
  readonly from: EndChoice;
  readonly to: EndChoice;
  /** Undefined: all. */
  readonly ports: PortSet | undefined;
  /** At least one end has to be about one of these. */
  isReported(pods: PodFacts): boolean;
}

export type EndChoice =
  | { readonly kind: 'all' }
  | { readonly kind: 'pods'; readonly pods: readonly PodFacts[] }
  | { readonly kind: 'nodes' }
  /** Addresses; where all of them are equally open and they have a name, they are one end. */
  | { readonly kind: 'addresses'; readonly ranges: readonly AddressRange[]; readonly as?: ReachEnd };

/** Connections one by one, sorted: addresses first, then by name. Adjacent addresses with the same verdict are one. */
export function* connectionsOf(engine: ReachEngine, choice: ConnectionChoice): Generator<ReachConnection, undefined> {
  const places = placesOf(engine);
  const froms = places.filter((place) => isChosen(place, choice.from));
  const tos = places.filter((place) => isChosen(place, choice.to));
  const destinations = rangesOf(choice.to);
  yield* fromAddresses(engine, rangesOf(choice.from), tos, choice);
  for (const from of froms) {
    if (from.isReported(choice)) {
      const ranges = merged(engine, from, destinations, (end) => verdictOf(engine, from, end));
      const [first] = ranges;
      const whole = choice.to.kind === 'addresses' ? choice.to.as : undefined;
      if (whole !== undefined && first !== undefined && ranges.every(({ verdict }) => isSame(first.verdict, verdict)))
        yield* connection(from.end, whole, first.verdict, choice);
      else for (const { range, verdict } of ranges) yield* connection(from.end, addressEnd(range), verdict, choice);
    }
    for (const to of tos) {
      if (!from.isReported(choice) && !to.isReported(choice)) continue;
      if (from === to && !from.mayReachItself) continue;
      const notes = from === to ? BETWEEN_REPLICAS : NO_NOTES;
      yield* connection(from.end, to.end, verdictOf(engine, from, to), choice, notes);
    }
  }
}

/** The workloads that connections are about, by name. */
export function workloadsOf(engine: ReachEngine, choice: ConnectionChoice): readonly ReachEnd[] {
  return placesOf(engine)
    .filter((place) => place.end.kind === 'workload' && place.isReported(choice))
    .map(({ end }) => end);
}

export function workloadEnd(ends: readonly End[]): ReachEnd {
  const [first] = ends;
  if (first === undefined) throw new Error('an end without pods');
  const pods = ends.flatMap((end) => (end.kind === 'pods' ? [end.pods] : []));
  const namespace = pods[0]?.namespace;
  return {
    label: nameOfEnd(first),
    kind: first.kind === 'pods' ? 'workload' : first.kind,
    namespace: namespace === '' ? undefined : namespace,
    marks: marksOf(pods),
  };
}

const NO_NOTES: readonly string[] = [];
const BETWEEN_REPLICAS: readonly string[] = ['between its replicas'];

/** A workload with all its templates, or the nodes. */
interface ChosenPlace {
  readonly end: ReachEnd;
  readonly ends: readonly End[];
  /** One pod is always open to itself; that is no connection. */
  readonly mayReachItself: boolean;
  isReported(choice: ConnectionChoice): boolean;
}

function placesOf(engine: ReachEngine): readonly ChosenPlace[] {
  const known = placesOfEngine.get(engine);
  if (known !== undefined) return known;
  const byName = new Map<string, End[]>();
  for (const end of engine.ends) {
    if (end.kind === 'addresses') continue;
    const name = nameOfEnd(end);
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [end]);
    else same.push(end);
  }
  const places = [...byName].sort(([one], [other]) => compare(one, other)).map(([, ends]) => placeOf(ends));
  placesOfEngine.set(engine, places);
  return places;
}

const placesOfEngine = new WeakMap<ReachEngine, readonly ChosenPlace[]>();

function placeOf(ends: readonly End[]): ChosenPlace {
  const pods = ends.flatMap((end) => (end.kind === 'pods' ? [end.pods] : []));
  return {
    end: workloadEnd(ends),
    ends,
    mayReachItself: pods.length > 1 || pods.some(({ replicas }) => replicas !== 1),
    isReported: (choice) => pods.some((each) => choice.isReported(each)),
  };
}

function isChosen({ ends }: ChosenPlace, choice: EndChoice): boolean {
  if (choice.kind === 'all') return true;
  if (choice.kind === 'nodes') return ends.some((end) => end.kind === 'nodes');
  return choice.kind === 'pods' && ends.some((end) => end.kind === 'pods' && choice.pods.includes(end.pods));
}

function rangesOf(choice: EndChoice): readonly AddressRange[] {
  if (choice.kind === 'all') return [everyAddress('IPv4'), everyAddress('IPv6')];
  return choice.kind === 'addresses' ? choice.ranges : [];
}

interface MergedRange {
  readonly range: AddressRange;
  readonly verdict: Verdict;
}

/** Only what policies about this place tell apart is looked at: others may divide the addresses into thousands. */
function merged(
  engine: ReachEngine,
  place: ChosenPlace,
  asked: readonly AddressRange[],
  verdictFor: (end: End) => Verdict,
): readonly MergedRange[] {
  const ranges: MergedRange[] = [];
  for (const end of rangesToldApart(engine, place.ends, asked)) {
    if (end.kind !== 'addresses') continue;
    const verdict = verdictFor(end);
    const last = ranges.at(-1);
    const isNext = last?.range.family === end.range.family && last.range.to + 1n === end.range.from;
    if (last !== undefined && isNext && isSame(last.verdict, verdict))
      ranges[ranges.length - 1] = { range: { ...last.range, to: end.range.to }, verdict };
    else ranges.push({ range: end.range, verdict });
  }
  return ranges;
}

function isSame(one: Verdict, other: Verdict): boolean {
  return one === other || (areEqualPorts(one.open, other.open) && areEqualPorts(one.possible, other.possible));
}

/** For each workload its own ranges, in the order of the addresses. */
function* fromAddresses(
  engine: ReachEngine,
  ranges: readonly AddressRange[],
  tos: readonly ChosenPlace[],
  choice: ConnectionChoice,
): Generator<ReachConnection, undefined> {
  if (ranges.length === 0) return;
  const found: { readonly range: AddressRange; readonly to: ChosenPlace; readonly verdict: Verdict }[] = [];
  for (const to of tos) {
    if (!to.isReported(choice)) continue;
    for (const { range, verdict } of merged(engine, to, ranges, (end) => verdictOf(engine, { ends: [end] }, to)))
      if (!isNoPort(verdict.possible)) found.push({ range, to, verdict });
  }
  // Sorting keeps the order of equal ones: by name.
  found.sort((one, other) => compareRanges(one.range, other.range));
  for (const { range, to, verdict } of found) yield* connection(addressEnd(range), to.end, verdict, choice);
}

function compareRanges(one: AddressRange, other: AddressRange): number {
  if (one.family !== other.family) return one.family === 'IPv4' ? -1 : 1;
  return compare(one.from, other.from) || compare(one.to, other.to);
}

function verdictOf(engine: ReachEngine, from: Pick<ChosenPlace, 'ends'>, to: Pick<ChosenPlace, 'ends'> | End): Verdict {
  const tos = 'ends' in to ? to.ends : [to];
  const [one] = from.ends;
  const [other] = tos;
  if (one !== undefined && other !== undefined && from.ends.length === 1 && tos.length === 1)
    return engine.verdict(one, other);
  return verdictBetween(engine, from.ends, tos);
}

function* connection(
  from: ReachEnd,
  to: ReachEnd,
  { open, possible }: Verdict,
  { ports }: ConnectionChoice,
  notes: readonly string[] = NO_NOTES,
): Generator<ReachConnection, undefined> {
  const asked =
    ports === undefined
      ? { open, possible }
      : { open: intersectionOf(open, ports), possible: intersectionOf(possible, ports) };
  if (!isNoPort(asked.possible)) yield { from, to, ...asked, notes };
}

export function addressEnd(range: AddressRange): ReachEnd {
  return { label: nameOfEnd({ kind: 'addresses', range }), kind: 'addresses', namespace: undefined, marks: [] };
}

function marksOf(pods: readonly PodFacts[]): readonly ReachMark[] {
  const marks: ReachMark[] = [];
  if (pods.some(({ hostNetwork }) => hostNetwork === 'yes')) marks.push('host network');
  else if (pods.some(({ hostNetwork }) => hostNetwork === 'unknown')) marks.push('maybe host network');
  if (pods.length > 0 && pods.every(({ replicas }) => replicas === 0)) marks.push('no running replica');
  if (pods.length > 0 && pods.every(({ transient }) => transient)) marks.push('exists only sometimes');
  return marks;
}

function compare<T extends string | bigint>(one: T, other: T): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
