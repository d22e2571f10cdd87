import type {
  ApiService,
  Container,
  ContainerPort,
  Direction,
  Field,
  Ingress,
  IngressBackend,
  Monitor,
  MonitorEndpoint,
  NetworkPolicy,
  PolicyPort,
  PolicyRule,
  Probe,
  RouteBackend,
  RouteObject,
  Service,
  ServicePort,
  ServiceReference,
  WebhookConfiguration,
  Workload,
} from '../../kubernetes';
import type { EnvironmentView } from '../../workspace';
import type { YamlNode } from '../../yaml';
import type { DeclaredPort, PortOutcome } from './declared';
import type { Doubt } from './doubt';
import { resolveIngressBackend } from './ingress';
import { resolveMonitorEndpoint } from './monitor';
import { destinationsOf, resolvePolicyPort } from './policy';
import { resolveProbe } from './probe';
import type { BackendOutcome } from './reference';
import { resolveRouteBackend } from './route';
import { resolveServicePort, type ServicePortResolution, type Target, type WorkloadTarget } from './service';
import { DEFAULT_WEBHOOK_PORT, resolveServiceReference } from './webhook';

/** A place where a port is written, or meant. */
export type Origin =
  | { readonly kind: 'service-port'; readonly service: Service; readonly port: ServicePort }
  | { readonly kind: 'ingress-backend'; readonly ingress: Ingress; readonly backend: IngressBackend }
  | { readonly kind: 'route-backend'; readonly route: RouteObject; readonly backend: RouteBackend }
  | { readonly kind: 'probe'; readonly workload: Workload; readonly container: Container; readonly probe: Probe }
  | { readonly kind: 'monitor-endpoint'; readonly monitor: Monitor; readonly endpoint: MonitorEndpoint }
  | {
      readonly kind: 'service-reference';
      readonly owner: WebhookConfiguration | ApiService;
      readonly reference: ServiceReference;
    }
  | {
      readonly kind: 'policy-port';
      readonly policy: NetworkPolicy;
      readonly rule: PolicyRule;
      readonly direction: Direction;
      readonly port: PolicyPort;
    }
  /** Followed backwards: its hops are the Service ports that lead to it. */
  | {
      readonly kind: 'container-port';
      readonly workload: Workload;
      readonly container: Container;
      readonly port: ContainerPort;
    };

/** What a port leads to, hop by hop, and where it ends and why. */
export interface Trace {
  readonly origin: Origin;
  /** What is looked for: undefined where nothing is, or nobody can read it. */
  readonly written: Written | undefined;
  /** Several where one reference stands for several ports, Services or workloads. */
  readonly hops: readonly Hop[];
  /** More may be meant than the hops show: Services or pods that no manifest shows, or of which nobody can tell. */
  readonly open: boolean;
}

export interface Written {
  readonly reference: number | string;
  /** Undefined for what Kubernetes takes where nothing is written. */
  readonly node: YamlNode | undefined;
}

export type Hop = ServicePortHop | PodPortHop | DeadEnd;

export interface ServicePortHop {
  readonly kind: 'service-port';
  readonly service: Service;
  readonly port: ServicePort;
  /** Its name where it is referred to by name, its number otherwise. */
  readonly node: YamlNode;
  /** Undefined where nobody can tell. */
  readonly protocol: string | undefined;
  readonly target: Target | undefined;
  /** One for each workload. */
  readonly next: readonly PodPortHop[];
  readonly open: boolean;
}

/** The pods of one workload: `found`, `undeclared`, `missing`, `other-protocol` or `unknown`. */
export interface PodPortHop {
  readonly kind: 'pod-port';
  readonly workload: Workload;
  readonly outcome: PortOutcome;
  readonly declared: readonly DeclaredPort[];
  /** Where the port is declared: its name where it is looked up by name, its number otherwise. */
  readonly node: YamlNode | undefined;
}

/** There is no such Service, no such port of it, or nobody can tell. */
export interface DeadEnd {
  readonly kind: 'dead-end';
  readonly outcome: Exclude<BackendOutcome, { readonly kind: 'found' }>;
  /** The object that lacks it. */
  readonly node: YamlNode | undefined;
}

