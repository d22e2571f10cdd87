import { type Labels, usesHostNetwork, type Workload } from '../../kubernetes';
import { type EnvironmentView, namespaceOf } from '../../workspace';
import type { YamlNode } from '../../yaml';

/** Whose proxy certainly stands in the pods, and what says so. */
export interface Mesh {
  readonly kind: 'istio-sidecar' | 'istio-ambient' | 'linkerd';
  /** The key of the label or annotation. */
  readonly node: YamlNode;
}

/**
 * Only where everything that decides it can be read and says yes; `injectionOf` answers the opposite question, whether it
 * may be. A pod on the host network gets no proxy, and one whose proxy is told to use other ports is no longer the usual one.
 */
export function certainMeshOf(environment: EnvironmentView, workload: Workload): Mesh | undefined {
  const { template } = workload;
  const { labels, annotations } = template;
  if (usesHostNetwork(template) !== 'no') return undefined;
  const namespace = namespaceLabels(environment, workload);
  if (namespace === undefined) return undefined;
  const asked: Asked = { pod: { labels, annotations }, namespace };
  return istioSidecar(asked) ?? linkerd(asked) ?? ambient(asked);
}

interface Maps {
  readonly labels: Labels;
  readonly annotations: Labels;
}

interface Asked {
  readonly pod: Maps;
  /** Null where no manifest of the namespace is here. */
  readonly namespace: Maps | null;
}

/** Undefined where the namespace itself is unclear, or is one that injectors leave out. */
function namespaceLabels(environment: EnvironmentView, workload: Workload): Maps | null | undefined {
  const name = namespaceOf(workload);
  if (name === undefined || LEFT_OUT.has(name)) return undefined;
  if (name === '') return null;
  const [namespace, ...others] = environment.named('namespace', '', name);
  return others.length > 0 ? undefined : (namespace ?? null);
}

const LEFT_OUT: ReadonlySet<string> = new Set([
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'istio-system',
  'linkerd',
  'local-path-storage',
]);

/**
 * Either label says no, and there is none; either says yes, and there is one. The annotation can only say no: without a
 * label nobody asks the injector.
 */
function istioSidecar({ pod, namespace }: Asked): Mesh | undefined {
  const { labels, annotations } = pod;
  // They may give the proxy other ports, or put something else in its place.
  if (annotations.entries.has('inject.istio.io/templates') || annotations.entries.has('proxy.istio.io/config')) {
    return undefined;
  }
  const own = answer(labels, 'sidecar.istio.io/inject');
  const refused = answer(annotations, 'sidecar.istio.io/inject');
  const whole = namespace === null ? undefined : answer(namespace.labels, 'istio-injection');
  if (isNo(own) || isNo(refused) || isNo(whole)) return undefined;
  if (own !== undefined) return { kind: 'istio-sidecar', node: own.node };
  if (!labels.complete || !annotations.complete || namespace === null) return undefined;
  const asked = whole ?? answer(namespace.labels, 'istio.io/rev');
  return asked?.value === undefined ? undefined : { kind: 'istio-sidecar', node: asked.node };
}

/** `false`, `disabled`, or something that nobody can read. */
function isNo(said: Answer | undefined): boolean {
  return said !== undefined && said.value !== 'true' && said.value !== 'enabled';
}

function linkerd({ pod, namespace }: Asked): Mesh | undefined {
  const maps = [pod.annotations, ...(namespace === null ? [] : [namespace.annotations])];
  if (maps.some((map) => !map.complete || [...map.entries.keys()].some(isLinkerdPort))) return undefined;
  for (const map of maps) {
    const said = answer(map, 'linkerd.io/inject');
    if (said === undefined) continue;
    return said.value === 'enabled' || said.value === 'ingress' ? { kind: 'linkerd', node: said.node } : undefined;
  }
  return undefined;
}

function isLinkerdPort(key: string): boolean {
  return /^config\.(alpha\.)?linkerd\.io\/.*-port$/.test(key);
}

function ambient({ pod, namespace }: Asked): Mesh | undefined {
  const own = answer(pod.labels, 'istio.io/dataplane-mode');
  if (own !== undefined) return own.value === 'ambient' ? { kind: 'istio-ambient', node: own.node } : undefined;
  if (!pod.labels.complete || namespace === null) return undefined;
  const said = answer(namespace.labels, 'istio.io/dataplane-mode');
  return said?.value === 'ambient' ? { kind: 'istio-ambient', node: said.node } : undefined;
}

interface Answer {
  /** Undefined where it cannot be read. */
  readonly value: string | undefined;
  readonly node: YamlNode;
}

function answer({ entries }: Labels, key: string): Answer | undefined {
  const entry = entries.get(key);
  return entry && { value: entry.value.state === 'known' ? entry.value.value : undefined, node: entry.key };
}
