import { protocolOf, type Service, type ServicePort } from '../kubernetes';
import type { DeadEnd, Hop, PodPortHop, ServicePortHop, Trace } from '../network/resolve';
import type { YamlNode } from '../yaml';
import { called, clean, code, sayOutcome, type Whereabouts } from './words';

/** Where a port leads, hop by hop, each with its place; empty where there is nothing to say. */
export function sayTrace(traced: Trace, where: Whereabouts): readonly string[] {
  const { origin, hops } = traced;
  switch (origin.kind) {
    case 'service-port':
      return sayServicePort(traced, origin.service, origin.port, where);
    case 'probe':
      return hops.flatMap((hop) => (hop.kind === 'pod-port' ? sayProbe(hop, where) : []));
    case 'policy-port':
      return hops.length === 0 ? [] : ['Is the port of', ...hops.flatMap((hop) => sayHop(hop, where))];
    case 'container-port':
      return hops.length === 0 ? [] : ['Served by', ...hops.flatMap((hop) => sayServer(hop, where))];
    case 'monitor-endpoint':
      return sayMonitored(traced, where);
    default:
      return hops.flatMap((hop) => sayHop(hop, where));
  }
}

const OTHERS = 'Other pods may be behind it that no manifest shows';

function sayServicePort({ written, hops, open }: Trace, service: Service, port: ServicePort, where: Whereabouts) {
  const protocol = protocolOf(port.protocol);
  if (written === undefined || protocol === undefined) return [];
  const head = headOf(service, port, written.reference, protocol);
  return withPods(service, head, hops, open, where);
}

function headOf(service: Service, port: ServicePort, target: number | string, protocol: string): string {
  return `${called(service)} port ${portOf(port)} leads to port ${code(target)} (${clean(protocol)})`;
}

function withPods(service: Service, head: string, hops: readonly Hop[], open: boolean, where: Whereabouts) {
  if (hops.length > 0) return [head, ...hops.flatMap((hop) => sayHop(hop, where)), ...(open ? [OTHERS] : [])];
  return open ? [] : [`${called(service)} selects no workload of this environment`];
}

function sayHop(hop: Hop, where: Whereabouts): readonly string[] {
  switch (hop.kind) {
    case 'service-port':
      return sayService(hop, where);
    case 'pod-port':
      return [`- ${called(hop.workload)}: ${sayOutcome(hop.outcome, hop.declared)}${at(hop.node, where)}`];
    case 'dead-end':
      return sayDeadEnd(hop, where);
  }
}

function sayService({ service, port, protocol, target, next, open, node }: ServicePortHop, where: Whereabouts) {
  if (target === undefined || protocol === undefined) return [];
  const head = `${headOf(service, port, target.reference, protocol)}${at(node, where)}`;
  // What it leads to is something to say, whoever is behind it.
  return next.length === 0 && open ? [head, OTHERS] : withPods(service, head, next, open, where);
}

function sayServer(hop: Hop, where: Whereabouts): readonly string[] {
  if (hop.kind !== 'service-port') return [];
  return [`- ${called(hop.service)} port ${portOf(hop.port)}${at(hop.node, where)}`];
}

function sayProbe({ outcome, declared, node }: PodPortHop, where: Whereabouts): readonly string[] {
  if (outcome.kind === 'unknown') return [];
  if (outcome.kind === 'found') return [`Is port ${sayOutcome(outcome, declared)}${at(node, where)}`];
  if (outcome.kind === 'undeclared') return [`Is port ${code(outcome.number)}, which its container does not declare`];
  return [`Its container has ${sayOutcome(outcome, declared)}`];
}

function sayMonitored({ origin, written, hops }: Trace, where: Whereabouts): readonly string[] {
  if (origin.kind !== 'monitor-endpoint' || written === undefined) return [];
  if (hops.length === 0) return [`${called(origin.monitor)} selects nothing of this environment`];
  // Of many Services, those that have the port are the ones that are meant.
  const found = hops.filter((hop) => hop.kind !== 'dead-end');
  return (found.length > 0 ? found : hops).slice(0, MOST_HOPS).flatMap((hop) => sayHop(hop, where));
}

const MOST_HOPS = 20;

function sayDeadEnd({ outcome, node }: DeadEnd, where: Whereabouts): readonly string[] {
  switch (outcome.kind) {
    case 'no-such-port': {
      const has = outcome.ports.slice(0, MOST_HOPS).map(portOf).join(', ');
      return [`${called(outcome.service)}${at(node, where)} has no port ${code(outcome.reference)}; it has ${has}`];
    }
    case 'other-protocol': {
      const has = outcome.ports.map(portOf).join(', ');
      return [
        `${called(outcome.service)}${at(node, where)} has this port as ${has}, not for ${clean(outcome.protocol)}`,
      ];
    }
    case 'no-such-service':
      return [`No Service ${code(outcome.name)} is in this environment`];
    case 'unknown':
      return outcome.because === 'copies' ? ['There are copies of it that nothing tells apart'] : [];
  }
}

function portOf({ name, port, protocol }: ServicePort): string {
  const number = port.state === 'known' ? `${port.value}/${protocolOf(protocol) ?? '?'}` : '?';
  return name.state === 'known' ? `${code(name.value)} ${code(number)}` : code(number);
}

function at(node: YamlNode | undefined, where: Whereabouts): string {
  const place = node && where(node);
  return place === undefined ? '' : ` (${clean(place)})`;
}
