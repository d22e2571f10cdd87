import { CHARTER_FILE, type Charter } from '../config';
import type { KubernetesObject } from '../kubernetes';
import { type Place, type Range, rangeIn, type YamlFile } from '../yaml';
import type { Environment, EnvironmentView } from './environment';
import type { EnvironmentState } from './environment-state';
import type { KustomizationGraph } from './kustomize';
import type { Layer } from './layer';
import type { ShardedMap } from './persistent/sharded-map';
import type { Plan } from './plan';
import type { FileRecord } from './records';
import type { SkippedFile, Snapshot, SnapshotDifference } from './snapshot';
import { createView } from './view';

/** What a snapshot is made of. Everything in it is immutable and shared with the next one as far as it stays the same. */
export interface SnapshotParts {
  readonly version: number;
  readonly charter: Charter;
  readonly records: ShardedMap<FileRecord>;
  /** All paths that have a record, sorted. */
  readonly recordPaths: readonly string[];
  readonly paths: readonly string[];
  readonly skipped: readonly SkippedFile[];
  readonly graph: KustomizationGraph;
  readonly plan: Plan;
  readonly layers: ShardedMap<Layer>;
  readonly environments: readonly Environment[];
  /** Places of the environments in their list. */
  readonly positions: ReadonlyMap<Environment, number>;
  /** In the order of the environments. */
  readonly states: readonly EnvironmentState[];
  /** From a path to the environments it belongs to. */
  readonly membership: ReadonlyMap<string, readonly Environment[]>;
  readonly difference: SnapshotDifference;
}

export class WorkspaceSnapshot implements Snapshot {
  private made: readonly string[] | undefined;

  constructor(readonly parts: SnapshotParts) {}

  get version(): number {
    return this.parts.version;
  }

  get charter(): Charter {
    return this.parts.charter;
  }

  get paths(): readonly string[] {
    return this.parts.paths;
  }

  get skipped(): readonly SkippedFile[] {
    return this.parts.skipped;
  }

  get notices(): readonly string[] {
    this.made ??= noticesOf(this.parts);
    return this.made;
  }

  get environments(): readonly Environment[] {
    return this.parts.environments;
  }

  get difference(): SnapshotDifference {
    return this.parts.difference;
  }

  file(path: string): YamlFile | undefined {
    return this.parts.records.get(path)?.file;
  }

  environmentsOf(path: string): readonly Environment[] {
    return this.parts.membership.get(path) ?? [];
  }

  objectsIn(environment: Environment, path: string): readonly KubernetesObject[] {
    const found: KubernetesObject[] = [];
    for (const layer of this.stateOf(environment).layers) found.push(...(layer.files.get(path)?.objects ?? []));
    return found;
  }

  view(environment: Environment, record: (dependency: string) => void): EnvironmentView {
    return createView(this.stateOf(environment), record, () => this.environments.map(({ name }) => name));
  }

  rangeOf(place: Place): Range | undefined {
    const placed = this.parts.records.get(place.document.path)?.placed(place.document);
    return placed === undefined ? undefined : rangeIn(placed, place);
  }

  private stateOf(environment: Environment): EnvironmentState {
    const { positions, states } = this.parts;
    const at = positions.get(environment) ?? this.environments.findIndex(({ name }) => name === environment.name);
    const state = states[at];
    if (state === undefined) throw new Error(`no environment ${environment.name} in snapshot ${this.version}`);
    return state;
  }
}

/** More than these nobody reads; the number of the others is told. */
const MOST_NOTICES = 100;

function noticesOf({ plan, layers, records }: SnapshotParts): readonly string[] {
  const notices = new Set<string>();
  if (records.has(MISNAMED_CHARTER) && !records.has(CHARTER_FILE)) {
    notices.add(`${MISNAMED_CHARTER} is not read: the file must be named ${CHARTER_FILE}`);
  }
  for (const [id, layer] of plan.layers) {
    if (layer.kind !== 'build') continue;
    for (const notice of layers.get(id)?.files.get(layer.kustomization)?.notices ?? []) notices.add(notice);
  }
  const all = [...notices];
  if (all.length <= MOST_NOTICES) return all;
  return [...all.slice(0, MOST_NOTICES), `${all.length - MOST_NOTICES} more files could not be understood`];
}

const MISNAMED_CHARTER = CHARTER_FILE.replace(/yaml$/, 'yml');
