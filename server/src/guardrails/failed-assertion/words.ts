import { type AssertionEnd, type AssertionPort, addressText, blockText, placeOf } from '../../kubernetes';
import {
  type AddressRange,
  type DecidedConnection,
  type Decision,
  type End,
  type Explanation,
  type Hop,
  type Judgement,
  type NamedEnd,
  type NearestRule,
  type SideExplanation,
  wantedText,
} from '../../network/reach';
import { called, oneLine, placeOfObject } from '../common/messages/words';
import type { RelatedPlace } from '../define';

/** What an assertion comes to, in one sentence: what is the case, and why. Undefined where it holds. */
export function sayJudgement({ outcome, decision }: Judgement): string | undefined {
  return decision === undefined ? undefined : sayDecision(decision, outcome === 'unknown');
}

function sayDecision(decision: Decision, unknown: boolean): string {
  switch (decision.kind) {
    case 'unreadable':
      return decision.problems[0]?.message ?? 'the assertion cannot be read';
    case 'open':
      return 'the assertion is not judged: a part of it is filled in later';
    case 'end': {
      const [meant] = decision.nearest;
      const hint = meant === undefined ? '' : `: did you mean ${meant}?`;
      return unknown ? `${decision.message}, but it may be elsewhere` : `${decision.message}${hint}`;
    }
    case 'connection':
      return sayConnection(decision.connection);
    case 'too-many':
      return `the assertion is not judged: it is about ${decision.pairs} pairs of workloads; name fewer`;
  }
}

function sayConnection(connection: DecidedConnection): string {
  const { from, to, port, passage } = connection;
  const [source, target] = namesOf(from, to);
  const verb = VERBS[passage.outcome];
  return `${target} ${verb} ${source} on ${portText(port)}${reasonOf(connection)}`;
}

const VERBS = {
  allowed: 'is reachable from',
  denied: 'is not reachable from',
  partial: 'is reachable in part from',
  unknown: 'may or may not be reachable from',
} as const;

/** `TCP 8443`. */
function portText({ port, protocol }: AssertionPort): string {
  return `${protocol} ${port}`;
}

/** Namespaces are said where they tell something. */
function namesOf(from: NamedEnd, to: NamedEnd): readonly [string, string] {
  const [one, other] = [partsOf(from), partsOf(to)];
  const apart = one.namespace !== other.namespace;
  return [nameOf(one, apart), nameOf(other, apart)];
}

interface NameParts {
  readonly namespace: string | undefined;
  readonly name: string;
}

function partsOf(end: NamedEnd): NameParts {
  if (end.kind === 'internet') return { namespace: undefined, name: 'the internet' };
  if (end.kind === 'block') return { namespace: undefined, name: blockText(end.block) };
  if (end.kind === 'service') {
    const { name, namespace } = end.service;
    return {
      namespace: namespace.state === 'known' ? namespace.value : '',
      name: `Service/${name.state === 'known' ? name.value : '?'}`,
    };
  }
  const [pods] = end.pods;
  return { namespace: pods?.namespace, name: pods?.name ?? '' };
}

function nameOf({ namespace, name }: NameParts, apart: boolean): string {
  return apart && namespace !== undefined && namespace !== '' ? `${namespace}/${name}` : name;
}

function reasonOf({ passage, way, explanation }: DecidedConnection): string {
  const { certain, of } = passage.reachable;
  if (passage.outcome === 'partial' && of > 1) return `: ${certain} of ${of} are open`;
  const through = way?.through.map(hopText).filter((text) => text !== '') ?? [];
  const decided = explanation === undefined ? undefined : explanationText(explanation);
  const why = decided ?? passage.notes[0] ?? way?.notes[0];
  const path = through.length === 0 ? '' : ` through ${through.join(' and ')}`;
  return why === undefined ? path : `${path}: ${why}`;
}

function hopText(hop: Hop): string {
  switch (hop.kind) {
    case 'service':
      return called(hop.service);
    case 'ingress':
      return called(hop.ingress);
    case 'gateway':
      return hop.gateway === undefined ? 'a Gateway' : called(hop.gateway);
    case 'route':
      return called(hop.route);
    case 'host-port':
      return `host port ${hop.port}`;
    case 'host-network':
      return 'the network of its node';
  }
}

/** The side that decided: where it is open, what lets it in; where it is shut, who shuts it. */
function explanationText({ outcome, egress, ingress, from, to }: Explanation): string | undefined {
  if (outcome === 'denied') {
    if (egress.outcome === 'denied') return sideText(egress, from, 'out');
    return ingress.outcome === 'denied' ? sideText(ingress, to, 'in') : undefined;
  }
  if (outcome === 'unknown') {
    if (egress.outcome === 'unknown') return sideText(egress, from, 'out');
    return ingress.outcome === 'unknown' ? sideText(ingress, to, 'in') : undefined;
  }
  return to.kind === 'pods' ? sideText(ingress, to, 'in') : sideText(egress, from, 'out');
}

