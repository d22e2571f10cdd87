import type { AssertionPort, Field, FieldProblem, KubernetesObject, PortAssertion, PortTest } from '../../kubernetes';
import { namespaceOf } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { hasPort } from '../sets/ports';
import type { Explanation } from './answer';
import { type Ends, endsOf, type Ground, type NoEnds, toldApart } from './assertion-ends';
import type { ReachEngine } from './engine';
import { explain } from './explain';
import type { NamedEnd } from './names';
import { passageBetween } from './on-the-way/passage';
import type { Outcome, Passage, Way } from './on-the-way/ways';

/** What an assertion comes to in one environment. */
export interface Judgement {
  readonly assertion: PortAssertion;
  readonly outcome: 'holds' | 'fails' | 'unknown';
  /** False where it fails as far as these files show, and others may say something else. */
  readonly certain: boolean;
  /** What decided; undefined where it holds. */
  readonly decision: Decision | undefined;
}

export type Decision =
  /** It cannot be read: nobody knows what it wants. */
  | { readonly kind: 'unreadable'; readonly problems: readonly FieldProblem[] }
  /** Somebody fills in a part of it later. */
  | { readonly kind: 'open'; readonly node: YamlNode }
  /** An end that is nobody, or several that are told apart by their kind. */
  | {
      readonly kind: 'end';
      readonly side: 'from' | 'to';
      readonly message: string;
      readonly nearest: readonly string[];
      readonly node: YamlNode;
    }
  | { readonly kind: 'connection'; readonly connection: DecidedConnection }
  | { readonly kind: 'too-many'; readonly pairs: number };

/** The first pair of ends that decided. */
export interface DecidedConnection {
  readonly from: NamedEnd;
  readonly to: NamedEnd;
  readonly port: AssertionPort;
  readonly passage: Passage;
  /** The way that decided, where there is one, and what both ends say about it. */
  readonly way: Way | undefined;
  readonly explanation: Explanation | undefined;
}

/**
 * Judges one assertion. `allowed` holds where every pair of its ends is open for certain, `denied` where every pair is closed
 * for certain. It fails by the first pair that is otherwise for certain; where none is, and one is unknown, nobody can tell.
 */
export function judge(ground: Ground, test: PortTest, assertion: PortAssertion): Judgement {
  const { from, to, port, expect, problems } = assertion;
  if (problems.length > 0) return failed(assertion, { kind: 'unreadable', problems });
  if (from.state !== 'known') return undecided(assertion, { kind: 'open', node: nodeOf(from, assertion) });
  if (to.state !== 'known') return undecided(assertion, { kind: 'open', node: nodeOf(to, assertion) });
  if (port.state !== 'known') return undecided(assertion, { kind: 'open', node: nodeOf(port, assertion) });
  if (expect.state !== 'known') return undecided(assertion, { kind: 'open', node: nodeOf(expect, assertion) });
  const namespace = namespaceOf(test);
  const dialling = endsOf(ground, from.value, namespace);
  if ('certain' in dialling && dialling.certain.some(({ kind }) => kind === 'service')) {
    const message = 'a Service opens no connections: name the workload behind it';
    return failed(assertion, { kind: 'end', side: 'from', message, nearest: [], node: from.node });
  }
  if ('problem' in dialling) return withoutEnd(assertion, 'from', dialling, from.node);
  const answering = endsOf(ground, to.value, namespace);
  if ('problem' in answering) return withoutEnd(assertion, 'to', answering, to.node);
  return decide(ground, assertion, dialling, answering, port.value, expect.value);
}

function nodeOf(field: Field<unknown>, { node }: PortAssertion): YamlNode {
  return field.state === 'unknown' ? (field.node ?? node) : node;
}

function withoutEnd(assertion: PortAssertion, side: 'from' | 'to', ends: NoEnds, node: YamlNode): Judgement {
  const { problem: message, nearest, mayBeElsewhere } = ends;
  const decision: Decision = { kind: 'end', side, message, nearest, node };
  return mayBeElsewhere ? undecided(assertion, decision) : failed(assertion, decision);
}

/** How many pairs the assertions of one test may look at together before they rather say nothing. */
export const MOST_PAIRS = 200_000;

function decide(
  ground: Ground,
  assertion: PortAssertion,
  dialling: Ends,
  answering: Ends,
  port: AssertionPort,
  expected: 'allowed' | 'denied',
): Judgement {
  const { engine, surroundings, pairs } = ground;
  const sources = toldApart(ground, dialling);
  const targets = toldApart(ground, answering);
  const count = sources.length * targets.length;
  if (count > pairs.left) return undecided(assertion, { kind: 'too-many', pairs: count });
  pairs.left -= count;
  let doubt: DecidedConnection | undefined;
  let nonsense: string | undefined;
  let judged = 0;
  for (const from of sources) {
    for (const to of targets) {
      if (count > 1 && isOnePod(from.end, to.end)) continue;
      judged += 1;
      if (isPlainly(engine, from.end, to.end, port, expected)) continue;
      const passage = passageBetween(engine, surroundings, from.end, to.end, port.protocol, port.port);
      if (passage.outcome === expected) {
        const why = nonsenseIn(from.end, to.end, port, passage);
        if (why === undefined) continue;
        // Where others have such a port, that one has none is nothing to complain about.
        nonsense ??= why;
        judged -= 1;
        continue;
      }
      const certain = passage.outcome !== 'unknown' && from.certain && to.certain;
      if (!certain && doubt !== undefined) continue;
      const connection = connectionOf(from.end, to.end, port, passage, expected);
      if (!certain) doubt = connection;
      else if (dependsOnCopies(ground, connection)) doubt ??= connection;
      else return { ...failed(assertion, { kind: 'connection', connection }), certain: isAll(ground, connection) };
    }
  }
  if (doubt !== undefined) return undecided(assertion, { kind: 'connection', connection: doubt });
  if (nonsense !== undefined && judged === 0) {
    const node = assertion.to.state === 'known' ? assertion.to.node : assertion.node;
    return failed(assertion, { kind: 'end', side: 'to', message: nonsense, nearest: [], node });
  }
  return { assertion, outcome: 'holds', certain: true, decision: undefined };
}

