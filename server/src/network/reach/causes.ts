import { type PortSet, PROTOCOLS } from '../sets/ports';
import type { End, SideExplanation } from './answer';
import type { PodFacts, Policy, Protocol, Rule } from './cluster';
import type { ConnectionChange, ReachDifference } from './difference';
import type { ReachEngine } from './engine';
import { explain } from './explain';
import { factsText, isAbout, textOfFacts } from './facts';

/** Why a connection is not what it was. */
export type Cause =
  | {
      readonly kind: 'policy';
      readonly change: 'added' | 'removed' | 'changed';
      readonly side: 'egress' | 'ingress';
      /** As it is after the change; one that was removed, as it was before. */
      readonly policy: Policy;
      /** The rule that decides now, or decided before; undefined where the policy isolates and no rule admits. */
      readonly rule: Rule | undefined;
    }
  | {
      readonly kind: 'workload';
      readonly change: 'added' | 'removed' | 'labels' | 'ports' | 'host-network' | 'replicas' | 'other';
      readonly end: End;
    }
  | { readonly kind: 'namespace'; readonly name: string }
  | { readonly kind: 'profile' };

/** Worked out when somebody asks: the explanations of both states are compared at one of the ports that changed. */
export function causesOf(difference: ReachDifference, change: ConnectionChange): readonly Cause[] {
  const { was, is } = change;
  const appeared = [change.from, change.to].flatMap((end): readonly Cause[] => {
    if (end.kind !== 'pods') return [];
    const { added, removed } = comings(difference);
    if (added.has(end.pods)) return [{ kind: 'workload', change: 'added', end }];
    if (removed.has(end.pods)) return [{ kind: 'workload', change: 'removed', end }];
    return [];
  });
  if (was === undefined || is === undefined) return appeared;
  const found = remembered(blamed, change.alike, () => policyCauses(difference, change));
  if (found.length > 0) return found;
  const facts = [
    ...factCauses(difference, was.from, is.from),
    ...(isSame(is.from, is.to) ? [] : factCauses(difference, was.to, is.to)),
    ...namespaceCauses(difference, is.from, is.to),
  ];
  if (facts.length > 0) return facts;
  if (difference.facts.profile) return [{ kind: 'profile' }];
  return remembered(concerned, change.alike, () => policiesAbout(difference, change));
}

/** Of ends that nothing tells apart policies are the same causes. */
const blamed = new WeakMap<object, readonly Cause[]>();
const concerned = new WeakMap<object, readonly Cause[]>();

function remembered(
  known: WeakMap<object, readonly Cause[]>,
  alike: object,
  work: () => readonly Cause[],
): readonly Cause[] {
  const causes = known.get(alike) ?? work();
  known.set(alike, causes);
  return causes;
}

/** Pods that are in one of both states only. */
interface Comings {
  readonly added: ReadonlySet<PodFacts>;
  readonly removed: ReadonlySet<PodFacts>;
}

export function comings(difference: ReachDifference): Comings {
  const known = comingsOf.get(difference);
  if (known !== undefined) return known;
  const podsOf = (ends: readonly End[]): ReadonlySet<PodFacts> =>
    new Set(ends.flatMap((end) => (end.kind === 'pods' ? [end.pods] : [])));
  const made = { added: podsOf(difference.added), removed: podsOf(difference.removed) };
  comingsOf.set(difference, made);
  return made;
}

const comingsOf = new WeakMap<ReachDifference, Comings>();

function isSame(one: End, other: End): boolean {
  return one === other || (one.kind === 'pods' && other.kind === 'pods' && one.pods === other.pods);
}

function policyCauses(difference: ReachDifference, change: ConnectionChange): readonly Cause[] {
  const { before, after } = difference;
  const { was, is } = change;
  const sample = portOf(change.opened) ?? portOf(change.closed) ?? portOf(change.unsure);
  if (was === undefined || is === undefined || sample === undefined) return [];
  const [protocol, port] = sample;
  const old = explain(before, was.from, was.to, protocol, port);
  const now = explain(after, is.from, is.to, protocol, port);
  const causes: Cause[] = [];
  for (const side of ['egress', 'ingress'] as const) {
    if (old[side].outcome === now[side].outcome && old.outcome !== now.outcome && bothDiffer(old, now, side)) continue;
    addCauses(causes, difference, side, old[side], now[side]);
  }
  return causes;
}

