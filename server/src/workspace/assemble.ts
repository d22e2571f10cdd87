import type { Charter } from '../config';
import type { Arrangement } from './arrange';
import { differenceOf } from './difference';
import type { LayerUpdate } from './doubts';
import type { Environment } from './environment';
import type { EnvironmentState } from './environment-state';
import { type Allowance, buildKustomization, createAllowance, isSameTree } from './kustomize';
import { changeLayer, createLayer, type Layer, type LayerFile, sameFile } from './layer';
import { ShardedMap } from './persistent/sharded-map';
import type { LayerPlan, Plan, PlannedEnvironment } from './plan';
import { doubtsOf, type FileRecord, objectsOf } from './records';
import type { SkippedFile } from './snapshot';
import { type SnapshotParts, WorkspaceSnapshot } from './state';

/** Makes the snapshot of an arrangement, taking over from the previous one every layer that stays as it was. */
export function assemble(
  previous: WorkspaceSnapshot | undefined,
  arrangement: Arrangement,
  charter: Charter,
  changed: ReadonlyMap<string, FileRecord | undefined>,
): WorkspaceSnapshot {
  const before = previous?.parts;
  const { plan } = arrangement;
  const { layers, updates } = layersOf(arrangement, before, changed);
  const known = before?.plan === plan ? before : undefined;
  const { environments, positions } = known ?? environmentsOf(plan);
  const states = known ? nextStates(known.states, plan, layers, updates) : statesOf(plan, environments, layers);
  const sameList = known?.recordPaths === arrangement.recordPaths && !skipsAnew(changed) ? known : undefined;
  return new WorkspaceSnapshot({
    version: before === undefined ? 1 : before.version + 1,
    charter,
    records: arrangement.records,
    recordPaths: arrangement.recordPaths,
    ...(sameList ? { paths: sameList.paths, skipped: sameList.skipped } : listed(arrangement)),
    graph: arrangement.graph,
    plan,
    layers,
    environments,
    positions,
    states,
    membership: sameList?.membership ?? membershipOf(plan, environments),
    difference: differenceOf(before, arrangement, charter, changed, updates, states),
  });
}

const NOTHING: ReadonlyMap<string, LayerUpdate> = new Map();

interface Layers {
  readonly layers: ShardedMap<Layer>;
  readonly updates: ReadonlyMap<string, LayerUpdate>;
}

/** Where the plan stays, only the layers of the changed files are looked at. */
function layersOf(
  arrangement: Arrangement,
  before: SnapshotParts | undefined,
  changed: ReadonlyMap<string, FileRecord | undefined>,
): Layers {
  const { plan } = arrangement;
  const allowance = createAllowance();
  const created = (layer: LayerPlan) => createLayer(filesOf(layer, arrangement, allowance));
  if (before === undefined) {
    return {
      layers: ShardedMap.from(new Map([...plan.layers].map(([id, layer]) => [id, created(layer)]))),
      updates: NOTHING,
    };
  }
  const isRearranged = before.plan !== plan;
  const updates = new Map<string, LayerUpdate>();
  const layers = new Map<string, Layer>();
  const ids = isRearranged ? plan.layers.keys() : new Set([...changed.keys()].flatMap((path) => plan.layersOf(path)));
  for (const id of ids) {
    const known = before.layers.get(id);
    const planned = plan.layers.get(id);
    if (planned === undefined) continue;
    const changes =
      known === undefined ? undefined : changesOf(known, planned, arrangement, before, changed, allowance);
    if (known === undefined || changes === undefined) layers.set(id, created(planned));
    else if (changes.size === 0) layers.set(id, known);
    else {
      const change = changeLayer(known, changes);
      updates.set(id, { ...change, before: known, paths: new Set(changes.keys()) });
      layers.set(id, change.layer);
    }
  }
  return { layers: isRearranged ? ShardedMap.from(layers) : before.layers.with(layers), updates };
}

function changesOf(
  layer: Layer,
  plan: LayerPlan,
  arrangement: Arrangement,
  before: SnapshotParts,
  changed: ReadonlyMap<string, FileRecord | undefined>,
  allowance: Allowance,
): ReadonlyMap<string, LayerFile | undefined> {
  if (plan.kind === 'files' && before.plan === arrangement.plan) {
    const changes = new Map<string, LayerFile | undefined>();
    for (const [path, record] of changed) {
      if (layer.files.has(path)) changes.set(path, record === undefined ? undefined : layerFileOf(record, plan.only));
    }
    return changes;
  }
  if (plan.kind === 'files') return differences(layer, filesOf(plan, arrangement, allowance));
  if (!mayBuildDiffer(plan.kustomization, arrangement, before, changed)) return new Map();
  const built = filesOf(plan, arrangement, allowance).map((file) => keepObjects(layer.files.get(file.path), file));
  return differences(layer, built);
}

function mayBuildDiffer(
  kustomization: string,
  { graph }: Arrangement,
  before: SnapshotParts,
  changed: ReadonlyMap<string, FileRecord | undefined>,
): boolean {
  const inputs = graph.inputsOf(kustomization);
  if (graph !== before.graph) {
    const known = before.graph.inputsOf(kustomization);
    if (known.size !== inputs.size || [...inputs].some((path) => !known.has(path))) return true;
  }
  return [...changed.keys()].some((path) => inputs.has(path));
}

