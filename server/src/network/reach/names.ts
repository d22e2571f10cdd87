import { distance } from '../../config';
import { type AddressBlock, addressText, blockOf, parseAddress, parseBlock, type Service } from '../../kubernetes';
import { namespaceOf } from '../../workspace';
import type { End } from './answer';
import type { PodFacts } from './cluster';
import type { ReachEngine } from './engine';
import type { Surroundings } from './surroundings';

/** One end of a connection as people name it. */
export type NamedEnd =
  /** A workload; several entries where it has several templates. */
  | { readonly kind: 'workload'; readonly pods: readonly PodFacts[] }
  /** Its ports are translated to those of the pods behind it. */
  | { readonly kind: 'service'; readonly service: Service }
  /** Public addresses, through whatever lets them in. */
  | { readonly kind: 'internet' }
  /** Addresses, and policies alone. */
  | { readonly kind: 'block'; readonly block: AddressBlock };

export type Naming =
  | { readonly state: 'found'; readonly end: NamedEnd }
  /** Several are meant: their full names. */
  | { readonly state: 'several'; readonly message: string; readonly matches: readonly string[] }
  | { readonly state: 'none'; readonly message: string; readonly nearest: readonly string[] };

/**
 * `namespace/name` or `namespace/Kind/name` of a workload, `namespace/Service/name`, `internet`, an address or a CIDR. A name
 * alone is one of `namespaceDefault`, or of any namespace where none is given.
 */
export function endNamed(
  engine: ReachEngine,
  surroundings: Surroundings,
  text: string,
  namespaceDefault?: string,
): Naming {
  if (text === 'internet') return found({ kind: 'internet' });
  const block = blockNamed(text);
  if (block !== undefined) return found({ kind: 'block', block });
  const wanted = readName(text, namespaceDefault);
  if (wanted === undefined) {
    const message = `"${text}" is no namespace/name, namespace/Kind/name, internet or CIDR`;
    return { state: 'none', message, nearest: [] };
  }
  const { candidates, byName } = indexOf(engine, surroundings);
  const matches = (byName.get(wanted.name) ?? []).filter((each) => isMeant(each, wanted));
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return found(only.end);
  if (matches.length === 0) {
    const nearest = nearestTo(candidates, wanted);
    return { state: 'none', message: `"${text}" is not here`, nearest };
  }
  const names = matches.map(fullName).sort();
  return { state: 'several', message: `"${text}" is ${names.join(' and ')}`, matches: names };
}

/** `namespace/name[Kind]`, `a-b[External]`, `nodes`. Objects of no namespace are in `default` (S006). */
export function nameOfEnd(end: End): string {
  switch (end.kind) {
    case 'nodes':
      return 'nodes';
    case 'pods':
      return `${shown(end.pods.namespace)}/${end.pods.name}[${end.pods.kind}]`;
    case 'addresses': {
      const { family, from, to } = end.range;
      const text = (value: bigint): string => addressText({ family, value, sloppy: undefined });
      return `${text(from)}-${text(to)}[External]`;
    }
  }
}

interface Wanted {
  /** Undefined: any. */
  readonly namespace: string | undefined;
  readonly kind: string | undefined;
  readonly name: string;
}

interface Candidate {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly end: NamedEnd;
}

function found(end: NamedEnd): Naming {
  return { state: 'found', end };
}

function blockNamed(text: string): AddressBlock | undefined {
  const address = parseAddress(text);
  return address === undefined ? parseBlock(text) : blockOf(address);
}

function readName(text: string, namespaceDefault: string | undefined): Wanted | undefined {
  const parts = text.split('/');
  if (parts.some((part) => part === '')) return undefined;
  const [first, second, third] = parts;
  if (first === undefined || parts.length > 3) return undefined;
  if (second === undefined) return { namespace: namespaceDefault, kind: undefined, name: first };
  if (third === undefined) return { namespace: first, kind: undefined, name: second };
  return { namespace: first, kind: second, name: third };
}

interface CandidateIndex {
  readonly services: Surroundings['services'];
  readonly candidates: readonly Candidate[];
  readonly byName: ReadonlyMap<string, readonly Candidate[]>;
}

/** Many names are asked about in a row, and pods stay while policies change. */
const indexes = new WeakMap<readonly PodFacts[], CandidateIndex>();

function indexOf(engine: ReachEngine, surroundings: Surroundings): CandidateIndex {
  const { pods } = engine.cluster;
  const known = indexes.get(pods);
  if (known !== undefined && known.services === surroundings.services) return known;
  const candidates = candidatesOf(engine, surroundings);
  const byName = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const same = byName.get(candidate.name);
    if (same === undefined) byName.set(candidate.name, [candidate]);
    else same.push(candidate);
  }
  const made = { services: surroundings.services, candidates, byName };
  indexes.set(pods, made);
  return made;
}

function candidatesOf({ cluster }: ReachEngine, { services }: Surroundings): readonly Candidate[] {
  const workloads = new Map<string, Candidate & { readonly end: { kind: 'workload'; pods: PodFacts[] } }>();
  for (const pods of cluster.pods) {
    const { namespace, kind, name } = pods;
    const key = `${namespace}/${kind}/${name}`;
    const known = workloads.get(key);
    if (known === undefined) workloads.set(key, { namespace, kind, name, end: { kind: 'workload', pods: [pods] } });
    else known.end.pods.push(pods);
  }
  const named = services.flatMap((service): readonly Candidate[] => {
    const namespace = namespaceOf(service);
    if (namespace === undefined || service.name.state !== 'known') return [];
    return [{ namespace, kind: SERVICE, name: service.name.value, end: { kind: 'service', service } }];
  });
  return [...workloads.values(), ...named];
}

const SERVICE = 'Service';

/** A Service is meant only where its kind is said. */
function isMeant(candidate: Candidate, wanted: Wanted): boolean {
  if (candidate.name !== wanted.name) return false;
  const isKind =
    wanted.kind === undefined ? candidate.kind !== SERVICE : candidate.kind.toLowerCase() === wanted.kind.toLowerCase();
  return isKind && isIn(candidate, wanted.namespace);
}

function isIn({ namespace }: Candidate, wanted: string | undefined): boolean {
  return wanted === undefined || namespace === wanted || shown(namespace) === wanted;
}

function shown(namespace: string): string {
  return namespace === '' ? 'default' : namespace;
}

function fullName({ namespace, kind, name }: Candidate): string {
  return `${shown(namespace)}/${kind}/${name}`;
}

const MOST_NEAREST = 3;

/** The same name elsewhere or of another kind comes first, then what is written nearly alike. */
function nearestTo(all: readonly Candidate[], wanted: Wanted): readonly string[] {
  const name = wanted.name.slice(0, LONGEST_NAME);
  const limit = Math.max(1, Math.floor(name.length / 3));
  const rated: { readonly candidate: Candidate; readonly rating: number }[] = [];
  for (const candidate of all) {
    if (Math.abs(candidate.name.length - name.length) > limit) continue;
    const far = distance(candidate.name, name);
    if (far > limit) continue;
    const place = isIn(candidate, wanted.namespace) ? 0 : 0.5;
    rated.push({ candidate, rating: far + place });
  }
  rated.sort((one, other) => one.rating - other.rating || compare(fullName(one.candidate), fullName(other.candidate)));
  return [...new Set(rated.map(({ candidate }) => fullName(candidate)))].slice(0, MOST_NEAREST);
}

/** Of DNS-1123 subdomains. */
const LONGEST_NAME = 253;

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