/** The other side differs, so this one has nothing to do with it. */
function bothDiffer(
  old: Readonly<Record<'egress' | 'ingress', SideExplanation>>,
  now: Readonly<Record<'egress' | 'ingress', SideExplanation>>,
  side: 'egress' | 'ingress',
): boolean {
  const other = side === 'egress' ? 'ingress' : 'egress';
  return old[other].outcome !== now[other].outcome;
}

function addCauses(
  causes: Cause[],
  { facts }: ReachDifference,
  side: 'egress' | 'ingress',
  old: SideExplanation,
  now: SideExplanation,
): void {
  const changedBefore = new Map([...facts.changed].map(([was, is]) => [is, was] as const));
  const seen = new Set<Policy>();
  for (const { policy, rule } of decisive(now)) {
    const change = facts.added.has(policy) ? 'added' : changedBefore.has(policy) ? 'changed' : undefined;
    if (change === undefined || seen.has(policy)) continue;
    seen.add(policy);
    causes.push({ kind: 'policy', change, side, policy, rule });
  }
  for (const { policy, rule } of decisive(old)) {
    const current = facts.changed.get(policy);
    if (facts.removed.has(policy)) causes.push({ kind: 'policy', change: 'removed', side, policy, rule });
    else if (current !== undefined && !seen.has(current)) {
      seen.add(current);
      // The rule is not what it was: where it is now, nobody decided by it.
      causes.push({ kind: 'policy', change: 'changed', side, policy: current, rule: undefined });
    }
  }
}

/** The rule that decided, or else the policies that isolate and admit nobody. */
function decisive({ decidedBy, isolatedBy }: SideExplanation): readonly { policy: Policy; rule: Rule | undefined }[] {
  if (decidedBy !== undefined) return [decidedBy];
  return isolatedBy.map((policy) => ({ policy, rule: undefined }));
}

function portOf(ports: PortSet): readonly [Protocol, number] | undefined {
  for (const protocol of PROTOCOLS) {
    const [first] = ports[protocol];
    if (first !== undefined) return [protocol, first];
  }
  return undefined;
}

function factCauses({ facts }: ReachDifference, was: End, is: End): readonly Cause[] {
  if (was.kind !== 'pods' || is.kind !== 'pods' || was.pods === is.pods) return [];
  const causes: Cause[] = [];
  const [old, now] = [was.pods, is.pods];
  const differ = (part: (pods: PodFacts) => unknown): boolean => textOfFacts(part(old)) !== textOfFacts(part(now));
  if (differ(({ labels }) => labels)) causes.push({ kind: 'workload', change: 'labels', end: is });
  if (differ(({ ports, portsComplete }) => [ports, portsComplete]))
    causes.push({ kind: 'workload', change: 'ports', end: is });
  if (old.hostNetwork !== now.hostNetwork) causes.push({ kind: 'workload', change: 'host-network', end: is });
  if (causes.length === 0 && old.replicas !== now.replicas && (old.replicas === 1 || now.replicas === 1))
    causes.push({ kind: 'workload', change: 'replicas', end: is });
  if (causes.length === 0 && facts.isTouched(old, now) && factsText(old) !== factsText(now))
    causes.push({ kind: 'workload', change: 'other', end: is });
  return causes;
}

function namespaceCauses({ facts }: ReachDifference, from: End, to: End): readonly Cause[] {
  const names = new Set([from, to].flatMap((end) => (end.kind === 'pods' ? [end.pods.namespace] : [])));
  return [...names].filter((name) => facts.namespaces.has(name)).map((name) => ({ kind: 'namespace', name }));
}

/** Where no single port tells (only protocols without ports differ): the changed policies about either end. */
function policiesAbout({ before, after, facts }: ReachDifference, { was, is }: ConnectionChange): readonly Cause[] {
  const causes: Cause[] = [];
  for (const side of ['egress', 'ingress'] as const) {
    const [old, now] = side === 'egress' ? [was?.from, is?.from] : [was?.to, is?.to];
    const add = (change: 'added' | 'removed' | 'changed', policy: Policy): void => {
      causes.push({ kind: 'policy', change, side, policy, rule: undefined });
    };
    const speaks = (engine: ReachEngine, policy: Policy, end: End | undefined): boolean =>
      end?.kind === 'pods' && policy[side] !== undefined && isAbout(engine, policy, end.pods);
    for (const policy of facts.added) if (speaks(after, policy, now)) add('added', policy);
    for (const policy of facts.removed) if (speaks(before, policy, old)) add('removed', policy);
    for (const [then, policy] of facts.changed)
      if (speaks(before, then, old) || speaks(after, policy, now)) add('changed', policy);
  }
  return causes;
}
