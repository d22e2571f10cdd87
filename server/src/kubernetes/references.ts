import { type MappingNode, mappingAt } from '../yaml';
import { ABSENT, type Field, known, UNKNOWN } from './field';
import type {
  ApiService,
  EndpointPort,
  Endpoints,
  Monitor,
  MonitorEndpoint,
  ObjectBase,
  PortReference,
  ServiceReference,
  WebhookConfiguration,
} from './objects';
import {
  booleanField,
  knownItems,
  knownMapping,
  mappingField,
  portNumberField,
  portReferenceField,
  type Reading,
  textField,
  textList,
} from './reading';
import { readSelector } from './selectors';

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

/** ServiceMonitor and PodMonitor. */
export function readMonitor(
  reading: Reading,
  base: ObjectBase,
  root: MappingNode,
  selects: Monitor['selects'],
): Monitor {
  const spec = knownMapping(reading, root, 'spec');
  if (spec === undefined)
    return { ...base, type: 'monitor', selects, selector: UNKNOWN, namespaceSelector: UNKNOWN, endpoints: [] };
  const endpoints = knownItems(reading, spec, selects === 'services' ? 'endpoints' : 'podMetricsEndpoints');
  return {
    ...base,
    type: 'monitor',
    selects,
    selector: readSelector(reading, spec, 'selector'),
    namespaceSelector: readNamespaces(reading, spec),
    endpoints: endpoints.map((endpoint) => readMonitorEndpoint(reading, endpoint, selects)),
  };
}

function readNamespaces(reading: Reading, spec: MappingNode): Monitor['namespaceSelector'] {
  const field = mappingField(reading, spec, 'namespaceSelector');
  if (field.state !== 'known') return field;
  return known(
    { any: booleanField(reading, field.value, 'any'), matchNames: textList(reading, field.value, 'matchNames') },
    field.node,
  );
}

/** `port` is a name, of any form (G10); `portNumber`, which counts before `targetPort`, is what a PodMonitor has for a number. */
function readMonitorEndpoint(reading: Reading, node: MappingNode, selects: Monitor['selects']): MonitorEndpoint {
  const targetPort = portReferenceField(reading, node, 'targetPort');
  const number = selects === 'pods' ? portNumberField(reading, node, 'portNumber') : ABSENT;
  return {
    port: textField(reading, node, 'port'),
    targetPort: number.state === 'absent' ? targetPort : number,
    node,
  };
}

/** Validating and mutating. */
export function readWebhooks(reading: Reading, base: ObjectBase, root: MappingNode): WebhookConfiguration {
  const services: ServiceReference[] = [];
  for (const webhook of knownItems(reading, root, 'webhooks')) {
    const client = knownMapping(reading, webhook, 'clientConfig');
    const service = client === undefined ? undefined : knownMapping(reading, client, 'service');
    if (service !== undefined) services.push(readReference(reading, service));
  }
  return { ...base, type: 'webhook-configuration', services };
}

/** A CustomResourceDefinition, where a webhook converts its versions; undefined for all others. */
export function readConversion(
  reading: Reading,
  base: ObjectBase,
  root: MappingNode,
): WebhookConfiguration | undefined {
  const conversion = mappingAt(mappingAt(root, 'spec'), 'conversion');
  // v1, and v1beta1
  const client =
    mappingAt(mappingAt(conversion, 'webhook'), 'clientConfig') ?? mappingAt(conversion, 'webhookClientConfig');
  const service = mappingAt(client, 'service');
  if (service === undefined) return undefined;
  return { ...base, type: 'webhook-configuration', services: [readReference(reading, service)] };
}

export function readApiService(reading: Reading, base: ObjectBase, root: MappingNode): ApiService {
  const spec = knownMapping(reading, root, 'spec');
  const service = spec === undefined ? undefined : knownMapping(reading, spec, 'service');
  return { ...base, type: 'api-service', services: service === undefined ? [] : [readReference(reading, service)] };
}

function readReference(reading: Reading, node: MappingNode): ServiceReference {
  return {
    name: textField(reading, node, 'name'),
    namespace: textField(reading, node, 'namespace'),
    port: portNumberField(reading, node, 'port'),
    node,
  };
}

/** Endpoints have the name of their Service. */
export function readEndpoints(reading: Reading, base: ObjectBase, root: MappingNode): Endpoints {
  const ports: EndpointPort[] = [];
  const addresses: Field<string>[] = [];
  for (const subset of knownItems(reading, root, 'subsets')) {
    addEndpointPorts(reading, ports, subset);
    for (const key of ['addresses', 'notReadyAddresses']) {
      for (const address of knownItems(reading, subset, key)) addresses.push(textField(reading, address, 'ip'));
    }
  }
  return { ...base, type: 'endpoints', serviceName: base.name, ports, addresses };
}

/** An EndpointSlice names its Service in a label. */
export function readEndpointSlice(reading: Reading, base: ObjectBase, root: MappingNode): Endpoints {
  const ports: EndpointPort[] = [];
  addEndpointPorts(reading, ports, root);
  const addresses = knownItems(reading, root, 'endpoints').flatMap((endpoint) =>
    textList(reading, endpoint, 'addresses'),
  );
  return { ...base, type: 'endpoints', serviceName: serviceNameOf(base), ports, addresses };
}

function serviceNameOf(base: ObjectBase): Field<string> {
  const label = base.labels.entries.get(SERVICE_NAME_LABEL);
  if (label !== undefined) return label.value;
  return base.labels.complete ? ABSENT : UNKNOWN;
}

function addEndpointPorts(reading: Reading, ports: EndpointPort[], owner: MappingNode): void {
  for (const node of knownItems(reading, owner, 'ports')) {
    const name = textField(reading, node, 'name');
    const port: PortReference & Field<number> = portNumberField(reading, node, 'port');
    const protocol = textField(reading, node, 'protocol');
    ports.push({ name, port, protocol, appProtocol: textField(reading, node, 'appProtocol'), node });
  }
}
