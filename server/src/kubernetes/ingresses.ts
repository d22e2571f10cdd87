import { get, type MappingNode } from '../yaml';
import { type Field, UNKNOWN } from './field';
import type { Ingress, IngressBackend, IngressPath, IngressRule, ObjectBase, PortReference } from './objects';
import {
  knownItems,
  knownMapping,
  lacking,
  mappingField,
  portNumberField,
  portReferenceField,
  type Reading,
  textField,
  textList,
} from './reading';

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

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
  return { ...base, type: 'ingress', className: readClass(reading, base, spec), defaultBackend, rules, tlsHosts };
}

/** Every backend of an Ingress, the default one first. */
export function backendsOf(ingress: Ingress): readonly IngressBackend[] {
  const backends = ingress.defaultBackend === null ? [] : [ingress.defaultBackend];
  for (const rule of ingress.rules) {
    for (const { backend } of rule.paths) if (backend !== null) backends.push(backend);
  }
  return backends;
}

function readClass(reading: Reading, base: ObjectBase, spec: MappingNode | undefined): Field<string> {
  const named: Field<string> = spec === undefined ? lacking(reading) : textField(reading, spec, 'ingressClassName');
  if (named.state === 'known') return named;
  const annotation = base.annotations.entries.get(CLASS_ANNOTATION);
  if (annotation !== undefined) return annotation.value;
  return base.annotations.complete ? named : UNKNOWN;
}

function readRule(reading: Reading, node: MappingNode, old: boolean): IngressRule {
  const http = knownMapping(reading, node, 'http');
  const paths = http === undefined ? [] : knownItems(reading, http, 'paths');
  return {
    host: textField(reading, node, 'host'),
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
    return { serviceName: field, port: field, resource: false, node: field.node };
  }
  const node = field.value;
  const resource = get(node, 'resource') !== undefined && mappingField(reading, node, 'resource').state !== 'absent';
  if (old) {
    const serviceName = textField(reading, node, 'serviceName');
    return { serviceName, port: portReferenceField(reading, node, 'servicePort'), resource, node };
  }
  const service = mappingField(reading, node, 'service');
  if (service.state !== 'known') return { serviceName: service, port: service, resource, node };
  return {
    serviceName: textField(reading, service.value, 'name'),
    port: readBackendPort(reading, service.value),
    resource,
    node,
  };
}

/** Exactly one of `number` and `name`; a number 0 beside a name is unset (V1). With both, nobody can tell. */
function readBackendPort(reading: Reading, service: MappingNode): PortReference {
  const port = mappingField(reading, service, 'port');
  if (port.state !== 'known') return port;
  const number = portNumberField(reading, port.value, 'number');
  const name = textField(reading, port.value, 'name');
  const named = name.state === 'known' && name.value !== '';
  const numbered = number.state === 'known' && number.value !== 0;
  if (number.state === 'unknown' || name.state === 'unknown' || (named && numbered)) {
    return { state: 'unknown', node: port.value };
  }
  if (named) return name;
  return number.state === 'absent' && name.state === 'known' ? name : number;
}
