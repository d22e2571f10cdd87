import {
  carriersAmong,
  type Field,
  type Monitor,
  type MonitorEndpoint,
  matches,
  type Service,
  type Workload,
} from '../../kubernetes';
import { type EnvironmentView, type NamespaceKey, namespaceOf } from '../../workspace';
import { pairOf, type YamlNode } from '../../yaml';
import { type DeclaredPorts, declaredByContainer, declaredPorts, type PortOutcome, portsCalled } from './declared';
import { type Doubt, unknown } from './doubt';
import { type BackendOutcome, resolveIn } from './reference';
import { isExternalName, isOneOfSeveral, type WorkloadTarget, workloadsBehind } from './service';

/** What an endpoint of a ServiceMonitor or PodMonitor leads to, in everything that the monitor selects. */
export interface MonitorResolution {
  /** What is looked for, and on which level; undefined where nothing is written, or nobody can read it. */
  readonly wanted: MonitorPort | undefined;
  /** Why there is nothing to look for. */
  readonly because: Doubt | undefined;
  /** The Services that are selected, with the port of that name: of `wanted.level` service-port only. */
  readonly services: readonly ServiceOutcome[];
  /** The workloads that are selected, or are behind those Services: of `wanted.level` container-port only. */
  readonly workloads: readonly WorkloadTarget[];
  /** Other Services or pods may be selected too. */
  readonly open: boolean;
}

export interface ServiceOutcome {
  readonly service: Service;
  readonly outcome: BackendOutcome;
}

export interface MonitorPort {
  /** `port` of a ServiceMonitor is the name of a Service port; all others are declared ports of containers (G10). */
  readonly level: 'service-port' | 'container-port';
  readonly field: 'port' | 'portNumber' | 'targetPort';
  readonly reference: number | string;
  readonly node: YamlNode;
}

export function resolveMonitorEndpoint(
  environment: EnvironmentView,
  monitor: Monitor,
  endpoint: MonitorEndpoint,
): MonitorResolution {
  const wanted = wantedBy(monitor, endpoint);
  if (typeof wanted === 'string') return nothing(wanted);
  if (environment.hasAlternatives(monitor)) return nothing('copies');
  const selected = environment.once(monitoredBy, monitor);
  if (selected === undefined) return nothing('unreadable');
  const { reference, level } = wanted;
  if (level === 'service-port') {
    const services = selected.services.map((service) => ({
      service,
      outcome: outcomeIn(environment, service, reference),
    }));
    return new Resolution(wanted, services, [], () => selected.open);
  }
  const workloads = selected.workloads.map((workload): WorkloadTarget => {
    const declared = declaredPorts(workload);
    return { workload, declared, outcome: scrapedOutcome(workload, declared, reference) };
  });
  return new Resolution(wanted, [], workloads, () => selected.podsOpen);
}

/** A class, for a getter of an object by itself is slow to make, and each scan makes thousands. */
class Resolution implements MonitorResolution {
  readonly because = undefined;

  constructor(
    readonly wanted: MonitorPort,
    readonly services: readonly ServiceOutcome[],
    readonly workloads: readonly WorkloadTarget[],
    private readonly isOpen: () => boolean,
  ) {}

  get open(): boolean {
    return this.isOpen();
  }
}

function nothing(because: Doubt): MonitorResolution {
  return { wanted: undefined, because, services: [], workloads: [], open: true };
}

/** `port` counts before `targetPort` (and before `portNumber`, which a PodMonitor has). */
function wantedBy({ selects }: Monitor, { port, targetPort, node }: MonitorEndpoint): MonitorPort | Doubt {
  if (port.state === 'unknown') return 'unreadable';
  if (port.state === 'known' && port.value !== '') {
    if (isPattern(String(port.value))) return 'unreadable';
    const level = selects === 'services' ? 'service-port' : 'container-port';
    return { level, field: 'port', reference: port.value, node: port.node };
  }
  if (targetPort.state === 'unknown') return 'unreadable';
  if (targetPort.state === 'absent' || targetPort.value === '') return 'not-written';
  if (isPattern(String(targetPort.value))) return 'unreadable';
  const field = pairOf(node, 'portNumber')?.value === targetPort.node ? 'portNumber' : 'targetPort';
  return { level: 'container-port', field, reference: targetPort.value, node: targetPort.node };
}

/** The operator hands the name to Prometheus as a regular expression, so `http.*` may find something. */
function isPattern(name: string): boolean {
  return /[^A-Za-z0-9_-]/.test(name);
}

function outcomeIn(environment: EnvironmentView, service: Service, reference: number | string): BackendOutcome {
  if (environment.hasAlternatives(service)) return unknown('copies');
  // Endpoints that are made by hand have names of their own.
  if (service.selector.state !== 'known')
    return unknown(service.selector.state === 'absent' ? 'no-selector' : 'unreadable');
  return resolveIn(environment, service, { reference });
}

/**
 * Prometheus takes any declared port of that name or number, whatever its protocol, those of init containers included. A
 * number has to be declared too.
 */
function scrapedOutcome(workload: Workload, declared: DeclaredPorts, reference: number | string): PortOutcome {
  const [first, ...others] = portsCalled(declared, reference);
  if (first !== undefined) {
    return { kind: 'found', port: first, ambiguous: others.filter(({ number }) => number !== first.number) };
  }
  if (!declared.complete) return unknown('unreadable');
  for (const container of workload.template.containers) {
    if (container.role !== 'init') continue;
    const [port] = portsCalled(declaredByContainer(workload, container), reference);
    if (port !== undefined) return { kind: 'found', port, ambiguous: [] };
  }
  return typeof reference === 'number'
    ? { kind: 'undeclared', number: reference }
    : { kind: 'missing', name: reference };
}

