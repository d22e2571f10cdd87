import { get, type MappingNode } from '../yaml';
import { ABSENT, type Field, known, UNKNOWN } from './field';
import type { Ingress, IngressBackend, IngressPath, IngressRule, ObjectBase, PortReference } from './objects';
import {
  knownItems,
  knownMapping,
  lacking,
  listField,
  mappingField,
  mappingItems,
  portNumberField,
  portReferenceField,
  type Reading,
  textField,
  textList,
} from './reading';

/** As a backend's port: AWS's controller reads the backend from an annotation, and there is no Service (trap 33). */
export const USE_ANNOTATION = 'use-annotation';

export const PATH_TYPES: readonly string[] = ['Exact', 'Prefix', 'ImplementationSpecific'];

export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/** `networking.k8s.io/v1` and the older versions (`serviceName`, `servicePort`) in one shape. */
export function readIngress(reading: Reading, base: ObjectBase, root: MappingNode): Ingress {
  const spec = knownMapping(reading, root, 'spec');
  const old = base.version !== 'v1';
  const rules =
    spec === undefined ? [] : knownItems(reading, spec, 'rules').map((rule) => readRule(reading, rule, old));
  const defaultBackend =
    spec === undefined ? null : readBackend(reading, spec, old ? 'backend' : 'defaultBackend', old);
  const tlsHosts: Field<string>[] = [];
  if (spec !== undefined) {
    for (const entry of knownItems(reading, spec, 'tls')) tlsHosts.push(...textList(reading, entry, 'hosts'));
  }
  const ingressClassName: Field<string> =
    spec === undefined ? lacking(reading) : textField(reading, spec, 'ingressClassName');
  const classAnnotation = annotationOf(base);
  return {
    ...base,
    type: 'ingress',
    className: ingressClassName.state === 'known' ? ingressClassName : inForce(classAnnotation, ingressClassName),
    ingressClassName,
    classAnnotation,
    defaultBackend,
    rules,
    tlsHosts,
    spec: spec ?? null,
  };
}

function annotationOf(base: ObjectBase): Field<string> {
  const annotation = base.annotations.entries.get(CLASS_ANNOTATION);
  if (annotation !== undefined) return annotation.value;
  return base.annotations.complete ? ABSENT : UNKNOWN;
}

/** The older annotation counts where no class is named. */
function inForce(annotation: Field<string>, named: Field<string>): Field<string> {
  return annotation.state === 'absent' ? named : annotation;
}

/** Every backend of an Ingress, the default one first. */
export function backendsOf(ingress: Ingress): readonly IngressBackend[] {
  const backends = ingress.defaultBackend === null ? [] : [ingress.defaultBackend];
  for (const rule of ingress.rules) {
    for (const { backend } of rule.paths) if (backend !== null) backends.push(backend);
  }
  return backends;
}

function readRule(reading: Reading, node: MappingNode, old: boolean): IngressRule {
  const http = mappingField(reading, node, 'http');
  if (http.state === 'unknown') reading.partial = true;
  const pathList = http.state === 'known' ? listField(reading, http.value, 'paths') : http;
  const items = pathList.state === 'known' ? mappingItems(reading, pathList.value, 'paths') : undefined;
  if (pathList.state === 'unknown' || items?.complete === false) reading.partial = true;
  const paths = items?.items ?? [];
  return {
    host: textField(reading, node, 'host'),
    http,
    pathList,
    paths: paths.map((path) => readPath(reading, path, old)),
    node,
  };
}

function readPath(reading: Reading, node: MappingNode, old: boolean): IngressPath {
  return {
    path: textField(reading, node, 'path'),
    pathType: textField(reading, node, 'pathType'),
    backend: readBackend(reading, node, 'backend', old),
    node,
  };
}

function readBackend(reading: Reading, owner: MappingNode, key: string, old: boolean): IngressBackend | null {
  const field = mappingField(reading, owner, key);
  if (field.state === 'absent') return null;
  if (field.state === 'unknown') {
    if (field.node === undefined) return null;
    const unknown = { serviceName: field, port: field, service: field, portNumber: field, portName: field };
    return { ...unknown, resource: false, node: field.node };
  }
  const node = field.value;
  const resource = get(node, 'resource') !== undefined && mappingField(reading, node, 'resource').state !== 'absent';
  if (old) {
    const serviceName = textField(reading, node, 'serviceName');
    const port = portReferenceField(reading, node, 'servicePort');
    return {
      serviceName,
      port,
      service: serviceName.state === 'known' ? known(node, node) : serviceName,
      portNumber: narrowed(port, isNumber),
      portName: narrowed(port, isText),
      resource,
      node,
    };
  }
  const service = mappingField(reading, node, 'service');
  if (service.state !== 'known') {
    return { serviceName: service, port: service, service, portNumber: service, portName: service, resource, node };
  }
  return {
    serviceName: textField(reading, service.value, 'name'),
    ...readBackendPort(reading, service.value),
    service,
    resource,
    node,
  };
}

/** Exactly one of `number` and `name`; a number 0 beside a name is unset (V1). With both, nobody can tell. */
function readBackendPort(
  reading: Reading,
  service: MappingNode,
): Pick<IngressBackend, 'port' | 'portNumber' | 'portName'> {
  const mapping = mappingField(reading, service, 'port');
  if (mapping.state !== 'known') return { port: mapping, portNumber: mapping, portName: mapping };
  const portNumber = portNumberField(reading, mapping.value, 'number');
  const portName = textField(reading, mapping.value, 'name');
  const named = portName.state === 'known' && portName.value !== '';
  const numbered = portNumber.state === 'known' && portNumber.value !== 0;
  if (portNumber.state === 'unknown' || portName.state === 'unknown' || (named && numbered)) {
    return { port: { state: 'unknown', node: mapping.value }, portNumber, portName };
  }
  const port = named || (portNumber.state === 'absent' && portName.state === 'known') ? portName : portNumber;
  return { port, portNumber, portName };
}

function narrowed<T extends number | string>(
  port: PortReference,
  is: (value: number | string) => value is T,
): Field<T> {
  if (port.state !== 'known') return port;
  return is(port.value) ? known(port.value, port.node) : ABSENT;
}

const isNumber = (value: number | string): value is number => typeof value === 'number';
const isText = (value: number | string): value is string => typeof value === 'string';
