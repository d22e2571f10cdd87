import { get, type MappingNode } from '../yaml';
import { ABSENT } from './field';
import type { GatewayObject, Listener, ObjectBase, RouteBackend, RouteObject } from './objects';
import {
  knownItems,
  knownMapping,
  lacking,
  portNumberField,
  portReferenceField,
  type Reading,
  textField,
} from './reading';

export function readGateway(reading: Reading, base: ObjectBase, root: MappingNode): GatewayObject {
  const spec = knownMapping(reading, root, 'spec');
  return {
    ...base,
    type: 'gateway',
    className: spec === undefined ? lacking(reading) : textField(reading, spec, 'gatewayClassName'),
    listeners:
      spec === undefined ? [] : knownItems(reading, spec, 'listeners').map((item) => readListener(reading, item)),
  };
}

function readListener(reading: Reading, node: MappingNode): Listener {
  return {
    name: textField(reading, node, 'name'),
    port: portNumberField(reading, node, 'port'),
    protocol: textField(reading, node, 'protocol'),
    hostname: textField(reading, node, 'hostname'),
    node,
  };
}

/** HTTPRoute, GRPCRoute, TLSRoute, TCPRoute, UDPRoute: the backends of all rules, those that get a copy included. */
export function readRoute(reading: Reading, base: ObjectBase, root: MappingNode): RouteObject {
  const backends: RouteBackend[] = [];
  const spec = knownMapping(reading, root, 'spec');
  const rules = spec === undefined ? [] : knownItems(reading, spec, 'rules');
  for (const rule of rules) {
    for (const reference of knownItems(reading, rule, 'backendRefs')) {
      backends.push(readBackend(reading, reference, 'name'));
      addMirrors(reading, backends, reference);
    }
    // v1alpha1
    for (const target of knownItems(reading, rule, 'forwardTo')) {
      if (get(target, 'serviceName') !== undefined) backends.push(readBackend(reading, target, 'serviceName'));
    }
    addMirrors(reading, backends, rule);
  }
  return { ...base, type: 'route', backends };
}

function addMirrors(reading: Reading, backends: RouteBackend[], owner: MappingNode): void {
  if (get(owner, 'filters') === undefined) return;
  for (const filter of knownItems(reading, owner, 'filters')) {
    const mirror = knownMapping(reading, filter, 'requestMirror');
    const reference = mirror === undefined ? undefined : knownMapping(reading, mirror, 'backendRef');
    if (reference !== undefined) backends.push(readBackend(reading, reference, 'name'));
  }
}

function readBackend(reading: Reading, node: MappingNode, name: 'name' | 'serviceName'): RouteBackend {
  return {
    kind: textField(reading, node, 'kind'),
    group: textField(reading, node, 'group'),
    name: textField(reading, node, name),
    namespace: textField(reading, node, 'namespace'),
    port: portNumberField(reading, node, 'port'),
    node,
  };
}

/** OpenShift: `port.targetPort` is for all backends; a number is the pod's port, a string the Service port's name. */
export function readOpenShiftRoute(reading: Reading, base: ObjectBase, root: MappingNode): RouteObject {
  const spec = knownMapping(reading, root, 'spec');
  if (spec === undefined) return { ...base, type: 'route', backends: [] };
  const portMapping = knownMapping(reading, spec, 'port');
  const port = portMapping === undefined ? lacking(reading) : portReferenceField(reading, portMapping, 'targetPort');
  const targets = [...knownItems(reading, spec, 'alternateBackends')];
  const to = knownMapping(reading, spec, 'to');
  if (to !== undefined) targets.unshift(to);
  const backends = targets.map((node) => ({
    kind: textField(reading, node, 'kind'),
    group: ABSENT,
    name: textField(reading, node, 'name'),
    namespace: ABSENT,
    port,
    node,
  }));
  return { ...base, type: 'route', backends };
}
