import type { Certainty } from '../../kubernetes';
import { ALL_PORTS, LAST_PORT, type PortRange, type PortSet, portRanges } from '../sets/ports';
import type { Cluster, Policy, PortTest, Protocol, Rule, RuleList, Tier } from './cluster';
import type { CniProfile } from './profiles';

export type Direction = 'ingress' | 'egress';

/** A policy that may be about a pod, with how sure that is. */
export interface Applying {
  readonly policy: Policy;
  readonly certainty: Exclude<Certainty, 'no'>;
}

/**
 * What the policies about one pod say about one direction, as steps of the fold. The engine runs it over all ends at once,
 * an explanation over a single one: both follow the same steps.
 */
export interface Program {
  readonly direction: Direction;
  readonly steps: readonly Step[];
}

export type Step =
  | RuleStep
  /** Policies of one priority: any of them may come first (S103, S128). */
  | { readonly kind: 'any-order'; readonly policies: readonly (readonly RuleStep[])[] }
  | { readonly kind: 'end-ordered' }
  | { readonly kind: 'end-isolating'; readonly isolated: boolean; readonly final: boolean }
  | { readonly kind: 'end'; readonly closed: Certainty };

export interface RuleStep {
  readonly kind: 'rule';
  /** In the isolating tier rules admit; in ordered ones they decide. */
  readonly action: Rule['action'] | 'admit';
  readonly peers: Rule['peers'];
  readonly ports: readonly PortPart[];
  readonly certain: boolean;
  readonly policy: Policy;
  /** Undefined for rules that may be there and cannot be read. */
  readonly rule: Rule | undefined;
}

/** Ports by number, or by a name that each destination pod resolves (S080). */
export type PortPart =
  | { readonly kind: 'set'; readonly set: PortSet; readonly certain: boolean }
  | { readonly kind: 'named'; readonly name: string; readonly protocol: Protocol | undefined };

export function programOf(
  applying: readonly Applying[],
  direction: Direction,
  { profile }: Cluster,
  skipsBaseline: Certainty,
): Program {
  if (!profile.enforced) return { direction, steps: [{ kind: 'end', closed: 'no' }] };
  const steps: Step[] = [];
  let closed: Certainty = 'no';
  for (const tier of tiersOf(applying)) {
    const own = applying.filter(({ policy }) => policy.tier.order === tier.order && policy[direction] !== undefined);
    if (own.length === 0) continue;
    if (tier.form === 'isolating') {
      const isolated = addIsolating(steps, own, direction, profile);
      if (profile.networkPolicyFinal === 'no') closed = isolated ? 'yes' : 'unknown';
    } else {
      const skipped = tier.name === 'baseline' ? skipsBaseline : 'no';
      if (skipped !== 'yes') addOrdered(steps, own, direction, profile, skipped === 'no');
    }
  }
  steps.push({ kind: 'end', closed });
  return { direction, steps };
}

/**
 * The steps of a long program in pieces, each with few that decide: what lies between two pieces is forgotten, else the
 * states on the way would fill the memory. What admits stays together.
 */
export function piecesOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  if (steps.length <= LONG) return [steps];
  const pieces: Step[][] = [];
  let piece: Step[] = [];
  let deciding = 0;
  for (const step of steps) {
    const admits = step.kind === 'rule' && step.action === 'admit';
    if (!admits && deciding >= PIECE) {
      pieces.push(piece);
      piece = [];
      deciding = 0;
    }
    piece.push(step);
    if (!admits) deciding += 1;
  }
  pieces.push(piece);
  return pieces;
}

const LONG = 100;
const PIECE = 8;

function tiersOf(applying: readonly Applying[]): readonly Tier[] {
  const tiers = new Map<number, Tier>();
  for (const { policy } of applying) tiers.set(policy.tier.order, policy.tier);
  return [...tiers.values()].sort((one, other) => one.order - other.order);
}

/** Says whether the pod is isolated for certain. */
function addIsolating(steps: Step[], own: readonly Applying[], direction: Direction, profile: CniProfile): boolean {
  let isolated = false;
  for (const applies of own) {
    const list = applies.policy[direction];
    if (list === undefined) continue;
    const certain = isCertain(applies, list);
    isolated ||= certain;
    steps.push(...stepsOf(applies.policy, list, certain, profile));
  }
  steps.push({ kind: 'end-isolating', isolated, final: profile.networkPolicyFinal !== 'no' });
  return isolated;
}

function addOrdered(
  steps: Step[],
  own: readonly Applying[],
  direction: Direction,
  profile: CniProfile,
  isAsked: boolean,
): void {
  const byPriority = new Map<number, (readonly RuleStep[])[]>();
  for (const applies of own) {
    const list = applies.policy[direction];
    if (list === undefined) continue;
    const certain = isAsked && isCertain(applies, list);
    const rules = stepsOf(applies.policy, list, certain, profile);
    const alike = byPriority.get(applies.policy.priority);
    if (alike === undefined) byPriority.set(applies.policy.priority, [rules]);
    else alike.push(rules);
  }
  for (const [, policies] of [...byPriority].sort(([one], [other]) => one - other)) {
    if (policies.length === 1) steps.push(...policies.flat());
    else steps.push({ kind: 'any-order', policies });
  }
  steps.push({ kind: 'end-ordered' });
}