/** The Services or the workloads that a monitor certainly selects. */
export interface Monitored {
  /** Empty for a PodMonitor. */
  readonly services: readonly Service[];
  /** Behind those Services; or those that a PodMonitor selects. */
  readonly workloads: readonly Workload[];
  /** Other Services than those may be selected; of a PodMonitor, other pods. */
  readonly open: boolean;
  /** Other pods may be behind what is selected. */
  readonly podsOpen: boolean;
}

/** For `environment.once`; undefined where nobody can tell what is selected. */
export function monitoredBy(environment: EnvironmentView, monitor: Monitor): Monitored | undefined {
  const namespaces = monitoredNamespaces(monitor);
  if (namespaces === undefined || monitor.selector.state !== 'known') return undefined;
  return monitor.selects === 'services'
    ? selectedServices(environment, monitor.selector.value, namespaces)
    : selectedPods(environment, monitor.selector.value, namespaces);
}

/** `all` of the cluster; undefined where nobody can tell. */
function monitoredNamespaces(monitor: Monitor): readonly NamespaceKey[] | 'all' | undefined {
  const { namespaceSelector } = monitor;
  const own = namespaceOf(monitor);
  if (namespaceSelector.state === 'unknown') return undefined;
  if (namespaceSelector.state === 'absent') return own === undefined ? undefined : [own];
  const { any, matchNames } = namespaceSelector.value;
  if (any.state === 'unknown') return undefined;
  if (any.state === 'known' && any.value) return 'all';
  if (matchNames.length === 0) return own === undefined ? undefined : [own];
  const names = matchNames.flatMap(knownValue);
  return names.length < matchNames.length ? undefined : [...new Set(names)];
}

function knownValue(field: Field<string>): readonly string[] {
  return field.state === 'known' ? [field.value] : [];
}

type Selector = Extract<Monitor['selector'], { state: 'known' }>['value'];

function selectedServices(
  environment: EnvironmentView,
  selector: Selector,
  namespaces: readonly NamespaceKey[] | 'all',
): Monitored {
  const services: Service[] = [];
  let doubtful = false;
  for (const service of servicesThatMayBe(environment, selector, namespaces)) {
    // It has no endpoints, so there is nothing to scrape.
    if (isExternalName(service)) continue;
    const answer = matches(selector, service.labels);
    if (answer === 'yes') services.push(service);
    if (answer === 'unknown') doubtful = true;
    if (services.length > MOST) return NOBODY_KNOWS;
  }
  const backings = () => services.map((service) => environment.once(workloadsBehind, service));
  return {
    services,
    get workloads() {
      return [...new Set(backings().flatMap(({ workloads }) => workloads))];
    },
    get open() {
      return doubtful || mayBeElsewhere(environment, namespaces, services);
    },
    get podsOpen() {
      return this.open || backings().some(({ open }) => open);
    },
  };
}

function selectedPods(
  environment: EnvironmentView,
  selector: Selector,
  namespaces: readonly NamespaceKey[] | 'all',
): Monitored {
  const chosen: Workload[] = [];
  let doubtful = false;
  if (namespaces === 'all') {
    for (const workload of environment.ofType('workload')) {
      const answer = matches(selector, workload.template.labels);
      if (answer === 'yes') chosen.push(workload);
      if (answer === 'unknown') doubtful = true;
    }
  } else {
    for (const namespace of namespaces) {
      const { certain, possible } = environment.workloadsSelectedBy(selector, namespace);
      chosen.push(...certain);
      doubtful ||= possible.length > 0;
    }
  }
  if (chosen.length > MOST) return NOBODY_KNOWS;
  const workloads = chosen.filter((workload) => !environment.once(isOneOfSeveral, workload));
  return {
    services: [],
    workloads,
    get open() {
      return doubtful || workloads.length < chosen.length || mayBeElsewhere(environment, namespaces, workloads);
    },
    get podsOpen() {
      return this.open;
    },
  };
}

/** Nobody is told about so many, and hundreds of such monitors would take minutes. */
const MOST = 300;
const NOBODY_KNOWS: Monitored = { services: [], workloads: [], open: true, podsOpen: true };

function servicesThatMayBe(
  environment: EnvironmentView,
  selector: Selector,
  namespaces: readonly NamespaceKey[] | 'all',
): readonly Service[] {
  if (namespaces === 'all') return carriersAmong(selector, environment.ofType('service'));
  return namespaces.flatMap((namespace) => carriersAmong(selector, environment.inNamespace('service', namespace)));
}

/**
 * Other files, charts or operators may hold some of what is selected (trap 41). Of all namespaces of the cluster, those
 * are asked in which something was found: the others hold something else.
 */
function mayBeElsewhere(
  environment: EnvironmentView,
  namespaces: readonly NamespaceKey[] | 'all',
  found: readonly (Service | Workload)[],
): boolean {
  if (namespaces !== 'all') {
    return namespaces.some(
      (namespace) =>
        environment.mayHoldMore(namespace) || (namespaces.length > 1 && !environment.holdsNamespace(namespace)),
    );
  }
  return [...new Set(found.map(namespaceOf))].some(
    (namespace) => namespace === undefined || environment.mayHoldMore(namespace),
  );
}
