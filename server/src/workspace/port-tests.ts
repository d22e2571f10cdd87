import type { PortTest } from '../kubernetes';
import { foldersAbove } from './discovery';
import { type FileRecord, objectsOf } from './records';

/** A file of connection assertions by its name: it belongs to environments without being a part of any. */
export function isTestPath(path: string): boolean {
  return /\.porttest\.ya?ml$/.test(path);
}

/** What decides where the assertions of a file belong. */
export interface TestPlaces {
  /** Environments that they name. */
  readonly named: ReadonlySet<string>;
  /** Some of them name none: they belong where the files beside them do. */
  readonly beside: boolean;
}

/** Undefined for files without assertions of their own. */
export function testPlacesOf(record: FileRecord): TestPlaces | undefined {
  const tests = objectsOf(record).filter((object): object is PortTest => object.type === 'port-test');
  const ownFile = isTestPath(record.path);
  if (tests.length === 0 && !ownFile) return undefined;
  const named = new Set(tests.flatMap(({ environment }) => (environment.state === 'known' ? [environment.value] : [])));
  const unnamed = tests.length === 0 || tests.some(({ environment }) => environment.state !== 'known');
  return { named, beside: unnamed && (ownFile || record.role === 'charter') };
}

export function samePlaces(one: TestPlaces | undefined, other: TestPlaces | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.beside === other.beside &&
    one.named.size === other.named.size &&
    [...one.named].every((name) => other.named.has(name))
  );
}

/** An environment as far as being beside something goes. */
export interface Neighbour {
  readonly name: string;
  readonly source: string;
  /** Paths of its files. */
  readonly paths: Iterable<string>;
}

/** Finds the environments that have files in the folder of a path or below; else in the folder above, and so on. */
export function neighbourhood<T extends Neighbour>(environments: readonly T[]): (path: string) => readonly T[] {
  // The templates of a chart are unknown: who stands beside others means the others.
  const plain = environments.filter(({ source }) => source !== 'chart');
  const candidates = plain.length === 0 ? environments : plain;
  const byFolder = new Map<string, Set<T>>();
  for (const environment of candidates) {
    for (const path of environment.paths) {
      for (const folder of foldersAbove(path).reverse()) {
        const set = byFolder.get(folder) ?? new Set();
        if (set.has(environment)) break;
        byFolder.set(folder, set.add(environment));
      }
    }
  }
  return (path) => {
    for (const folder of foldersAbove(path).reverse()) {
      const found = byFolder.get(folder);
      if (found !== undefined) return candidates.filter((each) => found.has(each));
    }
    return [];
  };
}
