import {
  GATEWAY_API,
  type GatewayObject,
  type Listener,
  matchesNamespace,
  type ParentReference,
  type RouteObject,
} from '../../kubernetes';
import { type EnvironmentView, type NamespaceKey, namespaceOf } from '../../workspace';
import { intersects } from './hostnames';

/** Why a Gateway takes a route at none of the listeners that it asks for. */
export interface Attachment {
  readonly gateway: GatewayObject;
  /** Of the listener that comes nearest to taking it. */
  readonly refusal: Refusal;
  /** Those the route asks for; where there are none, all of them. */
  readonly listeners: readonly Listener[];
  /** The one that refuses, where it is only one. */
  readonly listener: Listener | undefined;
  /** Listeners of the Gateway that certainly take the route. */
  readonly taking: readonly Listener[];
}

/** In the order of the Gateway API: by name and port, then what the listener admits, then the hostnames. */
export type Refusal = 'section' | 'port' | 'protocol' | 'kind' | 'namespace' | 'hostname';
const ORDER: readonly Refusal[] = ['section', 'port', 'protocol', 'kind', 'namespace', 'hostname'];

/** Undefined where a listener takes the route, where the Gateway is not here, and where nobody can tell. */
export function attachmentOf(
  environment: EnvironmentView,
  route: RouteObject,
  parent: ParentReference,
): Attachment | undefined {
  const gateway = gatewayOf(environment, route, parent);
  if (gateway === undefined) return undefined;
  const { listeners } = gateway;
  const named = narrowed(listeners, parent.sectionName, ({ name }) => name);
  if (named === undefined) return undefined;
  const asked = narrowed(named, parent.port, ({ port }) => port);
  if (asked === undefined) return undefined;
  const verdicts = listeners.map((listener) => verdictOf(environment, route, gateway, listener));
  const taking = listeners.filter((_, at) => verdicts[at] === 'takes');
  if (named.length === 0) return { gateway, refusal: 'section', listeners, listener: undefined, taking };
  if (asked.length === 0) {
    return {
      gateway,
      refusal: 'port',
      listeners: named,
      listener: only(named),
      taking: taking.filter((each) => named.includes(each)),
    };
  }

  const wanted = new Set(asked);
  let refusal: Refusal = 'section';
  for (const [at, listener] of listeners.entries()) {
    const verdict = verdicts[at];
    if (verdict === undefined || !wanted.has(listener)) continue;
    if (verdict === 'takes' || verdict === 'unknown') return undefined;
    if (ORDER.indexOf(verdict) > ORDER.indexOf(refusal)) refusal = verdict;
  }
  const refusing = listeners.filter((listener, at) => wanted.has(listener) && verdicts[at] === refusal);
  return { gateway, refusal, listeners: asked, listener: only(refusing), taking };
}

/** The API takes 64. */
const MOST_LISTENERS = 256;
/** It takes 8 kinds and 16 hostnames. */
const MOST_ENTRIES = 64;

/** Not for a Service of a mesh, nor for a ListenerSet (G14). */
export function asksForGateway({ kind, group }: ParentReference): boolean {
  if (kind.state === 'unknown' || (kind.state === 'known' && kind.value !== 'Gateway')) return false;
  return group.state === 'absent' || (group.state === 'known' && group.value === GATEWAY_API);
}

/** The one Gateway that is meant. */
function gatewayOf(
  environment: EnvironmentView,
  route: RouteObject,
  parent: ParentReference,
): GatewayObject | undefined {
  const { name, namespace } = parent;
  if (!asksForGateway(parent)) return undefined;
  if (name.state !== 'known' || namespace.state === 'unknown' || route.incomplete) return undefined;
  const where = namespace.state === 'known' && namespace.value !== '' ? namespace.value : namespaceOf(route);
  if (where === undefined) return undefined;
  const [gateway, another] = environment.named('gateway', where, name.value);
  if (gateway === undefined || another !== undefined || gateway.group !== GATEWAY_API) return undefined;
  if (gateway.incomplete || gateway.listeners.length === 0 || gateway.listeners.length > MOST_LISTENERS)
    return undefined;
  // Refused as it stands, and one of the two has lost its own name: invalid-listener's.
  if (hasTwins(gateway)) return undefined;
  return environment.hasAlternatives(route) ? undefined : gateway;
}

function hasTwins({ listeners }: GatewayObject): boolean {
  const names = listeners.flatMap(({ name }) => (name.state === 'known' ? [name.value] : []));
  return new Set(names).size < names.length;
}

/** Those that carry what is asked for; undefined where nobody can tell. */
function narrowed<T>(
  listeners: readonly Listener[],
  asked: Listener['name' | 'port'] & { readonly value?: T },
  fieldOf: (listener: Listener) => Listener['name' | 'port'],
): readonly Listener[] | undefined {
  if (asked.state === 'unknown') return undefined;
  if (asked.state === 'absent' || asked.value === '') return listeners;
  const found = listeners.filter((listener) => {
    const field = fieldOf(listener);
    return field.state === 'known' && field.value === asked.value;
  });
  if (found.length > 0) return found;
  return listeners.every((listener) => fieldOf(listener).state === 'known') ? found : undefined;
}

function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

type Verdict = Refusal | 'takes' | 'unknown';

