import {
  backendsOf,
  type GatewayObject,
  type Ingress,
  type Listener,
  matchesNamespace,
  type ParentReference,
  type RouteBackend,
  type RouteObject,
  type Service,
  type ServicePort,
  valueOr,
} from '../../../kubernetes';
import { namespaceOf } from '../../../workspace';
import { isExternalName, portsOf } from '../../resolve';
import type { Protocol } from '../cluster';
import { type Surroundings, serviceNamed } from '../surroundings';
import { backendsOfPort } from './backends';
import { type Controllers, NO_CLASS, OPENSHIFT } from './controllers';
import { type Entrance, numberOf, protocolIn } from './entrances';
import type { Hop, Way } from './ways';

/** Through an Ingress, a Gateway or an OpenShift Route: what comes in is dialled again by a controller (S074). */
export function* proxyEntrances(controllers: Controllers, surroundings: Surroundings): Generator<Entrance, undefined> {
  for (const ingress of surroundings.ingresses) yield* ingressEntrances(controllers, surroundings, ingress);
  for (const route of surroundings.routes) {
    yield* route.openShift
      ? openShiftEntrances(controllers, surroundings, route)
      : gatewayEntrances(controllers, surroundings, route);
  }
}

function* ingressEntrances(
  controllers: Controllers,
  surroundings: Surroundings,
  ingress: Ingress,
): Generator<Entrance, undefined> {
  const namespace = namespaceOf(ingress);
  if (namespace === undefined) return;
  const className = ingress.className.state === 'known' ? ingress.className.value : undefined;
  for (const { serviceName, port, resource } of backendsOf(ingress)) {
    const service = resource ? undefined : serviceNamed(surroundings, namespace, valueOr(serviceName, undefined));
    if (service === undefined || port.state !== 'known') continue;
    const wanted = port.value;
    const ports = (portsOf(service) ?? []).filter((each) => isCalled(each, wanted) && protocolIn(each) === 'TCP');
    const exists = ingress.className.state === 'unknown' ? 'unknown' : 'yes';
    yield* behind(controllers, surroundings, service, ports, {
      hop: { kind: 'ingress', ingress },
      className,
      protocol: 'TCP',
      exists,
      notes: [],
    });
  }
}

/** Its port is a target port or the name of a Service port; without one, all of them. */
function* openShiftEntrances(
  controllers: Controllers,
  surroundings: Surroundings,
  route: RouteObject,
): Generator<Entrance, undefined> {
  const namespace = namespaceOf(route);
  if (namespace === undefined) return;
  for (const { name, port } of route.backends) {
    const service = serviceNamed(surroundings, namespace, valueOr(name, undefined));
    if (service === undefined || port.state === 'unknown') continue;
    const wanted = port.state === 'known' ? port.value : undefined;
    const ports = (portsOf(service) ?? []).filter(
      (each) => protocolIn(each) === 'TCP' && (wanted === undefined || leadsTo(each, wanted)),
    );
    const hop: Hop = { kind: 'route', route };
    yield* behind(controllers, surroundings, service, ports, {
      hop,
      className: OPENSHIFT,
      protocol: 'TCP',
      exists: 'yes',
      notes: [],
    });
  }
}

function* gatewayEntrances(
  controllers: Controllers,
  surroundings: Surroundings,
  route: RouteObject,
): Generator<Entrance, undefined> {
  const protocol = route.kind === 'UDPRoute' ? 'UDP' : 'TCP';
  for (const parent of route.parents) {
    // A route of a mesh has a Service for a parent: nobody comes in by it.
    if (parent.kind.state === 'known' && parent.kind.value !== 'Gateway') continue;
    const found = gatewayOf(surroundings, route, parent);
    if (found === undefined) continue;
    const { gateway, exists } = found;
    const className = gateway?.className.state === 'known' ? gateway.className.value : undefined;
    for (const backend of route.backends) {
      const target = backendOf(surroundings, route, backend);
      if (target === undefined) continue;
      const ports = (portsOf(target.service) ?? []).filter(
        (each) => isCalled(each, target.port) && protocolIn(each) === protocol,
      );
      yield* behind(controllers, surroundings, target.service, ports, {
        hop: { kind: 'gateway', gateway, route },
        className: className ?? NO_CLASS,
        protocol,
        exists: target.granted ? exists : 'unknown',
        notes: target.granted ? [] : ['no ReferenceGrant for its backend is here'],
      });
    }
  }
}

interface Door {
  readonly hop: Hop;
  readonly className: string | undefined;
  readonly protocol: Protocol;
  readonly exists: Way['exists'];
  readonly notes: readonly string[];
}

