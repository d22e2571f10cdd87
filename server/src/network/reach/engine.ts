import type { Certainty } from '../../kubernetes';
import { ALL_PORTS, differenceOf, intersectionOf, isNoPort, NO_PORTS, type PortSet, unionOf } from '../sets/ports';
import { addressTestsOf, dividedBy, placeOf } from './addresses';
import type { Connection, End, Reach, Verdict } from './answer';
import { applyingTo, changedApplying, isolatedAnyhow } from './applying';
import type { AddressRange, Cluster, PodFacts, Policy } from './cluster';
import { areGroupedAlike, type Group, type Grouping, groupsOf } from './groups';
import type { CniProfile } from './profiles';
import { type Applying, type Direction, type Program, programOf, type Step } from './program';
import { createRowMaker, type Row, type RowMaker, stateAt } from './rows';
import { type Opposite, outcomeFor, type SingleContext } from './single';
import { createStateTable, type StateTable } from './states';
import { createPodIndex, type PodIndex } from './tests';

/** The engine's answers, with what explanations and the next state of the cluster use again. */
export interface ReachEngine extends Reach {
  readonly cluster: Cluster;
  readonly context: SingleContext;
  groupOf(pods: PodFacts): Group;
  programOf(group: Group, direction: Direction): Program;
  /** The policies that are, or may be, about these pods, in the order of the fold. */
  policiesAbout(group: Group): readonly Policy[];
}

/**
 * Who reaches whom. Of a previous state everything is kept that the change leaves as it was: with the same pods, a changed
 * policy costs what its own pods cost.
 */
export function createReach(cluster: Cluster, previous?: ReachEngine): ReachEngine {
  const kept = previous === undefined ? undefined : partsOf.get(previous);
  const before = previous?.cluster;
  const samePods =
    before !== undefined && before.namespaces === cluster.namespaces && areGroupedAlike(before.pods, cluster.pods);
  const usable = samePods && before.profile === cluster.profile && !isWorn(kept) ? kept : undefined;
  const grouping = usable?.grouping ?? groupsOf(cluster);
  const index = usable?.index ?? createPodIndex(grouping.groups, cluster.namespaces);
  const states = usable?.states ?? createStateTable();
  const rows = usable?.rows ?? createRowMaker(grouping.groups, index, states, cluster.profile);
  const applying =
    usable === undefined || before === undefined
      ? applyingTo(grouping.groups, cluster.policies, index)
      : changedApplying(usable.applying, before.policies, cluster.policies, index, grouping.groups);
  const parts: Parts = {
    grouping,
    index,
    states,
    rows,
    applying,
    numbers: usable?.numbers ?? { given: new Map(), next: 0 },
    sides: usable?.sides ?? new Map(),
    ofGroups: {
      ingress: keptSides(usable, applying, 'ingress'),
      egress: keptSides(usable, applying, 'egress'),
    },
    verdicts: usable?.verdicts ?? new Map(),
    wear: usable?.wear ?? { edits: 0, sides: 0 },
  };
  if (usable !== undefined && before !== undefined) forget(parts, before.policies, cluster.policies);
  const engine = engineOf(cluster, parts);
  partsOf.set(engine, parts);
  return engine;
}

/** Of groups that the same policies are about as before. */
function keptSides(before: Parts | undefined, applying: Parts['applying'], direction: Direction): (Side | undefined)[] {
  if (before === undefined) return [];
  const sides = before.ofGroups[direction];
  if (before.applying === applying) return sides.slice();
  return sides.map((side, group) => (before.applying[group] === applying[group] ? side : undefined));
}

/** How much is kept for the next state. */
export function sizeOf(engine: ReachEngine): {
  readonly policies: number;
  readonly sides: number;
  readonly states: number;
} {
  const parts = partsOf.get(engine);
  return {
    policies: parts?.numbers.given.size ?? 0,
    sides: parts?.sides.size ?? 0,
    states: parts?.states.size() ?? 0,
  };
}

interface Parts {
  readonly grouping: Grouping;
  readonly index: PodIndex;
  readonly states: StateTable;
  readonly rows: RowMaker;
  readonly applying: readonly (readonly Applying[])[];
  /** A number for each policy that was asked about, never given twice. */
  readonly numbers: { readonly given: Map<Policy, number>; next: number };
  /** Outcomes of pods that the same policies are about, by those policies. */
  readonly sides: Map<string, Side>;
  /** The same by group: those that were asked for. */
  readonly ofGroups: Readonly<Record<Direction, (Side | undefined)[]>>;
  readonly verdicts: Map<number, Verdict>;
  /** How many edits these parts have seen, and how many sides were left when they were last looked through. */
  readonly wear: { edits: number; sides: number };
}

/** Of what edits leave behind, states and answers cannot be told apart from those in use: now and then all is made anew. */
const MOST_EDITS = 2_000;
const MOST_STATES = 200_000;

function isWorn(parts: Parts | undefined): boolean {
  if (parts === undefined) return false;
  return parts.wear.edits >= MOST_EDITS || parts.states.size() > MOST_STATES;
}

