import type { Charter } from '../config';
import type { KubernetesObject } from '../kubernetes';
import type { Place, Range, YamlDocument, YamlFile } from '../yaml';
import type { Environment, EnvironmentView } from './environment';

/** The immutable state of a workspace that every question is asked of. */
export interface Snapshot {
  /** Grows by one with each change. */
  readonly version: number;
  readonly charter: Charter;
  /** Files that were read, in path order; those without Kubernetes content keep no documents. */
  readonly paths: readonly string[];
  file(path: string): YamlFile | undefined;
  readonly skipped: readonly SkippedFile[];
  /** What could not be understood of how the files belong together, in words for a person. */
  readonly notices: readonly string[];
  readonly environments: readonly Environment[];
  environmentsOf(path: string): readonly Environment[];
  /** Objects of an environment, as they are in the cluster (kustomize applied), that have their root in this file. */
  objectsIn(environment: Environment, path: string): readonly KubernetesObject[];
  /** `record` is told every question that is asked, as an opaque key. */
  view(environment: Environment, record: (dependency: string) => void): EnvironmentView;
  /** Where a stretch of a document stands in its file now; undefined if the document is no longer in the snapshot. */
  rangeOf(place: Place): Range | undefined;
  /** How this snapshot differs from the one it was made from. */
  readonly difference: SnapshotDifference;
}

export interface SkippedFile {
  readonly path: string;
  readonly why: string;
  /** It could not be read (and was not left out on purpose): it may hold objects that nobody knows of. */
  readonly mayHoldObjects?: true;
  /** A link: what is behind it is read under this path. */
  readonly sameAs?: string;
}

/** What is needed to bring answers about the previous snapshot up to date. */
export interface SnapshotDifference {
  /** The version of the snapshot that this one was made from; answers about any other one are of no use. */
  readonly since: number | undefined;
  /** Environments, charter or membership changed: start over. */
  readonly everything: boolean;
  readonly removedDocuments: ReadonlySet<YamlDocument>;
  /**
   * Paths whose documents changed, went or came, moved lines included; and those of which some object, as it is in the
   * cluster, was made anew because a patch or a kustomization elsewhere changed.
   */
  readonly changedPaths: ReadonlySet<string>;
  /** Per environment name: dependency keys whose answer may have changed. Empty where the edit left all facts equal. */
  readonly changedAnswers: ReadonlyMap<string, ReadonlySet<string>>;
}

export type FileChange =
  | { readonly path: string; readonly kind: 'text'; readonly text: string }
  | { readonly path: string; readonly kind: 'edited'; readonly file: YamlFile }
  | { readonly path: string; readonly kind: 'deleted' }
  | {
      readonly path: string;
      readonly kind: 'skipped';
      readonly why: string;
      readonly mayHoldObjects?: true;
      readonly sameAs?: string;
    };
