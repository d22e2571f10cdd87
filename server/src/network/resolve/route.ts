import { isPortNumber, type RouteBackend, type RouteObject, type Service, type ServicePort } from '../../kubernetes';
import { type EnvironmentView, namespaceOf } from '../../workspace';
import { unknown } from './doubt';
import { type BackendOutcome, doubtAbout, resolveIn, resolveInCopies, resolveReference } from './reference';
import { portsOf, resolveServicePort, type ServicePortResolution } from './service';

/** What the backend of a route leads to: of the Gateway API by the number of the Service port, of OpenShift by its own rule. */
export function resolveRouteBackend(
  environment: EnvironmentView,
  route: RouteObject,
  backend: RouteBackend,
): BackendOutcome {
  const { name, port, namespace } = backend;
  const own = namespace.state === 'absent' ? namespaceOf(route) : namespace.state === 'known' && namespace.value;
  const service = isService(backend);
  if (service === false) return unknown('not-a-service');
  if (service === undefined || typeof own !== 'string' || name.state !== 'known' || port.state === 'unknown') {
    return unknown('unreadable');
  }
  if (port.state === 'absent' || port.value === '') return unknown('not-written');
  if (environment.hasAlternatives(route)) return unknown('copies');
  const wanted = { namespace: own, name: name.value, reference: port.value };
  if (route.openShift) {
    return resolveInCopies(environment, wanted, (each) => resolveForOpenShift(environment, each, wanted.reference));
  }
  if (typeof wanted.reference !== 'number') return unknown('illegal');
  const protocol = PROTOCOLS.get(route.kind);
  return resolveReference(environment, protocol === undefined ? wanted : { ...wanted, protocol });
}

/** Routes that carry one protocol as it is; the others speak HTTP, over what, the Gateway decides. */
const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['TCPRoute', 'TCP'],
  ['UDPRoute', 'UDP'],
]);

/** A Service of the core group is meant; undefined where nobody can tell (trap 33). */
export function isService({ kind, group }: RouteBackend): boolean | undefined {
  if (kind.state === 'unknown' || group.state === 'unknown') return undefined;
  const kindIs = kind.state === 'absent' || kind.value === 'Service';
  return kindIs && (group.state === 'absent' || group.value === '');
}

/**
 * The router compares what is written with the ports of the endpoints, by number and by name: a number is the port of the
 * pods, a string the name of the Service port. Where none is alike, it has nowhere to send to.
 */
function resolveForOpenShift(
  environment: EnvironmentView,
  service: Service,
  reference: number | string,
): BackendOutcome {
  // Endpoints that are made by hand have names and numbers of their own.
  if (service.selector.state !== 'known')
    return unknown(service.selector.state === 'absent' ? 'no-selector' : 'unreadable');
  if (typeof reference === 'string' && !/^[0-9]+$/.test(reference))
    return resolveIn(environment, service, { reference });
  const number = Number(reference);
  if (!isPortNumber(number)) return unknown('illegal');
  const doubt = doubtAbout(service);
  if (doubt !== undefined) return unknown(doubt);
  const ports = portsOf(service);
  if (ports === undefined || ports.length === 0) return unknown('unreadable');
  // Digits may also be the name of a Service port.
  const resolved = environment.once(resolvedPorts, service);
  const found = resolved.filter((each) => mayCarry(each, number) === 'yes' || isCalled(each.port, String(reference)));
  if (found.length > 0) return { kind: 'found', service, ports: found };
  if (resolved.some((each) => mayCarry(each, number) === 'unknown')) return unknown('unreadable');
  const meant = ports.filter(({ port }) => port.state === 'known' && port.value === number);
  return { kind: 'no-such-port', service, reference, ports, meant, copies: 1 };
}

/** For `environment.once`: hundreds of Routes may ask for the same. */
function resolvedPorts(environment: EnvironmentView, service: Service): readonly ServicePortResolution[] {
  return (portsOf(service) ?? []).map((port) => resolveServicePort(environment, service, port));
}

function isCalled({ name }: ServicePort, reference: string): boolean {
  return name.state === 'known' && name.value === reference;
}

/** Do endpoints of the Service port have the number? A name has one in each pod, and pods that nobody sees may have any. */
function mayCarry({ target, workloads, open }: ServicePortResolution, number: number): 'yes' | 'no' | 'unknown' {
  if (target === undefined) return 'unknown';
  if (typeof target.reference === 'number') return target.reference === number ? 'yes' : 'no';
  if (workloads.some(({ outcome }) => outcome.kind === 'found' && outcome.port.number === number)) return 'yes';
  return open || workloads.some(({ outcome }) => outcome.kind === 'unknown') ? 'unknown' : 'no';
}