/** Policies that are gone, and the outcomes they had a part in. Looked for when there are twice as many as last time. */
function forget({ numbers, sides, wear }: Parts, before: readonly Policy[], after: readonly Policy[]): void {
  wear.edits += 1;
  if (before === after) return;
  const current = new Set(after);
  for (const policy of before) if (!current.has(policy)) numbers.given.delete(policy);
  if (sides.size < 2 * wear.sides + FEW_SIDES) return;
  for (const [key, { policies }] of sides) if (!policies.every((policy) => current.has(policy))) sides.delete(key);
  wear.sides = sides.size;
}

const FEW_SIDES = 256;

/** What is worked out for one group and direction, each part when it is first asked for. */
interface Side {
  readonly policies: readonly Policy[];
  readonly program: Program;
  readonly subject: Group;
  row: Row | undefined;
  addresses: { readonly range: AddressRange; readonly state: number }[] | undefined;
}

const partsOf = new WeakMap<ReachEngine, Parts>();
const WIDTH = 2 ** 26;

function engineOf(cluster: Cluster, parts: Parts): ReachEngine {
  const { grouping, index, states } = parts;
  const { groups, ofPod } = grouping;
  const { profile } = cluster;
  const nodes = index.width - 1;
  const context: SingleContext = { index, states, profile };

  function groupOf({ index: pod }: PodFacts): Group {
    const group = groups[ofPod[pod] ?? -1];
    if (group === undefined) throw new Error('These pods are of another cluster');
    return group;
  }

  function sideOf(group: Group, direction: Direction): Side {
    const known = parts.ofGroups[direction][group.index];
    if (known !== undefined) return known;
    const applying = parts.applying[group.index] ?? [];
    const own = applying.filter(({ policy }) => policy[direction] !== undefined);
    const skipsBaseline = profile.networkPolicyFinal === 'per-pod' ? isolatedAnyhow(applying) : 'no';
    const key = sideKey(own, direction, skipsBaseline, group);
    let side = parts.sides.get(key);
    if (side === undefined) {
      side = {
        policies: own.map(({ policy }) => policy),
        program: programOf(own, direction, cluster, skipsBaseline),
        subject: group,
        row: undefined,
        addresses: undefined,
      };
      parts.sides.set(key, side);
    }
    parts.ofGroups[direction][group.index] = side;
    return side;
  }

  /** Names of ports on ingress stand for the subject's own: only pods with equal ports share an outcome then. */
  function sideKey(own: readonly Applying[], direction: Direction, skipsBaseline: Certainty, group: Group): string {
    const policies = own
      .map(({ policy, certainty }) => `${numberOf(policy)}${certainty === 'yes' ? '' : '?'}`)
      .join(',');
    const named = direction === 'ingress' && own.some(({ policy }) => usesNames(policy));
    const ports = named ? `${JSON.stringify(group.ports)}${group.portsComplete}` : '';
    return `${direction} ${skipsBaseline} ${policies} ${ports}`;
  }

  function numberOf(policy: Policy): number {
    const { numbers } = parts;
    const known = numbers.given.get(policy);
    if (known !== undefined) return known;
    const made = numbers.next;
    numbers.next += 1;
    numbers.given.set(policy, made);
    return made;
  }

  function stateOf(group: Group, direction: Direction, opposite: Opposite): number {
    if (opposite.kind === 'addresses') return addressState(sideOf(group, direction), opposite.range);
    return stateIn(group, direction, opposite.kind === 'nodes' ? nodes : opposite.group.index);
  }

  function stateIn(group: Group, direction: Direction, column: number): number {
    const side = sideOf(group, direction);
    side.row ??= parts.rows.rowOf(side.program, side.subject);
    return stateAt(side.row, column);
  }

  function addressState(side: Side, range: AddressRange): number {
    side.addresses ??= dividedBy(addressTestsOf(policiesOf(side.program))).map((own) => ({
      range: own,
      state: outcomeFor(side.program, side.subject, { kind: 'addresses', range: own }, context),
    }));
    const found = placeOf(side.addresses, range);
    return (
      (found === undefined ? undefined : side.addresses[found]?.state) ??
      outcomeFor(side.program, side.subject, { kind: 'addresses', range }, context)
    );
  }

  function verdictOf(egress: number | undefined, ingress: number | undefined): Verdict {
    const key = (egress === undefined ? 0 : egress + 1) * WIDTH + (ingress === undefined ? 0 : ingress + 1);
    const known = parts.verdicts.get(key);
    if (known !== undefined) return known;
    const sides = [egress, ingress].flatMap((number) => (number === undefined ? [] : [verdictOfState(states, number)]));
    const made = sides.reduce(
      (one, other) => ({
        open: intersectionOf(one.open, other.open),
        possible: intersectionOf(one.possible, other.possible),
      }),
      OPEN,
    );
    const verdict = withOthers(made, profile);
    parts.verdicts.set(key, verdict);
    return verdict;
  }

  function verdict(from: End, to: End): Verdict {
    if (from.kind === 'pods' && to.kind === 'pods') {
      if (from.pods === to.pods && from.pods.replicas === 1) return OPEN;
      const [source, target] = [groupOf(from.pods), groupOf(to.pods)];
      if (source.hostNetwork === 'no' && target.hostNetwork === 'no')
        return verdictOf(stateIn(source, 'egress', target.index), stateIn(target, 'ingress', source.index));
    }
    return variantsOf(from)
      .flatMap((one) => variantsOf(to).map((other) => between(one, other)))
      .reduce(either);
  }

  /** The host network's traffic is the node's: of pods that may be on it, both are possible. */
  function variantsOf(end: End): readonly Opposite[] {
    if (end.kind !== 'pods') return [end];
    const group = groupOf(end.pods);
    if (group.hostNetwork === 'yes') return [NODES];
    return group.hostNetwork === 'no' ? [{ kind: 'group', group }] : [{ kind: 'group', group }, NODES];
  }

  function between(from: Opposite, to: Opposite): Verdict {
    if (from.kind === 'addresses' && to.kind === 'addresses') return CLOSED;
    const egress = from.kind === 'group' ? stateOf(from.group, 'egress', to) : undefined;
    const ingress = to.kind === 'group' ? stateOf(to.group, 'ingress', from) : undefined;
    const said = verdictOf(egress, ingress);
    // From the pod's own node everything is let in; which node that is, nobody can tell (S041, S042).
    if (from.kind === 'nodes' && to.kind === 'group' && profile.localNodeIngress)
      return { ...said, possible: openToLocalNode(to.group) };
    if (to.kind === 'nodes' && from.kind === 'group' && profile.localNodeEgress)
      return { ...said, possible: ALL_PORTS };
    return said;
  }

  function openToLocalNode(group: Group): PortSet {
    if (!profile.denyBeatsLocalNode) return ALL_PORTS;
    const { program, subject } = sideOf(group, 'ingress');
    const steps = program.steps.map((step): Step => {
      if (step.kind === 'end-isolating') return { ...step, final: false };
      return step.kind === 'end' ? { ...step, closed: 'no' } : step;
    });
    return verdictOfState(states, outcomeFor({ ...program, steps }, subject, NODES, context)).possible;
  }

  let ends: readonly End[] | undefined;
  return {
    cluster,
    context,
    groupOf,
    programOf: (group, direction) => sideOf(group, direction).program,
    policiesAbout: (group) => (parts.applying[group.index] ?? []).map(({ policy }) => policy),
    get ends() {
      ends ??= endsOf(cluster);
      return ends;
    },
    verdict,
    *connections(): Generator<Connection, undefined> {
      ends ??= endsOf(cluster);
      for (const from of ends) {
        for (const to of ends) {
          if (from === to && (from.kind !== 'pods' || from.pods.replicas === 1)) continue;
          // What is outside of the cluster has nothing to do with it.
          if (from.kind === 'addresses' && to.kind === 'addresses') continue;
          const found = verdict(from, to);
          if (!isNoPort(found.possible)) yield { from, to, verdict: found };
        }
      }
    },
  };
}

