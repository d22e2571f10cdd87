import type { Certainty } from '../../kubernetes';
import { membersOf } from '../sets/bits';
import type { Policy } from './cluster';
import type { Group } from './groups';
import type { Applying } from './program';
import type { PodIndex } from './tests';

/** For each group, in order, the policies that are or may be about it. */
export function applyingTo(groups: readonly Group[], policies: readonly Policy[], index: PodIndex): Applying[][] {
  const applying: Applying[][] = groups.map(() => []);
  for (const policy of policies) {
    for (const [column, applies] of appliesTo(policy, index, groups)) applying[column]?.push(applies);
  }
  return applying;
}

function* appliesTo(
  policy: Policy,
  index: PodIndex,
  groups: readonly Group[],
): Generator<readonly [number, Applying], undefined> {
  const chosen = index.chosenBy(policy.subject);
  const sure: Applying = { policy, certainty: 'yes' };
  const maybe: Applying = { policy, certainty: 'unknown' };
  for (const column of membersOf(chosen.certain)) if (!groups[column]?.unenforced) yield [column, sure];
  for (const column of membersOf(chosen.possible)) if (!groups[column]?.unenforced) yield [column, maybe];
}

/** Only the lists of groups that a changed policy is, or was, about are made again. */
export function changedApplying(
  applying: readonly (readonly Applying[])[],
  before: readonly Policy[],
  after: readonly Policy[],
  index: PodIndex,
  groups: readonly Group[],
): readonly (readonly Applying[])[] {
  if (before === after) return applying;
  const [old, current] = [new Set(before), new Set(after)];
  const removed = before.filter((policy) => !current.has(policy));
  const added = after.filter((policy) => !old.has(policy));
  const touched = new Map<number, Applying[]>();
  const listOf = (column: number): Applying[] => {
    const known = touched.get(column) ?? (applying[column] ?? []).filter(({ policy }) => current.has(policy));
    touched.set(column, known);
    return known;
  };
  for (const policy of removed) for (const [column] of appliesTo(policy, index, groups)) listOf(column);
  for (const policy of added)
    for (const [column, applies] of appliesTo(policy, index, groups)) listOf(column).push(applies);
  const position = new Map(after.map((policy, at) => [policy, at] as const));
  for (const list of touched.values()) {
    list.sort((one, other) => (position.get(one.policy) ?? 0) - (position.get(other.policy) ?? 0));
  }
  const made = applying.slice();
  for (const [column, list] of touched) made[column] = list;
  return made;
}

/** Whether a NetworkPolicy is about the pod, in whatever direction (S101). */
export function isolatedAnyhow(applying: readonly Applying[]): Certainty {
  const isolating = applying.filter(({ policy }) => policy.tier.form === 'isolating');
  if (isolating.some(({ policy, certainty }) => certainty === 'yes' && !isDoubtful(policy))) return 'yes';
  return isolating.length > 0 ? 'unknown' : 'no';
}

/** A policy that may not be there at all: what it says of every direction is doubtful. */
function isDoubtful({ ingress, egress }: Policy): boolean {
  return (ingress?.doubtful ?? true) && (egress?.doubtful ?? true);
}
