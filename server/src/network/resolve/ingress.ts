import { type Ingress, type IngressBackend, isPortNumber, type Service, type ServicePort } from '../../kubernetes';
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
      /** More than one where nothing tells copies of the Service apart: all of them lack the port, and this is the first. */
      readonly copies: number;
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
  const [service] = services;
  if (service === undefined) return { kind: 'no-such-service', name: serviceName.value };
  if (environment.hasAlternatives(ingress)) return UNKNOWN;
  if (services.length > MOST_COPIES) return UNKNOWN;
  const outcomes = services.map((each) => resolveIn(environment, each, port.value));
  const [first] = outcomes;
  if (first === undefined || services.length === 1)
    return environment.hasAlternatives(service) ? UNKNOWN : (first ?? UNKNOWN);
  // Which copy is meant, nobody can tell; what all of them lack, is lacking.
  const lacking = outcomes.filter((outcome) => outcome.kind === 'no-such-port');
  if (first.kind !== 'no-such-port' || lacking.length < outcomes.length) return UNKNOWN;
  return { ...first, copies: services.length };
}

const MOST_COPIES = 20;

function resolveIn(environment: EnvironmentView, service: Service, reference: number | string): BackendOutcome {
  if (typeof reference === 'number' && !isPortNumber(reference)) return UNKNOWN;
  if (isExternalName(service) || service.serviceType.state === 'unknown') return UNKNOWN;
  const ports = portsOf(service);
  if (ports === undefined || ports.length === 0) return UNKNOWN;

  const found = ports.filter((candidate) => carries(candidate, reference));
  if (found.length > 0) {
    return { kind: 'found', service, ports: found.map((each) => resolveServicePort(environment, service, each)) };
  }
  if (ports.some((candidate) => isUnreadable(candidate, reference))) return UNKNOWN;
  const meant = ports.filter((candidate) => leadsTo(environment, service, candidate, reference));
  return { kind: 'no-such-port', service, reference, ports, meant, copies: 1 };
}

const UNKNOWN: BackendOutcome = { kind: 'unknown' };

/** Unnamed on both sides is no match (trap 4). */
function carries(port: ServicePort, reference: number | string): boolean {
  const field = typeof reference === 'string' ? port.name : port.port;
  return field.state === 'known' && field.value === reference;
}

function isUnreadable(port: ServicePort, reference: number | string): boolean {
  if (typeof reference === 'string') return port.name.state === 'unknown';
  return port.port.state === 'unknown' || (port.port.state === 'known' && !isPortNumber(port.port.value));
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
