import { type Certainty, isEmptySelector } from '../../kubernetes';
import { type PortSet, unionOfAll } from '../sets/ports';
import { matchOfAddresses, takesIn } from './addresses';
import type { AddressRange, Peer, Rule } from './cluster';
import type { Group } from './groups';
import { portsCalled } from './named-ports';
import type { CniProfile } from './profiles';
import { type PortPart, type Program, piecesOf, type RuleStep, type Step } from './program';
import { createStateTable, type StateTable } from './states';
import { certaintyOf, type PodIndex } from './tests';

/** The other end of a connection, one at a time. */
export type Opposite =
  | { readonly kind: 'group'; readonly group: Group }
  | { readonly kind: 'addresses'; readonly range: AddressRange }
  | { readonly kind: 'nodes' };

export interface SingleContext {
  readonly index: PodIndex;
  readonly states: StateTable;
  readonly profile: CniProfile;
}

/** The same fold as a row's, for one other end: addresses have no columns, and an explanation wants each step. */
export function outcomeFor(program: Program, subject: Group, opposite: Opposite, context: SingleContext): number {
  const { states } = context;
  const pieces = piecesOf(program.steps);
  if (pieces.length === 1) return afterPiece(states.start, program.steps, program, subject, opposite, context);
  let state = states.state(states.start);
  for (const piece of pieces) {
    const own = createStateTable();
    const within = { ...context, states: own };
    state = own.state(afterPiece(own.numberOf(state), piece, program, subject, opposite, within));
  }
  return states.numberOf(state);
}

function afterPiece(
  start: number,
  steps: readonly Step[],
  program: Program,
  subject: Group,
  opposite: Opposite,
  context: SingleContext,
): number {
  const { states } = context;
  let state = start;
  const admitting: RuleStep[] = [];
  for (const step of steps) {
    if (step.kind === 'rule' && step.action === 'admit') {
      admitting.push(step);
      continue;
    }
    state = afterAdmitting(state, admitting.splice(0), program, subject, opposite, context);
    if (step.kind === 'rule') state = afterRule(state, step, program, subject, opposite, context);
    else if (step.kind !== 'any-order') state = states.step(state, states.operation(step));
    else {
      const from = state;
      const outcomes = step.policies.map((rules) =>
        rules.reduce((at, rule) => afterRule(at, rule, program, subject, opposite, context), from),
      );
      state = outcomes.reduce((one, other) => states.together(one, other), outcomes[0] ?? from);
    }
  }
  return afterAdmitting(state, admitting, program, subject, opposite, context);
}

/** What several rules admit is one set. */
function afterAdmitting(
  state: number,
  rules: readonly RuleStep[],
  program: Program,
  subject: Group,
  opposite: Opposite,
  context: SingleContext,
): number {
  const sure: PortSet[] = [];
  const maybe: PortSet[] = [];
  for (const rule of rules) {
    const match = matchOfPeers(rule.peers, opposite, context);
    if (match === 'no') continue;
    for (const part of rule.ports) {
      const { set, certain } = portsOf(part, program, subject, opposite);
      if (set !== undefined) (rule.certain && certain && match === 'yes' ? sure : maybe).push(set);
    }
  }
  const { states } = context;
  const admit = (from: number, sets: readonly PortSet[], certain: boolean): number =>
    sets.length === 0 ? from : states.step(from, states.operation({ kind: 'admit', ports: unionOfAll(sets), certain }));
  return admit(admit(state, sure, true), maybe, false);
}

function afterRule(
  state: number,
  rule: RuleStep,
  program: Program,
  subject: Group,
  opposite: Opposite,
  context: SingleContext,
): number {
  const match = matchOfPeers(rule.peers, opposite, context);
  if (match === 'no') return state;
  const { states } = context;
  let result = state;
  for (const part of rule.ports) {
    const { set, certain } = portsOf(part, program, subject, opposite);
    if (set === undefined) continue;
    const sure = rule.certain && certain && match === 'yes';
    const { action } = rule;
    if (action === 'admit') continue;
    result = states.step(result, states.operation({ kind: 'rule', action, ports: set, certain: sure }));
  }
  return result;
}

/** A name stands for a port of the destination; outside of the cluster it stands for none (S080, S083). */
export function portsOf(part: PortPart, { direction }: Program, subject: Group, opposite: Opposite) {
  if (part.kind === 'set') return part;
  if (direction === 'ingress') return portsCalled(subject, part.name, part.protocol);
  if (opposite.kind === 'group')
    return portsCalled(opposite.group.asDestination ?? opposite.group, part.name, part.protocol);
  return { set: undefined, certain: true };
}

export function matchOfPeers(peers: Rule['peers'], opposite: Opposite, context: SingleContext): Certainty {
  if (peers === 'anyone') return 'yes';
  let best: Certainty = 'no';
  for (const peer of peers) {
    const match = matchOfPeer(peer, opposite, context);
    if (match === 'yes') return 'yes';
    if (match === 'unknown') best = 'unknown';
  }
  return best;
}

function matchOfPeer(peer: Peer, opposite: Opposite, { index, profile }: SingleContext): Certainty {
  switch (peer.kind) {
    case 'pods':
      return opposite.kind === 'group' ? certaintyOf(index.chosenBy(peer.test), opposite.group.index) : 'no';
    case 'addresses':
      if (opposite.kind === 'addresses') return takesIn(peer.test, opposite.range);
      if (opposite.kind === 'group') {
        return profile.blocksMatchPods ? matchOfAddresses(peer.test, opposite.group.addresses) : 'no';
      }
      return profile.blocksMatchNodes ? matchOfAddresses(peer.test, []) : 'no';
    case 'nodes':
      if (opposite.kind !== 'nodes') return 'no';
      return isEmptySelector(peer.selector) ? 'yes' : 'unknown';
    case 'domains':
      return opposite.kind === 'addresses' ? 'unknown' : 'no';
    case 'unknown':
      return 'no';
  }
}
