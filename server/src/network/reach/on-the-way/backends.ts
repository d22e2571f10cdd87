import {
  type Endpoints,
  effectiveTargetPort,
  isHeadless,
  matches,
  parseAddress,
  protocolOf,
  type Service,
  type ServicePort,
} from '../../../kubernetes';
import { namespaceOf } from '../../../workspace';
import { declaredPorts, findPort, isExternalName, portsOf } from '../../resolve';
import type { End } from '../answer';
import type { Cluster, PodFacts, Protocol } from '../cluster';
import { firstOfEach } from '../groups';
import { portsCalled } from '../named-ports';
import { type Surroundings, serviceNamed } from '../surroundings';

/** What answers behind one port of a Service. */
export interface Backends {
  readonly backends: readonly Backend[];
  /** False where somebody else may answer as well: nobody can tell who is behind it. */
  readonly complete: boolean;
  /** The Service is a name for something outside: no pod answers (S067). */
  readonly external: { readonly name: string; readonly port: number | undefined } | undefined;
  /** The Service whose pods answer: another one, where it is only a name for it. */
  readonly service: Service;
  /** The port of that Service; undefined where none is translated (headless, S066). */
  readonly servicePort: ServicePort | undefined;
  readonly notes: readonly string[];
}

export interface Backend {
  readonly end: End;
  /** Undefined: it has a name that nobody can look up. */
  readonly port: number | undefined;
  readonly certainty: 'yes' | 'unknown';
}

/** Who answers when this port of the Service is dialled. */
export function backendsDialled(
  cluster: Cluster,
  surroundings: Surroundings,
  service: Service,
  protocol: Protocol,
  reference: number | string,
  depth = 0,
): Backends {
  if (isExternalName(service)) return behindName(cluster, surroundings, service, protocol, reference, depth);
  if (service.serviceType.state === 'unknown') return unknown(service, 'its type cannot be read');
  // The client dials the pods themselves: nothing is translated (S066).
  if (isHeadless(service) === true && typeof reference === 'number') {
    return { ...behind(cluster, surroundings, service, undefined, protocol, reference), servicePort: undefined };
  }
  const ports = portsOf(service);
  if (ports === undefined) return unknown(service, 'its ports cannot be read');
  const port = ports.find((each) => isCalled(each, reference) && protocolOf(each.protocol) === protocol);
  if (port !== undefined) return backendsOfPort(cluster, surroundings, service, port, protocol);
  const unreadable = ports.some(
    (each) => each.port.state === 'unknown' || each.name.state === 'unknown' || each.protocol.state === 'unknown',
  );
  if (unreadable) return unknown(service, 'its ports cannot be read');
  return { ...NOBODY, service, notes: [`${nameOf(service)} has no port ${reference}/${protocol}`] };
}

/** Who answers behind this port of the Service. */
export function backendsOfPort(
  cluster: Cluster,
  surroundings: Surroundings,
  service: Service,
  port: ServicePort,
  protocol: Protocol,
): Backends {
  if (isExternalName(service)) return unknown(service, 'it is a name for something else');
  const target = effectiveTargetPort(port);
  return behind(cluster, surroundings, service, port, protocol, target.state === 'known' ? target.value : undefined);
}

const NOBODY = { backends: [], complete: true, external: undefined, servicePort: undefined } as const;

function unknown(service: Service, why: string): Backends {
  return { ...NOBODY, service, complete: false, notes: [`What is behind ${nameOf(service)} is unknown: ${why}`] };
}

function behind(
  cluster: Cluster,
  surroundings: Surroundings,
  service: Service,
  servicePort: ServicePort | undefined,
  protocol: Protocol,
  target: number | string | undefined,
): Backends {
  const { selector } = service;
  if (selector.state === 'unknown') return unknown(service, 'its selector cannot be read');
  if (selector.state === 'absent' || selector.value.matchLabels.entries.size === 0) {
    return byHand(cluster, surroundings, service, servicePort, protocol);
  }
  const backends: Backend[] = [];
  const notes: string[] = [];
  for (const [pods, certainty] of podsSelectedBy(cluster, service)) {
    if (pods.replicas === 0) {
      notes.push(`${pods.kind}/${pods.name} has no running replica`);
      continue;
    }
    const resolved = typeof target === 'string' ? resolvedIn(pods, target, protocol) : { number: target };
    // A pod without the port is no endpoint for it (S065).
    if (resolved === undefined) notes.push(`${pods.kind}/${pods.name} has no port "${target}" for ${protocol}`);
    else backends.push({ end: { kind: 'pods', pods }, port: resolved.number, certainty });
  }
  if (backends.length === 0 && notes.length === 0) notes.push(`${nameOf(service)} selects no workload that is here`);
  return { ...NOBODY, service, servicePort, backends, notes };
}

/** The pods a Service selects, those on the host network too. */
export function podsSelectedBy(
  cluster: Cluster,
  service: Service,
): readonly (readonly [PodFacts, Backend['certainty']])[] {
  const { selector } = service;
  const namespace = namespaceOf(service);
  if (selector.state !== 'known' || namespace === undefined || isExternalName(service)) return [];
  if (selector.value.matchLabels.entries.size === 0) return [];
  const found: (readonly [PodFacts, Backend['certainty']])[] = [];
  for (const pods of podsIn(cluster, namespace)) {
    const match = matches(selector.value, pods.labels);
    if (match !== 'no') found.push([pods, match]);
  }
  return found;
}

