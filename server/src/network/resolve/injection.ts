import type { Labels, Workload } from '../../kubernetes';
import { type EnvironmentView, namespaceOf } from '../../workspace';
import type { YamlNode } from '../../yaml';

/** What says that something adds containers to these pods when they are made. */
export interface Injection {
  readonly by: string;
  /** The label or annotation that asks for it. */
  readonly node: YamlNode;
}

/**
 * Sidecars that an admission webhook adds, as far as labels and annotations of the template or the Namespace show it
 * (trap 2). A pod that says no is believed, whatever its namespace says.
 */
export function injectionOf(environment: EnvironmentView, workload: Workload): Injection | undefined {
  const own = [workload.template.annotations, workload.template.labels];
  for (const switchOf of SWITCHES) {
    const answer = answerOf(own, switchOf.keys);
    if (answer?.on === true) return { by: switchOf.by, node: answer.node };
    if (answer?.on === false) continue;
    const asked = switchOf.namespaceKeys.length === 0 ? undefined : askNamespace(environment, workload, switchOf);
    if (asked !== undefined) return asked;
  }
  return undefined;
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

function askNamespace(
  environment: EnvironmentView,
  workload: Workload,
  switchOf: InjectionSwitch,
): Injection | undefined {
  const name = namespaceOf(workload);
  if (name === undefined || name === '') return undefined;
  for (const namespace of environment.named('namespace', '', name)) {
    const answer = answerOf([namespace.labels, namespace.annotations], switchOf.namespaceKeys);
    if (answer?.on === true) return { by: switchOf.by, node: answer.node };
  }
  return undefined;
}

function answerOf(maps: readonly Labels[], keys: readonly string[]): { on: boolean; node: YamlNode } | undefined {
  for (const labels of maps) {
    for (const key of keys) {
      const entry = labels.entries.get(key);
      if (entry === undefined) continue;
      // An unknown value may switch it on: whoever asks is told so.
      const on = entry.value.state !== 'known' || !OFF.has(entry.value.value.toLowerCase());
      return { on, node: entry.key };
    }
  }
  return undefined;
}
