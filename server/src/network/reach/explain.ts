import type { Certainty } from '../../kubernetes';
import { hasPort } from '../sets/ports';
import type { DecidingRule, End, Explanation, NearestRule, SideExplanation } from './answer';
import type { Peer, Policy, Protocol } from './cluster';
import type { ReachEngine } from './engine';
import type { Group } from './groups';
import type { Direction, Program, RuleStep } from './program';
import { matchOfPeers, type Opposite, outcomeFor, portsOf, type SingleContext } from './single';
import { certaintyOf } from './tests';

/** Why one connection is open or closed. The same steps that gave the verdict are looked at one by one. */
export function explain(engine: ReachEngine, from: End, to: End, protocol: Protocol, port: number): Explanation {
  const verdict = engine.verdict(from, to);
  const outcome = hasPort(verdict.open, protocol, port)
    ? 'allowed'
    : hasPort(verdict.possible, protocol, port)
      ? 'unknown'
      : 'denied';
  const same = from.kind === 'pods' && to.kind === 'pods' && from.pods === to.pods && from.pods.replicas === 1;
  const side = (own: End, other: End, direction: Direction): SideExplanation =>
    same ? SAME_POD : sideOf(engine, own, other, direction, protocol, port);
  return { from, to, protocol, port, outcome, egress: side(from, to, 'egress'), ingress: side(to, from, 'ingress') };
}

const NOTHING = { isolatedBy: [], perhapsBy: [], decidedBy: undefined, nearest: [] } as const;
const SAME_POD: SideExplanation = { ...NOTHING, outcome: 'allowed', because: 'same-pod' };

function sideOf(
  engine: ReachEngine,
  own: End,
  other: End,
  direction: Direction,
  protocol: Protocol,
  port: number,
): SideExplanation {
  if (own.kind !== 'pods')
    return { ...NOTHING, outcome: 'allowed', because: own.kind === 'nodes' ? 'host-network' : 'outside' };
  const { cluster, context } = engine;
  if (!cluster.profile.enforced) return { ...NOTHING, outcome: 'allowed', because: 'not-enforced' };
  const group = engine.groupOf(own.pods);
  if (group.hostNetwork === 'yes') return { ...NOTHING, outcome: 'allowed', because: 'host-network' };
  const opposite = oppositeOf(engine, other);
  const program = engine.programOf(group, direction);
  const { accepted, denied } = context.states.state(outcomeFor(program, group, opposite, context));
  const may = hasPort(accepted, protocol, port);
  const mayNot = hasPort(denied, protocol, port);
  // What may be on the host network may be selected by nothing (S040).
  const unsure = (may && mayNot) || (!may && (isPerhapsOnHost(engine, own) || isPerhapsOnHost(engine, other)));
  const outcome = unsure ? 'unknown' : may ? 'allowed' : 'denied';
  const isolatedBy = isolating(engine, group, direction);
  const perhapsBy = isolatedBy.filter((policy) => isPerhapsAbout(engine, policy, group, direction));
  const steps = ruleSteps(program);
  const match = (step: RuleStep): Certainty => matchOf(step, program, group, opposite, protocol, port, engine);
  const [first, ...others] = decidingSteps(program, match);
  const decidedBy = first === undefined ? undefined : decidingRule(first);
  const { possible } = direction === 'ingress' ? engine.verdict(other, own) : engine.verdict(own, other);
  const local =
    (direction === 'ingress' && opposite.kind === 'nodes' && cluster.profile.localNodeIngress) ||
    (direction === 'egress' && opposite.kind === 'nodes' && cluster.profile.localNodeEgress);
  if (local && outcome !== 'allowed' && hasPort(possible, protocol, port))
    return { outcome: 'unknown', because: 'local-node', isolatedBy, perhapsBy, decidedBy, nearest: [] };
  const because = decidedBy !== undefined ? 'rule' : isolatedBy.length === 0 ? 'not-isolated' : 'no-rule-admits';
  const rivals = others.flatMap((step) => rivalOf(step, first?.action));
  const near = outcome === 'allowed' ? [] : nearestOf(steps, program, group, opposite, protocol, port, engine);
  return { outcome, because, isolatedBy, perhapsBy, decidedBy, nearest: [...rivals, ...near] };
}

function isPerhapsAbout({ context }: ReachEngine, policy: Policy, group: Group, direction: Direction): boolean {
  const about = certaintyOf(context.index.chosenBy(policy.subject), group.index);
  return about !== 'yes' || policy[direction]?.doubtful === true;
}

function decidingRule({ policy, rule, action }: RuleStep): DecidingRule | undefined {
  if (rule === undefined) return undefined;
  return { policy, rule, action: action === 'admit' ? 'accept' : action, node: rule.node };
}

/** It may come before the rule that decides, and says something else. */
function rivalOf({ policy, rule, action }: RuleStep, decided: RuleStep['action'] | undefined): NearestRule[] {
  if (rule === undefined || action === decided) return [];
  return [{ policy, rule, failedOn: 'priority', node: rule.node, object: policy.object }];
}

function isPerhapsOnHost(engine: ReachEngine, end: End): boolean {
  return end.kind === 'pods' && engine.groupOf(end.pods).hostNetwork === 'unknown';
}