/** Between workloads nothing is on the way: what the policies say is quickly asked, and mostly it is what is expected. */
function isPlainly(
  engine: ReachEngine,
  from: NamedEnd,
  to: NamedEnd,
  { port, protocol }: AssertionPort,
  expected: 'allowed' | 'denied',
): boolean {
  if (from.kind !== 'workload' || to.kind !== 'workload' || typeof port !== 'number') return false;
  return from.pods.every((one) =>
    to.pods.every((other) => {
      const { open, possible } = engine.verdict({ kind: 'pods', pods: one }, { kind: 'pods', pods: other });
      return expected === 'allowed' ? hasPort(open, protocol, port) : !hasPort(possible, protocol, port);
    }),
  );
}

/** It is shut for want of a meaning: whoever wrote it did not mean that. */
function nonsenseIn(
  from: NamedEnd,
  to: NamedEnd,
  { port }: AssertionPort,
  { ways, notes }: Passage,
): string | undefined {
  if (ways.length > 0) return undefined;
  const isOutside = ({ kind }: NamedEnd): boolean => kind === 'internet' || kind === 'block';
  if (isOutside(to) && (isOutside(from) || typeof port === 'string')) return notes[0];
  return typeof port === 'string' && from.kind !== 'internet' && to.kind === 'workload' ? notes[0] : undefined;
}

/** Whatever a single pod says to itself passes no network. */
function isOnePod(from: NamedEnd, to: NamedEnd): boolean {
  if (from.kind !== 'workload' || to.kind !== 'workload') return false;
  const [pods] = from.pods;
  return from.pods.length === 1 && to.pods.length === 1 && pods === to.pods[0] && pods?.replicas === 1;
}

function connectionOf(
  from: NamedEnd,
  to: NamedEnd,
  port: AssertionPort,
  passage: Passage,
  expected: 'allowed' | 'denied',
): DecidedConnection {
  const wrong = passage.outcome === 'unknown' ? 'unknown' : expected === 'allowed' ? 'denied' : 'allowed';
  const way =
    passage.ways.find(({ outcome }) => outcome === wrong) ??
    passage.ways.find(({ parts }) => parts.some(({ outcome }) => outcome === wrong)) ??
    passage.ways[0];
  return {
    from,
    to,
    port,
    passage,
    way,
    explanation: way === undefined ? undefined : explanationOf(passage, way, wrong),
  };
}

function explanationOf({ engine }: Passage, way: Way, outcome: Outcome): Explanation | undefined {
  if (way.port === undefined) return undefined;
  const seenAs = way.parts.find((part) => part.outcome === outcome)?.end ?? way.seenAs;
  return explain(engine, seenAs, way.to, way.protocol, way.port);
}

/** Which of the copies of an object is meant, nobody can tell. */
function dependsOnCopies({ view }: Ground, connection: DecidedConnection): boolean {
  return [...objectsOf(connection)].some((object) => view.hasAlternatives(object));
}

function* objectsOf({ from, to, explanation, way }: DecidedConnection): Generator<KubernetesObject, undefined> {
  for (const end of [from, to]) {
    if (end.kind === 'service') yield end.service;
    if (end.kind === 'workload') for (const { workload } of end.pods) if (workload !== null) yield workload;
  }
  for (const hop of way?.through ?? []) if (hop.kind === 'service') yield hop.service;
  for (const side of [explanation?.egress, explanation?.ingress]) {
    for (const { object } of side?.isolatedBy ?? []) yield object;
    if (side?.decidedBy !== undefined) yield side.decidedBy.policy.object;
  }
}

/** Nothing that is not here, and no policy of a kind that is not understood, may change the answer. */
function isAll({ view }: Ground, { from, to }: DecidedConnection): boolean {
  const namespaces = [from, to].flatMap((end) => {
    if (end.kind === 'service') return [namespaceOf(end.service) ?? ''];
    return end.kind === 'workload' ? end.pods.map(({ namespace }) => namespace) : [];
  });
  if (namespaces.some((namespace) => view.mayHoldMore(namespace))) return false;
  return !view.ofType('other').some(({ family, kind }) => OTHER_POLICIES.has(family) || MESH_POLICIES.has(kind));
}

const OTHER_POLICIES: ReadonlySet<string> = new Set(['admin-network-policy', 'cilium', 'calico', 'other-policy']);
/** Of meshes: they may shut what the network leaves open. */
const MESH_POLICIES: ReadonlySet<string> = new Set(['AuthorizationPolicy', 'ServerAuthorization', 'Sidecar']);

function failed(assertion: PortAssertion, decision: Decision): Judgement {
  return { assertion, outcome: 'fails', certain: true, decision };
}

function undecided(assertion: PortAssertion, decision: Decision): Judgement {
  return { assertion, outcome: 'unknown', certain: true, decision };
}
