import type { End } from '../answer';
import type { PodFacts, Protocol } from '../cluster';
import type { ReachEngine } from '../engine';
import type { NamedEnd } from '../names';
import type { Surroundings } from '../surroundings';
import { nameOf, resolvedIn } from './backends';
import { outcomeOfAll, outcomeOfAny, outcomeOfWay, partsOf } from './outcomes';
import { PUBLIC, rangesToldApart } from './public';
import { nameOfPods, passageOf } from './together';
import type { Hop, Passage, Way } from './ways';
import { waysInWithEngine } from './ways-in';

/** Public addresses, through everything that lets them in: one open way is enough. */
export function fromInternet(
  plain: ReachEngine,
  surroundings: Surroundings,
  to: NamedEnd,
  protocol: Protocol,
  port: number | string,
): Passage {
  const { ways: all, engine } = waysInWithEngine(plain, surroundings);
  const ways = all.filter((way) => way.protocol === protocol && leadsTo(way, to, protocol, port));
  const open = to.kind === 'workload' ? to.pods.filter(({ hostNetwork }) => hostNetwork !== 'no') : [];
  if (ways.length === 0 && open.length > 0 && typeof port === 'number') {
    // On the network of its node a pod listens where it likes, declared or not (S085).
    const more = open.map((pods) => atHost(engine, pods, protocol, port));
    return passageOf(engine, more, outcomeOfAny(more.map(outcomeOfWay)), []);
  }
  const notes = ways.length === 0 ? [nobodyComesIn(to, port, protocol)] : [];
  return passageOf(engine, ways, outcomeOfAny(ways.map(outcomeOfWay)), notes);
}

function atHost(engine: ReachEngine, pods: PodFacts, protocol: Protocol, port: number): Way {
  const to: End = { kind: 'pods', pods };
  const parts = partsOf(engine, rangesToldApart(engine, [to], PUBLIC), to, protocol, port);
  return {
    through: [{ kind: 'host-network' }],
    from: undefined,
    source: 'kept',
    seenAs: parts[0]?.end ?? { kind: 'nodes' },
    parts,
    to,
    protocol,
    port,
    exists: pods.hostNetwork === 'yes' ? 'yes' : 'unknown',
    outcome: outcomeOfAll(parts.map(({ outcome }) => outcome)),
    notes: [],
  };
}

function nobodyComesIn(to: NamedEnd, port: number | string, protocol: Protocol): string {
  const name = to.kind === 'service' ? nameOf(to.service) : to.kind === 'workload' ? nameOfPods(to.pods) : 'it';
  return `no load balancer, node port, Ingress, Gateway or host port leads to ${name} on ${port}/${protocol}`;
}

function leadsTo(way: Way, to: NamedEnd, protocol: Protocol, port: number | string): boolean {
  if (to.kind === 'service') {
    return way.through.some((hop) => {
      if (hop.kind !== 'service' || hop.service !== to.service) return false;
      return typeof port === 'number' ? hop.port === port : isNamed(hop, port);
    });
  }
  if (to.kind !== 'workload' || way.to.kind !== 'pods') return false;
  const { pods } = way.to;
  if (!to.pods.includes(pods)) return false;
  const number = typeof port === 'number' ? port : resolvedIn(pods, port, protocol)?.number;
  return way.port === undefined || way.port === number;
}

function isNamed({ service, port }: Extract<Hop, { kind: 'service' }>, name: string): boolean {
  const ports = service.ports.state === 'known' ? service.ports.value : [];
  return ports.some(
    (each) =>
      each.name.state === 'known' &&
      each.name.value === name &&
      each.port.state === 'known' &&
      each.port.value === port,
  );
}
