import { currentName, type Resource } from './resource';

/** A resource whose content nobody here can tell is left out in the end; until then it may still be renamed. */
export interface Tracked {
  readonly resource: Resource;
  readonly isUnknown: boolean;
}

/**
 * The resources a kustomization works on, to be found by what they are and were called, so that a patch that names its
 * object does not look at all the others.
 */
export interface ResourceSet {
  readonly length: number;
  /** Undefined where it was deleted. */
  at(index: number): Tracked | undefined;
  replace(index: number, tracked: Tracked | undefined): void;
  /** Places of those that may have this name and kind; undefined stands for any. */
  candidates(name: string | undefined, kind: string | undefined): Iterable<number>;
  /** Those that are left, in order. */
  left(): readonly Tracked[];
}

export function resourceSet(tracked: readonly Tracked[]): ResourceSet {
  const all: (Tracked | undefined)[] = [...tracked];
  let byName: Map<string, Set<number>> | undefined;
  let byKind: Map<string, Set<number>> | undefined;

  function namesIndex(): Map<string, Set<number>> {
    if (byName !== undefined) return byName;
    byName = new Map();
    for (const [index, item] of all.entries()) if (item) enterNames(byName, index, item.resource);
    return byName;
  }

  function kindsIndex(): Map<string, Set<number>> {
    if (byKind !== undefined) return byKind;
    byKind = new Map();
    for (const [index, item] of all.entries()) if (item) enter(byKind, item.resource.kind, index);
    return byKind;
  }

  return {
    length: all.length,
    at: (index) => all[index],
    replace(index, next) {
      const before = all[index];
      all[index] = next;
      if (next === undefined || before === undefined) return;
      if (byName && next.resource.history !== before.resource.history) enterNames(byName, index, next.resource);
      if (byKind && next.resource.kind !== before.resource.kind) enter(byKind, next.resource.kind, index);
    },
    candidates(name, kind) {
      if (name !== undefined) return namesIndex().get(name) ?? [];
      if (kind !== undefined) return kindsIndex().get(kind) ?? [];
      return all.keys();
    },
    left: () => all.filter((item) => item !== undefined),
  };
}

/** What tells a resource from others: two with the same are one, which kustomize would refuse to take in twice. */
export function identityIn(resource: Resource): string {
  const { name, namespace } = currentName(resource);
  return `${resource.kind}\u0000${namespace}\u0000${name}`;
}

function enterNames(index: Map<string, Set<number>>, at: number, { history }: Resource): void {
  for (const { name } of history) enter(index, name, at);
}

function enter(index: Map<string, Set<number>>, key: string, at: number): void {
  const known = index.get(key);
  if (known) known.add(at);
  else index.set(key, new Set([at]));
}
