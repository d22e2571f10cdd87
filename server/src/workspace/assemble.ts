import type { Charter } from '../config';
import type { Arrangement } from './arrange';
import { differenceOf, type KnownLayer } from './difference';
import type { Environment } from './environment';
import { buildKustomization, isSameTree } from './kustomize';
import { changeLayer, createLayer, type Layer, type LayerFile, sameFile } from './layer';
import type { LayerPlan, Plan, PlannedEnvironment } from './plan';
import { doubtsOf, type FileRecord, objectsOf } from './records';
import type { SkippedFile } from './snapshot';
import { type SnapshotParts, WorkspaceSnapshot } from './state';
import type { EnvironmentState } from './view';

/** Makes the snapshot of an arrangement, taking over from the previous one every layer that stays as it was. */
export function assemble(
  previous: WorkspaceSnapshot | undefined,
  arrangement: Arrangement,
  charter: Charter,
  changed: ReadonlyMap<string, FileRecord | undefined>,
): WorkspaceSnapshot {
  const before = previous?.parts;
  const layers = layersOf(arrangement, before, changed);
  const rearranged = before?.plan !== arrangement.plan;
  const states: EnvironmentState[] = arrangement.plan.environments.map((planned, at) => {
    const known = before?.states[at]?.environment;
    return {
      environment: known !== undefined && !rearranged ? known : environmentOf(planned, arrangement.plan),
      layers: planned.layers.flatMap((id) => layers.get(id)?.layer ?? []),
      doubts: planned.doubts,
      memory: new Map(),
      neighbours: () => neighboursOf(planned, arrangement.plan, states),
    };
  });
  const samePaths = before !== undefined && before.recordPaths === arrangement.recordPaths && !rearranged;
  return new WorkspaceSnapshot({
    version: before === undefined ? 1 : before.version + 1,
    charter,
    records: arrangement.records,
    recordPaths: arrangement.recordPaths,
    ...(samePaths ? { paths: before.paths, skipped: before.skipped } : listed(arrangement)),
    graph: arrangement.graph,
    plan: arrangement.plan,
    layers: new Map([...layers].map(([id, { layer }]) => [id, layer])),
    states,
    membership: samePaths ? before.membership : membershipOf(arrangement.plan, states),
    difference: differenceOf(before, arrangement, charter, changed, layers, states),
  });
}

const NONE: ReadonlySet<string> = new Set();

function layersOf(
  arrangement: Arrangement,
  before: SnapshotParts | undefined,
  changed: ReadonlyMap<string, FileRecord | undefined>,
): ReadonlyMap<string, KnownLayer> {
  const layers = new Map<string, KnownLayer>();
  for (const [id, plan] of arrangement.plan.layers) {
    const known = before?.layers.get(id);
    if (known !== undefined && before !== undefined && before.plan.layers.get(id)?.kind === plan.kind) {
      layers.set(id, nextLayer(known, plan, arrangement, before, changed));
    } else {
      layers.set(id, { layer: createLayer(filesOf(plan, arrangement)), keys: undefined, doubts: NONE, paths: NONE });
    }
  }
  return layers;
}

function nextLayer(
  layer: Layer,
  plan: LayerPlan,
  arrangement: Arrangement,
  before: SnapshotParts,
  changed: ReadonlyMap<string, FileRecord | undefined>,
): KnownLayer {
  const changes = changesOf(layer, plan, arrangement, before, changed);
  if (changes.size === 0) return { layer, keys: NONE, doubts: NONE, paths: NONE };
  return { ...changeLayer(layer, changes), paths: new Set(changes.keys()) };
}

function changesOf(
  layer: Layer,
  plan: LayerPlan,
  arrangement: Arrangement,
  before: SnapshotParts,
  changed: ReadonlyMap<string, FileRecord | undefined>,
): ReadonlyMap<string, LayerFile | undefined> {
  if (plan.kind === 'files' && before.plan === arrangement.plan) {
    const changes = new Map<string, LayerFile | undefined>();
    for (const [path, record] of changed) {
      if (layer.files.has(path)) changes.set(path, record === undefined ? undefined : layerFileOf(record));
    }
    return changes;
  }
  if (plan.kind === 'files') return differences(layer, filesOf(plan, arrangement));
  if (!mayBuildDiffer(plan.kustomization, arrangement, before, changed)) return new Map();
  const built = filesOf(plan, arrangement).map((file) => keepObjects(layer.files.get(file.path), file));
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

function filesOf(plan: LayerPlan, { records, graph }: Arrangement): readonly LayerFile[] {
  if (plan.kind === 'build') return buildKustomization(plan.kustomization, graph, records);
  return plan.paths.flatMap((path) => {
    const record = records.get(path);
    return record === undefined ? [] : [layerFileOf(record)];
  });
}

function layerFileOf(record: FileRecord): LayerFile {
  return { path: record.path, objects: objectsOf(record), doubts: doubtsOf(record) };
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

/** The charter says what belongs together; everywhere else it is a guess. */
function neighboursOf(
  planned: PlannedEnvironment,
  plan: Plan,
  states: readonly EnvironmentState[],
): readonly EnvironmentState[] {
  if (planned.source === 'charter') return [];
  return states.filter((_state, at) => plan.environments[at] !== planned && !plan.environments[at]?.isFragment);
}

function membershipOf(plan: Plan, states: readonly EnvironmentState[]): ReadonlyMap<string, readonly Environment[]> {
  const membership = new Map<string, Environment[]>();
  for (const [at, planned] of plan.environments.entries()) {
    const environment = states[at]?.environment;
    if (environment === undefined) continue;
    for (const path of new Set([...planned.inputs, ...pathsOf(planned, plan)])) {
      const environments = membership.get(path);
      if (environments) environments.push(environment);
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
    else if (record.role === 'template') skipped.push({ path, why: 'Helm template' });
    else if (record.file !== undefined || !path.toLowerCase().endsWith('.json')) paths.push(path);
  }
  return { paths, skipped };
}
