import type { YamlNode } from '../../../server/src/yaml';
import { type Application, at, items, type Label, labelsAt, type Manifest, number, text } from './application';

/** What the manifests of an application state of who is wired to whom, worked out plainly and apart from the engine. */
export interface Wiring {
  readonly services: readonly Service[];
  readonly workloads: readonly Workload[];
  servicesOf(workload: Workload): readonly Service[];
  workloadsOf(service: Service): readonly Workload[];
  /** The Service of this name that an object of this namespace means. */
  service(namespace: string, name: string | undefined): Service | undefined;
}

export interface Service {
  readonly manifest: Manifest;
  readonly type: string;
  readonly headless: boolean;
  readonly selector: readonly Label[];
  readonly ports: readonly ServicePort[];
}

export interface ServicePort {
  readonly node: YamlNode;
  readonly name: string | undefined;
  readonly port: number | undefined;
  readonly protocol: string;
  readonly target: number | string | undefined;
}

export interface Workload {
  readonly manifest: Manifest;
  readonly template: YamlNode;
  readonly labels: readonly Label[];
  readonly containers: readonly Container[];
  readonly hostNetwork: boolean;
}

export interface Container {
  readonly node: YamlNode;
  readonly ports: readonly ContainerPort[];
}

export interface ContainerPort {
  readonly node: YamlNode;
  readonly name: string | undefined;
  readonly number: number | undefined;
  readonly protocol: string;
}

export function wiringOf(application: Application): Wiring {
  const services = application.manifests.filter(isService).map(serviceIn);
  const workloads = application.manifests.flatMap(workloadIn);
  const selects = (service: Service, workload: Workload) =>
    service.selector.length > 0 &&
    service.manifest.namespace === workload.manifest.namespace &&
    service.selector.every(({ name, value }) =>
      workload.labels.some((own) => own.name === name && own.value === value),
    );
  return {
    services,
    workloads,
    servicesOf: (workload) => services.filter((service) => selects(service, workload)),
    workloadsOf: (service) => workloads.filter((workload) => selects(service, workload)),
    service: (namespace, name) =>
      services.find(({ manifest }) => manifest.name === name && manifest.namespace === namespace),
  };
}

/** The ports that pods of the workload declare. */
export function declared(workload: Workload): readonly ContainerPort[] {
  return workload.containers.flatMap((container) => container.ports);
}

/** Each of the workloads, of which there is one at least, declares this port. */
export function allDeclare(workloads: readonly Workload[], target: number | string, protocol: string): boolean {
  return workloads.length > 0 && workloads.every((workload) => declares(workload, target, protocol));
}

export function noneDeclares(workloads: readonly Workload[], target: number | string): boolean {
  return workloads.every((workload) => !declares(workload, target));
}

function declares(workload: Workload, target: number | string, protocol?: string): boolean {
  return declared(workload).some(
    (port) => (port.name === target || port.number === target) && (protocol ?? port.protocol) === port.protocol,
  );
}

function isService({ kind, apiVersion }: Manifest): boolean {
  return kind === 'Service' && apiVersion === 'v1';
}

function serviceIn(manifest: Manifest): Service {
  const { node } = manifest;
  return {
    manifest,
    type: text(at(node, 'spec', 'type')) ?? 'ClusterIP',
    headless: text(at(node, 'spec', 'clusterIP')) === 'None',
    selector: labelsAt(at(node, 'spec', 'selector')),
    ports: items(at(node, 'spec', 'ports')).map(servicePortIn),
  };
}

function servicePortIn(node: YamlNode): ServicePort {
  const port = number(at(node, 'port'));
  const target = at(node, 'targetPort');
  return {
    node,
    name: text(at(node, 'name')),
    port,
    protocol: text(at(node, 'protocol')) ?? 'TCP',
    target: number(target) ?? text(target) ?? port,
  };
}

const TEMPLATES: readonly (readonly string[])[] = [
  ['spec', 'template'],
  ['spec', 'jobTemplate', 'spec', 'template'],
];

function workloadIn(manifest: Manifest): readonly Workload[] {
  const templates = TEMPLATES.map((way) => at(manifest.node, ...way));
  const template = manifest.kind === 'Pod' ? manifest.node : templates.find((each) => each !== undefined);
  const containers = [
    ...items(at(template, 'spec', 'containers')),
    ...items(at(template, 'spec', 'initContainers')).filter(isSidecar),
  ];
  if (template === undefined || containers.length === 0) return [];
  return [
    {
      manifest,
      template,
      labels: labelsAt(at(template, 'metadata', 'labels')),
      containers: containers.map((node) => ({ node, ports: items(at(node, 'ports')).map(containerPortIn) })),
      hostNetwork: at(template, 'spec', 'hostNetwork') !== undefined,
    },
  ];
}

function isSidecar(container: YamlNode): boolean {
  return text(at(container, 'restartPolicy')) === 'Always';
}

function containerPortIn(node: YamlNode): ContainerPort {
  return {
    node,
    name: text(at(node, 'name')),
    number: number(at(node, 'containerPort')),
    protocol: text(at(node, 'protocol')) ?? 'TCP',
  };
}
