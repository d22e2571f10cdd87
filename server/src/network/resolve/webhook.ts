import { isPortNumber, type ServiceReference } from '../../kubernetes';
import type { EnvironmentView } from '../../workspace';
import { unknown } from './doubt';
import { type BackendOutcome, resolveReference } from './reference';

/** What the API server dials where no port is written. */
export const DEFAULT_WEBHOOK_PORT = 443;

/**
 * What the API server's reference to a Service leads to: a webhook, an aggregated API, a conversion. It looks for the
 * number among the ports of the Service, and refuses to call where there is none (G16).
 */
export function resolveServiceReference(environment: EnvironmentView, reference: ServiceReference): BackendOutcome {
  const { name, namespace, port } = reference;
  if (name.state !== 'known' || namespace.state !== 'known' || port.state === 'unknown') return unknown('unreadable');
  const number = port.state === 'known' ? port.value : DEFAULT_WEBHOOK_PORT;
  if (!isPortNumber(number)) return unknown('illegal');
  return resolveReference(environment, { namespace: namespace.value, name: name.value, reference: number });
}