function sideText(side: SideExplanation, end: End, way: 'in' | 'out'): string | undefined {
  const name = endText(end);
  const [policy] = side.isolatedBy;
  if (side.outcome === 'unknown') {
    if (side.because === 'local-node') return `whether the pod is on the same node as ${name}`;
    return policy === undefined ? 'a part of it cannot be read' : `${called(policy.object)} may let it ${way}`;
  }
  switch (side.because) {
    case 'rule': {
      const rule = side.decidedBy === undefined ? 'a rule' : called(side.decidedBy.policy.object);
      return side.outcome === 'allowed' ? `${rule} lets it ${way}` : `${rule} denies it`;
    }
    case 'not-isolated':
      return way === 'in' ? `no policy isolates ${name}` : `no policy isolates ${name} for egress`;
    case 'no-rule-admits': {
      const isolating = policy === undefined ? 'a policy' : called(policy.object);
      const more = side.isolatedBy.length > 1 ? ` and ${side.isolatedBy.length - 1} more` : '';
      return `no rule of ${isolating}${more} lets it ${way}`;
    }
    case 'host-network':
      return `${name} is on the host network, where policies do not reach`;
    case 'not-enforced':
      return 'the network plugin enforces no policies';
    case 'same-pod':
      return 'a pod reaches itself';
    case 'outside':
    case 'local-node':
      return undefined;
  }
}

function endText(end: End): string {
  if (end.kind === 'nodes') return 'the nodes';
  if (end.kind === 'pods') return `${end.pods.kind}/${end.pods.name}`;
  return rangeText(end.range);
}

function rangeText({ family, from, to }: AddressRange): string {
  const text = (value: bigint): string => addressText({ family, value, sloppy: undefined });
  return from === to ? text(from) : `${text(from)}-${text(to)}`;
}

/** What decided, and what came close: the other end of the finding. */
export function placesOf({ decision, outcome }: Judgement): readonly RelatedPlace[] {
  if (decision?.kind !== 'connection') return [];
  const { explanation, from, way: through } = decision.connection;
  if (explanation === undefined || outcome === 'holds') return [];
  const places = from.kind === 'internet' ? (through?.through ?? []).flatMap(entrancePlaces) : [];
  for (const [side, end, way] of [
    [explanation.egress, explanation.from, 'out'],
    [explanation.ingress, explanation.to, 'in'],
  ] as const) {
    if (end.kind !== 'pods') continue;
    // Open is what both ends leave open; shut or unknown it is because of one.
    if (explanation.outcome !== 'allowed' && side.outcome !== explanation.outcome) continue;
    if (way === 'out' && side.because === 'not-isolated' && explanation.to.kind === 'pods') continue;
    places.push(...sidePlaces(side, end, way));
  }
  return places.slice(0, MOST_PLACES);
}

/** What lets public addresses in. */
function entrancePlaces(hop: Hop): RelatedPlace[] {
  const object = hop.kind === 'service' ? hop.service : hop.kind === 'ingress' ? hop.ingress : undefined;
  return object === undefined ? [] : [{ place: placeOfObject(object), message: oneLine(`Through ${called(object)}`) }];
}

const MOST_PLACES = 5;
const MOST_POLICIES = 2;

function sidePlaces(side: SideExplanation, end: Extract<End, { kind: 'pods' }>, way: 'in' | 'out'): RelatedPlace[] {
  const { decidedBy, isolatedBy, nearest } = side;
  if (decidedBy !== undefined) {
    const said = side.outcome === 'allowed' ? `lets it ${way}` : side.outcome === 'denied' ? 'denies it' : 'decides';
    return [
      { place: placeOf(decidedBy.node), message: oneLine(`This rule of ${called(decidedBy.policy.object)} ${said}`) },
    ];
  }
  if (isolatedBy.length > 0) {
    const isolating = isolatedBy.slice(0, MOST_POLICIES).map(({ object }) => ({
      place: placeOfObject(object),
      message: oneLine(`${called(object)} isolates ${endText(end)} for ${way === 'in' ? 'ingress' : 'egress'}`),
    }));
    const near = nearest
      .slice(0, 1)
      .map((each) => ({ place: placeOf(each.node), message: oneLine(nearestText(each)) }));
    return [...isolating, ...near];
  }
  if (side.because !== 'not-isolated' || end.pods.workload === null) return [];
  const direction = way === 'in' ? 'ingress' : 'egress';
  return [
    { place: placeOfObject(end.pods.workload), message: oneLine(`No policy selects ${endText(end)} for ${direction}`) },
  ];
}

function nearestText({ object, failedOn }: NearestRule): string {
  if (failedOn === 'priority') return `A rule of ${called(object)} has the same priority and says otherwise`;
  if (failedOn === 'unknown') return `A rule of ${called(object)} may let it through: a part of it cannot be told`;
  return `The nearest rule is of ${called(object)}: it differs in the ${FAILED_ON[failedOn]}`;
}

const FAILED_ON = {
  selector: 'labels of its peer',
  namespace: 'namespace of its peer',
  address: 'addresses of its peer',
  port: 'port',
  protocol: 'protocol',
  direction: 'direction',
} as const;

/** An assertion in short: `shop/frontend -> shop/payments on TCP 8443 allowed`. */
export function sayAssertion({ assertion: { from, to, port, expect } }: Judgement): string {
  const ends = [from, to].map((field) => (field.state === 'known' ? writtenEnd(field.value) : '?'));
  const where = port.state === 'known' ? portText(port.value) : '?';
  const expected = expect.state === 'known' ? expect.value : '?';
  return `${ends.join(' -> ')} on ${where}: ${expected}`;
}

function writtenEnd(end: AssertionEnd): string {
  if (end.kind === 'text') return end.text;
  const namespace =
    end.namespace.state === 'known' ? end.namespace.value : end.namespace.state === 'absent' ? '*' : '?';
  if (end.labels.state !== 'known') return `${namespace}/*`;
  return `${namespace}/{${wantedText(end.labels.value)}}`;
}
