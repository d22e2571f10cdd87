import type { TypeMeta } from '../base';
import type { Certainty } from '../field';
import type { KubernetesObject, OtherObject } from '../objects';
import type { PodHabits } from '../pods';
import { FAMILIES } from './families';
import { BUILT_IN_GROUPS, IDLE_FAMILIES, MAKERS_OF_NOTHING, MAKERS_OF_PODS } from './pod-makers';
import { isListed } from './table';
import { NEVER_WORKLOADS, WORKLOADS } from './workloads';

/** Does the object make pods that no manifest shows (an operator's custom resource)? Trap 10. */
export function makesHiddenPods(object: KubernetesObject): Certainty {
  if (object.type === 'workload') return habitsOf(object)?.faithful === true ? 'no' : 'unknown';
  if (object.type === 'gateway') return 'unknown';
  if (object.type !== 'other') return 'no';
  if (object.family === 'source-of-objects' || object.family === 'virtual-machine') return 'yes';
  if (isListed(MAKERS_OF_PODS, object)) return 'yes';
  if (IDLE_FAMILIES.has(object.family)) return 'no';
  return isListed(MAKERS_OF_NOTHING, object) || BUILT_IN_GROUPS.has(object.group) ? 'no' : 'unknown';
}

/** Does the object make objects of any kind that no manifest shows (a HelmRelease, an Argo CD Application)? */
export function makesHiddenObjects(object: KubernetesObject): boolean {
  return object.type === 'other' && object.family === 'source-of-objects';
}

/** How the pods of a known workload kind differ from its template; undefined for kinds that are not in the table. */
export function habitsOf(meta: TypeMeta): PodHabits | undefined {
  return WORKLOADS.get(meta.kind)?.get(meta.group);
}

/** The family of a kind that is recognised and read no further. */
export function familyOf(meta: TypeMeta): OtherObject['family'] {
  for (const family of FAMILIES) if (isListed(family.kinds, meta)) return family.family;
  return 'unread';
}

/** Kinds whose templates are patterns, patches or steps, never the pods of a standing workload. */
export function isNeverWorkload(meta: TypeMeta): boolean {
  return isListed(NEVER_WORKLOADS, meta) || familyOf(meta) !== 'unread';
}

/** Kinds that have `spec.selector` as a plain map of labels. */
export function hasPlainSelector(meta: TypeMeta): boolean {
  return meta.kind === 'ReplicationController' || meta.kind === 'DeploymentConfig';
}