function oppositeOf(engine: ReachEngine, end: End): Opposite {
  if (end.kind !== 'pods') return end;
  const group = engine.groupOf(end.pods);
  return group.hostNetwork === 'yes' ? { kind: 'nodes' } : { kind: 'group', group };
}

function isolating(engine: ReachEngine, group: Group, direction: Direction): readonly Policy[] {
  return engine
    .policiesAbout(group)
    .filter((policy) => policy.tier.form === 'isolating' && policy[direction] !== undefined);
}

/**
 * The first rule that matches for certain, and those that may come as early; one that passes ends its tier, and isolation
 * that is final ends them all.
 */
function decidingSteps({ steps }: Program, match: (step: RuleStep) => Certainty): readonly RuleStep[] {
  let passed = false;
  for (const step of steps) {
    if (step.kind === 'end-ordered') passed = false;
    if (step.kind === 'end-isolating' && step.isolated && step.final) return [];
    if (passed) continue;
    const lists = step.kind === 'rule' ? [[step]] : step.kind === 'any-order' ? step.policies : [];
    const firsts = lists.flatMap((rules) => rules.find((rule) => match(rule) === 'yes') ?? []);
    const deciding = firsts.filter(({ action }) => action !== 'pass');
    if (deciding.length > 0) return [...deciding, ...firsts.filter(({ action }) => action === 'pass')];
    passed = firsts.length > 0;
  }
  return [];
}

function ruleSteps({ steps }: Program): readonly RuleStep[] {
  return steps.flatMap((step) =>
    step.kind === 'rule' ? [step] : step.kind === 'any-order' ? step.policies.flat() : [],
  );
}

function matchOf(
  step: RuleStep,
  program: Program,
  group: Group,
  opposite: Opposite,
  protocol: Protocol,
  port: number,
  { context }: ReachEngine,
): Certainty {
  const peers = matchOfPeers(step.peers, opposite, context);
  if (peers === 'no') return 'no';
  let best: Certainty = 'no';
  for (const part of step.ports) {
    const { set, certain } = portsOf(part, program, group, opposite);
    if (set === undefined || !hasPort(set, protocol, port)) continue;
    best = certain && step.certain && peers === 'yes' ? 'yes' : 'unknown';
    if (best === 'yes') return best;
  }
  return best;
}

const MOST_NEAREST = 5;
/** From what is nearly right to what is far off. */
const NEARNESS: readonly NearestRule['failedOn'][] = [
  'unknown',
  'port',
  'protocol',
  'selector',
  'address',
  'namespace',
  'direction',
];

function nearestOf(
  steps: readonly RuleStep[],
  program: Program,
  group: Group,
  opposite: Opposite,
  protocol: Protocol,
  port: number,
  engine: ReachEngine,
): readonly NearestRule[] {
  const found: NearestRule[] = [];
  for (const step of steps) {
    if (step.rule === undefined || (step.action !== 'admit' && step.action !== 'accept')) continue;
    const match = matchOf(step, program, group, opposite, protocol, port, engine);
    if (match === 'yes') continue;
    const { policy, rule } = step;
    const { failedOn, node } =
      match === 'unknown'
        ? { failedOn: 'unknown' as const, node: rule.node }
        : failureOf(step, program, group, opposite, protocol, engine);
    found.push({ policy, rule, failedOn, node: node ?? rule.node, object: policy.object });
  }
  return found
    .sort((one, other) => NEARNESS.indexOf(one.failedOn) - NEARNESS.indexOf(other.failedOn))
    .slice(0, MOST_NEAREST);
}

function failureOf(
  step: RuleStep,
  program: Program,
  group: Group,
  opposite: Opposite,
  protocol: Protocol,
  { context }: ReachEngine,
): { readonly failedOn: NearestRule['failedOn']; readonly node: NearestRule['node'] | undefined } {
  const { rule, peers } = step;
  if (matchOfPeers(peers, opposite, context) !== 'no') {
    const sets = step.ports.map((part) => portsOf(part, program, group, opposite).set);
    const speaks = sets.some((set) => set !== undefined && set[protocol].length > 0);
    const first = rule?.ports === 'all' ? undefined : rule?.ports[0];
    return { failedOn: speaks ? 'port' : 'protocol', node: first?.node };
  }
  const [nearest] =
    peers === 'anyone'
      ? []
      : [...peers].sort((one, other) => distance(one, opposite, context) - distance(other, opposite, context));
  if (nearest === undefined) return { failedOn: 'selector', node: undefined };
  // Addresses and nodes are no pods, whatever pods a peer means.
  if (nearest.kind !== 'pods' || opposite.kind !== 'group') return { failedOn: 'address', node: nearest.node };
  return { failedOn: distance(nearest, opposite, context) === 1 ? 'selector' : 'namespace', node: nearest.node };
}

/** A peer of the right namespace is nearer than one of another; one that means something else is farthest. */
function distance(peer: Peer, opposite: Opposite, { index }: SingleContext): number {
  if (peer.kind !== 'pods') return opposite.kind === 'addresses' ? 0 : 3;
  if (opposite.kind !== 'group') return 3;
  const inside = index.chosenBy({ namespaces: peer.test.namespaces, pods: undefined });
  return certaintyOf(inside, opposite.group.index) === 'no' ? 2 : 1;
}