/** What does this port lead to, and why? */
export function trace(environment: EnvironmentView, origin: Origin): Trace {
  switch (origin.kind) {
    case 'service-port': {
      const resolution = resolveServicePort(environment, origin.service, origin.port);
      const { target } = resolution;
      const written = target && { reference: target.reference, node: target.node };
      return { origin, written, hops: podHops(resolution.workloads, target?.reference), open: resolution.open };
    }
    case 'ingress-backend': {
      const outcome = resolveIngressBackend(environment, origin.ingress, origin.backend);
      return traced(origin, writtenIn(origin.backend.port), outcome);
    }
    case 'route-backend': {
      const outcome = resolveRouteBackend(environment, origin.route, origin.backend);
      return traced(origin, writtenIn(origin.backend.port), outcome);
    }
    case 'service-reference': {
      const { port } = origin.reference;
      const implied = port.state === 'absent' ? { reference: DEFAULT_WEBHOOK_PORT, node: undefined } : undefined;
      return traced(origin, implied ?? writtenIn(port), resolveServiceReference(environment, origin.reference));
    }
    case 'probe':
      return traceProbe(origin);
    case 'monitor-endpoint':
      return traceMonitor(environment, origin);
    case 'policy-port': {
      const { policy, rule, direction, port } = origin;
      const destinations = destinationsOf(environment, policy, rule, direction);
      const { workloads } = resolvePolicyPort(environment, port, destinations);
      const written = writtenIn(port.port);
      return { origin, written, hops: podHops(workloads, written?.reference), open: !destinations.complete };
    }
    case 'container-port':
      return traceBack(environment, origin);
  }
}

function writtenIn(field: Field<number | string>): Written | undefined {
  return field.state === 'known' ? { reference: field.value, node: field.node } : undefined;
}

function traced(origin: Origin, written: Written | undefined, outcome: BackendOutcome): Trace {
  return { origin, written, hops: backendHops(outcome, written?.reference), open: false };
}

function backendHops(outcome: BackendOutcome, reference: number | string | undefined): readonly Hop[] {
  if (outcome.kind === 'found') return outcome.ports.map((resolution) => serviceHop(resolution, reference));
  const node = 'service' in outcome ? nameOf(outcome.service) : undefined;
  return [{ kind: 'dead-end', outcome, node }];
}

function serviceHop(resolution: ServicePortResolution, reference: number | string | undefined): ServicePortHop {
  const { service, port, protocol, target, workloads, open } = resolution;
  const node = nodeCalled(reference, port.name, port.port) ?? port.node;
  return {
    kind: 'service-port',
    service,
    port,
    node,
    protocol,
    target,
    next: podHops(workloads, target?.reference),
    open,
  };
}

function podHops(targets: readonly WorkloadTarget[], reference: number | string | undefined): readonly PodPortHop[] {
  return targets.map((target) => podHop(target, reference));
}

function podHop({ workload, outcome, declared }: WorkloadTarget, reference: number | string | undefined): PodPortHop {
  const port = outcome.kind === 'found' ? outcome.port.port : undefined;
  const node = port && (nodeCalled(reference, port.name, port.containerPort) ?? port.node);
  return { kind: 'pod-port', workload, outcome, declared: declared.ports, node };
}

function nodeCalled(
  reference: number | string | undefined,
  name: Field<string>,
  number: Field<number>,
): YamlNode | undefined {
  if (typeof reference === 'string' && name.state === 'known' && name.value === reference) return name.node;
  return number.state === 'known' ? number.node : undefined;
}

function nameOf({ name, node }: Service): YamlNode {
  return name.state === 'known' ? name.node : node;
}

function traceProbe(origin: Extract<Origin, { kind: 'probe' }>): Trace {
  const { workload, container, probe } = origin;
  const { outcome, declared } = resolveProbe(workload, container, probe);
  const written = writtenIn(probe.port);
  return { origin, written, hops: [podHop({ workload, outcome, declared }, written?.reference)], open: false };
}

function traceMonitor(environment: EnvironmentView, origin: Extract<Origin, { kind: 'monitor-endpoint' }>): Trace {
  const { wanted, because, services, workloads, open } = resolveMonitorEndpoint(
    environment,
    origin.monitor,
    origin.endpoint,
  );
  if (wanted === undefined) return { origin, written: undefined, hops: doubt(because), open };
  const { reference, node } = wanted;
  const hops = services.flatMap(({ outcome }) => backendHops(outcome, reference));
  return { origin, written: { reference, node }, hops: [...hops, ...podHops(workloads, reference)], open };
}

function doubt(because: Doubt | undefined): readonly Hop[] {
  return because === undefined ? [] : [{ kind: 'dead-end', outcome: { kind: 'unknown', because }, node: undefined }];
}

function traceBack(environment: EnvironmentView, origin: Extract<Origin, { kind: 'container-port' }>): Trace {
  const { workload, container, port } = origin;
  const hops: Hop[] = [];
  for (const { service, certainty } of environment.servicesSelecting(workload)) {
    if (certainty !== 'yes' || service.ports.state !== 'known') continue;
    for (const servicePort of service.ports.value) {
      const only = { workloads: [workload], open: false };
      const resolution = resolveServicePort(environment, service, servicePort, only);
      const outcome = resolution.workloads[0]?.outcome;
      if (outcome?.kind !== 'found' || outcome.port.container !== container || outcome.port.port !== port) continue;
      hops.push({ ...serviceHop(resolution, undefined), next: [] });
    }
  }
  return { origin, written: writtenIn(port.name) ?? writtenIn(port.containerPort), hops, open: false };
}