function podsIn(cluster: Cluster, namespace: string): readonly PodFacts[] {
  let byNamespace = podsByNamespace.get(cluster);
  if (byNamespace === undefined) {
    byNamespace = new Map();
    for (const pods of cluster.pods) {
      const list = byNamespace.get(pods.namespace);
      if (list === undefined) byNamespace.set(pods.namespace, [pods]);
      else list.push(pods);
    }
    podsByNamespace.set(cluster, byNamespace);
  }
  return byNamespace.get(namespace) ?? [];
}

const podsByNamespace = new WeakMap<Cluster, Map<string, PodFacts[]>>();

/** The port that the name stands for in these pods, as the cluster looks it up for endpoints. Undefined: they have none. */
export function resolvedIn(
  pods: PodFacts,
  name: string,
  protocol: Protocol,
): { readonly number: number | undefined } | undefined {
  const { workload } = pods;
  if (workload === null || workload.templates.length !== 1) {
    const first = { ...pods, ports: firstOfEach(pods.ports), firstPortCounts: true };
    const { set, certain } = portsCalled(first, name, protocol);
    return set === undefined ? undefined : { number: certain ? set[protocol][0] : undefined };
  }
  const outcome = findPort(declaredPorts(workload), name, protocol);
  if (outcome.kind === 'found') return { number: outcome.port.number };
  return outcome.kind === 'unknown' ? { number: undefined } : undefined;
}

/** Without a selector somebody writes the addresses down (S068). */
function byHand(
  cluster: Cluster,
  { endpoints }: Surroundings,
  service: Service,
  servicePort: ServicePort | undefined,
  protocol: Protocol,
): Backends {
  const own = endpoints.filter((each) => isOf(each, service));
  if (own.length === 0) return unknown(service, 'it has no selector, and its endpoints are not here');
  const backends: Backend[] = [];
  let complete = true;
  for (const { addresses, ports, incomplete } of own) {
    complete &&= !incomplete;
    const port = ports.find(
      (each) =>
        protocolOf(each.protocol) === protocol &&
        (servicePort === undefined || textOf(each.name) === textOf(servicePort.name)),
    );
    if (port === undefined) continue;
    for (const address of addresses) {
      const end = address.state === 'known' ? endAt(cluster, address.value) : undefined;
      if (end === undefined) complete = false;
      else backends.push({ end, port: port.port.state === 'known' ? port.port.value : undefined, certainty: 'yes' });
    }
  }
  const notes = backends.length === 0 ? [`The endpoints of ${nameOf(service)} have no such port`] : [];
  return { ...NOBODY, service, servicePort, backends, complete, notes };
}

function isOf({ serviceName, ...endpoints }: Endpoints, service: Service): boolean {
  return (
    serviceName.state === 'known' &&
    service.name.state === 'known' &&
    serviceName.value === service.name.value &&
    namespaceOf(endpoints as Endpoints) === namespaceOf(service)
  );
}

function textOf(field: ServicePort['name']): string | undefined {
  if (field.state === 'unknown') return undefined;
  return field.state === 'known' ? field.value : '';
}

/** The pod that has this address written down, else an address outside. */
function endAt({ pods }: Cluster, text: string): End | undefined {
  const own = pods.find(({ addresses }) => addresses.includes(text));
  if (own !== undefined) return { kind: 'pods', pods: own };
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  return { kind: 'addresses', range: { family: address.family, from: address.value, to: address.value } };
}

const DEEPEST_NAME = 4;
const SERVICE_NAME = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(\.[a-z0-9.-]+)?$/;

/** A name of another Service leads there, with the port as it was dialled; any other name leads outside (S067). */
function behindName(
  cluster: Cluster,
  surroundings: Surroundings,
  service: Service,
  protocol: Protocol,
  reference: number | string,
  depth: number,
): Backends {
  const { externalName } = service;
  if (externalName.state !== 'known') return unknown(service, 'the name it stands for cannot be read');
  const [, name, namespace] = SERVICE_NAME.exec(externalName.value.replace(/\.$/, '')) ?? [];
  const other = namespace === undefined ? undefined : serviceNamed(surroundings, namespace, name);
  if (other !== undefined && depth < DEEPEST_NAME)
    return backendsDialled(cluster, surroundings, other, protocol, reference, depth + 1);
  if (name !== undefined) return unknown(service, `${externalName.value} is not here`);
  const port = typeof reference === 'number' ? reference : undefined;
  return { ...NOBODY, service, external: { name: externalName.value, port }, notes: [] };
}

function isCalled({ name, port }: ServicePort, reference: number | string): boolean {
  const field = typeof reference === 'string' ? name : port;
  return field.state === 'known' && field.value === reference;
}

export function nameOf(service: Service): string {
  return `Service/${service.name.state === 'known' ? service.name.value : '?'}`;
}
