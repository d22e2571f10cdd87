import {
  type EndpointPort,
  type Endpoints,
  isHeadless,
  isLabelName,
  isPortNumber,
  isProtocol,
  placeOf,
  protocolOf,
  type Service,
  type ServicePort,
  valueOr,
} from '../../kubernetes';
import { isExternalName, portsOf } from '../../network/resolve';
import { type EnvironmentView, type NamespaceKey, namespaceOf } from '../../workspace';
import { get, insertKey, removePair, type TextEdit } from '../../yaml';
import { nearName } from '../common/evidence/near-miss';
import { changeTo, fixOf } from '../common/fixes/edits';
import { otherEnd } from '../common/messages/service-ports';
import { called, placeOfObject, quoted, sentence } from '../common/messages/words';
import { type Rejection, relatedTo } from '../common/spec/rejections';
import type { RelatedPlace } from '../define';

/** Where endpoints and the Service without selector that they are written for do not meet. */
export function mismatches(endpoints: Endpoints, environment: EnvironmentView): readonly Rejection[] {
  const namespace = namespaceOf(endpoints);
  if (namespace === undefined || environment.hasAlternatives(endpoints)) return NONE;
  const { serviceName } = endpoints;
  if (serviceName.state === 'unknown') return NONE;
  if (serviceName.state === 'absent') return unlabelled(endpoints, namespace, environment);
  const services = environment.named('service', namespace, serviceName.value);
  const [service] = services;
  if (service === undefined) return misnamed(endpoints, serviceName.value, namespace, environment);
  if (services.length > 1 || environment.hasAlternatives(service) || !isServedByHand(service)) return NONE;
  return portMismatches(endpoints, service, slicesOf(endpoints, serviceName.value, namespace, environment));
}

const NONE: readonly Rejection[] = [];

/** Without selector, and reached through a cluster IP: that is where names of ports are compared (k8s 123954). */
function isServedByHand(service: Service): boolean {
  if (isHeadless(service) !== false || service.serviceType.state === 'unknown' || isExternalName(service)) return false;
  const { selector } = service;
  return selector.state === 'absent' || (selector.state === 'known' && selector.value.matchLabels.entries.size === 0);
}

function slicesOf(
  endpoints: Endpoints,
  name: string,
  namespace: NamespaceKey,
  environment: EnvironmentView,
): readonly Endpoints[] {
  const all = environment.inNamespace('endpoints', namespace);
  if (all.length > MOST_SLICES) return [endpoints];
  return all.filter(({ serviceName }) => serviceName.state === 'known' && serviceName.value === name);
}

const MOST_SLICES = 200;
const MOST_PORTS = 100;

function portMismatches(
  { ports, incomplete }: Endpoints,
  service: Service,
  slices: readonly Endpoints[],
): readonly Rejection[] {
  const wanted = portsOf(service);
  if (wanted === undefined || wanted.length === 0 || ports.length === 0 || incomplete) return NONE;
  if (wanted.length > MOST_PORTS || ports.length > MOST_PORTS) return NONE;
  const keys = wanted.map(keyOf);
  if (keys.includes(undefined)) return NONE;
  const covered = new Set(slices.flatMap((slice) => slice.ports.map(keyOf)));
  // A slice that nobody can read may hold what is missing in this one.
  if (covered.has(undefined) || slices.some((slice) => slice.incomplete)) return NONE;
  const uncovered = wanted.filter((port) => !covered.has(keyOf(port)));
  const strangers = ports.filter((port) => !keys.includes(keyOf(port)));
  if (uncovered.length > 0) {
    return strangers.map((port) => strangerOf(port, service, wanted, uncovered, strangers.length === 1));
  }
  return ports.flatMap(
    (port) =>
      otherNumber(
        port,
        service,
        wanted.find((each) => keyOf(each) === keyOf(port)),
      ) ?? [],
  );
}

/** What a port of a Service and one of an endpoint have to share: name (none is a name as well) and protocol. */
function keyOf({ name, protocol }: EndpointPort | ServicePort): string | undefined {
  const text = valueOr(name, '');
  const spoken = protocolOf(protocol);
  // What is illegal is told by itself; what was meant, nobody can tell.
  if (spoken === undefined || !isProtocol(spoken)) return undefined;
  return text === undefined || (text !== '' && !isLabelName(text)) ? undefined : `${spoken}/${text}`;
}

function strangerOf(
  port: EndpointPort,
  service: Service,
  wanted: readonly ServicePort[],
  uncovered: readonly ServicePort[],
  alone: boolean,
): Rejection {
  const name = valueOr(port.name, '') ?? '';
  const [meant, ...others] = uncovered;
  const twin = wanted.find((each) => (valueOr(each.name, '') ?? '') === name);
  const related = otherEnd(service, wanted, meant !== undefined && others.length === 0 ? [meant] : []);
  const subject = `ports[${name}]`;
  if (twin !== undefined) return otherProtocol(port, service, twin, related, subject);
  const at =
    name !== '' && port.name.state === 'known'
      ? port.name.node
      : port.port.state === 'known'
        ? port.port.node
        : port.node;
  const has = wanted.map(nameText);
  const edit =
    alone && others.length === 0 && meant !== undefined ? rename(port, valueOr(meant.name, '') ?? '') : undefined;
  return {
    at: placeOf(at),
    subject,
    says: sentence(
      (list) =>
        `${name === '' ? 'port without a name' : `port name ${quoted(name)}`} is none of ${called(service)} (it has ${list})`,
      has,
    ),
    related,
    // The name in the Service may as well be the wrong one.
    mend: () => fixOf(titleOf(meant), false, [edit]),
  };
}

