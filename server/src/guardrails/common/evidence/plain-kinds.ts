import type { Workload } from '../../../kubernetes';

/**
 * Kinds whose pods are checked by the API server itself, as written: those of Kubernetes, and the few others that take
 * the same pod template and hand it on as it is.
 */
export function isPlainKind(workload: Workload): boolean {
  return GROUPS.has(workload.group) || KINDS.has(`${workload.group}/${workload.kind}`);
}

const GROUPS = new Set(['', 'apps', 'batch', 'extensions']);
const KINDS = new Set(['argoproj.io/Rollout', 'apps.openshift.io/DeploymentConfig']);
