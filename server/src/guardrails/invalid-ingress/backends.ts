import { type Ingress, type IngressBackend, type IngressPath, isPortNumber, placeOf } from '../../kubernetes';
import { type EnvironmentView, namespaceOf } from '../../workspace';
import {
  deref,
  insertKey,
  keyName,
  type MappingNode,
  type Pair,
  pairOf,
  removePair,
  type TextEdit,
  type YamlNode,
} from '../../yaml';
import { hasOpenKey } from '../common/evidence/open-keys';
import { changeTo, fixOf } from '../common/fixes/edits';
import { portText, quoted } from '../common/messages/words';
import { type Rejection, relatedTo } from '../common/spec/rejections';
import type { Fix } from '../define';

/** Exactly one of a Service and another resource; of the Service's port exactly one of name and number (V15). */
export function addBackend(
  ingress: Ingress,
  backend: IngressBackend,
  where: string,
  environment: EnvironmentView,
  rejections: Rejection[],
): void {
  const { service, resource, node } = backend;
  const keyOf = (name: string) => (node.type === 'mapping' ? pairOf(node, name)?.key : undefined) ?? node;
  if (service.state === 'unknown') return;
  if (service.state === 'absent') {
    if (resource || node.type !== 'mapping' || mayHold(node, 'resource') || hasOpenKey(node)) return;
    rejections.push({
      at: placeOf(node.pairs[0]?.key ?? node),
      subject: where,
      says: 'this backend has no service, and no resource either',
    });
    return;
  }
  if (resource) {
    rejections.push({
      at: placeOf(keyOf('resource')),
      subject: `${where}.resource`,
      says: 'this backend has a service and a resource, and exactly one is legal',
      related: [relatedTo(keyOf('service'), 'The service stands here')],
      mend: () =>
        node.type !== 'mapping'
          ? []
          : [
              ...fixOf('Remove resource', false, [removePair(node, 'resource')]),
              ...fixOf('Remove service', false, [removePair(node, 'service')]),
            ],
    });
    return;
  }
  addService(ingress, backend, service.value, keyOf('service'), where, environment, rejections);
}

/** The value is there and others fill it in. */
function mayHold(node: MappingNode, name: string): boolean {
  const pair = pairOf(node, name);
  if (pair === undefined) return false;
  const value = deref(pair.value);
  return value.type !== 'scalar' || value.value !== null;
}

function addService(
  ingress: Ingress,
  { serviceName, portName, portNumber }: IngressBackend,
  service: MappingNode,
  key: YamlNode,
  where: string,
  environment: EnvironmentView,
  rejections: Rejection[],
): void {
  if (serviceName.state === 'absent' || (serviceName.state === 'known' && serviceName.value === '')) {
    const at = serviceName.state === 'known' ? serviceName.node : key;
    rejections.push({
      at: placeOf(at),
      subject: `${where}.service.name`,
      says: 'this backend has a service without a name',
    });
    return;
  }
  const port = pairOf(service, 'port');
  const named = portName.state === 'known' && portName.value !== '';
  if (named && portNumber.state === 'known' && portNumber.value !== 0) {
    const mapping = port === undefined ? undefined : deref(port.value);
    rejections.push({
      at: placeOf(portNumber.node),
      subject: `${where}.service.port`,
      says: `this port has number ${portNumber.value} and name ${quoted(portName.value)}, and exactly one is legal`,
      related: [relatedTo(portName.node, 'The name stands here')],
      mend: () =>
        mapping?.type !== 'mapping'
          ? []
          : [
              ...fixOf('Remove the number', false, [removePair(mapping, 'number')]),
              ...fixOf('Remove the name', false, [removePair(mapping, 'name')]),
            ],
    });
    return;
  }
  if (named || portNumber.state !== 'absent' || portName.state === 'unknown' || isOpen(port)) return;
  const name = serviceName.state === 'known' ? `Service ${quoted(serviceName.value)}` : 'the Service';
  rejections.push({
    at: placeOf(portName.state === 'known' ? portName.node : (port?.key ?? key)),
    subject: `${where}.service.port`,
    says: `the backend gives no port of ${name}: neither number nor name`,
    mend: () =>
      port === undefined && serviceName.state === 'known'
        ? onlyPort(ingress, serviceName.value, service, environment)
        : [],
  });
}

function isOpen(port: Pair | undefined): boolean {
  const mapping = port === undefined ? undefined : deref(port.value);
  return mapping?.type === 'mapping' && hasOpenKey(mapping);
}

