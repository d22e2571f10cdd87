import type { Charter } from '../../config';
import type {
  Endpoints,
  GatewayObject,
  Ingress,
  IngressClass,
  Namespace,
  ReferenceGrant,
  RouteObject,
  Service,
} from '../../kubernetes';
import { type EnvironmentView, namespaceOf } from '../../workspace';

/** What stands around the pods: what leads to them, and who dials in somebody's place. */
export interface Surroundings {
  readonly services: readonly Service[];
  readonly endpoints: readonly Endpoints[];
  readonly ingresses: readonly Ingress[];
  readonly ingressClasses: readonly IngressClass[];
  readonly gateways: readonly GatewayObject[];
  readonly routes: readonly RouteObject[];
  readonly grants: readonly ReferenceGrant[];
  readonly namespaces: readonly Namespace[];
  /** Of the charter: the pods of a class. */
  readonly controllers: Charter['ingressControllers'];
}

export function surroundingsOf(view: EnvironmentView, controllers: Charter['ingressControllers']): Surroundings {
  return {
    services: view.ofType('service'),
    endpoints: view.ofType('endpoints'),
    ingresses: view.ofType('ingress'),
    ingressClasses: view.ofType('ingress-class'),
    gateways: view.ofType('gateway'),
    routes: view.ofType('route'),
    grants: view.ofType('reference-grant'),
    namespaces: view.ofType('namespace'),
    controllers,
  };
}

/** Of several that nothing tells apart, the first. */
export function serviceNamed(
  surroundings: Surroundings,
  namespace: string,
  name: string | undefined,
): Service | undefined {
  let known = servicesByName.get(surroundings);
  if (known === undefined) {
    known = new Map();
    for (const service of surroundings.services) {
      const own = namespaceOf(service);
      if (own === undefined || service.name.state !== 'known') continue;
      const key = `${own}/${service.name.value}`;
      if (!known.has(key)) known.set(key, service);
    }
    servicesByName.set(surroundings, known);
  }
  return name === undefined ? undefined : known.get(`${namespace}/${name}`);
}

const servicesByName = new WeakMap<Surroundings, Map<string, Service>>();