const NODES: Opposite = { kind: 'nodes' };
const OPEN: Verdict = { open: ALL_PORTS, possible: ALL_PORTS };
const CLOSED: Verdict = { open: NO_PORTS, possible: NO_PORTS };

function endsOf({ pods, policies }: Cluster): readonly End[] {
  return [
    ...pods.map((each): End => ({ kind: 'pods', pods: each })),
    ...dividedBy(addressTestsOf(policies)).map((range): End => ({ kind: 'addresses', range })),
    { kind: 'nodes' },
  ];
}

/** At the end of the fold every port is decided: accepted for certain is what cannot have been denied. */
function verdictOfState(states: StateTable, number: number): Verdict {
  const { accepted, denied } = states.state(number);
  return { open: differenceOf(accepted, denied), possible: accepted };
}

function either(one: Verdict, other: Verdict): Verdict {
  return { open: intersectionOf(one.open, other.open), possible: unionOf(one.possible, other.possible) };
}

/** What the plugin makes of protocols without ports (S063). */
function withOthers({ open, possible }: Verdict, { icmp }: CniProfile): Verdict {
  if (icmp === 'with-rules-without-ports') return { open, possible };
  const add = (set: PortSet): PortSet => ({ ...set, others: true });
  return { open: icmp === 'always' ? add(open) : open, possible: add(possible) };
}

function usesNames(policy: Policy): boolean {
  const known = namesUsed.get(policy);
  if (known !== undefined) return known;
  const rules = policy.ingress?.rules ?? [];
  const made = rules.some(({ ports }) => ports !== 'all' && ports.some(({ kind }) => kind === 'named'));
  namesUsed.set(policy, made);
  return made;
}

const namesUsed = new WeakMap<Policy, boolean>();

function* policiesOf({ steps }: Program): Generator<Policy, undefined> {
  const seen = new Set<Policy>();
  for (const step of steps) {
    const rules = step.kind === 'rule' ? [step] : step.kind === 'any-order' ? step.policies.flat() : [];
    for (const { policy } of rules) {
      if (seen.has(policy)) continue;
      seen.add(policy);
      yield policy;
    }
  }
}
