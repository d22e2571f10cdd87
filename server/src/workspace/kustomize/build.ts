import { type KubernetesObject, readObject } from '../../kubernetes';
import type { LayerFile } from '../layer';
import { ANYWHERE, addDoubts, doubtsOf, type FileRecord, objectsOf } from '../records';
import type { KustomizationGraph } from './graph';
import type { Kustomization, PatchEntry } from './kustomization';
import { applyPatch } from './patches';
import { followReferences } from './references';
import { currentName, type Resource, resourceOf, withRoot } from './resource';
import { adjust, isLocalOnly, transform } from './transform';
import { applyReplacements, configuredKinds, fillVariables, type Tracked } from './unknowns';

interface Records {
  get(path: string): FileRecord | undefined;
}

/**
 * What a kustomization comes to: the objects as they are in the cluster, by the file their root stands in. An object
 * that nothing changes stays the very same; what nobody here can tell is left out, and its namespace may hold more.
 */
export function buildKustomization(path: string, graph: KustomizationGraph, records: Records): readonly LayerFile[] {
  const build: Build = {
    graph,
    records,
    doubts: new Set(),
    variables: new Set(),
    bases: new Map(),
    budget: MOST_STEPS,
  };
  const tracked = accumulate(path, build, [], []);
  const referenced = followReferences(tracked.map(({ resource }) => resource));
  const objects = new Map<string, Set<KubernetesObject>>();
  for (const [index, resource] of referenced.entries()) {
    const object = tracked[index]?.isUnknown === false ? objectOf(resource, build.variables) : undefined;
    if (object === undefined) {
      build.doubts.add(resource.kind === 'Namespace' ? currentName(resource).name : currentName(resource).namespace);
      continue;
    }
    addDoubts(object, build.doubts);
    const inFile = objects.get(object.document.path);
    if (inFile) inFile.add(object);
    else objects.set(object.document.path, new Set([object]));
  }
  const files = new Map<string, LayerFile>([[path, { path, objects: [], doubts: build.doubts }]]);
  for (const [file, inFile] of objects) {
    files.set(file, { path: file, objects: [...inFile], doubts: file === path ? build.doubts : NONE });
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface Build {
  readonly graph: KustomizationGraph;
  readonly records: Records;
  readonly doubts: Set<string>;
  readonly variables: Set<string>;
  /** What kustomizations come to by themselves, as several may include one. */
  readonly bases: Map<string, readonly Tracked[]>;
  /** Components that include each other in ever new ways end somewhere. */
  budget: number;
}

const NONE: ReadonlySet<string> = new Set();
const MOST_STEPS = 50_000;

/**
 * The resources of a kustomization, transformed. A component works on what is there `before` it, too. `stack`: the
 * kustomizations on the way to it.
 */
function accumulate(
  path: string,
  build: Build,
  stack: readonly string[],
  before: readonly Tracked[],
): readonly Tracked[] {
  const kustomization = enter(path, build, stack);
  if (kustomization === undefined) return before;
  return transformAll(gather(kustomization, build, [...stack, path], before), kustomization, build);
}

function accumulateBase(path: string, build: Build, stack: readonly string[]): readonly Tracked[] {
  const known = build.bases.get(path);
  if (known !== undefined) return known;
  const tracked = accumulate(path, build, stack, []);
  build.bases.set(path, tracked);
  return tracked;
}

function enter(path: string, build: Build, stack: readonly string[]): Kustomization | undefined {
  const kustomization = build.graph.get(path);
  build.budget -= 1;
  if (kustomization === undefined || kustomization.isBroken || stack.includes(path) || build.budget < 0) {
    build.doubts.add(ANYWHERE);
    return undefined;
  }
  if (kustomization.bringsUnknownObjects) build.doubts.add(ANYWHERE);
  for (const name of kustomization.variables) build.variables.add(name);
  return kustomization;
}

function gather(
  kustomization: Kustomization,
  build: Build,
  stack: readonly string[],
  before: readonly Tracked[],
): readonly Tracked[] {
  const own = kustomization.resources.flatMap(({ text }) => {
    const followed = build.graph.follow(kustomization, text);
    if (followed.kind === 'kustomization') return accumulateBase(followed.path, build, stack);
    if (followed.kind === 'file') return readResources(followed.path, build);
    build.doubts.add(ANYWHERE);
    return [];
  });
  // Kustomize refuses the same object twice; here it simply counts once.
  let tracked: readonly Tracked[] = [...new Set([...before, ...own])];
  for (const { text } of kustomization.components) {
    const followed = build.graph.follow(kustomization, text);
    if (followed.kind === 'kustomization') tracked = accumulate(followed.path, build, stack, tracked);
    // What a component from elsewhere does to these objects, nobody knows.
    else tracked = forget(tracked, build);
  }
  return tracked;
}

function readResources(path: string, build: Build): readonly Tracked[] {
  const record = build.records.get(path);
  if (record === undefined || record.role === 'template' || record.role === 'unread') {
    build.doubts.add(ANYWHERE);
    return [];
  }
  for (const doubt of doubtsOf(record)) if (doubt === ANYWHERE) build.doubts.add(doubt);
  const objects = objectsOf(record).filter((object) => !isLocalOnly(object.node));
  build.budget -= objects.length;
  return objects.map((object) => ({ resource: resourceOf(object), isUnknown: false }));
}

function transformAll(gathered: readonly Tracked[], kustomization: Kustomization, build: Build): readonly Tracked[] {
  let tracked = gathered;
  for (const entry of kustomization.patches) tracked = patchAll(tracked, entry, build);
  tracked = tracked.map((item) => ({ ...item, resource: transform(item.resource, kustomization) }));
  for (const entry of kustomization.latePatches) tracked = patchAll(tracked, entry, build);
  tracked = tracked.map((item) => ({ ...item, resource: adjust(item.resource, kustomization) }));
  tracked = applyReplacements(tracked, kustomization, build.records);
  if (kustomization.configurations.length > 0) {
    const kinds = configuredKinds(kustomization, build.records);
    tracked = tracked.map((item) => (kinds?.has(item.resource.kind) === false ? item : { ...item, isUnknown: true }));
  }
  return kustomization.changesUnknownFields ? forget(tracked, build) : tracked;
}

function forget(tracked: readonly Tracked[], build: Build): readonly Tracked[] {
  build.doubts.add(ANYWHERE);
  return tracked.map(({ resource }) => ({ resource, isUnknown: true }));
}

function patchAll(tracked: readonly Tracked[], entry: PatchEntry, build: Build): readonly Tracked[] {
  const patched = applyPatch(
    tracked.map(({ resource }) => resource),
    entry,
    build.records,
  );
  return tracked.flatMap((item, index) => {
    const result = patched[index];
    if (result === undefined || result.kind === 'deleted') return [];
    return [{ resource: result.resource, isUnknown: item.isUnknown || result.kind === 'unknown' }];
  });
}

function objectOf(resource: Resource, variables: ReadonlySet<string>): KubernetesObject | undefined {
  const root = fillVariables(resource.root, variables);
  return root === resource.source.node ? resource.source : readObject(withRoot(resource, root).root);
}
