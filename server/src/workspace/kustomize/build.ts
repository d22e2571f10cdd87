import { type KubernetesObject, readObject } from '../../kubernetes';
import type { LayerFile } from '../layer';
import { ANYWHERE, addDoubts, doubtsOf, type FileRecord, objectsOf } from '../records';
import type { KustomizationGraph } from './graph';
import { isRemote, type Kustomization, type PatchEntry } from './kustomization';
import { type Allowance, createAllowance, createMeter, isTooLarge, type Meter, STEPS_A_NODE } from './meter';
import { applyPatch } from './patches';
import { followReferences } from './references';
import { currentName, type Resource, resourceOf, withRoot } from './resource';
import { identityIn, resourceSet, type Tracked } from './tracked';
import { adjust, isLocalOnly, stepsOf, transform } from './transform';
import { applyReplacements, configuredKinds, fillVariables } from './unknowns';

interface Records {
  get(path: string): FileRecord | undefined;
}

/**
 * What a kustomization comes to: the objects as they are in the cluster, by the file their root stands in. An object
 * that nothing changes stays the very same; what nobody here can tell is left out, and its namespace may hold more.
 */
export function buildKustomization(
  path: string,
  graph: KustomizationGraph,
  records: Records,
  allowance: Allowance = createAllowance(),
): readonly LayerFile[] {
  const build: Build = {
    graph,
    records: { get: (named) => records.get(graph.behindLinks(named)) },
    doubts: new Set(),
    notices: new Set(),
    variables: new Set(),
    bases: new Map(),
    entered: new Set(),
    stack: new Set(),
    meter: createMeter(allowance),
  };
  const objects = objectsByFile(accumulate(path, build, []), build);
  if (build.meter.isSpent()) return givenUp(path);
  const own: LayerFile = { path, objects: [], doubts: build.doubts, notices: firstOf(build.notices, path) };
  const files = new Map<string, LayerFile>([[path, own]]);
  for (const [file, inFile] of objects) {
    files.set(
      file,
      file === path ? { ...own, objects: [...inFile] } : { path: file, objects: [...inFile], doubts: NONE },
    );
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface Build {
  readonly graph: KustomizationGraph;
  readonly records: Records;
  readonly doubts: Set<string>;
  /** What could not be understood, in words for a person. */
  readonly notices: Set<string>;
  readonly variables: Set<string>;
  /** What kustomizations come to by themselves, as several may include one. */
  readonly bases: Map<string, readonly Tracked[]>;
  readonly entered: Set<string>;
  /** The kustomizations on the way to the one that is being built. */
  readonly stack: Set<string>;
  readonly meter: Meter;
}

const NONE: ReadonlySet<string> = new Set();
/** Nobody nests that many; each of them takes its share of the call stack. */
const DEEPEST_NESTING = 200;
const MOST_NOTICES = 20;
/** What comes out of a build is read, looked up and checked by others. */
const STEPS_AN_OBJECT = 4;

/** Half of what was asked for would look as if the rest were missing. */
function givenUp(path: string): readonly LayerFile[] {
  const notice = `${path}: building it takes more steps than Portcullis allows; its objects were not checked`;
  return [{ path, objects: [], doubts: new Set([ANYWHERE]), notices: [notice] }];
}

function firstOf(notices: ReadonlySet<string>, path: string): readonly string[] {
  const all = [...notices];
  if (all.length <= MOST_NOTICES) return all;
  return [...all.slice(0, MOST_NOTICES), `${path}: ${all.length - MOST_NOTICES} more problems like these`];
}

function objectsByFile(tracked: readonly Tracked[], build: Build): ReadonlyMap<string, Set<KubernetesObject>> {
  const objects = new Map<string, Set<KubernetesObject>>();
  if (!build.meter.spend(tracked.length * STEPS_AN_OBJECT)) return objects;
  const referenced = followReferences(tracked.map(({ resource }) => resource));
  for (const [index, resource] of referenced.entries()) {
    const object = tracked[index]?.isUnknown === false ? objectOf(resource, build) : undefined;
    if (object === undefined) {
      build.doubts.add(resource.kind === 'Namespace' ? currentName(resource).name : currentName(resource).namespace);
      continue;
    }
    addDoubts(object, build.doubts);
    const inFile = objects.get(object.document.path);
    if (inFile) inFile.add(object);
    else objects.set(object.document.path, new Set([object]));
  }
  return objects;
}

/** The resources of a kustomization, transformed. A component works on what is there `before` it, too. */
function accumulate(path: string, build: Build, before: readonly Tracked[]): readonly Tracked[] {
  const kustomization = enter(path, build);
  if (kustomization === undefined) return before;
  build.stack.add(path);
  const gathered = gather(kustomization, build, before);
  build.stack.delete(path);
  return transformAll(gathered, kustomization, build);
}

function accumulateBase(path: string, build: Build): readonly Tracked[] {
  const known = build.bases.get(path);
  if (known !== undefined) return known;
  const tracked = accumulate(path, build, []);
  build.bases.set(path, tracked);
  return tracked;
}

function enter(path: string, build: Build): Kustomization | undefined {
  const kustomization = build.graph.get(path);
  if (kustomization === undefined || !build.meter.spend(1)) {
    build.doubts.add(ANYWHERE);
    return undefined;
  }
  const refusal = refusalOf(kustomization, build);
  if (refusal !== undefined) return puzzled(build, path, refusal);
  if (build.entered.has(path)) return kustomization;
  build.entered.add(path);
  build.meter.spend(kustomization.variables.length);
  for (const name of kustomization.variables) build.variables.add(name);
  if (kustomization.bringsUnknownObjects) {
    puzzled(build, path, 'what its generators and Helm charts make is unknown');
  }
  return kustomization;
}

function refusalOf({ path, isBroken }: Kustomization, { stack }: Build): string | undefined {
  if (isBroken) return 'it cannot be read, so that what it does is unknown';
  if (stack.has(path)) return 'it includes itself, by way of others or directly, which kustomize refuses';
  if (stack.size >= DEEPEST_NESTING) return `it is nested in ${DEEPEST_NESTING} others and was not built`;
  return undefined;
}

/** Objects may come from what is not understood, anywhere. */
function puzzled(build: Build, path: string, why: string): undefined {
  build.doubts.add(ANYWHERE);
  build.notices.add(`${path}: ${why}`);
}

function gather(kustomization: Kustomization, build: Build, before: readonly Tracked[]): readonly Tracked[] {
  const gathered = new Map<string, Set<KubernetesObject>>();
  let tracked: Tracked[] = [];
  // Kustomize refuses the same object twice; here it simply counts once.
  const add = (item: Tracked): void => {
    const identity = identityIn(item.resource);
    const same = gathered.get(identity);
    if (same?.has(item.resource.source)) return;
    if (same) same.add(item.resource.source);
    else gathered.set(identity, new Set([item.resource.source]));
    tracked.push(item);
  };
  const addAll = (items: readonly Tracked[]): void => {
    if (build.meter.spend(items.length)) for (const item of items) add(item);
  };
  const unknown: string[] = [];
  addAll(before);
  for (const { text } of kustomization.resources) {
    const followed = build.graph.follow(kustomization, text);
    if (followed.kind === 'kustomization') addAll(accumulateBase(followed.path, build));
    else if (followed.kind === 'file') addAll(readResources(followed.path, kustomization, build));
    else unknown.push(text);
    if (build.meter.isSpent()) return [];
  }
  for (const { text } of kustomization.components) {
    const followed = build.graph.follow(kustomization, text);
    if (followed.kind === 'kustomization') tracked = [...accumulate(followed.path, build, tracked)];
    else {
      unknown.push(text);
      // What a component from elsewhere does to these objects, nobody knows.
      tracked = [...forget(tracked, build)];
    }
    if (build.meter.isSpent()) return [];
  }
  tellUnknown(unknown, kustomization, build);
  return tracked;
}

function tellUnknown(entries: readonly string[], { path }: Kustomization, build: Build): void {
  const remote = entries.filter(isRemote);
  const missing = entries.filter((entry) => !isRemote(entry));
  if (remote.length > 0) puzzled(build, path, `${listOf(remote)}: not fetched, so that what is there is unknown`);
  if (missing.length > 0)
    puzzled(build, path, `${listOf(missing)}: not in the workspace, so that what is there is unknown`);
}

function listOf(entries: readonly string[]): string {
  const shown = entries.slice(0, 3).map((entry) => `"${shortened(entry)}"`);
  return `${shown.join(', ')}${entries.length > shown.length ? ` and ${entries.length - shown.length} more` : ''}`;
}

function shortened(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 197)}...`;
}

function readResources(path: string, kustomization: Kustomization, build: Build): readonly Tracked[] {
  const record = build.records.get(path);
  if (record === undefined || record.role === 'template' || record.role === 'unread') {
    puzzled(build, kustomization.path, `"${shortened(path)}" could not be read: what it holds is unknown`);
    return [];
  }
  for (const doubt of doubtsOf(record)) if (doubt === ANYWHERE) build.doubts.add(doubt);
  const objects = objectsOf(record).filter((object) => !isLocalOnly(object.node));
  build.meter.spend(objects.length);
  return objects.map((object) => ({ resource: resourceOf(object), isUnknown: false }));
}

function transformAll(gathered: readonly Tracked[], kustomization: Kustomization, build: Build): readonly Tracked[] {
  const { meter } = build;
  const steps = stepsOf(kustomization);
  for (const { resource } of gathered) if (!meter.spend(steps * weightOf(resource))) return [];
  let tracked = patchAll(gathered, kustomization.patches, kustomization, build);
  tracked = tracked.map((item) => ({ ...item, resource: transform(item.resource, kustomization) }));
  tracked = patchAll(tracked, kustomization.latePatches, kustomization, build);
  tracked = tracked.map((item) => ({ ...item, resource: adjust(item.resource, kustomization) }));
  tracked = applyReplacements(tracked, kustomization, build.records, meter);
  if (kustomization.configurations.length > 0) {
    const kinds = configuredKinds(kustomization, build.records);
    tracked = tracked.map((item) => (kinds?.has(item.resource.kind) === false ? item : { ...item, isUnknown: true }));
  }
  if (!kustomization.changesUnknownFields) return tracked;
  puzzled(build, kustomization.path, 'what its transformers change is unknown: its objects were not checked');
  return forget(tracked, build);
}

/** Larger objects, and those that were renamed often, take longer to make anew. */
function weightOf({ source, history }: Resource): number {
  return 1 + (source.node.end - source.node.start) / 4000 + history.length / 20;
}

function forget(tracked: readonly Tracked[], build: Build): readonly Tracked[] {
  build.doubts.add(ANYWHERE);
  return tracked.map(({ resource }) => ({ resource, isUnknown: true }));
}

function patchAll(
  tracked: readonly Tracked[],
  entries: readonly PatchEntry[],
  { path }: Kustomization,
  { records, meter, notices }: Build,
): readonly Tracked[] {
  if (entries.length === 0) return tracked;
  const resources = resourceSet(tracked);
  for (const entry of entries) {
    if (!meter.spend(1)) break;
    if (applyPatch(resources, entry, records, meter)) continue;
    const name = entry.path === undefined ? 'a patch' : `the patch "${shortened(entry.path)}"`;
    notices.add(`${path}: ${name} is missing or cannot be read: what it changes is unknown`);
  }
  return resources.left();
}

function objectOf(resource: Resource, { variables, meter }: Build): KubernetesObject | undefined {
  if (variables.size > 0) {
    const size = meter.sizeOf(resource.root);
    if (isTooLarge(size) || !meter.spend(size.nodes * STEPS_A_NODE)) return undefined;
  }
  const root = fillVariables(resource.root, variables);
  return root === resource.source.node ? resource.source : readObject(withRoot(resource, root).root);
}
