import { type Ingress, type IngressBackend, USE_ANNOTATION } from '../../kubernetes';
import { type EnvironmentView, namespaceOf } from '../../workspace';
import { unknown } from './doubt';
import { type BackendOutcome, resolveReference } from './reference';

/** What an Ingress backend leads to. */
export function resolveIngressBackend(
  environment: EnvironmentView,
  ingress: Ingress,
  backend: IngressBackend,
): BackendOutcome {
  const namespace = namespaceOf(ingress);
  const { serviceName, port } = backend;
  if (backend.resource) return unknown('not-a-service');
  if (namespace === undefined || serviceName.state !== 'known' || port.state === 'unknown')
    return unknown('unreadable');
  if (port.state === 'absent') return unknown('not-written');
  if (port.value === USE_ANNOTATION) return unknown('not-a-service');
  const outcome = resolveReference(environment, { namespace, name: serviceName.value, reference: port.value });
  // Copies of the Ingress need not mean the same Service; that there is none is true of each.
  if (outcome.kind !== 'no-such-service' && environment.hasAlternatives(ingress)) return unknown('copies');
  return outcome;
}
