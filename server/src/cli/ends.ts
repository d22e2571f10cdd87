import { endNamed, type NamedEnd } from '../network/reach';
import { rangeOfBlock } from '../network/reach/addresses';
import { PUBLIC } from '../network/reach/on-the-way/public';
import { LAST_PORT, type PortSet, PROTOCOLS, portRange } from '../network/sets/ports';
import { type EndChoice, INTERNET } from '../reports/reach';
import type { ClusterReading } from './clusters';
import { UsageError } from './exit-code';

/** What `--from` or `--to` names in one environment. */
export type AskedEnd = NamedEnd | { readonly kind: 'nodes' } | { readonly kind: 'all' };

const NODES = 'nodes';

export interface AskedCluster {
  readonly cluster: ClusterReading;
  readonly from: AskedEnd;
  readonly to: AskedEnd;
}

/**
 * The environments that have both ends. Where none has, or where a name means several things, that is said in one line
 * with what is near.
 */
export function askedIn(
  clusters: readonly ClusterReading[],
  from: string | undefined,
  to: string | undefined,
): readonly AskedCluster[] {
  const found: AskedCluster[] = [];
  const problems: string[] = [];
  for (const cluster of clusters) {
    const ends = [endIn(cluster, '--from', from), endIn(cluster, '--to', to)] as const;
    const [one, other] = ends;
    if ('problem' in one) problems.push(one.problem);
    if ('problem' in other) problems.push(other.problem);
    if (!('problem' in one) && !('problem' in other)) found.push({ cluster, from: one, to: other });
  }
  if (found.length === 0 && problems[0] !== undefined) throw new UsageError(problems[0]);
  return found;
}

function endIn(
  { engine, surroundings }: ClusterReading,
  option: string,
  text: string | undefined,
): AskedEnd | { readonly problem: string } {
  if (text === undefined) return { kind: 'all' };
  if (text === NODES) return { kind: 'nodes' };
  const naming = endNamed(engine, surroundings, text);
  switch (naming.state) {
    case 'found':
      return naming.end;
    case 'several':
      // Of a name that means several things, none is the right one to answer about.
      throw new UsageError(`${option} ${text}: ${naming.message}`);
    case 'none':
      return { problem: `${option} ${text}: ${naming.message}${nearText(naming.nearest)}` };
  }
}

const MOST_NEAR = 3;

function nearText(nearest: readonly string[]): string {
  if (nearest.length === 0) return '';
  return `; did you mean ${nearest
    .slice(0, MOST_NEAR)
    .map((name) => `"${name}"`)
    .join(' or ')}?`;
}

/** What of all ends is meant; of what has ways of its own, none. */
export function choiceOf(end: AskedEnd): EndChoice {
  switch (end.kind) {
    case 'workload':
      return { kind: 'pods', pods: end.pods };
    case 'block':
      return { kind: 'addresses', ranges: [rangeOfBlock(end.block)] };
    case 'internet':
      return { kind: 'addresses', ranges: PUBLIC, as: INTERNET };
    case 'service':
      return { kind: 'pods', pods: [] };
    case 'nodes':
    case 'all':
      return { kind: end.kind };
  }
}

/** `8080`, `53/UDP`, `8000-8999/TCP`. */
export function portsAsked(text: string | undefined): PortSet | undefined {
  if (text === undefined) return undefined;
  const [, first = '', last = first, protocol = 'TCP'] =
    /^(\d{1,5})(?:-(\d{1,5}))?(?:\/([A-Za-z]+))?$/.exec(text) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (first === '' || from < 1 || to > LAST_PORT || from > to)
    throw new UsageError(
      `--port cannot be "${text}"; it is a number from 1 to 65535, such as 8080, 53/UDP or 8000-8999`,
    );
  return portRange(protocolNamed(protocol), from, to);
}

export interface AskedPort {
  readonly port: number | string;
  readonly protocol: (typeof PROTOCOLS)[number];
}

/** One port, by number or by name. */
export function portAsked(text: string): AskedPort {
  const [, word = '', protocol = 'TCP'] = /^([a-z0-9-]{1,63})(?:\/([A-Za-z]+))?$/.exec(text) ?? [];
  const number = /^\d+$/.test(word) ? Number(word) : undefined;
  if (word === '' || (number !== undefined && (number < 1 || number > LAST_PORT)))
    throw new UsageError(
      `--port cannot be "${text}"; it is a number or the name of a port, such as 8080, 53/UDP or http`,
    );
  return { port: number ?? word, protocol: protocolNamed(protocol) };
}

function protocolNamed(text: string): (typeof PROTOCOLS)[number] {
  const found = PROTOCOLS.find((protocol) => protocol === text.toUpperCase());
  if (found === undefined)
    throw new UsageError(`--port: unknown protocol "${text}"; it is one of ${PROTOCOLS.join(', ')}`);
  return found;
}
