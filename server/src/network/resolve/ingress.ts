import type { Ingress, IngressBackend, Service, ServicePort } from '../../kubernetes';
import { type EnvironmentView, namespaceOf } from '../../workspace';
import { isExternalName, portsOf, resolveServicePort, type ServicePortResolution, targetOf } from './service';

/** What an Ingress backend leads to: the Service port, and from there the containers. */
export type BackendOutcome =
  /** Several resolutions where one number stands for several protocols. */
  | { readonly kind: 'found'; readonly service: Service; readonly ports: readonly ServicePortResolution[] }
  | {
      readonly kind: 'no-such-port';
      readonly service: Service;
      readonly reference: number | string;
      readonly ports: readonly ServicePort[];
      /** Service ports that lead to what the backend names: the target port is not the Service port (G13). */
      readonly meant: readonly ServicePort[];
    }
  | { readonly kind: 'no-such-service'; readonly name: string }
  | { readonly kind: 'unknown' };

export function resolveIngressBackend(
  environment: EnvironmentView,
  ingress: Ingress,
  backend: IngressBackend,
): BackendOutcome {
  const namespace = namespaceOf(ingress);
  const { serviceName, port } = backend;
  if (namespace === undefined || backend.resource || serviceName.state !== 'known') return UNKNOWN;
  // AWS's controller reads such a backend from an annotation: there is no Service on purpose (trap 33).
  if (port.state !== 'known' || port.value === 'use-annotation') return UNKNOWN;

  const services = environment.named('service', namespace, serviceName.value);
  const service = services[0];
  if (service === undefined) return { kind: 'no-such-service', name: serviceName.value };
  if (services.length > 1 || environment.hasAlternatives(service) || environment.hasAlternatives(ingress))
    return UNKNOWN;
  if (isExternalName(service) || service.serviceType.state === 'unknown') return UNKNOWN;

  const ports = portsOf(service);
  if (ports === undefined || ports.length === 0) return UNKNOWN;
  const reference = port.value;
  const found = ports.filter((candidate) => carries(candidate, reference));
  if (found.length > 0) {
    return { kind: 'found', service, ports: found.map((each) => resolveServicePort(environment, service, each)) };
  }
  if (ports.some((candidate) => isUnreadable(candidate, reference))) return UNKNOWN;
  const meant = ports.filter((candidate) => leadsTo(environment, service, candidate, reference));
  return { kind: 'no-such-port', service, reference, ports, meant };
}

const UNKNOWN: BackendOutcome = { kind: 'unknown' };

/** Unnamed on both sides is no match (trap 4). */
function carries(port: ServicePort, reference: number | string): boolean {
  const field = typeof reference === 'string' ? port.name : port.port;
  return field.state === 'known' && field.value === reference;
}

function isUnreadable(port: ServicePort, reference: number | string): boolean {
  return (typeof reference === 'string' ? port.name : port.port).state === 'unknown';
}

function leadsTo(
  environment: EnvironmentView,
  service: Service,
  port: ServicePort,
  reference: number | string,
): boolean {
  if (targetOf(port)?.reference === reference) return true;
  const { workloads } = resolveServicePort(environment, service, port);
  return workloads.some(({ outcome }) => {
    if (outcome.kind !== 'found') return false;
    return reference === (typeof reference === 'string' ? outcome.port.name : outcome.port.number);
  });
}
