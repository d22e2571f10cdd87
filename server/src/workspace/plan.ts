import { type Charter, type CharterEnvironment, compileGlobs } from '../config';
import { separateCopies } from './copies';
import { folderOf, foldersAbove } from './discovery';
import type { Environment } from './environment';
import type { KustomizationGraph } from './kustomize';
import { isTestPath, neighbourhood, testPlacesOf } from './port-tests';
import { ANYWHERE, type FileRecord, objectsOf } from './records';

/** Which files live together, and in what layers: everything about environments that follows from names and identities. */
export interface Plan {
  readonly environments: readonly PlannedEnvironment[];
  readonly layers: ReadonlyMap<string, LayerPlan>;
  readonly hasCopies: boolean;
  /** Layers that a file is in or is an input of. */
  layersOf(path: string): readonly string[];
  /** Environments, by their place in the list, that a layer is in. */
  environmentsOf(layer: string): readonly number[];
}

export interface PlannedEnvironment {
  readonly name: string;
  readonly source: Environment['source'];
  readonly layers: readonly string[];
  /** Files that belong to it without being in a layer of plain files. */
  readonly inputs: ReadonlySet<string>;
  readonly doubts: ReadonlySet<string>;
}

export type LayerPlan =
  | {
      readonly kind: 'files';
      readonly paths: readonly string[];
      /** Of these files only the connection assertions are meant. */
      readonly only?: 'port-test';
    }
  | { readonly kind: 'build'; readonly kustomization: string };

/** The name of the environment of everything that nothing else claims, and of what stands at the root. */
export const WORKSPACE_ENVIRONMENT = 'workspace';

/** `records` in path order. */
export function planEnvironments(records: readonly FileRecord[], charter: Charter, graph: KustomizationGraph): Plan {
  const layers = new Map<string, LayerPlan>();
  const environments: PlannedEnvironment[] = [];
  const names = new Set<string>();
  const members = records.filter((record) => isMember(record));
  const links = records.filter(({ role }) => role === 'link');
  const claimed = new Set<string>();

  function planCharterEnvironment(environment: CharterEnvironment): void {
    const takesIn = matcherOf(environment);
    const kustomizations = graph.paths.filter(takesIn);
    const builds = graph.rootsAmong(kustomizations);
    const inputs = new Set(builds.flatMap(inputsOf));
    const paths = [...members, ...links]
      .map(({ path }) => path)
      .filter((path) => takesIn(path) && !inputs.has(path))
      .sort();
    const plain = paths.filter((path) => !graph.claimed.has(path));
    const id = `charter ${environment.name}`;
    layers.set(id, { kind: 'files', paths: plain });
    for (const path of [...paths, ...kustomizations, ...inputs]) claimed.add(path);
    add({ name: environment.name, source: 'charter', layers: [id, ...builds.map(planBuild)], inputs, doubts: NONE });
  }

  function planBuild(kustomization: string): string {
    const id = `build ${kustomization}`;
    layers.set(id, { kind: 'build', kustomization });
    return id;
  }

  function planKustomization(kustomization: string): void {
    const inputs = new Set(inputsOf(kustomization));
    const name = displayName(folderOf(kustomization), '.');
    const isFragment = graph.get(kustomization)?.isComponent === true;
    const doubts = isFragment ? new Set([ANYWHERE]) : NONE;
    add({ name, source: 'kustomization', layers: [planBuild(kustomization)], inputs, doubts });
  }

  function planChart(folder: string): void {
    const prefix = folder === '' ? '' : `${folder}/`;
    const inside = records.filter(({ path }) => path.startsWith(prefix) && !isTaken(path));
    const paths = inside.filter(isMember).map(({ path }) => path);
    const id = `chart ${folder}`;
    layers.set(id, { kind: 'files', paths });
    for (const { path } of inside) claimed.add(path);
    const inputs = new Set(inside.map(({ path }) => path));
    // Templates may render anything.
    add({ name: displayName(folder, '.'), source: 'chart', layers: [id], inputs, doubts: new Set([ANYWHERE]) });
  }

  function planRest(): boolean {
    const left = members.filter(({ path }) => !isTaken(path));
    const withoutTests = left.filter(({ path }) => !isTestPath(path));
    const rest = withoutTests.length === 0 && environments.length === 0 ? left : withoutTests;
    for (const { path } of rest) claimed.add(path);
    if (rest.length === 0) return false;
    const together = separateCopies(rest.map((record) => ({ path: record.path, objects: objectsOf(record) })));
    // What is read elsewhere may be missing where things are told apart: there a link is as good as a file unread.
    const linked = [...rest, ...links.filter(({ path }) => !isTaken(path))];
    const separated =
      together.length > 1 && links.length > 0
        ? separateCopies(linked.map((record) => ({ path: record.path, objects: objectsOf(record) })))
        : together;
    for (const { folder, layers: folderLayers } of separated) {
      for (const { id, paths } of folderLayers) layers.set(id, { kind: 'files', paths });
      const source = separated.length > 1 ? 'copies' : 'workspace';
      const name = separated.length > 1 ? displayName(folder, WORKSPACE_ENVIRONMENT) : WORKSPACE_ENVIRONMENT;
      add({ name, source, layers: folderLayers.map(({ id }) => id), inputs: NONE, doubts: NONE });
    }
    return separated.length > 1;
  }

  /** Connection assertions go to the environments that they name, or to those of the files beside them. */
  function planTests(): void {
    const tests = records.flatMap((record) => {
      const places = testPlacesOf(record);
      return places === undefined ? [] : [{ path: record.path, places }];
    });
    if (tests.length === 0) return;
    const candidates = environments.map((environment, at) => ({
      ...environment,
      at,
      paths: new Set([...environment.inputs, ...environment.layers.flatMap((id) => plainPathsOf(layers.get(id)))]),
    }));
    const beside = neighbourhood(candidates);
    for (const { path, places } of tests) {
      const named = candidates.filter(({ name }) => places.named.has(name));
      const isHome = isTaken(path);
      const near = (places.beside && !isHome) || (named.length === 0 && !isHome) ? beside(path) : [];
      const id = `tests ${path}`;
      for (const { at, paths } of new Set([...named, ...near])) {
        const environment = environments[at];
        if (environment === undefined || paths.has(path)) continue;
        layers.set(
          id,
          isTestPath(path) ? { kind: 'files', paths: [path] } : { kind: 'files', paths: [path], only: 'port-test' },
        );
        environments[at] = { ...environment, layers: [...environment.layers, id] };
      }
    }
  }

  function inputsOf(kustomization: string): readonly string[] {
    return [...graph.inputsOf(kustomization)].filter((path) => graph.claimed.has(path));
  }

  function isTaken(path: string): boolean {
    return claimed.has(path) || graph.claimed.has(path);
  }

  function add(environment: PlannedEnvironment): void {
    const name = uniqueName(environment, names);
    names.add(name);
    environments.push({ ...environment, name });
  }

  for (const environment of charter.environments) planCharterEnvironment(environment);
  for (const path of graph.roots) if (!claimed.has(path)) planKustomization(path);
  for (const folder of chartFolders(records)) planChart(folder);
  const hasCopies = planRest();
  planTests();
  return {
    hasCopies,
    environments,
    layers,
    layersOf: inverse(
      () => layers,
      (layer) => (layer.kind === 'files' ? layer.paths : graph.inputsOf(layer.kustomization)),
    ),
    environmentsOf: inverse(
      () => environments.entries(),
      (environment) => environment.layers,
    ),
  };
}

