import {
  backendsOf,
  type Field,
  isPortNumber,
  type KubernetesObject,
  type ObjectType,
  type PortReference,
  type Probe,
  type Workload,
} from '../../kubernetes';
import { get } from '../../yaml';

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

/** Visits the ports of an object, of any kind that has some. Nearly all are plainly right, and passed by at once. */
export function visitPorts(object: KubernetesObject, visit: Visit): void {
  switch (object.type) {
    case 'service':
      eachOf(object.ports, ({ port, targetPort, nodePort }, index) => {
        look(port, IN_PORTS, index, visit);
        look(targetPort, TARGET_PORT, index, visit);
        look(nodePort, NODE_PORT, index, visit);
      });
      look(object.healthCheckNodePort, HEALTH_CHECK, 0, visit);
      return;
    case 'workload':
      visitWorkload(object, visit);
      return;
    case 'ingress':
      backendsOf(object).forEach(({ port, resource }, index) => {
        if (!resource) look(port, BACKEND, index, visit);
      });
      return;
    case 'network-policy':
      visitRules(object.ingress, INGRESS, visit);
      visitRules(object.egress, EGRESS, visit);
      return;
    case 'endpoints':
      // The API server does not look at the numbers of an EndpointSlice.
      if (object.kind === 'EndpointSlice') return;
      lookAtAll(object.ports, IN_PORTS, visit);
      return;
    case 'gateway':
      lookAtAll(object.listeners, LISTENER, visit);
      return;
    case 'route':
      // A port of OpenShift's own Route is a number of the pods, or any name of a Service port.
      if (object.openShift) return;
      lookAtAll(object.backends, BACKENDS, visit);
      lookAtAll(object.parents, PARENTS, visit);
      return;
    case 'monitor':
      object.endpoints.forEach(({ targetPort, node }, index) => {
        // Of a targetPort the API server takes any number.
        const isOwn = targetPort.state === 'known' && get(node, 'portNumber') === targetPort.node;
        if (isOwn) look(targetPort, PORT_NUMBER, index, visit);
      });
      return;
    case 'webhook-configuration':
    case 'api-service':
      lookAtAll(object.services, IN_SERVICES, visit);
      return;
    default:
  }
}

function lookAtAll(list: readonly { readonly port: PortReference }[], about: PortField, visit: Visit): void {
  list.forEach(({ port }, index) => {
    look(port, about, index, visit);
  });
}

function look(field: PortReference, about: PortField, index: number, visit: Visit): void {
  if (field.state !== 'known') return;
  const { value } = field;
  if (typeof value === 'number' ? isPortNumber(value) : !startsWithDigit(value)) return;
  visit(field, about, index);
}

function startsWithDigit(text: string): boolean {
  const first = text.charCodeAt(0);
  return first >= 0x30 && first <= 0x39;
}

export const OBJECTS_WITH_PORTS: readonly ObjectType[] = [
  'service',
  'workload',
  'ingress',
  'network-policy',
  'endpoints',
  'gateway',
  'route',
  'monitor',
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
const PARENTS = portField('port', 'parentRefs');
const PORT_NUMBER = portField('portNumber', 'podMetricsEndpoints');
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
  for (const { containers } of workload.templates) {
    containers.forEach(({ ports, probes }, index) => {
      for (const { containerPort, hostPort } of ports) {
        look(containerPort, CONTAINER_PORT, index, visit);
        look(hostPort, HOST_PORT, index, visit);
      }
      for (const { kind, port } of probes) look(port, PROBES[kind], index, visit);
    });
  }
}

function visitRules(
  rules: Extract<KubernetesObject, { type: 'network-policy' }>['ingress'],
  fields: typeof INGRESS,
  visit: Visit,
): void {
  eachOf(rules, (rule, index) =>
    eachOf(rule.ports, ({ port, endPort }) => {
      look(port, fields.port, index, visit);
      look(endPort, fields.endPort, index, visit);
    }),
  );
}

function eachOf<T>(field: Field<readonly T[]>, work: (item: T, index: number) => void): void {
  if (field.state === 'known') field.value.forEach(work);
}
