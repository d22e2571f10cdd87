import { deref, keyName, type MappingNode } from '../yaml';
import { ABSENT, type Field, known } from './field';
import type { ClusterPeer, ClusterPods, ClusterPolicy, ClusterPort, ClusterRule, ObjectBase } from './objects';
import { PROTOCOLS } from './ports';
import {
  integerField,
  knownMapping,
  lacking,
  listField,
  mappingField,
  mappingItems,
  pairsOf,
  portNumberField,
  type Reading,
  textField,
  textListField,
} from './reading';
import { readSelector } from './selectors';

/** The kinds of policy.networking.k8s.io, v1alpha1 and v1alpha2. */
export function readClusterPolicy(reading: Reading, base: ObjectBase, root: MappingNode): ClusterPolicy {
  const spec = knownMapping(reading, root, 'spec');
  const nothing = lacking(reading);
  const rules = (key: 'ingress' | 'egress'): ClusterPolicy['ingress'] =>
    spec === undefined ? nothing : readRules(reading, spec, key);
  const subject = spec === undefined ? nothing : mappingField(reading, spec, 'subject');
  return {
    ...base,
    type: 'cluster-policy',
    tier: spec === undefined ? nothing : textField(reading, spec, 'tier'),
    priority: spec === undefined ? nothing : integerField(reading, spec, 'priority'),
    subject: subject.state === 'known' ? known(readPods(reading, subject.value), subject.node) : subject,
    ingress: rules('ingress'),
    egress: rules('egress'),
    spec: spec ?? null,
  };
}

function readPods(reading: Reading, node: MappingNode): ClusterPods {
  const pods = mappingField(reading, node, 'pods');
  return {
    namespaces: readSelector(reading, node, 'namespaces'),
    pods:
      pods.state === 'known'
        ? known(
            {
              namespaceSelector: readSelector(reading, pods.value, 'namespaceSelector'),
              podSelector: readSelector(reading, pods.value, 'podSelector'),
            },
            pods.node,
          )
        : pods,
    node,
  };
}

function readRules(reading: Reading, spec: MappingNode, direction: 'ingress' | 'egress'): ClusterPolicy['ingress'] {
  return listOf(reading, spec, direction, (node) => ({
    name: textField(reading, node, 'name'),
    action: textField(reading, node, 'action'),
    peers: listOf(reading, node, direction === 'ingress' ? 'from' : 'to', (peer) => readPeer(reading, peer)),
    ports: readPorts(reading, node),
    node,
  }));
}

const MEMBERS: ReadonlySet<string> = new Set(['namespaces', 'pods', 'nodes', 'networks', 'domainNames']);

function readPeer(reading: Reading, node: MappingNode): ClusterPeer {
  const keys = pairsOf(reading, node).map(({ key }) => keyName(deref(key)));
  return {
    ...readPods(reading, node),
    nodes: readSelector(reading, node, 'nodes'),
    networks: textListField(reading, node, 'networks'),
    domainNames: textListField(reading, node, 'domainNames'),
    unknown: keys.flatMap((key) => (key === undefined || !MEMBERS.has(key) ? [key ?? ''] : [])),
  };
}

/** `ports` in v1alpha1, `protocols` in v1alpha2. */
function readPorts(reading: Reading, rule: MappingNode): ClusterRule['ports'] {
  const ports = listOf(reading, rule, 'ports', (node) => readPort(reading, node));
  return ports.state === 'absent' ? listOf(reading, rule, 'protocols', (node) => readProtocol(reading, node)) : ports;
}

function readPort(reading: Reading, node: MappingNode): ClusterPort {
  const one = mappingField(reading, node, 'portNumber');
  if (one.state === 'known') {
    const port = portNumberField(reading, one.value, 'port');
    return { protocol: textField(reading, one.value, 'protocol'), from: port, to: port, name: ABSENT, node };
  }
  const range = mappingField(reading, node, 'portRange');
  if (range.state === 'known') {
    return {
      protocol: textField(reading, range.value, 'protocol'),
      from: portNumberField(reading, range.value, 'start'),
      to: portNumberField(reading, range.value, 'end'),
      name: ABSENT,
      node,
    };
  }
  const unread: Field<never> = one.state === 'unknown' ? one : range;
  return { protocol: ABSENT, from: unread, to: unread, name: textField(reading, node, 'namedPort'), node };
}

function readProtocol(reading: Reading, node: MappingNode): ClusterPort {
  for (const protocol of PROTOCOLS) {
    const own = mappingField(reading, node, protocol.toLowerCase());
    if (own.state === 'absent') continue;
    if (own.state === 'unknown') return { protocol: known(protocol, node), from: own, to: own, name: ABSENT, node };
    return { protocol: known(protocol, node), ...readDestination(reading, own.value), name: ABSENT, node };
  }
  return { protocol: ABSENT, from: ABSENT, to: ABSENT, name: textField(reading, node, 'destinationNamedPort'), node };
}

function readDestination(reading: Reading, protocol: MappingNode): Pick<ClusterPort, 'from' | 'to'> {
  const destination = mappingField(reading, protocol, 'destinationPort');
  if (destination.state !== 'known') return { from: destination, to: destination };
  const range = mappingField(reading, destination.value, 'range');
  if (range.state === 'known') {
    return {
      from: portNumberField(reading, range.value, 'start'),
      to: portNumberField(reading, range.value, 'end'),
    };
  }
  const number = portNumberField(reading, destination.value, 'number');
  return { from: number, to: number };
}

function listOf<T>(
  reading: Reading,
  owner: MappingNode,
  key: string,
  read: (node: MappingNode) => T,
): Field<readonly T[]> {
  const list = listField(reading, owner, key);
  if (list.state !== 'known') return list;
  const { items, complete } = mappingItems(reading, list.value, key);
  if (!complete) return { state: 'unknown', node: list.node };
  return known(items.map(read), list.node);
}
