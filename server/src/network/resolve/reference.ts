import { isPortNumber, protocolOf, type Service, type ServicePort } from '../../kubernetes';
import type { EnvironmentView, NamespaceKey } from '../../workspace';
import { type Doubt, unknown } from './doubt';
import { isExternalName, portsOf, resolveServicePort, type ServicePortResolution, targetOf } from './service';

/** What a reference to a port of a Service leads to: the Service port, and from there the containers. */
export type BackendOutcome =
  /** Several resolutions where one number stands for several protocols. */
  | { readonly kind: 'found'; readonly service: Service; readonly ports: readonly ServicePortResolution[] }
  | NoSuchPort
  /** The port is there, with another protocol than the one that whoever refers to it speaks. */
  | {
      readonly kind: 'other-protocol';
      readonly service: Service;
      readonly reference: number | string;
      readonly protocol: string;
      readonly ports: readonly ServicePort[];
    }
  | { readonly kind: 'no-such-service'; readonly name: string; readonly namespace: NamespaceKey }
  | { readonly kind: 'unknown'; readonly because: Doubt };

interface NoSuchPort {
  readonly kind: 'no-such-port';
  readonly service: Service;
  readonly reference: number | string;
  /** All ports of the Service. */
  readonly ports: readonly ServicePort[];
  /**
   * Service ports that lead to what was named: the target port is not the Service port (G13). Of a reference that wants
   * the target port, those that have the number themselves.
   */
  readonly meant: readonly ServicePort[];
  /** More than one where nothing tells copies of the Service apart: all of them lack the port, and this is the first. */
  readonly copies: number;
}

/** A port of a Service, as somebody refers to it. */
export interface PortOfService {
  readonly namespace: NamespaceKey;
  readonly name: string;
  readonly reference: number | string;
  /** Where only one protocol is spoken. */
  readonly protocol?: string;
}

/** What a reference leads to in the Services of that name. */
export function resolveReference(environment: EnvironmentView, wanted: PortOfService): BackendOutcome {
  return resolveInCopies(environment, wanted, (service) => resolveIn(environment, service, wanted));
}

/** Which copy of a Service is meant, nobody can tell; what all of them lack, is lacking. */
export function resolveInCopies(
  environment: EnvironmentView,
  { namespace, name }: PortOfService,
  resolve: (service: Service) => BackendOutcome,
): BackendOutcome {
  const services = environment.named('service', namespace, name);
  const [service] = services;
  if (service === undefined) return { kind: 'no-such-service', name, namespace };
  if (services.length > MOST_COPIES) return unknown('too-many');
  const first = resolve(service);
  if (services.length === 1) return environment.hasAlternatives(service) ? unknown('copies') : first;
  if (first.kind !== 'no-such-port') return unknown('copies');
  const lacking = services.every((each) => each === service || resolve(each).kind === 'no-such-port');
  return lacking ? { ...first, copies: services.length } : unknown('copies');
}

const MOST_COPIES = 20;

/** What a reference leads to in one Service. */
export function resolveIn(
  environment: EnvironmentView,
  service: Service,
  { reference, protocol }: Pick<PortOfService, 'reference' | 'protocol'>,
): BackendOutcome {
  if (typeof reference === 'number' && !isPortNumber(reference)) return unknown('illegal');
  const doubt = doubtAbout(service);
  if (doubt !== undefined) return unknown(doubt);
  const table = tableOf(service);
  if (table === undefined) return unknown('unreadable');

  const called = table.byReference.get(reference) ?? NONE;
  if (called.length > 0) return spoken(environment, service, reference, protocol, called);
  if (typeof reference === 'string' ? table.unreadableNames : table.unreadableNumbers) return unknown('unreadable');
  return {
    kind: 'no-such-port',
    service,
    reference,
    ports: table.ports,
    get meant() {
      return environment.once(targetsOf, service).get(reference) ?? NONE;
    },
    copies: 1,
  };
}

const NONE: readonly ServicePort[] = [];

/** A Service that has no ports of its own that anybody could refer to, or none that can be read. */
export function doubtAbout(service: Service): Doubt | undefined {
  if (isExternalName(service)) return 'not-a-service';
  return service.serviceType.state === 'unknown' ? 'unreadable' : undefined;
}

function spoken(
  environment: EnvironmentView,
  service: Service,
  reference: number | string,
  protocol: string | undefined,
  called: readonly ServicePort[],
): BackendOutcome {
  const fitting =
    protocol === undefined ? called : called.filter((port) => (protocolOf(port.protocol) ?? protocol) === protocol);
  if (protocol !== undefined && fitting.length === 0) {
    return { kind: 'other-protocol', service, reference, protocol, ports: called };
  }
  return new Found(environment, service, fitting);
}

/** A class, for a getter of an object by itself is slow to make, and each scan makes tens of thousands. */
class Found {
  readonly kind = 'found';

  constructor(
    private readonly environment: EnvironmentView,
    readonly service: Service,
    private readonly fitting: readonly ServicePort[],
  ) {}

  get ports(): readonly ServicePortResolution[] {
    return this.fitting.map((port) => resolveServicePort(this.environment, this.service, port));
  }
}

interface PortTable {
  readonly ports: readonly ServicePort[];
  /** By number and by name; unnamed on both sides is no match (trap 4). */
  readonly byReference: ReadonlyMap<number | string, readonly ServicePort[]>;
  readonly unreadableNames: boolean;
  readonly unreadableNumbers: boolean;
}

const tables = new WeakMap<Service, PortTable>();

/** Undefined where there is nothing that can be read. Made once for a Service, which never changes. */
function tableOf(service: Service): PortTable | undefined {
  const known = tables.get(service);
  if (known !== undefined) return known;
  const ports = portsOf(service);
  if (ports === undefined || ports.length === 0) return undefined;
  const byReference = new Map<number | string, ServicePort[]>();
  for (const port of ports) {
    if (port.name.state === 'known' && port.name.value !== '') addTo(byReference, port.name.value, port);
    if (port.port.state === 'known') addTo(byReference, port.port.value, port);
  }
  const table = {
    ports,
    byReference,
    unreadableNames: ports.some(({ name }) => name.state === 'unknown'),
    unreadableNumbers: ports.some(({ port }) => port.state !== 'known' || !isPortNumber(port.value)),
  };
  tables.set(service, table);
  return table;
}

/** For `environment.once`: the Service ports by the numbers and names of the pods' ports that they lead to. */
function targetsOf(environment: EnvironmentView, service: Service): ReadonlyMap<number | string, ServicePort[]> {
  const targets = new Map<number | string, ServicePort[]>();
  for (const port of portsOf(service) ?? []) {
    const references = new Set<number | string>();
    const target = targetOf(port);
    if (target !== undefined) references.add(target.reference);
    for (const { outcome } of resolveServicePort(environment, service, port).workloads) {
      if (outcome.kind !== 'found') continue;
      references.add(outcome.port.number);
      if (outcome.port.name !== undefined) references.add(outcome.port.name);
    }
    for (const reference of references) addTo(targets, reference, port);
  }
  return targets;
}

function addTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
