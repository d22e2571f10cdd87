import {
  effectiveTargetPort,
  isPortNumber,
  type PortReference,
  protocolOf,
  type Service,
  type ServicePort,
  type Workload,
} from '../../kubernetes';
import { type EnvironmentView, namespaceOf, type SelectedWorkloads } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { type DeclaredPorts, declaredPorts, findPort, hasPort, type PortOutcome } from './declared';
import { unknown } from './doubt';

/** What one port of a Service leads to, in each workload behind it. */
export interface ServicePortResolution {
  readonly service: Service;
  readonly port: ServicePort;
  /** Undefined where nobody can tell. */
  readonly protocol: string | undefined;
  readonly target: Target | undefined;
  /** One for each workload that the selector certainly takes in (S065: resolved for every pod by itself). */
  readonly workloads: readonly WorkloadTarget[];
  /** Other pods may be behind the Service: ones that no manifest shows, or of which nobody can tell. */
  readonly open: boolean;
}

export interface Target {
  readonly reference: number | string;
  readonly node: YamlNode;
  /** No targetPort is written (or it is 0), so it is the Service port itself. */
  readonly implied: boolean;
}

export interface WorkloadTarget {
  readonly workload: Workload;
  readonly outcome: PortOutcome;
  readonly declared: DeclaredPorts;
}

export function resolveServicePort(
  environment: EnvironmentView,
  service: Service,
  port: ServicePort,
  backing: Backing = environment.once(workloadsBehind, service),
): ServicePortResolution {
  const protocol = protocolOf(port.protocol);
  const target = targetOf(port);
  const workloads = targetsIn(backing.workloads, target?.reference, protocol);
  return new Resolution(service, port, protocol, target, workloads, backing);
}

/** A class, for a getter of an object by itself is slow to make, and each scan makes tens of thousands. */
class Resolution implements ServicePortResolution {
  constructor(
    readonly service: Service,
    readonly port: ServicePort,
    readonly protocol: string | undefined,
    readonly target: Target | undefined,
    readonly workloads: readonly WorkloadTarget[],
    private readonly backing: Backing,
  ) {}

  get open(): boolean {
    return this.backing.open;
  }
}

/** Found once where there are many, for many Services may lead to the same pods: what a pod declares never changes. */
function targetsIn(
  workloads: readonly Workload[],
  reference: number | string | undefined,
  protocol: string | undefined,
): readonly WorkloadTarget[] {
  if (workloads.length <= FEW) return workloads.map((workload) => targetIn(workload, reference, protocol));
  const inThem = targets.get(workloads) ?? new Map<string, readonly WorkloadTarget[]>();
  targets.set(workloads, inThem);
  const key = `${typeof reference} ${reference} ${protocol ?? ''}`;
  const known = inThem.get(key) ?? workloads.map((workload) => targetIn(workload, reference, protocol));
  if (inThem.size < MOST_TARGETS) inThem.set(key, known);
  return known;
}

function targetIn(
  workload: Workload,
  reference: number | string | undefined,
  protocol: string | undefined,
): WorkloadTarget {
  const declared = declaredPorts(workload);
  const outcome: PortOutcome =
    reference === undefined ? unknown('unreadable') : findPort(declared, reference, protocol);
  return { workload, outcome, declared };
}

const targets = new WeakMap<readonly Workload[], Map<string, readonly WorkloadTarget[]>>();
const FEW = 8;
const MOST_TARGETS = 100;

/** All of those workloads declare what the port leads to: there is nothing to look into. */
export function isFoundEverywhere(port: ServicePort, backing: Backing): boolean {
  const target = effectiveTargetPort(port);
  const protocol = protocolOf(port.protocol);
  if (target.state !== 'known' || protocol === undefined) return false;
  for (const workload of backing.workloads) {
    if (!hasPort(declaredPorts(workload), target.value, protocol)) return false;
  }
  return true;
}

/** The workloads behind a Service. */
export interface Backing {
  readonly workloads: readonly Workload[];
  readonly open: boolean;
}

export function workloadsBehind(environment: EnvironmentView, service: Service): Backing {
  const selected = environment.once(selectedBy, service);
  return selected === undefined ? NOBODY_KNOWS : new Selection(environment, service, selected);
}

const NOBODY_KNOWS: Backing = { workloads: [], open: true };

class Selection implements Backing {
  /** Without copies that nothing tells apart: which one is meant, nobody can tell. */
  readonly workloads: readonly Workload[];

  constructor(
    private readonly environment: EnvironmentView,
    private readonly service: Service,
    private readonly selected: SelectedWorkloads,
  ) {
    this.workloads = selected.alone;
  }

  /** Asked only by whoever has something to say: while a document does not parse, the answer is another one everywhere. */
  get open(): boolean {
    const { environment, selected } = this;
    const namespace = namespaceOf(this.service);
    return (
      selected.possible.length > 0 ||
      this.workloads.length < selected.certain.length ||
      environment.hasAlternatives(this.service) ||
      namespace === undefined ||
      environment.mayHoldMore(namespace)
    );
  }
}

/** For `environment.once`: copies that nothing tells apart. */
export function isOneOfSeveral(environment: EnvironmentView, workload: Workload): boolean {
  return environment.hasAlternatives(workload);
}

/** Undefined for a Service that selects nothing by itself: ExternalName, no selector, or one that nobody can read. */
export function selectedBy(environment: EnvironmentView, service: Service): SelectedWorkloads | undefined {
  const namespace = namespaceOf(service);
  if (namespace === undefined || service.selector.state !== 'known') return undefined;
  // A type that nobody can read may be ExternalName, whose selector is ignored.
  if (service.serviceType.state === 'unknown' || isExternalName(service)) return undefined;
  if (service.selector.value.matchLabels.entries.size === 0) return undefined;
  return environment.workloadsSelectedBy(service.selector.value, namespace);
}

export function isExternalName(service: Service): boolean {
  return service.serviceType.state === 'known' && service.serviceType.value === 'ExternalName';
}

export function targetOf(port: ServicePort): Target | undefined {
  const effective: PortReference = effectiveTargetPort(port);
  if (effective.state !== 'known') return undefined;
  // A number that is none is refused: what was meant, nobody can tell.
  if (typeof effective.value === 'number' && !isPortNumber(effective.value)) return undefined;
  return { reference: effective.value, node: effective.node, implied: effective === port.port };
}

/** The ports of a Service; undefined where the list, or a part of it, cannot be read. */
export function portsOf(service: Service): readonly ServicePort[] | undefined {
  if (service.incomplete || service.ports.state === 'unknown') return undefined;
  return service.ports.state === 'known' ? service.ports.value : [];
}
