import { isNoPort } from '../../network/sets/ports';
import type { ReachConnection, ReachEnd, ReachEnvironment } from './model';
import { portsTextOfCompat, verdictText } from './ports';

/** What a picture shows: boxes, by namespace, and arrows between them. */
export interface ReachGraph {
  readonly boxes: readonly ReachEnd[];
  readonly arrows: readonly Arrow[];
}

export interface Arrow {
  /** Places in `boxes`. */
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** Nothing of it is certain. */
  readonly maybe: boolean;
  /** The same is open the other way. */
  readonly both: boolean;
}

/** More than these nobody could make out. */
const MOST_ARROWS = 5000;

export function graphOf(environment: ReachEnvironment, compat: boolean): ReachGraph & { readonly left: number } {
  const places = new Map<string, number>();
  const boxes: ReachEnd[] = [];
  const placeOf = (end: ReachEnd): number => {
    const known = places.get(end.label);
    if (known !== undefined) return known;
    places.set(end.label, boxes.length);
    return boxes.push(end) - 1;
  };
  for (const workload of environment.workloads) placeOf(workload);
  const connections: ReachConnection[] = [];
  let left = 0;
  for (const connection of environment.connections()) {
    if (connections.length < MOST_ARROWS) connections.push(connection);
    else left += 1;
  }
  const arrows = new Map<string, Arrow>();
  for (const connection of withFamiliesTogether(connections, compat)) {
    const arrow = arrowOf(connection, placeOf, compat);
    const key = `${arrow.from} ${arrow.to} ${arrow.label}`;
    const back = `${arrow.to} ${arrow.from} ${arrow.label}`;
    const same = arrows.get(back);
    if (same !== undefined && back !== key) arrows.set(back, { ...same, both: true });
    else arrows.set(key, arrow);
  }
  return { boxes, arrows: [...arrows.values()], left };
}

/** All addresses of both families are one box where the same is open for both. */
function withFamiliesTogether(connections: readonly ReachConnection[], compat: boolean): readonly ReachConnection[] {
  const keyOf = ({ from, to, open, possible }: ReachConnection, family: string): string =>
    JSON.stringify([from.label, to.label].map((label) => (label === family ? 'any' : label))) +
    (compat ? portsTextOfCompat(open) : verdictText({ open, possible }));
  const isOf = ({ from, to }: ReachConnection, family: string): boolean => from.label === family || to.label === family;
  const keysOf = (family: string): ReadonlySet<string> =>
    new Set(connections.filter((each) => isOf(each, family)).map((each) => keyOf(each, family)));
  const [four, six] = [keysOf(EVERY_IPV4), keysOf(EVERY_IPV6)];
  return connections.flatMap((each) => {
    if (isOf(each, EVERY_IPV6) && four.has(keyOf(each, EVERY_IPV6))) return [];
    if (!isOf(each, EVERY_IPV4) || !six.has(keyOf(each, EVERY_IPV4))) return [each];
    const named = (end: ReachEnd): ReachEnd => (end.label === EVERY_IPV4 ? ANY_ADDRESS : end);
    return [{ ...each, from: named(each.from), to: named(each.to) }];
  });
}

const EVERY_IPV4 = '0.0.0.0-255.255.255.255[External]';
const EVERY_IPV6 = '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff[External]';
const ANY_ADDRESS: ReachEnd = { label: 'any address outside', kind: 'addresses', namespace: undefined, marks: [] };

function arrowOf(connection: ReachConnection, placeOf: (end: ReachEnd) => number, compat: boolean): Arrow {
  const { from, to, open, possible } = connection;
  return {
    from: placeOf(from),
    to: placeOf(to),
    label: compat ? portsTextOfCompat(open) : verdictText(connection),
    maybe: isNoPort(open) && !isNoPort(possible),
    both: false,
  };
}

/** Boxes by the namespace they stand in, in order; those of none last. */
export function byNamespace({ boxes }: ReachGraph): ReadonlyMap<string | undefined, readonly number[]> {
  const groups = new Map<string | undefined, number[]>();
  for (const [at, { namespace }] of boxes.entries()) {
    const group = groups.get(namespace);
    if (group === undefined) groups.set(namespace, [at]);
    else group.push(at);
  }
  return new Map([...groups].sort(([one], [other]) => compareNamespaces(one, other)));
}

function compareNamespaces(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) return one === other ? 0 : one === undefined ? 1 : -1;
  return one < other ? -1 : one > other ? 1 : 0;
}