function onlyPort(ingress: Ingress, name: string, backend: MappingNode, environment: EnvironmentView): readonly Fix[] {
  const namespace = namespaceOf(ingress);
  const [service, copy] = namespace === undefined ? [] : environment.named('service', namespace, name);
  if (service?.ports.state !== 'known' || copy !== undefined) return [];
  const [port, other] = service.ports.value;
  if (port?.port.state !== 'known' || other !== undefined || !isPortNumber(port.port.value)) return [];
  const number = port.port.value;
  return fixOf(`Add port ${portText(number)}`, false, [insertKey(backend, 'port', { number })]);
}

/** `serviceName` and `servicePort`, as older versions had it. */
export function isOldBackend({ service, resource, node }: IngressBackend): boolean {
  if (service.state !== 'absent' || resource || node.type !== 'mapping') return false;
  return pairOf(node, 'serviceName') !== undefined || pairOf(node, 'servicePort') !== undefined;
}

/** Written for an older version, all backends have the old shape: one finding. */
export function addOldBackends({ rules, defaultBackend }: Ingress, rejections: Rejection[]): void {
  const paths = rules.flatMap((rule) => rule.paths);
  const old = paths.filter(({ backend }) => backend !== null && isOldBackend(backend));
  const backends = old.flatMap(({ backend }) => (backend === null ? [] : [backend]));
  if (defaultBackend !== null && isOldBackend(defaultBackend)) backends.push(defaultBackend);
  const [first, ...others] = backends;
  if (first?.node.type !== 'mapping') return;
  const more = others.length === 0 ? '' : ` (as in ${others.length} more)`;
  const name = pairOf(first.node, 'serviceName') ?? pairOf(first.node, 'servicePort');
  const untyped = old.filter(({ pathType }) => pathType.state === 'absent');
  rejections.push({
    at: placeOf(name?.key ?? first.node),
    subject: 'backend.serviceName',
    says: `${name === undefined ? 'this' : keyName(name.key)} is of older versions; networking.k8s.io/v1 wants service.name and service.port${more}`,
    related: others.slice(0, MOST_RELATED).map(({ node }) => relatedTo(node, 'This backend has the older shape too')),
    mend: () => (backends.length > MOST_AT_ONCE ? [] : reshaped(backends, untyped)),
  });
}

const MOST_RELATED = 5;
/** Nobody mends hundreds of backends with one stroke. */
const MOST_AT_ONCE = 100;

function reshaped(backends: readonly IngressBackend[], untyped: readonly IngressPath[]): readonly Fix[] {
  return fixOf('Write it as networking.k8s.io/v1 wants it', untyped.length === 0, [
    ...backends.map(({ node }) => inNewShape(node)),
    // What paths without a type were before.
    ...untyped.map(({ node }) => typed(node, 'ImplementationSpecific')),
  ]);
}

export function typed(node: MappingNode, type: string): TextEdit | undefined {
  const written = pairOf(node, 'pathType');
  return written === undefined ? insertKey(node, 'pathType', type, 'path') : changeTo(written.value, type);
}

/** The one edit that turns `serviceName` and `servicePort` into `service`; undefined where there is more to it. */
export function inNewShape(written: YamlNode): TextEdit | undefined {
  if (written.type !== 'mapping' || written.pairs.length !== 2) return undefined;
  const name = written.pairs.find(({ key }) => keyName(key) === 'serviceName')?.value;
  const port = written.pairs.find(({ key }) => keyName(key) === 'servicePort')?.value;
  const start = written.pairs[0]?.key.start;
  const end = written.pairs[1]?.value.end;
  if (name?.type !== 'scalar' || port?.type !== 'scalar' || start === undefined || end === undefined) return undefined;
  // Where neither value may be changed, nor may both.
  if (changeTo(name, 'name') === undefined || changeTo(port, 1) === undefined) return undefined;
  const { document } = written;
  const { text } = document;
  if (text.slice(start, end).includes('#')) return undefined;
  const nameText = text.slice(name.start, name.end);
  const quote = text.charAt(start) === '"' ? '"' : '';
  const keyed = (key: string, value: string) => `${quote}${key}${quote}: ${value}`;
  const numbered = keyed(typeof port.value === 'number' ? 'number' : 'name', text.slice(port.start, port.end));
  if (written.style === 'flow') {
    const inner = `{${keyed('name', nameText)}, ${keyed('port', `{${numbered}}`)}}`;
    return { document, start, end, text: keyed('service', inner) };
  }
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const lines = ['service:', `${indent}  name: ${nameText}`, `${indent}  port:`, `${indent}    ${numbered}`];
  return { document, start, end, text: lines.join(lineEnd) };
}