function differences(layer: Layer, files: readonly LayerFile[]): ReadonlyMap<string, LayerFile | undefined> {
  const changes = new Map<string, LayerFile | undefined>();
  const left = new Set([...layer.files.entries()].map(([path]) => path));
  for (const file of files) {
    left.delete(file.path);
    const known = layer.files.get(file.path);
    if (known === undefined || !sameFile(known, file)) changes.set(file.path, file);
  }
  for (const path of left) changes.set(path, undefined);
  return changes;
}

/** A build makes every object anew; those that came out as before, of the same pieces, stay the very same. */
function keepObjects(before: LayerFile | undefined, file: LayerFile): LayerFile {
  if (before === undefined) return file;
  const objects = file.objects.map((object, index) => {
    const known = before.objects[index];
    return known !== undefined && known.incomplete === object.incomplete && isSameTree(known.node, object.node)
      ? known
      : object;
  });
  return { ...file, objects };
}

function filesOf(plan: LayerPlan, { records, graph }: Arrangement, allowance: Allowance): readonly LayerFile[] {
  if (plan.kind === 'build') return buildKustomization(plan.kustomization, graph, records, allowance);
  return plan.paths.flatMap((path) => {
    const record = records.get(path);
    return record === undefined ? [] : [layerFileOf(record, plan.only)];
  });
}

function layerFileOf(record: FileRecord, only: 'port-test' | undefined): LayerFile {
  const { path } = record;
  if (only === undefined) return { path, objects: objectsOf(record), doubts: doubtsOf(record) };
  return { path, objects: objectsOf(record).filter(({ type }) => type === only), doubts: NO_DOUBTS };
}

const NO_DOUBTS: ReadonlySet<string> = new Set();

function environmentsOf(plan: Plan): Pick<SnapshotParts, 'environments' | 'positions'> {
  const environments = plan.environments.map((planned) => environmentOf(planned, plan));
  return { environments, positions: new Map(environments.map((environment, at) => [environment, at])) };
}

function statesOf(
  plan: Plan,
  environments: readonly Environment[],
  layers: ShardedMap<Layer>,
): readonly EnvironmentState[] {
  return environments.flatMap((environment, at) => {
    const planned = plan.environments[at];
    if (planned === undefined) return [];
    const { doubts } = planned;
    return { environment, layers: planned.layers.flatMap((id) => layers.get(id) ?? []), doubts };
  });
}

function nextStates(
  before: readonly EnvironmentState[],
  plan: Plan,
  layers: ShardedMap<Layer>,
  updates: ReadonlyMap<string, LayerUpdate>,
): readonly EnvironmentState[] {
  const states = [...before];
  for (const at of new Set([...updates.keys()].flatMap((id) => plan.environmentsOf(id)))) {
    const state = before[at];
    const planned = plan.environments[at];
    if (state === undefined || planned === undefined) continue;
    states[at] = { ...state, layers: planned.layers.flatMap((id) => layers.get(id) ?? []) };
  }
  return states;
}

/** A file that is left out may now be left out for another reason. */
function skipsAnew(changed: ReadonlyMap<string, FileRecord | undefined>): boolean {
  return [...changed.values()].some((record) => record?.skipped !== undefined);
}

function environmentOf(planned: PlannedEnvironment, plan: Plan): Environment {
  let files: ReadonlySet<string> | undefined;
  return {
    name: planned.name,
    source: planned.source,
    get files() {
      files ??= new Set([...planned.inputs, ...pathsOf(planned, plan)].sort());
      return files;
    },
  };
}

function pathsOf(planned: PlannedEnvironment, plan: Plan): readonly string[] {
  return planned.layers.flatMap((id) => {
    const layer = plan.layers.get(id);
    return layer?.kind === 'files' ? layer.paths : [];
  });
}

function membershipOf(plan: Plan, environments: readonly Environment[]): ReadonlyMap<string, readonly Environment[]> {
  const membership = new Map<string, Environment[]>();
  for (const [at, planned] of plan.environments.entries()) {
    const environment = environments[at];
    if (environment === undefined) continue;
    for (const path of new Set([...planned.inputs, ...pathsOf(planned, plan)])) {
      const others = membership.get(path);
      if (others) others.push(environment);
      else membership.set(path, [environment]);
    }
  }
  return membership;
}

function listed({ records, recordPaths }: Arrangement): Pick<SnapshotParts, 'paths' | 'skipped'> {
  const paths: string[] = [];
  const skipped: SkippedFile[] = [];
  for (const path of recordPaths) {
    const record = records.get(path);
    if (record === undefined) continue;
    if (record.skipped !== undefined) skipped.push(record.skipped);
    else if (record.role === 'template') skipped.push({ path, why: 'Helm template', mayHoldObjects: true });
    else if (record.file !== undefined || !path.toLowerCase().endsWith('.json')) paths.push(path);
  }
  return { paths, skipped };
}
