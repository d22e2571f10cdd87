import { CHARTER_FILE, type Charter, charterFor } from '../config';
import type { KubernetesObject } from '../kubernetes';
import {
  type CniProfile,
  PLUGIN_NAMES,
  PROFILES,
  profileNameOf,
  type ReachEngine,
  reachOf,
  type Surroundings,
  surroundingsOf,
} from '../network/reach';
import { type Environment, type EnvironmentView, type Snapshot, WORKSPACE_ENVIRONMENT } from '../workspace';
import type { Arguments } from './arguments';
import { UsageError } from './exit-code';
import { checkEnvironments } from './narrow';
import { didYouMean } from './nearest';
import type { Progress } from './progress';
import { readSnapshot } from './reading';
import { commonFolder, isReported, pathIn } from './targets';
import type { CliHost } from './terminal';
import { type Workspace, workspacesOf } from './workspaces';

/** Everything that was read for a question about connections. */
export interface ReadClusters {
  /** The folder that holds all workspaces. */
  readonly root: string;
  readonly readings: readonly SnapshotReading[];
  /** One for each environment that is asked about. */
  readonly clusters: readonly ClusterReading[];
}

export interface SnapshotReading {
  readonly workspace: Pick<Workspace, 'directory' | 'reported'>;
  readonly snapshot: Snapshot;
}

export interface ClusterReading extends SnapshotReading {
  readonly environment: Environment;
  /** As it is called where several workspaces are read. */
  readonly name: string;
  readonly view: EnvironmentView;
  readonly engine: ReachEngine;
  readonly surroundings: Surroundings;
}

/** Reads the workspaces around the paths, and the environments in them that hold something of what is asked about. */
export async function readClusters(args: Arguments, host: CliHost, progress: Progress): Promise<ReadClusters> {
  const workspaces = await workspacesOf(args, host);
  const root = commonFolder(workspaces.map(({ directory }) => directory));
  const readings: SnapshotReading[] = [];
  for (const workspace of workspaces) readings.push({ workspace, snapshot: await readSnapshot(workspace, progress) });
  progress.tell('Working out who reaches whom');
  return { root, readings, clusters: clustersIn(readings, root, args) };
}

/** The environments of one state, whatever is asked of them: which there are is known when both states are read. */
export function clustersOf(reading: SnapshotReading, args: Arguments): readonly ClusterReading[] {
  return reading.snapshot.environments.map((environment) =>
    clusterReading(reading, environment, environment.name, args),
  );
}

function clustersIn(readings: readonly SnapshotReading[], root: string, args: Arguments): readonly ClusterReading[] {
  const asked = args.lists.get('environment') ?? [];
  const named = readings.flatMap((reading) =>
    reading.snapshot.environments.map((environment) => ({
      reading,
      environment,
      name: nameBelow(pathIn(root, reading.workspace.directory), environment.name),
    })),
  );
  checkEnvironments(
    asked,
    named.map(({ name }) => name),
  );
  return named
    .filter(({ name }) => asked.length === 0 || asked.includes(name))
    .filter(({ reading, environment }) => isAbout(environment, reading.workspace.reported))
    .map(({ reading, environment, name }) => clusterReading(reading, environment, name, args));
}

function clusterReading(
  reading: SnapshotReading,
  environment: Environment,
  name: string,
  args: Arguments,
): ClusterReading {
  const { snapshot } = reading;
  const charter = charterFor(snapshot.charter, environment.name);
  const view = snapshot.view(environment, () => undefined);
  return {
    ...reading,
    environment,
    name,
    view,
    engine: reachOf(view, profileFor(args.values.get('cni'), charter)),
    surroundings: surroundingsOf(view, charter.ingressControllers),
  };
}

/** What was asked for, else what the charter says, else the letter of the specification. */
export function profileFor(asked: string | undefined, charter: Charter): CniProfile {
  const plugin = asked ?? charter.cluster.cni;
  if (plugin === undefined) return PROFILES.spec;
  const name = profileNameOf(plugin);
  if (name !== undefined) return PROFILES[name];
  const near = didYouMean(plugin, PLUGIN_NAMES) || `; it is one of ${PLUGIN_NAMES.join(', ')}`;
  throw new UsageError(`${charter.path ?? CHARTER_FILE}: spec.cluster.cni "${plugin}" is not known${near}`);
}

/** As `scan` calls environments where several workspaces are read. */
export function nameBelow(folder: string, name: string): string {
  if (folder === '') return name;
  return name === WORKSPACE_ENVIRONMENT ? folder : `${folder}/${name}`;
}

function isAbout({ files }: Environment, reported: readonly string[]): boolean {
  if (reported.includes('')) return true;
  for (const file of files) if (isReported(file, reported)) return true;
  return false;
}

/**
 * Whether an object stands in one of the files that are asked about. Who names the folder of a kustomization means all that
 * is built from it, bases included.
 */
export function isAsked(object: KubernetesObject | null, reading: SnapshotReading & Partial<ClusterReading>): boolean {
  const { workspace, environment } = reading;
  if (environment?.source === 'kustomization' && isReported(environment.name, workspace.reported)) return true;
  return object === null || isReported(object.document.path, workspace.reported);
}
