import type { Namespace, Workload } from '../../../kubernetes';
import { type EnvironmentView, namespaceOf } from '../../../workspace';
import { pairOf, type YamlNode } from '../../../yaml';
import { isScaledToZero } from '../claims/host-ports';
import { isPlainKind } from '../evidence/plain-kinds';

/** What a Namespace asks of its pods: a level that takes no port of the node. */
export interface Enforced {
  readonly namespace: Namespace;
  readonly level: string;
  /** The value of the label. */
  readonly node: YamlNode;
  readonly version: string | undefined;
}

/**
 * The level that refuses the pods of this workload, should they ask for a port of their node. Pods that are refused hold no
 * port and roll nowhere: that is the one thing to say of them.
 */
export function enforcedFor(workload: Workload, environment: EnvironmentView): Enforced | undefined {
  if (!makesPods(workload, environment)) return undefined;
  const name = namespaceOf(workload);
  if (name === undefined || name === '') return undefined;
  const [namespace, copy] = environment.named('namespace', '', name);
  if (namespace === undefined || copy !== undefined || environment.hasAlternatives(namespace)) return undefined;
  const level = namespace.labels.entries.get(ENFORCE)?.value;
  if (level?.state !== 'known' || !LEVELS.has(level.value)) return undefined;
  const version = namespace.labels.entries.get(ENFORCE_VERSION)?.value;
  const pinned = version?.state === 'known' ? version.value : version === undefined ? 'latest' : undefined;
  return { namespace, level: level.value, node: level.node, version: pinned };
}

const ENFORCE = 'pod-security.kubernetes.io/enforce';
const ENFORCE_VERSION = 'pod-security.kubernetes.io/enforce-version';
const LEVELS = new Set(['baseline', 'restricted']);

/** Pods of its own, as written: a PodTemplate makes none, and what is scaled to nothing makes none now (trap 38). */
function makesPods(workload: Workload, environment: EnvironmentView): boolean {
  if (!isPlainKind(workload) || workload.kind === 'PodTemplate' || environment.countsAsOwner(workload)) return false;
  if (isScaledToZero(workload)) return false;
  // A class of runtimes may be exempt.
  const { spec } = workload.template;
  return spec === null || pairOf(spec, 'runtimeClassName') === undefined;
}
