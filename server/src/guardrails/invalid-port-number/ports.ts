import {
  backendsOf,
  type Field,
  type KubernetesObject,
  type ObjectType,
  type PortReference,
  type Probe,
  type Workload,
} from '../../kubernetes';

/** One port field of a kind of objects, with what the API takes there. */
export interface PortField {
  /** As people write it. */
  readonly name: string;
  /** The list it stands in, for the fingerprint; with its index. */
  readonly list: string;
  /** What it belongs to in its item of the list. */
  readonly within?: string;
  /** 0 is the same as leaving it out (V1). */
  readonly zeroIsUnset: boolean;
}

export type Visit = (value: PortReference, field: PortField, index: number) => void;

/** Visits every port of an object, of any kind that has some. Nearly all are right, so nothing is made on the way. */
export function visitPorts(object: KubernetesObject, visit: Visit): void {
  switch (object.type) {
    case 'service':
      for (const [index, { port, targetPort, nodePort }] of listOf(object.ports).entries()) {
        visit(port, IN_PORTS, index);
        visit(targetPort, TARGET_PORT, index);
        visit(nodePort, NODE_PORT, index);
      }
      visit(object.healthCheckNodePort, HEALTH_CHECK, 0);
      return;
    case 'workload':
      visitWorkload(object, visit);
      return;
    case 'ingress':
      for (const [index, { port, resource }] of backendsOf(object).entries())
        if (!resource) visit(port, BACKEND, index);
      return;
    case 'network-policy':
      visitRules(object.ingress, INGRESS, visit);
      visitRules(object.egress, EGRESS, visit);
      return;
    case 'endpoints':
      // The API server does not look at the numbers of an EndpointSlice.
      if (object.kind === 'EndpointSlice') return;
      for (const [index, { port }] of object.ports.entries()) visit(port, IN_PORTS, index);
      return;
    case 'gateway':
      for (const [index, { port }] of object.listeners.entries()) visit(port, LISTENER, index);
      return;
    case 'route':
      for (const [index, { port }] of object.backends.entries()) visit(port, BACKENDS, index);
      return;
    case 'webhook-configuration':
    case 'api-service':
      for (const [index, { port }] of object.services.entries()) visit(port, IN_SERVICES, index);
      return;
    default:
  }
}

export const OBJECTS_WITH_PORTS: readonly ObjectType[] = [
  'service',
  'workload',
  'ingress',
  'network-policy',
  'endpoints',
  'gateway',
  'route',
  'webhook-configuration',
  'api-service',
];

const IN_PORTS = portField('port', 'ports');
const TARGET_PORT = portField('targetPort', 'ports', true);
const NODE_PORT = portField('nodePort', 'ports', true);
const HEALTH_CHECK = portField('healthCheckNodePort', '', true);
const BACKEND = portField('port', 'backend');
const INGRESS = { port: portField('port', 'ingress'), endPort: portField('endPort', 'ingress') };
const EGRESS = { port: portField('port', 'egress'), endPort: portField('endPort', 'egress') };
const LISTENER = portField('port', 'listeners');
const BACKENDS = portField('port', 'backends');
const IN_SERVICES = portField('port', 'services');
const CONTAINER_PORT = portField('containerPort', 'containers');
const HOST_PORT = portField('hostPort', 'containers', true);
const PROBES: Readonly<Record<Probe['kind'], PortField>> = {
  livenessProbe: portField('port', 'containers', false, 'livenessProbe'),
  readinessProbe: portField('port', 'containers', false, 'readinessProbe'),
  startupProbe: portField('port', 'containers', false, 'startupProbe'),
  postStart: portField('port', 'containers', false, 'postStart'),
  preStop: portField('port', 'containers', false, 'preStop'),
};

function portField(name: string, list: string, zeroIsUnset = false, within?: string): PortField {
  return { name, list, zeroIsUnset, ...(within === undefined ? {} : { within }) };
}

function visitWorkload(workload: Workload, visit: Visit): void {
  for (const template of workload.templates) {
    for (const [index, container] of template.containers.entries()) {
      for (const { containerPort, hostPort } of container.ports) {
        visit(containerPort, CONTAINER_PORT, index);
        visit(hostPort, HOST_PORT, index);
      }
      for (const { kind, port } of container.probes) visit(port, PROBES[kind], index);
    }
  }
}

function visitRules(
  rules: Extract<KubernetesObject, { type: 'network-policy' }>['ingress'],
  fields: typeof INGRESS,
  visit: Visit,
): void {
  for (const [index, rule] of listOf(rules).entries()) {
    for (const { port, endPort } of listOf(rule.ports)) {
      visit(port, fields.port, index);
      visit(endPort, fields.endPort, index);
    }
  }
}

function listOf<T>(field: Field<readonly T[]>): readonly T[] {
  return field.state === 'known' ? field.value : NOTHING;
}

const NOTHING: readonly never[] = [];
