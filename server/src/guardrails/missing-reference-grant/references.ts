import type { GatewayObject, KubernetesObject, ParentReference, RouteObject, Service } from '../../kubernetes';
import { isService } from '../../network/resolve';
import type { EnvironmentView, NamespaceKey } from '../../workspace';
import type { YamlNode } from '../../yaml';

/** What an object refers to in a namespace that is not its own. */
export interface Reference {
  readonly kind: 'Service' | 'Secret';
  readonly name: string;
  readonly namespace: NamespaceKey;
  /** The namespace, as the reference names it. */
  readonly node: YamlNode;
}

/** Each Service, or Secret, once, at the first place that names it. */
export function referencesOf(object: RouteObject | GatewayObject, own: NamespaceKey): readonly Reference[] {
  const found = new Map<string, Reference>();
  for (const reference of object.type === 'route' ? ofRoute(object) : ofGateway(object)) {
    const key = `${reference.namespace}/${reference.name}`;
    if (reference.namespace !== own && !found.has(key)) found.set(key, reference);
    if (found.size === MOST_REFERENCES) break;
  }
  return [...found.values()];
}

/** The API takes 16 rules of 16 backends. */
const MOST_REFERENCES = 256;

/** The object that is referred to, where it is here. */
export function targetOf(
  { kind, namespace, name }: Reference,
  environment: EnvironmentView,
): Service | KubernetesObject | undefined {
  if (kind === 'Service') return environment.named('service', namespace, name)[0];
  return environment.named('other', namespace, name).find((each) => each.kind === 'Secret' && each.group === '');
}

function* ofRoute(route: RouteObject): Iterable<Reference> {
  // Within a mesh the route belongs to a Service, and needs no leave (G14).
  if (!route.parents.some(isGateway)) return;
  for (const backend of route.backends) {
    const { name, namespace } = backend;
    if (name.state !== 'known' || namespace.state !== 'known' || namespace.value === '') continue;
    if (isService(backend) !== true) continue;
    yield { kind: 'Service', name: name.value, namespace: namespace.value, node: namespace.node };
  }
}

/** Listeners are parents by themselves, or as a set that belongs to a Gateway. */
const GATEWAYS = new Set(['Gateway', 'ListenerSet', 'XListenerSet']);

function isGateway({ kind }: ParentReference): boolean {
  return kind.state === 'absent' || (kind.state === 'known' && GATEWAYS.has(kind.value));
}

/** The certificates of its listeners. */
function* ofGateway(gateway: GatewayObject): Iterable<Reference> {
  for (const { tls } of gateway.listeners) {
    if (tls.state !== 'known') continue;
    for (const { kind, group, name, namespace } of tls.value.certificates) {
      if (name.state !== 'known' || namespace.state !== 'known' || namespace.value === '') continue;
      if (kind.state === 'unknown' || (kind.state === 'known' && kind.value !== 'Secret')) continue;
      if (group.state === 'unknown' || (group.state === 'known' && group.value !== '')) continue;
      yield { kind: 'Secret', name: name.value, namespace: namespace.value, node: namespace.node };
    }
  }
}
