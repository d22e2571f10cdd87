import {
  backendsOf,
  type Field,
  type Ingress,
  type KubernetesObject,
  listed,
  listening,
  type Monitor,
  type NetworkPolicy,
  type RouteObject,
  type Service,
  type Workload,
} from '../../kubernetes';
import type { YamlNode } from '../../yaml';
import type { Origin } from './trace';

/** A port that an object writes down, and the tokens that stand for it. */
export interface PlacedOrigin {
  readonly origin: Origin;
  readonly nodes: readonly YamlNode[];
}

/** Every place of an object from which a port can be followed. */
export function originsOf(object: KubernetesObject): readonly PlacedOrigin[] {
  switch (object.type) {
    case 'service':
      return inService(object);
    case 'workload':
      return inWorkload(object);
    case 'ingress':
      return inIngress(object);
    case 'route':
      return inRoute(object);
    case 'monitor':
      return inMonitor(object);
    case 'webhook-configuration':
    case 'api-service':
      return object.services.map((reference) => ({
        origin: { kind: 'service-reference', owner: object, reference },
        nodes: nodesOf(reference.port, reference.name),
      }));
    case 'network-policy':
      return inPolicy(object);
    default:
      return [];
  }
}

function inService(service: Service): readonly PlacedOrigin[] {
  return listed(service.ports).map((port) => ({
    origin: { kind: 'service-port', service, port },
    nodes: nodesOf(port.targetPort, port.port, port.name, port.nodePort),
  }));
}

function inWorkload(workload: Workload): readonly PlacedOrigin[] {
  const origins: PlacedOrigin[] = [];
  for (const container of workload.template.containers) {
    for (const probe of container.probes) {
      origins.push({ origin: { kind: 'probe', workload, container, probe }, nodes: nodesOf(probe.port) });
    }
  }
  for (const container of listening(workload.template)) {
    for (const port of container.ports) {
      const nodes = nodesOf(port.containerPort, port.name);
      origins.push({ origin: { kind: 'container-port', workload, container, port }, nodes });
    }
  }
  return origins;
}

function inIngress(ingress: Ingress): readonly PlacedOrigin[] {
  return backendsOf(ingress).map((backend) => ({
    origin: { kind: 'ingress-backend', ingress, backend },
    nodes: nodesOf(backend.port, backend.serviceName),
  }));
}

function inRoute(route: RouteObject): readonly PlacedOrigin[] {
  return route.backends.map((backend) => ({
    origin: { kind: 'route-backend', route, backend },
    nodes: nodesOf(backend.port, backend.name),
  }));
}

function inMonitor(monitor: Monitor): readonly PlacedOrigin[] {
  return monitor.endpoints.map((endpoint) => ({
    origin: { kind: 'monitor-endpoint', monitor, endpoint },
    nodes: nodesOf(endpoint.port, endpoint.targetPort),
  }));
}

function inPolicy(policy: NetworkPolicy): readonly PlacedOrigin[] {
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    listed(policy[direction]).flatMap((rule) =>
      listed(rule.ports).map(
        (port): PlacedOrigin => ({
          origin: { kind: 'policy-port', policy, rule, direction, port },
          nodes: nodesOf(port.port),
        }),
      ),
    ),
  );
}

function nodesOf(...fields: readonly Field<string | number>[]): readonly YamlNode[] {
  return fields.flatMap((field) => (field.state === 'known' ? [field.node] : []));
}
