import type { Labels, Workload } from '../../kubernetes';
import { type EnvironmentView, namespaceOf } from '../../workspace';
import type { YamlNode } from '../../yaml';

/** What says that something adds containers to these pods when they are made. */
export interface Injection {
  /** Undefined where labels or annotations that nobody can read may ask for it. */
  readonly by: string | undefined;
  /** The label or annotation that asks for it; where those cannot be read, the whole of them. */
  readonly node: YamlNode | null;
}

/**
 * Sidecars that an admission webhook adds, as far as labels and annotations of the template or the Namespace show it
 * (trap 2). A pod that says no is believed, whatever its namespace says; what cannot be read may ask for it (trap 16).
 */
export function injectionOf(environment: EnvironmentView, workload: Workload): Injection | undefined {
  const own = [workload.template.annotations, workload.template.labels];
  let unreadable: Labels | undefined;
  for (const { by, keys, namespaceKeys } of SWITCHES) {
    let answer = answerOf(own, keys);
    if (answer === undefined && namespaceKeys.length > 0) {
      answer = answerOf(namespaceMaps(environment, workload), namespaceKeys);
    }
    if (answer?.kind === 'on') return { by, node: answer.node };
    if (answer?.kind === 'unreadable') unreadable ??= answer.labels;
  }
  return unreadable && { by: undefined, node: unreadable.node };
}

/** For `environment.once`: many Services may select the same pods. */
export function areSomeInjected(environment: EnvironmentView, workloads: readonly Workload[]): boolean {
  return workloads.some((workload) => injectionOf(environment, workload) !== undefined);
}

/** Port names that injected containers bring along: a reference to one is nothing that a manifest can prove wrong. */
export function isInjectedPortName(name: string): boolean {
  return INJECTED_PORT_NAMES.has(name);
}

const INJECTED_PORT_NAMES = new Set([
  'http-envoy-prom',
  'linkerd-proxy',
  'linkerd-admin',
  'dapr-http',
  'dapr-grpc',
  'dapr-internal',
  'dapr-metrics',
]);

interface InjectionSwitch {
  readonly by: string;
  /** Labels and annotations of the pod template. */
  readonly keys: readonly string[];
  /** Labels and annotations of the Namespace. */
  readonly namespaceKeys: readonly string[];
}

const SWITCHES: readonly InjectionSwitch[] = [
  {
    by: 'Istio',
    keys: ['sidecar.istio.io/inject', 'istio.io/rev', 'inject.istio.io/templates'],
    namespaceKeys: ['istio-injection', 'istio.io/rev'],
  },
  { by: 'Linkerd', keys: ['linkerd.io/inject'], namespaceKeys: ['linkerd.io/inject'] },
  { by: 'Kuma', keys: ['kuma.io/sidecar-injection'], namespaceKeys: ['kuma.io/sidecar-injection'] },
  { by: 'Consul', keys: ['consul.hashicorp.com/connect-inject'], namespaceKeys: [] },
  {
    by: 'Open Service Mesh',
    keys: ['openservicemesh.io/sidecar-injection'],
    namespaceKeys: ['openservicemesh.io/sidecar-injection'],
  },
  { by: 'Dapr', keys: ['dapr.io/enabled'], namespaceKeys: [] },
  { by: 'Vault', keys: ['vault.hashicorp.com/agent-inject'], namespaceKeys: [] },
  {
    by: 'OpenTelemetry',
    keys: ['sidecar.opentelemetry.io/inject'],
    namespaceKeys: ['sidecar.opentelemetry.io/inject'],
  },
  { by: 'Jaeger', keys: ['sidecar.jaegertracing.io/inject'], namespaceKeys: ['sidecar.jaegertracing.io/inject'] },
];

const OFF = new Set(['false', 'disabled', 'no', 'off', '']);

/** Labels and annotations of each Namespace object of that name. */
function namespaceMaps(environment: EnvironmentView, workload: Workload): readonly Labels[] {
  const name = namespaceOf(workload);
  if (name === undefined || name === '') return [];
  return environment.named('namespace', '', name).flatMap(({ labels, annotations }) => [labels, annotations]);
}

type Answer =
  | { readonly kind: 'on' | 'off'; readonly node: YamlNode }
  | { readonly kind: 'unreadable'; readonly labels: Labels };

/** What is written is believed; only where nothing is, entries that nobody can read may be the answer. */
function answerOf(maps: readonly Labels[], keys: readonly string[]): Answer | undefined {
  for (const labels of maps) {
    for (const key of keys) {
      const entry = labels.entries.get(key);
      if (entry === undefined) continue;
      // An unknown value may switch it on: whoever asks is told so.
      const on = entry.value.state !== 'known' || !OFF.has(entry.value.value.toLowerCase());
      return { kind: on ? 'on' : 'off', node: entry.key };
    }
  }
  const labels = maps.find(({ complete }) => !complete);
  return labels && { kind: 'unreadable', labels };
}