function nameText({ name }: ServicePort): string {
  return name.state === 'known' && name.value !== '' ? quoted(name.value) : 'one without a name';
}

function titleOf(meant: ServicePort | undefined): string {
  const name = meant === undefined ? '' : (valueOr(meant.name, '') ?? '');
  return name === '' ? 'Remove the name' : `Change the name to ${quoted(name)}`;
}

function rename({ name, node }: EndpointPort, wanted: string): TextEdit | undefined {
  if (wanted === '') return removePair(node, 'name');
  return name.state === 'known' ? changeTo(name.node, wanted) : insertKey(node, 'name', wanted);
}

function otherProtocol(
  { protocol, port, node }: EndpointPort,
  service: Service,
  twin: ServicePort,
  related: readonly RelatedPlace[],
  subject: string,
): Rejection {
  const own = protocolOf(protocol) ?? '';
  const wanted = protocolOf(twin.protocol) ?? '';
  const at = protocol.state === 'known' ? protocol.node : port.state === 'known' ? port.node : node;
  const edit = protocol.state === 'known' ? changeTo(protocol.node, wanted) : insertKey(node, 'protocol', wanted);
  return {
    at: placeOf(at),
    subject: `${subject}.protocol=${own}`,
    says: `this port is ${own}, but in ${called(service)} it is ${wanted}: no connection arrives`,
    related,
    mend: () => fixOf(`Change protocol to ${wanted}`, false, [edit]),
  };
}

/** Connections go to the number that the endpoints give; one in the Service that differs misleads whoever reads it. */
function otherNumber({ port }: EndpointPort, service: Service, wanted: ServicePort | undefined): Rejection | undefined {
  const target = wanted?.targetPort;
  if (target?.state !== 'known' || typeof target.value !== 'number' || !isPortNumber(target.value)) return undefined;
  if (port.state !== 'known' || !isPortNumber(port.value) || port.value === target.value) return undefined;
  const { value } = port;
  return {
    at: placeOf(port.node),
    subject: `port=${value}`,
    severity: 'info',
    confidence: 'possible',
    says: `connections go to ${value}; targetPort ${target.value} of ${called(service)} counts for selected pods only`,
    related: [relatedTo(target.node, `${called(service)} says ${target.value}`)],
    mend: () => fixOf(`Change targetPort of ${called(service)} to ${value}`, false, [changeTo(target.node, value)]),
  };
}

/** An EndpointSlice belongs to the Service that its label names; by its own name it belongs to nobody. */
function unlabelled(endpoints: Endpoints, namespace: NamespaceKey, environment: EnvironmentView): readonly Rejection[] {
  if (endpoints.name.state !== 'known') return NONE;
  const own = endpoints.name.value;
  const free = unserved(namespace, environment).filter((name) => own === name || own.startsWith(`${name}-`));
  const [meant] = free;
  if (meant === undefined || free.length > 1) return NONE;
  const [service] = environment.named('service', namespace, meant);
  if (service === undefined) return NONE;
  return [
    {
      at: placeOf(endpoints.name.node),
      subject: `labels.${SERVICE_NAME}`,
      says: `without label ${SERVICE_NAME} this EndpointSlice serves no Service; ${called(service)} has no endpoints`,
      related: [{ place: placeOfObject(service), message: `${called(service)} has no selector and no endpoints` }],
      mend: () => fixOf(`Add label ${SERVICE_NAME}: ${meant}`, false, [addLabel(endpoints, meant)]),
    },
  ];
}

const SERVICE_NAME = 'kubernetes.io/service-name';

function addLabel({ node, labels }: Endpoints, value: string): TextEdit | undefined {
  if (labels.node?.type === 'mapping') return insertKey(labels.node, SERVICE_NAME, value);
  const metadata = get(node, 'metadata');
  return metadata?.type === 'mapping' ? insertKey(metadata, 'labels', { [SERVICE_NAME]: value }, 'name') : undefined;
}

/** A Service of that name is not here, and one without endpoints has a name that is a slip away. */
function misnamed(
  endpoints: Endpoints,
  wanted: string,
  namespace: NamespaceKey,
  environment: EnvironmentView,
): readonly Rejection[] {
  const { serviceName } = endpoints;
  const near = nearName(wanted, unserved(namespace, environment));
  if (near === undefined || serviceName.state !== 'known' || environment.mayHoldMore(namespace)) return NONE;
  const [service] = environment.named('service', namespace, near);
  if (service === undefined) return NONE;
  const { node } = serviceName;
  return [
    {
      at: placeOf(node),
      subject: `service=${wanted}`,
      says: `${quoted(wanted)} is no Service; ${called(service)} has no endpoints`,
      related: [{ place: placeOfObject(service), message: `${called(service)} has no selector and no endpoints` }],
      mend: () => fixOf(`Change the name to ${quoted(near)}`, false, [changeTo(node, near)]),
    },
  ];
}

/** Names of Services that have no selector, and no endpoints here. */
function unserved(namespace: NamespaceKey, environment: EnvironmentView): readonly string[] {
  const all = environment.inNamespace('endpoints', namespace);
  // Among thousands something is always near.
  if (all.length > MOST_SLICES) return [];
  const served = new Set(all.map(({ serviceName }) => (serviceName.state === 'known' ? serviceName.value : '')));
  return environment.inNamespace('service', namespace).flatMap((service) => {
    const { name } = service;
    if (name.state !== 'known' || served.has(name.value) || environment.hasAlternatives(service)) return [];
    return service.selector.state === 'absent' && !isExternalName(service) ? [name.value] : [];
  });
}