function plainPathsOf(layer: LayerPlan | undefined): readonly string[] {
  return layer?.kind === 'files' ? layer.paths : [];
}

/** From what the items hold back to their keys; made when it is asked for first. */
function inverse<K, T>(
  items: () => Iterable<readonly [K, T]>,
  heldBy: (item: T) => Iterable<string>,
): (held: string) => readonly K[] {
  let made: Map<string, K[]> | undefined;
  return (held) => {
    if (made === undefined) {
      made = new Map();
      for (const [key, item] of items()) {
        for (const one of new Set(heldBy(item))) {
          const keys = made.get(one);
          if (keys) keys.push(key);
          else made.set(one, [key]);
        }
      }
    }
    return made.get(held) ?? [];
  };
}

/** Folders with a Chart.yaml, those of subcharts left out: they belong to the chart above. */
export function chartFolders(records: readonly FileRecord[]): readonly string[] {
  const charts = new Set(records.filter(({ role }) => role === 'chart').map(({ path }) => folderOf(path)));
  return [...charts].filter((folder) => !foldersAbove(folder).some((above) => above !== folder && charts.has(above)));
}

const NONE: ReadonlySet<string> = new Set();

/** Files that can hold objects, or of which nobody knows whether they do. */
function isMember(record: FileRecord): boolean {
  return record.role === 'manifest' || record.role === 'unread';
}

function matcherOf(environment: CharterEnvironment): (path: string) => boolean {
  const include = compileGlobs(environment.include);
  const exclude = compileGlobs(environment.exclude);
  return (path) => include.takesIn(path) && !exclude.takesIn(path);
}

function displayName(folder: string, root: string): string {
  return folder === '' ? root : folder;
}

function uniqueName(environment: Pick<PlannedEnvironment, 'name' | 'source'>, taken: ReadonlySet<string>): string {
  if (!taken.has(environment.name)) return environment.name;
  const bySource = `${environment.name} (${environment.source})`;
  let name = bySource;
  for (let count = 2; taken.has(name); count++) name = `${bySource} ${count}`;
  return name;
}
