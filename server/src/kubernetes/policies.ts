import type { MappingNode, YamlNode } from '../yaml';
import { type Field, known } from './field';
import type { NetworkPolicy, ObjectBase, PolicyPeer, PolicyPort, PolicyRule } from './objects';
import {
  absent,
  isHole,
  itemsOf,
  listField,
  mappingField,
  portNumberField,
  portReferenceField,
  type Reading,
  textField,
  textList,
  wrongItem,
} from './reading';
import { readSelector } from './selectors';

export function readNetworkPolicy(reading: Reading, base: ObjectBase, root: MappingNode): NetworkPolicy {
  const spec = mappingField(reading, root, 'spec');
  if (spec.state !== 'known') {
    const type = 'network-policy';
    return { ...base, type, podSelector: spec, policyTypes: spec, ingress: spec, egress: spec, spec: null };
  }
  const mapping = spec.value;
  return {
    ...base,
    type: 'network-policy',
    podSelector: readSelector(reading, mapping, 'podSelector'),
    policyTypes: readTypes(reading, mapping),
    ingress: readList(reading, mapping, 'ingress', (node) => readRule(reading, node, 'ingress')),
    egress: readList(reading, mapping, 'egress', (node) => readRule(reading, node, 'egress')),
    spec: mapping,
  };
}

export type Direction = 'ingress' | 'egress';

/**
 * The directions in which a policy isolates its pods: those it lists, else ingress, and egress where it has egress rules
 * (S001-S003). Undefined where nobody can tell.
 */
export function directionsOf(policy: NetworkPolicy): readonly Direction[] | undefined {
  if (policy.policyTypes.state === 'unknown') return undefined;
  const listed = policy.policyTypes.state === 'known' ? policy.policyTypes.value : [];
  if (listed.length === 0) {
    if (policy.egress.state === 'unknown') return undefined;
    return policy.egress.state === 'known' && policy.egress.value.length > 0 ? ['ingress', 'egress'] : ['ingress'];
  }
  const directions: Direction[] = [];
  for (const type of listed) {
    if (type.state !== 'known') return undefined;
    if (type.value === 'Ingress') directions.push('ingress');
    else if (type.value === 'Egress') directions.push('egress');
    // Any other value is refused as a whole: what was meant, nobody can tell.
    else return undefined;
  }
  return directions;
}

function readTypes(reading: Reading, spec: MappingNode): Field<readonly Field<string>[]> {
  const list = listField(reading, spec, 'policyTypes');
  return list.state === 'known' ? known(textList(reading, spec, 'policyTypes'), list.node) : list;
}

/** Items that cannot be read stay in the list with unknown fields: an item more or less changes what a policy means. */
function readList<T>(
  reading: Reading,
  owner: MappingNode,
  key: string,
  readItem: (node: YamlNode) => T,
): Field<readonly T[]> {
  const list = listField(reading, owner, key);
  if (list.state !== 'known') return list;
  const items = itemsOf(reading, list.value);
  if (reading.budget < 0) return { state: 'unknown', node: list.node };
  return known(items.map(readItem), list.node);
}

function readRule(reading: Reading, node: YamlNode, direction: Direction): PolicyRule {
  if (node.type !== 'mapping') {
    const nothing = emptyItem(reading, node, direction);
    return { peers: nothing, ports: nothing, node };
  }
  return {
    peers: readList(reading, node, direction === 'ingress' ? 'from' : 'to', (peer) =>
      readPeer(reading, peer, direction),
    ),
    ports: readList(reading, node, 'ports', (port) => readPort(reading, port)),
    node,
  };
}

function readPeer(reading: Reading, node: YamlNode, direction: Direction): PolicyPeer {
  if (node.type !== 'mapping') {
    const nothing = emptyItem(reading, node, direction === 'ingress' ? 'from' : 'to');
    return { podSelector: nothing, namespaceSelector: nothing, ipBlock: nothing, node };
  }
  return {
    podSelector: readSelector(reading, node, 'podSelector'),
    namespaceSelector: readSelector(reading, node, 'namespaceSelector'),
    ipBlock: readBlock(reading, node),
    node,
  };
}

function readBlock(reading: Reading, peer: MappingNode): PolicyPeer['ipBlock'] {
  const block = mappingField(reading, peer, 'ipBlock');
  if (block.state !== 'known') return block;
  const cidr = textField(reading, block.value, 'cidr');
  return known({ cidr, except: textList(reading, block.value, 'except') }, block.node);
}

function readPort(reading: Reading, node: YamlNode): PolicyPort {
  if (node.type !== 'mapping') {
    const nothing = emptyItem(reading, node, 'ports');
    return { port: nothing, endPort: nothing, protocol: nothing, node };
  }
  return {
    port: portReferenceField(reading, node, 'port'),
    endPort: portNumberField(reading, node, 'endPort'),
    protocol: textField(reading, node, 'protocol'),
    node,
  };
}

/** A null item is an item with nothing set, as the API decodes it; anything else that is no mapping is unknown. */
function emptyItem(reading: Reading, node: YamlNode, field: string): Field<never> {
  if (node.type === 'scalar' && node.value === null) return absent(reading);
  if (isHole(node)) return { state: 'unknown', node };
  return wrongItem(reading, node, field, 'mapping');
}
