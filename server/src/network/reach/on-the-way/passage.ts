import { intersectionOf, unionOf } from '../../sets/ports';
import { everyAddress } from '../addresses';
import type { End, Verdict } from '../answer';
import type { AddressRange, Protocol } from '../cluster';
import type { ReachEngine } from '../engine';
import type { NamedEnd } from '../names';
import type { Surroundings } from '../surroundings';
import { type Backends, backendsDialled, nameOf, podsSelectedBy, resolvedIn } from './backends';
import { fromInternet } from './from-internet';
import { outcomeAt, outcomeOfAll, outcomeOfAny, outcomeOfEither, outcomeOfWay, throughService } from './outcomes';
import { common, PUBLIC, rangesToldApart } from './public';
import { nameOfPods, passageOf } from './together';
import type { Hop, Outcome, Passage, Way } from './ways';

/**
 * One connection between two ends that people named, through whatever is on the way (S064-S076). The port is the one of
 * the named end: of a Service its own, which is translated, of a workload that of its pods.
 */
export function passageBetween(
  engine: ReachEngine,
  surroundings: Surroundings,
  from: NamedEnd,
  to: NamedEnd,
  protocol: Protocol,
  port: number | string,
): Passage {
  if (isOutside(from) && isOutside(to)) return nowhere(engine, ['both ends are outside of the cluster']);
  if (from.kind === 'internet') return fromInternet(engine, surroundings, to, protocol, port);
  if (to.kind === 'service') return toService(engine, surroundings, from, to, protocol, port);
  if (to.kind !== 'workload') return toAddresses(engine, from, to, protocol, port);
  const ends = to.pods.map((pods) => ({ kind: 'pods', pods }) as const);
  const sources = sourcesOf(engine, from, ends);
  const ways = ends.flatMap((end) => {
    const target = typeof port === 'number' ? { number: port } : resolvedIn(end.pods, port, protocol);
    return target === undefined ? [] : direct(engine, sources, end, protocol, target.number);
  });
  const notes =
    sources.length === 0 ? [nobodyDials(from)] : [`${nameOfPods(to.pods)} has no port "${port}" for ${protocol}`];
  return passageOf(engine, ways, outcomeOfAll(ways.map(({ outcome }) => outcome)), ways.length === 0 ? notes : []);
}

function nobodyDials(from: NamedEnd): string {
  return from.kind === 'service' ? `${nameOf(from.service)} selects no workload that is here` : 'nobody dials';
}

/** Everything between two lists of ends, any of which may be meant. */
export function verdictBetween(engine: ReachEngine, from: readonly End[], to: readonly End[]): Verdict {
  return from
    .flatMap((one) => to.map((other) => engine.verdict(one, other)))
    .reduce((one, other) => ({
      open: intersectionOf(one.open, other.open),
      possible: unionOf(one.possible, other.possible),
    }));
}

function isOutside({ kind }: NamedEnd): boolean {
  return kind === 'internet' || kind === 'block';
}

/** Who dials: addresses are cut where the policies about the other ends tell them apart. */
function sourcesOf(engine: ReachEngine, from: NamedEnd, others: readonly End[]): readonly End[] {
  switch (from.kind) {
    case 'workload':
      return from.pods.map((pods) => ({ kind: 'pods', pods }));
    case 'service':
      return podsSelectedBy(engine.cluster, from.service).map(([pods]) => ({ kind: 'pods', pods }));
    case 'block':
    case 'internet':
      return rangesToldApart(engine, others, rangesOf(from));
  }
}

function rangesOf(end: NamedEnd): readonly AddressRange[] {
  if (end.kind === 'internet') return PUBLIC;
  if (end.kind !== 'block') return [];
  return common([everyAddress(end.block.family)], [end.block]);
}

/** One way for each that dials. */
function direct(
  engine: ReachEngine,
  from: readonly End[],
  to: End,
  protocol: Protocol,
  port: number | undefined,
): readonly Way[] {
  return from.map((source) => {
    const outcome = outcomeAt(engine.verdict(source, to), protocol, port);
    return wayFrom(source, to, protocol, port, outcome, []);
  });
}

function wayFrom(
  from: End,
  to: End,
  protocol: Protocol,
  port: number | undefined,
  outcome: Exclude<Outcome, 'partial'>,
  through: readonly Hop[],
): Way {
  const parts = [{ end: from, outcome }];
  return { through, from, source: 'kept', seenAs: from, parts, to, protocol, port, exists: 'yes', outcome, notes: [] };
}

