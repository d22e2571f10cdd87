import { type Exception, takesIn } from '../config';
import type { KubernetesObject } from '../kubernetes';
import type { Environment, Snapshot } from '../workspace';
import type { YamlDocument } from '../yaml';
import type { Asker } from './asking';
import { type Failure, findingObject, type Memo, runOnObject } from './run';

/** The objects of one file in one environment, with what the guardrails said about each. */
export interface Unit {
  readonly environment: Environment;
  readonly path: string;
  readonly memos: ReadonlyMap<KubernetesObject, Memo>;
  /** Exceptions of the charter that speak of one of the objects. */
  readonly exceptions: ReadonlySet<Exception>;
  readonly failures: readonly Failure[];
}

export type UnitKey = string;

export function unitKey(environmentName: string, path: string): UnitKey {
  return `${environmentName}\u0000${path}`;
}

/** What has changed for the units of an environment: nothing is known to have stayed where it is undefined. */
export interface Changes {
  readonly answers: ReadonlySet<string>;
  readonly removed: ReadonlySet<YamlDocument>;
}

/** Asks again only about objects whose answer may differ; yields now and then. Undefined where no objects are left. */
export function* updateUnit(
  snapshot: Snapshot,
  asker: Asker,
  environment: Environment,
  path: string,
  previous: Unit | undefined,
  changes: Changes | undefined,
): Generator<undefined, Unit | undefined> {
  const objects = snapshot.objectsIn(environment, path);
  if (objects.length === 0) return undefined;
  const memos = new Map<KubernetesObject, Memo>();
  let fresh = 0;
  for (const object of objects) {
    const known = changes === undefined ? undefined : previous?.memos.get(object);
    if (known !== undefined && changes !== undefined && stillHolds(known, changes)) {
      memos.set(object, known);
      continue;
    }
    memos.set(object, runOnObject(asker, object));
    fresh += 1;
    if (fresh % OBJECTS_A_SLICE === 0) yield;
  }
  if (fresh === 0 && previous?.memos.size === memos.size) return previous;
  const failing = [...memos.values()].filter((memo) => memo.failures.length > 0);
  const failures = failing.length === 0 ? NONE : failing.flatMap((memo) => memo.failures);
  return {
    environment,
    path,
    memos,
    exceptions: exceptionsFor(asker.rules.charter.exceptions, objects, path),
    failures,
  };
}

const OBJECTS_A_SLICE = 100;
const NONE: readonly Failure[] = [];
const NOTHING: ReadonlySet<Exception> = new Set();

function stillHolds(memo: Memo, { answers, removed }: Changes): boolean {
  return !memo.dependencies.some((key) => answers.has(key)) && !intersect(memo.documents, removed);
}

function intersect<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const item of small) if (large.has(item)) return true;
  return false;
}

function exceptionsFor(
  exceptions: readonly Exception[],
  objects: readonly KubernetesObject[],
  path: string,
): ReadonlySet<Exception> {
  if (exceptions.length === 0) return NOTHING;
  return new Set(
    exceptions.filter((exception) => objects.some((object) => takesIn(exception, findingObject(object), path))),
  );
}
