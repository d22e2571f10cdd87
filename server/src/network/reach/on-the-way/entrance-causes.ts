import type { KubernetesObject } from '../../../kubernetes';
import { equalContent } from '../../../yaml';
import { NO_PORTS, portRange } from '../../sets/ports';
import type { End } from '../answer';
import { type Cause, causesOf, comings } from '../causes';
import type { AddressRange } from '../cluster';
import type { ConnectionChange, ReachDifference } from '../difference';
import type { Surroundings } from '../surroundings';
import type { EntranceChange, Site } from './entrance-changes';
import { without } from './public';
import type { Hop, Way } from './ways';
import { waysInWithEngine } from './ways-in';

/** Why public addresses reach what they did not, or the other way round. */
export type EntranceCause =
  | Cause
  | {
      readonly kind: 'object';
      readonly change: 'added' | 'removed' | 'changed';
      /** As it is after the change; one that was removed, as it was before. */
      readonly object: WayObject;
    };

/** What a connection goes through on its way in. */
export type WayObject = Extract<KubernetesObject, { type: 'service' | 'ingress' | 'gateway' | 'route' }>;

export function entranceCauses(
  difference: ReachDifference,
  before: Site,
  after: Site,
): (change: EntranceChange) => readonly EntranceCause[] {
  const inner: ReachDifference = {
    ...difference,
    before: waysInWithEngine(before.engine, before.surroundings).engine,
    after: waysInWithEngine(after.engine, after.surroundings).engine,
  };
  return (change) => {
    const found = new Map<string, EntranceCause>();
    const add = (cause: EntranceCause): void => {
      const key = keyOfCause(cause);
      if (!found.has(key)) found.set(key, cause);
    };
    const old = new Map(change.was.map((way) => [keyOfWay(way), way]));
    const now = new Map(change.is.map((way) => [keyOfWay(way), way]));
    for (const [key, way] of now) {
      const twin = old.get(key);
      if (twin !== undefined && isSameDoor(twin, way)) {
        if (twin.outcome !== way.outcome || way.outcome === 'partial')
          for (const cause of policyCauses(inner, change, twin, way)) add(cause);
      } else for (const cause of objectCauses(way, before.surroundings, 'added')) add(cause);
    }
    for (const [key, way] of old) {
      if (!now.has(key)) for (const cause of objectCauses(way, after.surroundings, 'removed')) add(cause);
    }
    for (const cause of workloadCauses(difference, change, found.size === 0)) add(cause);
    return [...found.values()];
  };
}

/** Whether it rests on something that only one of both states holds: what would be there if the other one could be read. */
export function absenceIn(
  difference: ReachDifference,
  site: Site,
  side: 'before' | 'after',
): (change: EntranceChange) => boolean {
  const { facts } = difference;
  const { added, removed } = comings(difference);
  const isMissing = ({ through, to }: Way): boolean => {
    const twins = through.flatMap(objectsOf).map((object) => counterpart(site.surroundings, object));
    if (twins.some((twin) => twin === undefined || twin.incomplete)) return true;
    if (to.kind !== 'pods') return false;
    if (side === 'before') return added.has(to.pods) || facts.isAboutAdded(to.pods);
    return removed.has(to.pods) || facts.isAboutRemoved(to.pods);
  };
  return ({ was, is }) => (side === 'before' ? is : was).some(isMissing);
}

function keyOfCause(cause: EntranceCause): string {
  switch (cause.kind) {
    case 'object':
      return `object ${nameKey(cause.object)}`;
    case 'policy':
      return `policy ${cause.side} ${cause.policy.kind}/${cause.policy.namespace ?? ''}/${cause.policy.name}`;
    case 'workload':
      return `workload ${cause.change}`;
    case 'namespace':
      return `namespace ${cause.name}`;
    case 'profile':
      return 'profile';
  }
}

function keyOfWay({ through }: Way): string {
  return through.map((hop) => `${hop.kind} ${objectsOf(hop).map(nameKey).join(' ')} ${doorOf(hop)}`).join(', ');
}

function doorOf(hop: Hop): string {
  if (hop.kind === 'service') return `${hop.entrance} ${hop.port ?? ''}`;
  return hop.kind === 'host-port' ? String(hop.port) : '';
}

