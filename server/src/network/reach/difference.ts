import { intersectionOf, isNoPort, keyOf, type PortSet, differenceOf as portsWithout, unionOf } from '../sets/ports';
import { addressTestsOf, dividedBy } from './addresses';
import type { End, Verdict } from './answer';
import type { AddressRange, PodFacts } from './cluster';
import type { ReachEngine } from './engine';
import { type FactChanges, factChanges } from './facts';

/** What a change of the cluster opens and closes. */
export interface ReachDifference {
  readonly before: ReachEngine;
  readonly after: ReachEngine;
  readonly changes: readonly ConnectionChange[];
  /** Connections that are not among them: of very many not all are worth the room. */
  readonly omitted: ChangeCounts;
  /** Workloads that appeared and vanished. */
  readonly added: readonly End[];
  readonly removed: readonly End[];
  readonly facts: FactChanges;
}

export interface ChangeCounts {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly opened: number;
  readonly closed: number;
  readonly unsure: number;
}

export interface ConnectionChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** As they are after the change; an end that vanished, as it was before. */
  readonly from: End;
  readonly to: End;
  /** Undefined: an end is not there in that state. */
  readonly before: Verdict | undefined;
  readonly after: Verdict | undefined;
  /** Both ends as each state knows them. */
  readonly was: Ends | undefined;
  readonly is: Ends | undefined;
  /** Closed before and open now, both for certain. */
  readonly opened: PortSet;
  /** Open before and closed now, both for certain. */
  readonly closed: PortSet;
  /** Other ports whose verdict is not what it was: in one of both states nobody can tell. */
  readonly unsure: PortSet;
  /** Workloads like these ends that it stands for too: of very many not each is listed. */
  readonly others: { readonly from: number; readonly to: number };
  /** How many connections it stands for. */
  readonly count: number;
  /** The same value for ends that nothing tells apart: policies are the same reason for all of them. */
  readonly alike: object;
}

export interface Ends {
  readonly from: End;
  readonly to: End;
}

export interface DifferenceOptions {
  /** So many connections are listed one by one; beyond that one stands for all that nothing tells apart. */
  readonly listed?: number;
  /** Beyond so many lines connections are only counted. */
  readonly most?: number;
  /** One of both ends has to be asked about. */
  isAsked?(was: PodFacts | undefined, is: PodFacts | undefined): boolean;
  readonly doubts?: Doubts;
}

/**
 * In which state something could not be read that the other one does not hold in the same words. What seems to be missing
 * there may be in it, so nothing that rests on its absence is certain.
 */
export interface Doubts {
  readonly before: boolean;
  readonly after: boolean;
}

/**
 * Ends are matched by namespace, kind and name; addresses are cut wherever a policy of either state tells them apart. Only
 * pairs with an end whose facts or policies are not what they were are looked at.
 */
export function differenceOf(
  before: ReachEngine,
  after: ReachEngine,
  { listed = LISTED, most = MOST_LINES, isAsked = () => true, doubts = NO_DOUBTS }: DifferenceOptions = {},
): ReachDifference {
  const facts = factChanges(before, after);
  const classes = [...classesOf(before, after, facts, isAsked, doubts), ...placesOf(before, after)];
  const found: Found = { changes: [], omitted: { ...NONE }, listed, most };
  for (const from of classes) {
    for (const to of classes) {
      if (!from.touched && !to.touched) continue;
      if (!from.asked && !to.asked) continue;
      if (from.kind === 'place' && to.kind === 'place') continue;
      if (from.kind === 'place' && to.kind === 'class') addByPlace(found, before, after, from, to, 'from');
      else if (from.kind === 'class' && to.kind === 'place') addByPlace(found, before, after, to, from, 'to');
      else if (from.kind === 'class' && to.kind === 'class') addBetween(found, before, after, from, to);
    }
  }
  const ends = classes.flatMap((each) => (each.kind === 'class' ? each.members : []));
  return {
    before,
    after,
    changes: found.changes,
    omitted: found.omitted,
    added: ends.flatMap(({ was, is }) => (was === undefined && is !== undefined ? [is] : [])),
    removed: ends.flatMap(({ was, is }) => (is === undefined && was !== undefined ? [was] : [])),
    facts,
  };
}

const LISTED = 20_000;
const MOST_LINES = 40_000;
const NO_DOUBTS: Doubts = { before: false, after: false };
const NONE: ChangeCounts = { added: 0, removed: 0, changed: 0, opened: 0, closed: 0, unsure: 0 };

/** Counts a change into those that were counted before. */
export function countChange(
  counts: { -readonly [Key in keyof ChangeCounts]: number },
  { kind, opened, closed, unsure }: Pick<ConnectionChange, 'kind' | 'opened' | 'closed' | 'unsure'>,
  count: number,
): void {
  counts[kind] += count;
  if (!isNoPort(opened)) counts.opened += count;
  if (!isNoPort(closed)) counts.closed += count;
  if (!isNoPort(unsure)) counts.unsure += count;
}