function toAddresses(
  engine: ReachEngine,
  from: NamedEnd,
  to: NamedEnd,
  protocol: Protocol,
  port: number | string,
): Passage {
  if (typeof port === 'string') return nowhere(engine, ['addresses have no ports by name']);
  const ways = sourcesOf(engine, from, []).flatMap((source) =>
    rangesToldApart(engine, [source], rangesOf(to)).flatMap((end) => direct(engine, [source], end, protocol, port)),
  );
  return passageOf(engine, ways, outcomeOfAll(ways.map(({ outcome }) => outcome)), []);
}

function toService(
  engine: ReachEngine,
  surroundings: Surroundings,
  from: NamedEnd,
  { service }: Extract<NamedEnd, { kind: 'service' }>,
  protocol: Protocol,
  port: number | string,
): Passage {
  const behind = backendsDialled(engine.cluster, surroundings, service, protocol, port);
  const { external, servicePort, complete, notes } = behind;
  if (external !== undefined) return toName(engine, from, protocol, external);
  const number = servicePort?.port.state === 'known' ? servicePort.port.value : undefined;
  const entrance = servicePort === undefined ? 'headless' : 'cluster';
  const hop: Hop = { kind: 'service', service: behind.service, entrance, port: number, nodePort: undefined };
  const sources = sourcesOf(
    engine,
    from,
    behind.backends.map(({ end }) => end),
  );
  const ways = behind.backends.flatMap((backend) =>
    sources.map((source) => throughPort(engine, source, backend, protocol, hop, service)),
  );
  const outcome = outcomeOfAll(outcomesBySource(ways));
  const may = !complete && outcome === 'denied' ? 'unknown' : outcome;
  return passageOf(engine, ways, may, notes);
}

function throughPort(
  engine: ReachEngine,
  source: End,
  { end, port, certainty }: Backends['backends'][number],
  protocol: Protocol,
  hop: Extract<Hop, { kind: 'service' }>,
  service: Extract<NamedEnd, { kind: 'service' }>['service'],
): Way {
  const verdict = throughService(engine, source, end);
  const said = outcomeAt(verdict, protocol, port);
  const own = wayFrom(source, end, protocol, port, said, [hop]);
  const notes: string[] = [];
  let outcome = own.outcome;
  if (engine.cluster.profile.servicePortIsTargetPort && hop.port !== undefined && hop.port !== port) {
    // There a policy may be asked about either port (S064).
    outcome = outcomeOfEither([said, outcomeAt(verdict, protocol, hop.port)]);
    notes.push(`${engine.cluster.profile.name} wants the port of the Service to be that of the container`);
  }
  const { internalTrafficPolicy: traffic } = service;
  const stays = traffic.state === 'unknown' || (traffic.state === 'known' && traffic.value === 'Local');
  if (stays && end.kind === 'pods' && end.pods.kind !== 'DaemonSet' && outcome === 'allowed') {
    // Only pods of the client's own node answer (S071).
    outcome = 'unknown';
    notes.push('internalTrafficPolicy: Local leads only to pods of the same node');
  }
  return { ...own, exists: certainty, outcome, notes };
}

/** For everybody who dials: one of the ends behind it is enough (S069). */
function outcomesBySource(ways: readonly Way[]): readonly Outcome[] {
  const bySource = new Map<End | undefined, Outcome[]>();
  for (const way of ways) {
    const list = bySource.get(way.from);
    if (list === undefined) bySource.set(way.from, [outcomeOfWay(way)]);
    else list.push(outcomeOfWay(way));
  }
  return [...bySource.values()].map(outcomeOfAny);
}

/** A name for something outside: which address it has, nobody can tell (S067). */
function toName(
  engine: ReachEngine,
  from: NamedEnd,
  protocol: Protocol,
  { name, port }: NonNullable<Backends['external']>,
): Passage {
  const everywhere = [everyAddress('IPv4'), everyAddress('IPv6')];
  const ways = sourcesOf(engine, from, []).flatMap((source) =>
    rangesToldApart(engine, [source], everywhere).flatMap((end) => direct(engine, [source], end, protocol, port)),
  );
  const outcome = outcomeOfEither(ways.map((way) => way.outcome));
  return passageOf(engine, ways, outcome, [`${name} is outside: which addresses it has is unknown`]);
}

function nowhere(engine: ReachEngine, notes: readonly string[]): Passage {
  return passageOf(engine, [], 'denied', notes);
}
