import {
  type End,
  explain,
  nameOfEnd,
  type Passage,
  type Policy,
  type Protocol,
  type ReachEngine,
  type SideExplanation,
  type Way,
} from '../../network/reach';
import type { YamlNode } from '../../yaml';
import type { ExplainedEnvironment, ExplainedPolicy, ExplainedSide, ExplainedWay, SourcePlace } from './explain-model';
import { hopText, sourceNotes } from './ways';

/** Where a node stands, as far as that is still known. */
export type PlaceOf = (node: YamlNode) => SourcePlace | undefined;

/** The answer about one connection in one environment, rule by rule. */
export function explained(
  { name, cni }: { readonly name: string; readonly cni: string },
  passage: Passage,
  placeOf: PlaceOf,
): ExplainedEnvironment {
  const { outcome, reachable, notes, ways, engine } = passage;
  return {
    name,
    cni,
    outcome,
    reachable,
    notes,
    ways: ways.flatMap((way) => toldApart(way).map((each) => explainedWay(engine, each, placeOf))),
  };
}

/** Of the nodes nothing is on the way, and nothing names them but policies. */
export function explainedBetween(
  { name, cni }: { readonly name: string; readonly cni: string },
  engine: ReachEngine,
  ends: { readonly from: readonly End[]; readonly to: readonly End[] },
  protocol: Protocol,
  port: number,
  placeOf: PlaceOf,
): ExplainedEnvironment {
  const ways = ends.from.flatMap((from) =>
    ends.to.map((to): ExplainedWay => {
      const found = explain(engine, from, to, protocol, port);
      const [fromName, toName] = [nameOfEnd(from), nameOfEnd(to)];
      return {
        through: [],
        from: fromName,
        seenAs: fromName,
        to: toName,
        protocol,
        port,
        outcome: found.outcome,
        notes: [],
        egress: side(fromName, found.egress, placeOf),
        ingress: side(toName, found.ingress, placeOf),
      };
    }),
  );
  const certain = ways.filter(({ outcome }) => outcome === 'allowed').length;
  const possible = ways.filter(({ outcome }) => outcome !== 'denied').length;
  const outcome =
    certain === ways.length ? 'allowed' : possible === 0 ? 'denied' : certain === 0 ? 'unknown' : 'partial';
  return { name, cni, outcome, reachable: { certain, possible, of: ways.length }, notes: [], ways };
}

/** Of a way that is open for some and not for others, one of each kind is explained. */
function toldApart(way: Way): readonly Way[] {
  if (way.outcome !== 'partial') return [way];
  return (['allowed', 'denied', 'unknown'] as const).flatMap((outcome) => {
    const part = way.parts.find((each) => each.outcome === outcome);
    return part === undefined ? [] : [{ ...way, seenAs: part.end, parts: [part], outcome }];
  });
}

function explainedWay(engine: ReachEngine, way: Way, placeOf: PlaceOf): ExplainedWay {
  const { seenAs, to, protocol, port, outcome } = way;
  const found = port === undefined ? undefined : explain(engine, seenAs, to, protocol, port);
  const [seen, toName] = [nameOfEnd(seenAs), nameOfEnd(to)];
  return {
    through: way.through.map(hopText),
    from: way.from === undefined ? 'internet' : nameOfEnd(way.from),
    seenAs: seen,
    to: toName,
    protocol,
    port,
    outcome,
    notes: [...new Set([...sourceNotes(way), ...way.notes])],
    egress: found === undefined ? undefined : side(seen, found.egress, placeOf),
    ingress: found === undefined ? undefined : side(toName, found.ingress, placeOf),
  };
}

function side(end: string, found: SideExplanation, placeOf: PlaceOf): ExplainedSide {
  const { outcome, because, isolatedBy, perhapsBy, decidedBy, nearest } = found;
  const policy = (each: Policy): ExplainedPolicy => explainedPolicy(each, placeOf);
  return {
    end,
    outcome,
    because,
    isolatedBy: isolatedBy.map((each) => ({ ...policy(each), certain: !perhapsBy.includes(each) })),
    decidedBy:
      decidedBy === undefined
        ? undefined
        : { policy: policy(decidedBy.policy), action: decidedBy.action, place: placeOf(decidedBy.node) },
    nearest: nearest.map((each) => ({
      policy: policy(each.policy),
      failedOn: each.failedOn,
      place: placeOf(each.node),
    })),
  };
}

export function explainedPolicy({ kind, namespace, name, object }: Policy, placeOf: PlaceOf): ExplainedPolicy {
  return { kind, namespace: namespace === '' ? undefined : namespace, name, place: placeOf(object.node) };
}