interface Found {
  readonly changes: ConnectionChange[];
  readonly omitted: { -readonly [Key in keyof ChangeCounts]: number };
  readonly listed: number;
  readonly most: number;
}

/** Between all of those sources and all of those targets, as far as there is room. */
function addChanges(found: Found, change: Change, sources: readonly Matched[], targets: readonly Matched[]): void {
  const own = sources === targets ? sources.filter(({ was, is }) => isSingle(was) && isSingle(is)).length : 0;
  const count = sources.length * targets.length - own;
  const [one] = sources;
  const other = targets.at(-1);
  if (count === 0 || one === undefined || other === undefined) return;
  const alike = change;
  if (count > 1 && found.changes.length + count > found.listed && found.changes.length < found.most) {
    const others = { from: sources.length - 1, to: targets.length - 1 };
    found.changes.push({ ...change, ...endsOf(one, other), others, count, alike });
    return;
  }
  if (found.changes.length + count > found.most) {
    countChange(found.omitted, change, count);
    return;
  }
  for (const source of sources) {
    for (const target of targets) {
      // A single pod that reaches itself passes no policy.
      if (source === target && isSingle(source.was) && isSingle(source.is)) continue;
      found.changes.push({ ...change, ...endsOf(source, target), others: NO_OTHERS, count: 1, alike });
    }
  }
}

const NO_OTHERS = { from: 0, to: 0 };

/** One end as both states know it. */
interface Matched {
  readonly was: End | undefined;
  readonly is: End | undefined;
}

/** Workloads that nothing tells apart in either state: what is said of one is said of all. */
interface Class {
  readonly kind: 'class';
  readonly members: Matched[];
  readonly touched: boolean;
  readonly asked: boolean;
  /** It rests on something that is missing where not everything could be read. */
  readonly doubtful: boolean;
}

/** Addresses in order, of one family, or the nodes. */
interface Place {
  readonly kind: 'place';
  readonly ends: readonly End[];
  readonly touched: false;
  readonly asked: false;
}

function classesOf(
  before: ReachEngine,
  after: ReachEngine,
  facts: FactChanges,
  isAsked: (was: PodFacts | undefined, is: PodFacts | undefined) => boolean,
  doubts: Doubts,
): readonly Class[] {
  const classes = new Map<string, Class>();
  for (const { was, is } of matchedPods(before.cluster.pods, after.cluster.pods)) {
    const asked = isAsked(was, is);
    const key = `${numberOf(before, was)} ${numberOf(after, is)} ${asked}`;
    let own = classes.get(key);
    if (own === undefined) {
      const touched = was === undefined || is === undefined || facts.isTouched(was, is);
      own = { kind: 'class', members: [], touched, asked, doubtful: isDoubtful(facts, doubts, was, is) };
      classes.set(key, own);
    }
    own.members.push({ was: endOf(was), is: endOf(is) });
  }
  return [...classes.values()];
}

function isDoubtful(
  { isAboutAdded, isAboutRemoved }: FactChanges,
  doubts: Doubts,
  was: PodFacts | undefined,
  is: PodFacts | undefined,
): boolean {
  if (doubts.before && (was === undefined || (is !== undefined && isAboutAdded(is)))) return true;
  return doubts.after && (is === undefined || (was !== undefined && isAboutRemoved(was)));
}

function numberOf(engine: ReachEngine, pods: PodFacts | undefined): string {
  return pods === undefined ? '-' : String(engine.groupOf(pods).index);
}

function endOf(pods: PodFacts | undefined): End | undefined {
  return pods === undefined ? undefined : { kind: 'pods', pods };
}

/** By kind, namespace and name; several of one name in their order. */
export function* matchedPods(
  before: readonly PodFacts[],
  after: readonly PodFacts[],
): Generator<{ readonly was: PodFacts | undefined; readonly is: PodFacts | undefined }, undefined> {
  const old = new Map<string, PodFacts[]>();
  for (const pods of before) {
    const key = nameKey(pods);
    const list = old.get(key);
    if (list === undefined) old.set(key, [pods]);
    else list.push(pods);
  }
  for (const is of after) yield { was: old.get(nameKey(is))?.shift(), is };
  for (const list of old.values()) for (const was of list) yield { was, is: undefined };
}

function nameKey({ namespace, kind, name }: PodFacts): string {
  return `${namespace}/${kind}/${name}`;
}

function placesOf(before: ReachEngine, after: ReachEngine): readonly Place[] {
  const tests = [...addressTestsOf(before.cluster.policies), ...addressTestsOf(after.cluster.policies)];
  const ranges = dividedBy(tests);
  const family = (wanted: AddressRange['family']): Place => ({
    kind: 'place',
    ends: ranges.filter((range) => range.family === wanted).map((range) => ({ kind: 'addresses', range })),
    touched: false,
    asked: false,
  });
  return [family('IPv4'), family('IPv6'), { kind: 'place', ends: [NODES], touched: false, asked: false }];
}

