import type { ClusterFacts } from '../../../config';

/** Is the cluster at least Kubernetes 1.`minor`? Undefined where the charter does not say. */
export function isAtLeast(cluster: ClusterFacts, minor: number): boolean | undefined {
  const stated = /^1\.([0-9]{1,3})/.exec(cluster.version ?? '')?.[1];
  return stated === undefined ? undefined : Number(stated) >= minor;
}
