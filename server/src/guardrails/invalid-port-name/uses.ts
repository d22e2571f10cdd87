import {
  backendsOf,
  matches,
  type PodTemplate,
  type PortReference,
  type Service,
  type ServicePort,
} from '../../kubernetes';
import type { EnvironmentView, NamespaceKey } from '../../workspace';
import type { YamlNode } from '../../yaml';

/** The places where a name is written: all have to change together. */
export interface NameUses {
  readonly nodes: readonly YamlNode[];
  /** False where something that cannot be read may use the name too. */
  readonly complete: boolean;
}

/**
 * Where containers' port names of one namespace are declared and referred to: containers, probes, Services, policies,
 * PodMonitors. An illegal name is illegal in each of them, so all are renamed, whichever pods they belong to.
 */
export function usesOfContainerPortName(environment: EnvironmentView, namespace: NamespaceKey, name: string): NameUses {
  const collected = collect(name);
  for (const workload of environment.inNamespace('workload', namespace)) {
    for (const template of workload.templates) collectFromTemplate(template, collected.add);
  }
  for (const service of environment.inNamespace('service', namespace)) {
    for (const { targetPort } of listed(service.ports)) collected.add(targetPort);
  }
  for (const policy of environment.inNamespace('network-policy', namespace)) {
    for (const direction of ['ingress', 'egress'] as const) {
      for (const rule of listed(policy[direction])) for (const { port } of listed(rule.ports)) collected.add(port);
    }
  }
  for (const monitor of environment.inNamespace('monitor', namespace)) {
    if (monitor.selects !== 'pods') continue;
    for (const { port, targetPort } of monitor.endpoints) {
      collected.add(port);
      collected.add(targetPort);
    }
  }
  return collected.uses();
}

/** Where a port of one Service is named: itself, Ingresses, ServiceMonitors that select it, endpoints made by hand. */
export function usesOfServicePortName(
  environment: EnvironmentView,
  namespace: NamespaceKey,
  service: Service,
  port: ServicePort,
): NameUses {
  if (port.name.state !== 'known' || service.name.state !== 'known') return { nodes: [], complete: false };
  const serviceName = service.name.value;
  const collected = collect(port.name.value);
  collected.add(port.name);
  for (const ingress of environment.inNamespace('ingress', namespace)) {
    for (const backend of backendsOf(ingress)) {
      if (backend.serviceName.state === 'known' && backend.serviceName.value === serviceName)
        collected.add(backend.port);
    }
  }
  for (const monitor of environment.inNamespace('monitor', namespace)) {
    if (monitor.selects !== 'services' || monitor.selector.state !== 'known') continue;
    if (matches(monitor.selector.value, service.labels) === 'no') continue;
    for (const endpoint of monitor.endpoints) collected.add(endpoint.port);
  }
  for (const endpoints of environment.inNamespace('endpoints', namespace)) {
    if (endpoints.serviceName.state !== 'known' || endpoints.serviceName.value !== serviceName) continue;
    for (const each of endpoints.ports) collected.add(each.name);
  }
  return collected.uses();
}

function collectFromTemplate(template: PodTemplate, add: (field: PortReference) => void): void {
  for (const container of template.containers) {
    for (const port of container.ports) add(port.name);
    for (const probe of container.probes) add(probe.port);
  }
}

function collect(name: string): { add(field: PortReference): void; uses(): NameUses } {
  const nodes = new Set<YamlNode>();
  return {
    add(field) {
      if (field.state === 'known' && field.value === name) nodes.add(field.node);
    },
    uses: () => ({ nodes: [...nodes], complete: true }),
  };
}

function listed<T>(
  field: { readonly state: 'known'; readonly value: readonly T[] } | { readonly state: 'absent' | 'unknown' },
): readonly T[] {
  return field.state === 'known' ? field.value : [];
}
