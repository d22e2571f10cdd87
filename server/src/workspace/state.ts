import type { Charter } from '../config';
import type { KubernetesObject } from '../kubernetes';
import { type Place, type Range, rangeIn, type YamlFile } from '../yaml';
import type { Environment, EnvironmentView } from './environment';
import type { KustomizationGraph } from './kustomize';
import type { Layer } from './layer';
import type { ShardedMap } from './persistent/sharded-map';
import type { Plan } from './plan';
import type { FileRecord } from './records';
import type { SkippedFile, Snapshot, SnapshotDifference } from './snapshot';
import { createView, type EnvironmentState } from './view';

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
  readonly layers: ReadonlyMap<string, Layer>;
  readonly states: readonly EnvironmentState[];
  /** From a path to the environments it belongs to. */
  readonly membership: ReadonlyMap<string, readonly Environment[]>;
  readonly difference: SnapshotDifference;
}

export class WorkspaceSnapshot implements Snapshot {
  readonly environments: readonly Environment[];
  private readonly byEnvironment: ReadonlyMap<Environment, EnvironmentState>;

  constructor(readonly parts: SnapshotParts) {
    this.environments = parts.states.map(({ environment }) => environment);
    this.byEnvironment = new Map(parts.states.map((state) => [state.environment, state]));
  }

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
    return createView(this.stateOf(environment), record);
  }

  rangeOf(place: Place): Range | undefined {
    const placed = this.parts.records.get(place.document.path)?.placed(place.document);
    return placed === undefined ? undefined : rangeIn(placed, place);
  }

  private stateOf(environment: Environment): EnvironmentState {
    const state =
      this.byEnvironment.get(environment) ??
      this.parts.states.find((other) => other.environment.name === environment.name);
    if (state === undefined) throw new Error(`no environment ${environment.name} in snapshot ${this.version}`);
    return state;
  }
}
