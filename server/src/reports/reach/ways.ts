import { type Hop, nameOfEnd, type Way } from '../../network/reach';
import { NO_PORTS, type PortSet, portRange, unionOf } from '../../network/sets/ports';
import { workloadEnd } from './connections';
import type { ReachConnection, ReachEnd } from './model';

export const INTERNET: ReachEnd = { label: 'internet', kind: 'internet', namespace: undefined, marks: [] };

/** What comes in from outside, a line for each way: the ports are those of the destination. */
export function wayConnections(
  ways: readonly Way[],
  from: ReachEnd,
  ports: PortSet | undefined,
): readonly ReachConnection[] {
  const found = new Map<string, ReachConnection>();
  for (const way of ways) {
    if (way.outcome === 'denied' || way.port === undefined) continue;
    const set = portRange(way.protocol, way.port, way.port);
    if (ports !== undefined && !overlaps(ports, way)) continue;
    const to = workloadEnd([way.to]);
    const notes = wayNotes(way);
    const key = JSON.stringify([to.label, notes]);
    const known = found.get(key);
    const sure = (way.outcome === 'allowed' || way.outcome === 'partial') && way.exists === 'yes';
    found.set(key, {
      from,
      to,
      open: sure ? unionOf(known?.open ?? NO_PORTS, set) : (known?.open ?? NO_PORTS),
      possible: unionOf(known?.possible ?? NO_PORTS, set),
      notes,
    });
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, connection]) => connection);
}

function overlaps(ports: PortSet, { protocol, port }: Way): boolean {
  const intervals = ports[protocol];
  for (let at = 0; at < intervals.length; at += 2)
    if (port !== undefined && (intervals[at] ?? 0) <= port && port <= (intervals[at + 1] ?? 0)) return true;
  return false;
}

/** `through Ingress shop/web, Service shop/web port 80`. */
export function viaText({ through }: Way): string {
  return through.length === 0 ? '' : `through ${through.map(hopText).join(', ')}`;
}

export function wayNotes(way: Way): readonly string[] {
  const via = viaText(way);
  const partly = way.outcome === 'partial' ? [`only for ${openParts(way)}`] : [];
  const notes = [...(via === '' ? [] : [via]), ...sourceNotes(way), ...partly, ...way.notes];
  return [...new Set(notes)];
}

const MOST_PARTS = 3;

function openParts({ parts }: Way): string {
  const names = parts.filter(({ outcome }) => outcome === 'allowed').map(({ end }) => nameOfEnd(end));
  const more = names.length - MOST_PARTS;
  return `${names.slice(0, MOST_PARTS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Whom the destination sees, where that is not the one who dials. */
export function sourceNotes({ source, seenAs }: Pick<Way, 'source' | 'seenAs'>): readonly string[] {
  switch (source) {
    case 'kept':
      return [];
    case 'node':
      return ['the source address is lost: packets come from a node'];
    case 'controller':
      return [`packets come from ${nameOfEnd(seenAs)}`];
    case 'unknown-controller':
      return ['packets come from a controller that is not in these files'];
  }
}

export function hopText(hop: Hop): string {
  switch (hop.kind) {
    case 'service': {
      const port = hop.port === undefined ? '' : ` port ${hop.port}`;
      const entrance = ENTRANCES[hop.entrance];
      return `${objectText(hop.service)}${port}${entrance === '' ? '' : ` (${entrance})`}`;
    }
    case 'ingress':
      return objectText(hop.ingress);
    case 'gateway':
      return [...(hop.gateway === undefined ? [] : [hop.gateway]), hop.route].map(objectText).join(', ');
    case 'route':
      return objectText(hop.route);
    case 'host-port':
      return `hostPort ${hop.port}`;
    case 'host-network':
      return 'the host network';
  }
}

const ENTRANCES = {
  cluster: '',
  'node-port': 'node port',
  'load-balancer': 'load balancer',
  'external-address': 'external address',
  headless: 'headless',
} as const;

interface Named {
  readonly kind: string;
  readonly name: { readonly state: string; readonly value?: unknown };
  readonly namespace: { readonly state: string; readonly value?: unknown };
}

/** `Ingress shop/web`. */
export function objectText({ kind, name, namespace }: Named): string {
  const own = typeof name.value === 'string' ? name.value : '?';
  return typeof namespace.value === 'string' && namespace.value !== ''
    ? `${kind} ${namespace.value}/${own}`
    : `${kind} ${own}`;
}
