import type { Environment } from './environment';
import type { Layer } from './layer';

/** An environment with the layers its objects are in. */
export interface EnvironmentState {
  readonly environment: Environment;
  readonly layers: readonly Layer[];
  /** Namespaces (or ANYWHERE) that may hold more for reasons that stand in no single file. */
  readonly doubts: ReadonlySet<string>;
}

/**
 * Whether it may hold more of the namespace (or of ANYWHERE) than is known. Only its own files count: whether another
 * environment of the workspace lives in the same cluster is a guess, and nothing is concluded across two of them.
 */
export function hasDoubts(state: EnvironmentState, namespace: string): boolean {
  return state.doubts.has(namespace) || state.layers.some((layer) => layer.doubts.has(namespace));
}
