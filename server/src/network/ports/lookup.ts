import { type KnownPort, PORT_SOURCES, type PortScope } from './known-port';
import { KNOWN_PORTS } from './known-ports';

/**
 * What is known about a port, in the order of the tables. A scope narrows it to one place: `node` takes in what only
 * nodes of the control plane have, for their addresses are nodes' addresses as well.
 */
export function knownPorts(port: number, protocol: string, scope?: PortScope): readonly KnownPort[] {
  const found = [...(BY_NUMBER.get(port) ?? []), ...WIDE.filter(({ from, to }) => from <= port && port <= to)];
  return found.filter(
    (known) =>
      known.protocols.some((each) => each === protocol) &&
      (scope === undefined || known.scope === scope || (scope === 'node' && known.scope === 'control-plane')),
  );
}

/** Are there any at all? Most ports are nobody's: this is what callers ask first. */
export function mayBeKnown(port: number): boolean {
  return BY_NUMBER.has(port) || WIDE.some(({ from, to }) => from <= port && port <= to);
}

/**
 * The one line that is said of a port wherever it stands: the row that tells most. Numbers that many programs use are
 * not worth a line, and ranges say less than a number of its own.
 */
export function bestKnown(port: number, protocol: string, scopes: readonly PortScope[]): KnownPort | undefined {
  if (!mayBeKnown(port)) return undefined;
  const rows = knownPorts(port, protocol).filter(({ generic }) => !generic);
  for (const use of ['conflict', 'mesh', 'sensitive', 'info'] as const) {
    const [best] = rows.filter((row) => row.use === use && scopes.includes(row.scope)).sort(narrowestFirst);
    if (best !== undefined) return best;
  }
  return undefined;
}

/** `Kubernetes source, pkg/cluster/ports/ports.go`. */
export function sourceOf(known: KnownPort): string {
  return PORT_SOURCES[known.source];
}

/** Wider ones are looked through one by one; there are a handful. */
const WIDEST_INDEXED = 16;

const WIDE: readonly KnownPort[] = KNOWN_PORTS.filter(({ from, to }) => to - from >= WIDEST_INDEXED);

const BY_NUMBER: ReadonlyMap<number, readonly KnownPort[]> = byNumber();

function byNumber(): ReadonlyMap<number, readonly KnownPort[]> {
  const index = new Map<number, KnownPort[]>();
  for (const known of KNOWN_PORTS) {
    if (WIDE.includes(known)) continue;
    for (let port = known.from; port <= known.to; port += 1) {
      const rows = index.get(port);
      if (rows === undefined) index.set(port, [known]);
      else rows.push(known);
    }
  }
  return index;
}

function narrowestFirst(one: KnownPort, other: KnownPort): number {
  return one.to - one.from - (other.to - other.from);
}