function* behind(
  controllers: Controllers,
  surroundings: Surroundings,
  service: Service,
  ports: readonly ServicePort[],
  { hop, className, protocol, exists, notes }: Door,
): Generator<Entrance, undefined> {
  if (isExternalName(service)) return;
  for (const port of ports) {
    const { backends } = backendsOfPort(controllers.engine.cluster, surroundings, service, port, protocol);
    const second: Hop = {
      kind: 'service',
      service,
      entrance: 'cluster',
      port: numberOf(port.port),
      nodePort: undefined,
    };
    const { ends, known } = controllers.of(className, namespaceOf(service) ?? '');
    for (const { end, port: target, certainty } of backends) {
      yield {
        through: [hop, second],
        packetsFrom: { kind: 'controller', ends, known },
        to: end,
        protocol,
        port: target,
        exists: exists === 'yes' ? certainty : 'unknown',
        notes: known ? notes : [...notes, 'which pods are the controller is unknown: portcullis.yaml can say it'],
      };
    }
  }
}

/** Undefined: the Gateway is here and no listener of it takes the route. */
function gatewayOf(
  surroundings: Surroundings,
  route: RouteObject,
  parent: ParentReference,
): { readonly gateway: GatewayObject | undefined; readonly exists: Way['exists'] } | undefined {
  const namespace = parent.namespace.state === 'absent' ? namespaceOf(route) : valueOr(parent.namespace, undefined);
  const name = valueOr(parent.name, undefined);
  const gateway = surroundings.gateways.find(
    (each) =>
      name !== undefined && each.name.state === 'known' && each.name.value === name && namespaceOf(each) === namespace,
  );
  if (gateway === undefined) return { gateway, exists: 'unknown' };
  const answers = gateway.listeners
    .filter((listener) => isMeant(listener, parent))
    .map((listener) => takes(surroundings, gateway, listener, route));
  if (answers.includes('yes')) return { gateway, exists: 'yes' };
  return answers.includes('unknown') || gateway.incomplete ? { gateway, exists: 'unknown' } : undefined;
}

function isMeant(listener: Listener, { sectionName, port }: ParentReference): boolean {
  if (sectionName.state === 'known' && listener.name.state === 'known' && sectionName.value !== listener.name.value)
    return false;
  return port.state !== 'known' || listener.port.state !== 'known' || port.value === listener.port.value;
}

/** Without a word, a listener takes the routes of its Gateway's own namespace. */
function takes(
  { namespaces }: Surroundings,
  gateway: GatewayObject,
  { allowedRoutes }: Listener,
  route: RouteObject,
): 'yes' | 'no' | 'unknown' {
  if (allowedRoutes.state === 'unknown') return 'unknown';
  const from = allowedRoutes.state === 'known' ? valueOr(allowedRoutes.value.from, 'Same') : 'Same';
  const own = namespaceOf(route);
  switch (from) {
    case 'Same':
      return own === namespaceOf(gateway) ? 'yes' : 'no';
    case 'All':
      return 'yes';
    case 'None':
      return 'no';
    case 'Selector': {
      const selector = allowedRoutes.state === 'known' ? allowedRoutes.value.selector : undefined;
      if (selector?.state !== 'known' || own === undefined) return 'unknown';
      const object = namespaces.find(({ name }) => name.state === 'known' && name.value === own);
      return matchesNamespace(selector.value, own, object);
    }
    default:
      return 'unknown';
  }
}

function backendOf(
  surroundings: Surroundings,
  route: RouteObject,
  { kind, name, namespace: written, port }: RouteBackend,
): { readonly service: Service; readonly port: number | string; readonly granted: boolean } | undefined {
  if (kind.state === 'unknown' || (kind.state === 'known' && kind.value !== 'Service')) return undefined;
  const own = namespaceOf(route);
  const namespace = written.state === 'absent' ? own : valueOr(written, undefined);
  if (namespace === undefined || own === undefined || port.state !== 'known') return undefined;
  const service = serviceNamed(surroundings, namespace, valueOr(name, undefined));
  if (service === undefined) return undefined;
  return { service, port: port.value, granted: namespace === own || isGranted(surroundings, route, own, service) };
}

function isGranted({ grants }: Surroundings, route: RouteObject, from: string, service: Service): boolean {
  return grants.some(
    (grant) =>
      namespaceOf(grant) === namespaceOf(service) &&
      grant.from.some(
        ({ kind, namespace }) => valueOr(kind, undefined) === route.kind && valueOr(namespace, undefined) === from,
      ) &&
      grant.to.some(({ kind, name }) => {
        if (valueOr(kind, undefined) !== 'Service') return false;
        return name.state === 'absent' || (name.state === 'known' && name.value === valueOr(service.name, undefined));
      }),
  );
}

function isCalled({ name, port }: ServicePort, reference: number | string): boolean {
  const field = typeof reference === 'string' ? name : port;
  return field.state === 'known' && field.value === reference;
}

function leadsTo(port: ServicePort, reference: number | string): boolean {
  if (isCalled(port, reference)) return true;
  return port.targetPort.state === 'known' && port.targetPort.value === reference;
}