/** The same steps for all pods that a policy is about: by them it is seen that pods share a part of their programs. */
function stepsOf(policy: Policy, list: RuleList, certain: boolean, profile: CniProfile): readonly RuleStep[] {
  const ofProfile = stepsMade.get(profile) ?? new WeakMap<RuleList, Map<boolean, readonly RuleStep[]>>();
  stepsMade.set(profile, ofProfile);
  const ofList = ofProfile.get(list) ?? new Map<boolean, readonly RuleStep[]>();
  ofProfile.set(list, ofList);
  const known = ofList.get(certain);
  if (known !== undefined) return known;
  const isIsolating = policy.tier.form === 'isolating';
  const steps = list.rules.flatMap((rule) =>
    ruleSteps(policy, rule, isIsolating ? 'admit' : rule.action, certain, profile),
  );
  if (!list.complete) {
    for (const action of isIsolating ? (['admit'] as const) : ACTIONS) steps.push(unreadable(policy, action));
  }
  ofList.set(certain, steps);
  return steps;
}

const stepsMade = new WeakMap<CniProfile, WeakMap<RuleList, Map<boolean, readonly RuleStep[]>>>();
const ACTIONS = ['accept', 'deny', 'pass'] as const;

function isCertain({ certainty }: Applying, list: RuleList): boolean {
  return certainty === 'yes' && !list.doubtful;
}

/** A rule that cannot be read as a whole matches what is written for certain, and perhaps anything else. */
function ruleSteps(
  policy: Policy,
  rule: Rule,
  action: RuleStep['action'],
  isSure: boolean,
  profile: CniProfile,
): readonly RuleStep[] {
  const certain = isSure && rule.doubtful !== true;
  const own = { kind: 'rule', action, policy, rule, certain } as const;
  const ports = portParts(rule.ports, policy, profile);
  const steps: RuleStep[] =
    profile.failClosed !== 'no' && hasUnknownPeer(rule, profile)
      ? failedClosed(own, rule, ports, profile)
      : [{ ...own, peers: rule.peers, ports }];
  if (rule.complete) return steps;
  // Among its peers may be one of an unknown kind: then it does not pass, it denies (S125).
  if (action === 'pass') steps.push({ ...own, action: 'deny', peers: 'anyone', ports: EVERYTHING, certain: false });
  steps.push({ ...own, peers: 'anyone', ports: EVERYTHING, certain: false });
  return steps;
}

function hasUnknownPeer({ peers }: Rule, { unknownPeers }: CniProfile): boolean {
  return (
    peers !== 'anyone' && peers.some(({ kind }) => kind === 'unknown' || unknownPeers.some((each) => each === kind))
  );
}

/** By a peer of an unknown kind a rule accepts nobody, and any other denies everybody (S125). */
function failedClosed(
  own: Omit<RuleStep, 'peers' | 'ports'>,
  rule: Rule,
  ports: readonly PortPart[],
  profile: CniProfile,
): RuleStep[] {
  const whole = profile.failClosed === 'rule';
  if (own.action === 'accept' || own.action === 'admit') return whole ? [] : [{ ...own, peers: rule.peers, ports }];
  return [{ ...own, action: 'deny', peers: 'anyone', ports: whole ? EVERYTHING : ports }];
}

function unreadable(policy: Policy, action: RuleStep['action']): RuleStep {
  return { kind: 'rule', action, peers: 'anyone', ports: EVERYTHING, certain: false, policy, rule: undefined };
}

const EVERYTHING: readonly PortPart[] = [{ kind: 'set', set: ALL_PORTS, certain: true }];

function portParts(ports: Rule['ports'], { tier }: Policy, profile: CniProfile): readonly PortPart[] {
  if (ports === 'all') return EVERYTHING;
  const ranges: PortRange[] = [];
  const parts: PortPart[] = [];
  for (const port of ports) {
    if (port.kind === 'range') ranges.push(...rangesOf(port, profile));
    else if (port.kind === 'unknown') parts.push({ kind: 'set', set: ALL_PORTS, certain: false });
    else if (profile.namedPorts !== 'all-of-protocol' || port.protocol === undefined || tier.form === 'ordered')
      parts.push({ kind: 'named', name: port.name, protocol: port.protocol });
    else ranges.push({ protocol: port.protocol, from: 1, to: LAST_PORT });
  }
  return ranges.length === 0 ? parts : [{ kind: 'set', set: portRanges(ranges), certain: true }, ...parts];
}

/** Without support for ranges only the first port of one is meant (S017). */
function rangesOf(
  { protocol, from, to }: Extract<PortTest, { kind: 'range' }>,
  profile: CniProfile,
): readonly PortRange[] {
  if (protocol === 'SCTP' && !profile.sctp) return [];
  const isAll = from <= 1 && to >= LAST_PORT;
  return [{ protocol, from, to: profile.endPort || isAll ? to : from }];
}
