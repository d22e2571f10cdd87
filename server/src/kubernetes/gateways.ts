import { get, type MappingNode } from '../yaml';
import { ABSENT, type Field, known } from './field';
import type {
  AllowedRoutes,
  GatewayObject,
  Listener,
  ListenerTls,
  ObjectBase,
  ParentReference,
  ReferenceGrant,
  RouteBackend,
  RouteObject,
} from './objects';
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
import { readSelector } from './selectors';

/** The group of the Gateway API; other Gateways and routes have other rules. */
export const GATEWAY_API = 'gateway.networking.k8s.io';

export function readGateway(reading: Reading, base: ObjectBase, root: MappingNode): GatewayObject {
  const spec = knownMapping(reading, root, 'spec');
  return {
    ...base,
    type: 'gateway',
    className: spec === undefined ? lacking(reading) : textField(reading, spec, 'gatewayClassName'),
    listeners:
      spec === undefined ? [] : knownItems(reading, spec, 'listeners').map((item) => readListener(reading, item)),
    spec: spec ?? null,
  };
}

function readListener(reading: Reading, node: MappingNode): Listener {
  return {
    name: textField(reading, node, 'name'),
    port: portNumberField(reading, node, 'port'),
    protocol: textField(reading, node, 'protocol'),
    hostname: textField(reading, node, 'hostname'),
    tls: readTls(reading, node),
    allowedRoutes: readAllowedRoutes(reading, node),
    node,
  };
}

function readTls(reading: Reading, listener: MappingNode): Field<ListenerTls> {
  const field = mappingField(reading, listener, 'tls');
  if (field.state !== 'known') return field;
  const node = field.value;
  return known(
    {
      mode: textField(reading, node, 'mode'),
      certificateRefs: listField(reading, node, 'certificateRefs'),
      certificates: knownItems(reading, node, 'certificateRefs').map((item) => ({
        kind: textField(reading, item, 'kind'),
        group: textField(reading, item, 'group'),
        name: textField(reading, item, 'name'),
        namespace: textField(reading, item, 'namespace'),
      })),
      options: mappingField(reading, node, 'options'),
      node,
    },
    node,
  );
}

function readAllowedRoutes(reading: Reading, listener: MappingNode): Field<AllowedRoutes> {
  const field = mappingField(reading, listener, 'allowedRoutes');
  if (field.state !== 'known') return field;
  const node = field.value;
  const namespaces = mappingField(reading, node, 'namespaces');
  return known(
    {
      from: namespaces.state === 'known' ? textField(reading, namespaces.value, 'from') : namespaces,
      selector: namespaces.state === 'known' ? readSelector(reading, namespaces.value, 'selector') : namespaces,
      kinds: readKinds(reading, node),
      node,
    },
    node,
  );
}

function readKinds(reading: Reading, allowed: MappingNode): AllowedRoutes['kinds'] {
  const list = listField(reading, allowed, 'kinds');
  if (list.state !== 'known') return list;
  const { items, complete } = mappingItems(reading, list.value, 'kinds');
  if (!complete) return { state: 'unknown', node: list.node };
  return known(
    items.map((item) => ({ group: textField(reading, item, 'group'), kind: textField(reading, item, 'kind') })),
    list.node,
  );
}

/** The older kind and the one that is current have one shape. */
export function readReferenceGrant(reading: Reading, base: ObjectBase, root: MappingNode): ReferenceGrant {
  const spec = knownMapping(reading, root, 'spec');
  const from = spec === undefined ? [] : knownItems(reading, spec, 'from');
  const to = spec === undefined ? [] : knownItems(reading, spec, 'to');
  return {
    ...base,
    type: 'reference-grant',
    from: from.map((node) => ({
      group: textField(reading, node, 'group'),
      kind: textField(reading, node, 'kind'),
      namespace: textField(reading, node, 'namespace'),
      node,
    })),
    to: to.map((node) => ({
      group: textField(reading, node, 'group'),
      kind: textField(reading, node, 'kind'),
      name: textField(reading, node, 'name'),
      node,
    })),
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
  const parents = spec === undefined ? [] : knownItems(reading, spec, 'parentRefs');
  return {
    ...base,
    type: 'route',
    backends,
    parents: parents.map((node) => readParent(reading, node)),
    hostnames: spec === undefined ? [] : textList(reading, spec, 'hostnames'),
    openShift: false,
  };
}

function readParent(reading: Reading, node: MappingNode): ParentReference {
  return {
    kind: textField(reading, node, 'kind'),
    group: textField(reading, node, 'group'),
    name: textField(reading, node, 'name'),
    namespace: textField(reading, node, 'namespace'),
    sectionName: textField(reading, node, 'sectionName'),
    port: portNumberField(reading, node, 'port'),
    node,
  };
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
  const own = { parents: [], openShift: true } as const;
  if (spec === undefined) return { ...base, type: 'route', backends: [], hostnames: [], ...own };
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
  const host = textField(reading, spec, 'host');
  return { ...base, type: 'route', backends, hostnames: host.state === 'absent' ? [] : [host], ...own };
}
