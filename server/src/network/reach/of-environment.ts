import type { Charter } from '../../config';
import type { KubernetesObject } from '../../kubernetes';
import type { EnvironmentView } from '../../workspace';
import { type ClusterObjects, type ClusterSource, clusterOf } from './cluster-of';
import { createReach, type ReachEngine } from './engine';
import { profileNameOf } from './plugins';
import { type CniProfile, PROFILES } from './profiles';

/**
 * Who reaches whom in an environment. Asked again about the same objects it is the same engine; of one that differs a
 * little, what stayed is taken over.
 */
export function reachOf(view: EnvironmentView, profile: CniProfile): ReachEngine {
  const objects: ClusterObjects = {
    namespaces: view.ofType('namespace'),
    workloads: view.ofType('workload'),
    networkPolicies: view.ofType('network-policy'),
    clusterPolicies: view.ofType('cluster-policy'),
    others: view.ofType('other'),
  };
  const memories = remembered(objects).filter(({ cluster }) => cluster.profile === profile);
  const known = memories.find((each) => isSame(each.objects, objects));
  if (known !== undefined) return known.engine;
  const previous = memories.find((each) => areSame(each.objects.workloads, objects.workloads)) ?? memories[0];
  const cluster = clusterOf(objects, profile, previous);
  const engine = createReach(cluster, previous?.engine);
  remember({ objects, cluster, engine });
  return engine;
}

/** The network plugin that the charter names; of one that nobody knows, and of none, the letter of the specification. */
export function profileOf({ cluster }: Charter): CniProfile {
  const name = cluster.cni === undefined ? undefined : profileNameOf(cluster.cni);
  return PROFILES[name ?? 'spec'];
}

interface Memory extends ClusterSource {
  readonly engine: ReachEngine;
}

/** By the first workload and the last: both stay the same objects until they are edited, whatever else changes. */
const memoriesOf = new WeakMap<KubernetesObject, readonly Memory[]>();
/** Environments that share a workload take turns. */
const MOST_MEMORIES = 4;

function remembered({ workloads }: ClusterObjects): readonly Memory[] {
  return [workloads[0], workloads.at(-1)].flatMap((end) => (end === undefined ? [] : (memoriesOf.get(end) ?? [])));
}

/** Of each network plugin and set of pods the latest is kept. */
function remember(memory: Memory): void {
  const { objects, cluster } = memory;
  for (const end of new Set([objects.workloads[0], objects.workloads.at(-1)])) {
    if (end === undefined) continue;
    const others = (memoriesOf.get(end) ?? []).filter(
      (each) => each.cluster.profile !== cluster.profile || each.cluster.pods !== cluster.pods,
    );
    memoriesOf.set(end, [memory, ...others].slice(0, MOST_MEMORIES));
  }
}

function isSame(one: ClusterObjects, other: ClusterObjects): boolean {
  return (
    areSame(one.workloads, other.workloads) &&
    areSame(one.namespaces, other.namespaces) &&
    areSame(one.networkPolicies, other.networkPolicies) &&
    areSame(one.clusterPolicies, other.clusterPolicies) &&
    areSame(one.others ?? [], other.others ?? [])
  );
}

function areSame<T>(one: readonly T[], other: readonly T[]): boolean {
  return one === other || (one.length === other.length && one.every((item, at) => item === other[at]));
}
