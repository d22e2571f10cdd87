import {
  backendsOf,
  type Container,
  type ContainerPort,
  type Field,
  type Ingress,
  type IngressBackend,
  type KubernetesObject,
  listening,
  type NetworkPolicy,
  protocolOf,
  type Service,
  type ServicePort,
  type Workload,
} from '../kubernetes';
import {
  destinationsOf,
  resolveIngressBackend,
  resolvePolicyPort,
  resolveServicePort,
  type ServicePortResolution,
  workloadsBehind,
} from '../network/resolve';
import type { EnvironmentView } from '../workspace';
import type { YamlNode } from '../yaml';
import { called, clean, code, sayTarget, sayWorkloads } from './words';

/** A token that leads somewhere, and how to say where, in lines of Markdown. */
export interface Site {
  readonly node: YamlNode;
  say(environment: EnvironmentView): readonly string[];
}

export function sitesOf(object: KubernetesObject): Site[] {
  switch (object.type) {
    case 'service':
      return serviceSites(object);
    case 'workload':
      return workloadSites(object);
    case 'ingress':
      return ingressSites(object);
    case 'network-policy':
      return policySites(object);
    default:
      return [];
  }
}

function serviceSites(service: Service): Site[] {
  const ports = service.ports.state === 'known' ? service.ports.value : [];
  const selector = service.selector.state === 'known' ? [service.selector.node] : [];
  return [
    ...ports.flatMap((port) =>
      nodesOf(port.targetPort, port.port, port.name, port.nodePort).map((node) => ({
        node,
        say: (environment: EnvironmentView) => sayResolution(resolveServicePort(environment, service, port)),
      })),
    ),
    ...selector.map((node) => ({ node, say: (environment: EnvironmentView) => saySelected(environment, service) })),
  ];
}

function sayResolution(resolution: ServicePortResolution): string[] {
  const { service, port, protocol, target, workloads, open } = resolution;
  if (target === undefined || protocol === undefined) return [];
  const head = `${called(service)} port ${sayServicePort(port)} leads to port ${code(target.reference)} (${clean(protocol)})`;
  const rest = open ? ['Other pods may be behind it that no manifest shows'] : [];
  if (workloads.length > 0) return [head, ...workloads.map((workload) => `- ${sayTarget(workload)}`), ...rest];
  return open ? [] : [`${called(service)} selects no workload of this environment`];
}

function saySelected(environment: EnvironmentView, service: Service): string[] {
  const { workloads, open } = environment.once(workloadsBehind, service);
  if (workloads.length > 0) return [`Selects ${sayWorkloads(workloads)}${open ? ', and maybe others' : ''}`];
  return open ? [] : ['Selects no workload of this environment'];
}

function workloadSites(workload: Workload): Site[] {
  return listening(workload.template).flatMap((container) =>
    container.ports.flatMap((port) =>
      nodesOf(port.containerPort, port.name).map((node) => ({
        node,
        say: (environment: EnvironmentView) => sayServicesOf(environment, workload, container, port),
      })),
    ),
  );
}

function sayServicesOf(
  environment: EnvironmentView,
  workload: Workload,
  container: Container,
  port: ContainerPort,
): string[] {
  const lines: string[] = [];
  for (const { service, certainty } of environment.servicesSelecting(workload)) {
    if (certainty !== 'yes' || service.ports.state !== 'known') continue;
    for (const servicePort of service.ports.value) {
      const { workloads } = resolveServicePort(environment, service, servicePort, {
        workloads: [workload],
        open: false,
      });
      const outcome = workloads[0]?.outcome;
      if (outcome?.kind !== 'found' || outcome.port.container !== container || outcome.port.port !== port) continue;
      lines.push(`- ${called(service)} port ${sayServicePort(servicePort)}`);
    }
  }
  return lines.length === 0 ? [] : ['Served by', ...lines];
}

function ingressSites(ingress: Ingress): Site[] {
  return backendsOf(ingress).flatMap((backend) =>
    nodesOf(backend.port, backend.serviceName).map((node) => ({
      node,
      say: (environment: EnvironmentView) => sayBackend(environment, ingress, backend),
    })),
  );
}

function sayBackend(environment: EnvironmentView, ingress: Ingress, backend: IngressBackend): string[] {
  const outcome = resolveIngressBackend(environment, ingress, backend);
  switch (outcome.kind) {
    case 'found':
      return outcome.ports.flatMap(sayResolution);
    case 'no-such-port': {
      const has = outcome.ports.map(sayServicePort).join(', ');
      return [`${called(outcome.service)} has no port ${code(outcome.reference)}; it has ${has}`];
    }
    default:
      return [];
  }
}

function policySites(policy: NetworkPolicy): Site[] {
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    const rules = policy[direction].state === 'known' ? policy[direction].value : [];
    return rules.flatMap((rule) => {
      const ports = rule.ports.state === 'known' ? rule.ports.value : [];
      return ports.flatMap((port) =>
        nodesOf(port.port).map((node) => ({
          node,
          say(environment: EnvironmentView) {
            const destinations = destinationsOf(environment, policy, rule, direction);
            const { workloads } = resolvePolicyPort(environment, port, destinations);
            return workloads.length === 0 ? [] : ['Is the port of', ...workloads.map((each) => `- ${sayTarget(each)}`)];
          },
        })),
      );
    });
  });
}

function sayServicePort({ name, port, protocol }: ServicePort): string {
  const number = port.state === 'known' ? `${port.value}/${protocolOf(protocol) ?? '?'}` : '?';
  return name.state === 'known' ? `${code(name.value)} ${code(number)}` : code(number);
}

function nodesOf(...fields: readonly Field<string | number>[]): YamlNode[] {
  return fields.flatMap((field) => (field.state === 'known' ? [field.node] : []));
}