/** The first refusal decides, whatever is unknown about the rest. */
function verdictOf(
  environment: EnvironmentView,
  route: RouteObject,
  gateway: GatewayObject,
  listener: Listener,
): Verdict {
  const verdicts = [
    protocolVerdict(route, listener),
    kindVerdict(route, listener),
    namespaceVerdict(environment, route, gateway, listener),
    hostnameVerdict(route, listener),
  ];
  const refusal = verdicts.find((verdict) => verdict !== 'takes' && verdict !== 'unknown');
  return refusal ?? (verdicts.includes('unknown') ? 'unknown' : 'takes');
}

/** Of the Gateway API; those of an implementation (`HBONE`) take what it likes. */
const PROTOCOLS = new Set(['HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP']);

const TAKEN_BY: ReadonlyMap<string, readonly string[]> = new Map([
  ['HTTPRoute', ['HTTP', 'HTTPS']],
  ['GRPCRoute', ['HTTP', 'HTTPS']],
  ['TLSRoute', ['TLS']],
  ['TCPRoute', ['TCP', 'TLS']],
  ['UDPRoute', ['UDP']],
]);

function protocolVerdict({ kind }: RouteObject, { protocol, tls }: Listener): Verdict {
  const taken = TAKEN_BY.get(kind);
  if (taken === undefined || protocol.state !== 'known' || !PROTOCOLS.has(protocol.value)) return 'unknown';
  if (!taken.includes(protocol.value)) return 'protocol';
  if (kind !== 'TCPRoute' || protocol.value !== 'TLS') return 'takes';
  // What is inside is seen only where the TLS ends here.
  if (tls.state !== 'known' || tls.value.mode.state === 'unknown') return 'unknown';
  return tls.value.mode.state === 'known' && tls.value.mode.value === 'Passthrough' ? 'protocol' : 'takes';
}

function kindVerdict(route: RouteObject, { allowedRoutes }: Listener): Verdict {
  if (allowedRoutes.state !== 'known') return allowedRoutes.state === 'absent' ? 'takes' : 'unknown';
  const { kinds } = allowedRoutes.value;
  if (kinds.state !== 'known') return kinds.state === 'absent' ? 'takes' : 'unknown';
  if (kinds.value.length === 0) return 'takes';
  if (kinds.value.length > MOST_ENTRIES) return 'unknown';
  let verdict: Verdict = 'kind';
  for (const { group, kind } of kinds.value) {
    if (group.state === 'unknown' || kind.state !== 'known') verdict = 'unknown';
    else if (kind.value === route.kind && (group.state === 'absent' || group.value === route.group)) return 'takes';
  }
  return verdict;
}

function namespaceVerdict(
  environment: EnvironmentView,
  route: RouteObject,
  gateway: GatewayObject,
  { allowedRoutes }: Listener,
): Verdict {
  if (allowedRoutes.state === 'unknown') return 'unknown';
  const from = allowedRoutes.state === 'known' ? allowedRoutes.value.from : allowedRoutes;
  if (from.state === 'unknown') return 'unknown';
  switch (from.state === 'known' ? from.value : 'Same') {
    case 'All':
      return 'takes';
    case 'None':
      return 'namespace';
    case 'Same':
      return sameVerdict(namespaceOf(route), namespaceOf(gateway));
    case 'Selector':
      return selectorVerdict(environment, route, allowedRoutes);
    default:
      return 'unknown';
  }
}

/** A namespace that is left unsaid may be any (trap 12). */
function sameVerdict(one: NamespaceKey | undefined, other: NamespaceKey | undefined): Verdict {
  if (one === undefined || other === undefined) return 'unknown';
  if (one === other) return 'takes';
  return one === '' || other === '' ? 'unknown' : 'namespace';
}

function selectorVerdict(
  environment: EnvironmentView,
  route: RouteObject,
  allowedRoutes: Listener['allowedRoutes'],
): Verdict {
  const namespace = namespaceOf(route);
  if (allowedRoutes.state !== 'known' || allowedRoutes.value.selector.state !== 'known') return 'unknown';
  if (namespace === undefined || namespace === '') return 'unknown';
  const [object, another] = environment.named('namespace', '', namespace);
  if (another !== undefined) return 'unknown';
  const answer = matchesNamespace(allowedRoutes.value.selector.value, namespace, object);
  if (answer === 'unknown') return 'unknown';
  return answer === 'yes' ? 'takes' : 'namespace';
}

const WITH_HOSTNAMES = new Set(['HTTPRoute', 'GRPCRoute', 'TLSRoute']);

/** Without hostnames, on either side, every one is meant. */
function hostnameVerdict({ kind, hostnames }: RouteObject, { hostname }: Listener): Verdict {
  if (!WITH_HOSTNAMES.has(kind) || hostnames.length === 0) return 'takes';
  if (hostname.state !== 'known') return hostname.state === 'absent' ? 'takes' : 'unknown';
  if (hostname.value === '') return 'takes';
  if (hostnames.length > MOST_ENTRIES) return 'unknown';
  let verdict: Verdict = 'hostname';
  for (const own of hostnames) {
    if (own.state !== 'known') verdict = 'unknown';
    else if (intersects(own.value, hostname.value)) return 'takes';
  }
  return verdict;
}
