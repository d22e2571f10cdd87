import type { Program, Step } from './program';

/** Few policies of ordered tiers are about many pods: how a row begins is worked out once for all of them. */
export interface Beginnings<T> {
  of(steps: readonly Step[], make: () => T): T;
}

interface Beginning<T> {
  readonly next: Map<unknown, Beginning<T>>;
  outcome: T | undefined;
}

/** After so many, edits have left more behind than is in use. */
const MOST_BEGINNINGS = 500;

export function createBeginnings<T>(): Beginnings<T> {
  let root: Beginning<T> = { next: new Map(), outcome: undefined };
  let count = 0;
  return {
    of(steps, make) {
      let at = root;
      for (const key of steps.flatMap(keysOfStep)) {
        const next: Beginning<T> = at.next.get(key) ?? { next: new Map(), outcome: undefined };
        at.next.set(key, next);
        at = next;
      }
      if (at.outcome !== undefined) return at.outcome;
      const outcome = make();
      at.outcome = outcome;
      count += 1;
      if (count > MOST_BEGINNINGS) [root, count] = [{ next: new Map(), outcome: undefined }, 0];
      return outcome;
    },
  };
}

/** The steps of a policy's rules are the same objects wherever it is about a pod. */
function keysOfStep(step: Step): readonly unknown[] {
  if (step.kind === 'rule') return [step];
  return step.kind === 'any-order' ? [step.kind, ...step.policies, step.kind] : [step.kind];
}

export function isIsolation(step: Step): boolean {
  return step.kind === 'end-isolating' || step.kind === 'end' || (step.kind === 'rule' && step.action === 'admit');
}

/** On ingress, names of ports are those of the pod itself: not all pods share what follows. */
export function usesOwnNames(step: Step, { direction }: Program): boolean {
  if (direction === 'egress' || (step.kind !== 'rule' && step.kind !== 'any-order')) return false;
  const rules = step.kind === 'rule' ? [step] : step.policies.flat();
  return rules.some(({ ports }) => ports.some(({ kind }) => kind === 'named'));
}
