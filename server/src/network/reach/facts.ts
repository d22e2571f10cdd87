import { hasBit } from '../sets/bits';
import type { NamespaceFacts, PodFacts, Policy } from './cluster';
import type { ReachEngine } from './engine';

/** Which facts of a cluster are not what they were: what else could make a connection another one. */
export interface FactChanges {
  /** Policies by what became of them. A changed one is there as both states know it. */
  readonly added: ReadonlySet<Policy>;
  readonly removed: ReadonlySet<Policy>;
  readonly changed: ReadonlyMap<Policy, Policy>;
  /** Namespaces whose labels differ. */
  readonly namespaces: ReadonlySet<string>;
  readonly profile: boolean;
  /** Of pods that are in both states: their facts, their namespace or policies about them differ. */
  isTouched(was: PodFacts, is: PodFacts): boolean;
  isAboutAdded(is: PodFacts): boolean;
  isAboutRemoved(was: PodFacts): boolean;
}

export function factChanges(before: ReachEngine, after: ReachEngine): FactChanges {
  const policies = policyChanges(before.cluster.policies, after.cluster.policies);
  const namespaces = namespaceChanges(before.cluster.namespaces, after.cluster.namespaces);
  const profile = textOfFacts(before.cluster.profile) !== textOfFacts(after.cluster.profile);
  const aboutBefore = subjectsOf(before, [...policies.removed, ...policies.changed.keys()]);
  const aboutAfter = subjectsOf(after, [...policies.added, ...policies.changed.values()]);
  // There what a name of a port stands for depends on all pods of equal labels (S080).
  const oneForAll = after.cluster.profile.namedPorts === 'per-identity' && before.cluster.pods !== after.cluster.pods;
  return {
    ...policies,
    namespaces,
    profile,
    isAboutAdded: subjectsOf(after, policies.added),
    isAboutRemoved: subjectsOf(before, policies.removed),
    isTouched: (was, is) =>
      profile ||
      oneForAll ||
      namespaces.has(is.namespace) ||
      aboutBefore(was) ||
      aboutAfter(is) ||
      (was !== is && factsText(was) !== factsText(is)),
  };
}

/** What tells pods apart for policies: all but who they are and how many. */
export function factsText(pods: PodFacts): string {
  const { index: _index, name: _name, kind: _kind, replicas: _replicas, transient: _transient, ...facts } = pods;
  return textOfFacts({ ...facts, workload: null });
}

function policyChanges(
  before: readonly Policy[],
  after: readonly Policy[],
): Pick<FactChanges, 'added' | 'removed' | 'changed'> {
  const added = new Set<Policy>();
  const changed = new Map<Policy, Policy>();
  if (before === after) return { added, removed: new Set(), changed };
  const kept = new Set(after);
  const old = new Map<string, Policy[]>();
  const removed = new Set<Policy>();
  for (const policy of before) {
    if (kept.has(policy)) continue;
    removed.add(policy);
    const list = old.get(nameOf(policy));
    if (list === undefined) old.set(nameOf(policy), [policy]);
    else list.push(policy);
  }
  const same = new Set(before);
  for (const policy of after) {
    if (same.has(policy)) continue;
    const was = old.get(nameOf(policy))?.shift();
    if (was === undefined) added.add(policy);
    else {
      removed.delete(was);
      if (policyText(was) !== policyText(policy)) changed.set(was, policy);
    }
  }
  return { added, removed, changed };
}

function nameOf({ kind, namespace, name }: Policy): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}

function policyText(policy: Policy): string {
  const known = policyTexts.get(policy);
  if (known !== undefined) return known;
  const made = textOfFacts({ ...policy, object: null });
  policyTexts.set(policy, made);
  return made;
}

const policyTexts = new WeakMap<Policy, string>();

function namespaceChanges(
  before: ReadonlyMap<string, NamespaceFacts>,
  after: ReadonlyMap<string, NamespaceFacts>,
): ReadonlySet<string> {
  const changed = new Set<string>();
  if (before === after) return changed;
  for (const [name, { labels }] of after) {
    const was = before.get(name)?.labels;
    if (was !== undefined && was !== labels && textOfFacts(was) !== textOfFacts(labels)) changed.add(name);
  }
  return changed;
}

export function isAbout(engine: ReachEngine, policy: Policy, pods: PodFacts): boolean {
  return subjectsOf(engine, [policy])(pods);
}

function subjectsOf(engine: ReachEngine, policies: Iterable<Policy>): (pods: PodFacts) => boolean {
  const chosen = [...policies].map(({ subject }) => engine.context.index.chosenBy(subject));
  return (pods) => {
    const { index } = engine.groupOf(pods);
    return chosen.some(({ certain, possible }) => hasBit(certain, index) || hasBit(possible, index));
  };
}

/** Equal for facts that say the same, wherever they are written. */
export function textOfFacts(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === 'bigint') return String(each);
    if (each instanceof Map) return [...each].sort(byFirst);
    if (each instanceof Set) return [...each].sort();
    // A node of a document, or an object with its own.
    if (typeof each === 'object' && each !== null && 'document' in each) return undefined;
    return each;
  });
}

function byFirst([one]: readonly unknown[], [other]: readonly unknown[]): number {
  return String(one) < String(other) ? -1 : 1;
}