export function objectsOf(hop: Hop): readonly WayObject[] {
  switch (hop.kind) {
    case 'service':
      return [hop.service];
    case 'ingress':
      return [hop.ingress];
    case 'gateway':
      return hop.gateway === undefined ? [hop.route] : [hop.gateway, hop.route];
    case 'route':
      return [hop.route];
    case 'host-port':
    case 'host-network':
      return [];
  }
}

function nameKey({ kind, namespace, name }: WayObject): string {
  const text = (field: WayObject['name']): string => (field.state === 'known' ? field.value : '?');
  return `${kind}/${text(namespace)}/${text(name)}`;
}

/** The same way, so that only policies make a difference. */
function isSameDoor(one: Way, other: Way): boolean {
  const [callers, others] = [one.callers ?? [], other.callers ?? []];
  const same = callers === others || (without(callers, others).length === 0 && without(others, callers).length === 0);
  return same && one.exists === other.exists && one.source === other.source;
}

function policyCauses(difference: ReachDifference, change: EntranceChange, was: Way, is: Way): readonly Cause[] {
  const { opened, closed, port, protocol } = change;
  const set = port === undefined ? NO_PORTS : portRange(protocol, port, port);
  const [sample] = [...opened, ...closed, ...without(change.after.possible, change.before.possible)];
  const from = (way: Way): End => (way.source === 'kept' && sample !== undefined ? oneOf(sample) : way.seenAs);
  const ends = { was: { from: from(was), to: was.to }, is: { from: from(is), to: is.to } };
  const asked: ConnectionChange = {
    kind: 'changed',
    ...ends.is,
    ...ends,
    before: undefined,
    after: undefined,
    opened: set,
    closed: NO_PORTS,
    unsure: NO_PORTS,
    others: { from: 0, to: 0 },
    count: 1,
    alike: {},
  };
  return causesOf(difference, asked);
}

function oneOf({ family, from }: AddressRange): End {
  return { kind: 'addresses', range: { family, from, to: from } };
}

/** Objects of a way that the other state does not have, or has in other words. */
function objectCauses({ through }: Way, other: Surroundings, missing: 'added' | 'removed'): readonly EntranceCause[] {
  return through.flatMap(objectsOf).flatMap((object): readonly EntranceCause[] => {
    const twin = counterpart(other, object);
    if (twin === undefined) return [{ kind: 'object', change: missing, object }];
    if (equalContent(twin.node, object.node)) return [];
    return [{ kind: 'object', change: 'changed', object: missing === 'added' ? object : twin }];
  });
}

/** What became of the workload; that it is another one counts only where nothing else tells. */
function workloadCauses(
  difference: ReachDifference,
  { to, was, is }: EntranceChange,
  alone: boolean,
): readonly Cause[] {
  if (to.kind !== 'pods') return [];
  const { added, removed } = comings(difference);
  if (added.has(to.pods)) return [{ kind: 'workload', change: 'added', end: to }];
  if (removed.has(to.pods)) return [{ kind: 'workload', change: 'removed', end: to }];
  if (!alone) return [];
  const end: End = currentOf(difference.after.cluster.pods, to);
  const onHost = [was, is].map((ways) =>
    ways.some(({ through }) => through.some(({ kind }) => kind === 'host-network')),
  );
  const change = onHost[0] === onHost[1] ? 'other' : 'host-network';
  return [{ kind: 'workload', change, end }];
}

function currentOf(pods: Site['engine']['cluster']['pods'], end: Extract<End, { kind: 'pods' }>): End {
  const { namespace, kind, name } = end.pods;
  const now = pods.find((each) => each.namespace === namespace && each.kind === kind && each.name === name);
  return now === undefined ? end : { kind: 'pods', pods: now };
}

function counterpart(surroundings: Surroundings, object: WayObject): WayObject | undefined {
  let known = objectsByName.get(surroundings);
  if (known === undefined) {
    const { services, ingresses, gateways, routes } = surroundings;
    known = new Map([...services, ...ingresses, ...gateways, ...routes].map((each) => [nameKey(each), each]));
    objectsByName.set(surroundings, known);
  }
  return known.get(nameKey(object));
}

const objectsByName = new WeakMap<Surroundings, ReadonlyMap<string, WayObject>>();