function addBetween(found: Found, before: ReachEngine, after: ReachEngine, from: Class, to: Class): void {
  const [one] = from.members;
  const other = to.members.at(-1);
  if (one === undefined || other === undefined) return;
  const old = verdictIn(before, one.was, other.was);
  const now = verdictIn(after, one.is, other.is);
  const change = changeOf(old, now, from.doubtful || to.doubtful);
  if (change !== undefined) addChanges(found, change, from.members, to.members);
}

/** Ranges that touch and of which the same is said are one. */
function addByPlace(
  found: Found,
  before: ReachEngine,
  after: ReachEngine,
  place: Place,
  own: Class,
  side: 'from' | 'to',
): void {
  const [one] = own.members;
  if (one === undefined) return;
  let open: { place: End; readonly change: Change; readonly key: string } | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const end: Matched = { was: open.place, is: open.place };
    if (side === 'from') addChanges(found, open.change, [end], own.members);
    else addChanges(found, open.change, own.members, [end]);
    open = undefined;
  };
  for (const end of place.ends) {
    const ask = (engine: ReachEngine, pods: End | undefined): Verdict | undefined =>
      side === 'from' ? verdictIn(engine, end, pods) : verdictIn(engine, pods, end);
    const old = ask(before, one.was);
    const now = ask(after, one.is);
    const change = changeOf(old, now, own.doubtful);
    const key = `${textOf(old)} ${textOf(now)}`;
    const joined = open !== undefined && open.key === key ? joinedEnds(open.place, end) : undefined;
    if (open !== undefined && joined !== undefined) open.place = joined;
    else {
      close();
      if (change !== undefined) open = { place: end, change, key };
    }
  }
  close();
}

function joinedEnds(one: End, next: End): End | undefined {
  if (one.kind !== 'addresses' || next.kind !== 'addresses' || one.range.to + 1n !== next.range.from) return undefined;
  return { kind: 'addresses', range: { ...one.range, to: next.range.to } };
}

function endsOf(from: Matched, to: Matched): Pick<ConnectionChange, 'from' | 'to' | 'was' | 'is'> {
  const was = from.was === undefined || to.was === undefined ? undefined : { from: from.was, to: to.was };
  const is = from.is === undefined || to.is === undefined ? undefined : { from: from.is, to: to.is };
  return { from: from.is ?? from.was ?? NODES, to: to.is ?? to.was ?? NODES, was, is };
}

const NODES: End = { kind: 'nodes' };

function isSingle(end: End | undefined): boolean {
  return end === undefined || (end.kind === 'pods' && end.pods.replicas === 1);
}

/** Of a workload to itself: what one replica may say to another. */
function verdictIn(engine: ReachEngine, from: End | undefined, to: End | undefined): Verdict | undefined {
  if (from === undefined || to === undefined) return undefined;
  const other: End = to.kind === 'pods' ? { kind: 'pods', pods: { ...to.pods } } : to;
  return engine.verdict(from, other);
}

type Change = Pick<ConnectionChange, 'kind' | 'before' | 'after' | 'opened' | 'closed' | 'unsure'>;

function changeOf(before: Verdict | undefined, after: Verdict | undefined, doubtful: boolean): Change | undefined {
  const old = before ?? SHUT;
  const now = after ?? SHUT;
  if (textOf(old) === textOf(now)) return undefined;
  const kind = isNoPort(old.possible) ? 'added' : isNoPort(now.possible) ? 'removed' : 'changed';
  const opened = portsWithout(now.open, old.possible);
  const closed = portsWithout(old.open, now.possible);
  const sure = unionOf(opened, closed);
  const same = unionOf(
    intersectionOf(old.open, now.open),
    intersectionOf(portsWithout(old.possible, old.open), portsWithout(now.possible, now.open)),
  );
  const unsure = portsWithout(portsWithout(unionOf(old.possible, now.possible), same), sure);
  if (doubtful) return { kind, before, after, opened: NOTHING, closed: NOTHING, unsure: unionOf(unsure, sure) };
  return { kind, before, after, opened, closed, unsure };
}

function textOf(verdict: Verdict | undefined): string {
  if (verdict === undefined) return '-';
  let text = texts.get(verdict);
  if (text === undefined) {
    text = `${keyOf(verdict.open)};${keyOf(verdict.possible)}`;
    texts.set(verdict, text);
  }
  return text;
}

/** An engine gives the same verdict for many pairs. */
const texts = new WeakMap<Verdict, string>();

const NOTHING: PortSet = { TCP: [], UDP: [], SCTP: [], others: false };
const SHUT: Verdict = { open: NOTHING, possible: NOTHING };
