import type { MappingNode } from '../yaml';
import { type Field, known } from './field';
import type { ObjectBase, Service, ServicePort } from './objects';
import {
  booleanField,
  listField,
  mappingField,
  mappingItems,
  portNumberField,
  portReferenceField,
  type Reading,
  textField,
  textListField,
} from './reading';
import { readPlainSelector } from './selectors';

export function readService(reading: Reading, base: ObjectBase, root: MappingNode): Service {
  const spec = mappingField(reading, root, 'spec');
  if (spec.state !== 'known') {
    return {
      type: 'service',
      serviceType: spec,
      clusterIP: spec,
      externalName: spec,
      selector: spec,
      ports: spec,
      healthCheckNodePort: spec,
      externalTrafficPolicy: spec,
      internalTrafficPolicy: spec,
      sessionAffinity: spec,
      sessionAffinityConfig: spec,
      ipFamilyPolicy: spec,
      ipFamilies: spec,
      externalIPs: spec,
      loadBalancerSourceRanges: spec,
      loadBalancerClass: spec,
      allocateLoadBalancerNodePorts: spec,
      publishNotReadyAddresses: spec,
      spec: null,
      ...base,
    };
  }
  const mapping = spec.value;
  // `base` comes last: an object that gets so many properties after others were copied into it is slow to make and to read.
  return {
    type: 'service',
    serviceType: textField(reading, mapping, 'type'),
    clusterIP: textField(reading, mapping, 'clusterIP'),
    externalName: textField(reading, mapping, 'externalName'),
    selector: readPlainSelector(reading, mapping, 'selector'),
    ports: readPorts(reading, mapping),
    healthCheckNodePort: portNumberField(reading, mapping, 'healthCheckNodePort'),
    externalTrafficPolicy: textField(reading, mapping, 'externalTrafficPolicy'),
    internalTrafficPolicy: textField(reading, mapping, 'internalTrafficPolicy'),
    sessionAffinity: textField(reading, mapping, 'sessionAffinity'),
    sessionAffinityConfig: mappingField(reading, mapping, 'sessionAffinityConfig'),
    ipFamilyPolicy: textField(reading, mapping, 'ipFamilyPolicy'),
    ipFamilies: textListField(reading, mapping, 'ipFamilies'),
    externalIPs: textListField(reading, mapping, 'externalIPs'),
    loadBalancerSourceRanges: textListField(reading, mapping, 'loadBalancerSourceRanges'),
    loadBalancerClass: textField(reading, mapping, 'loadBalancerClass'),
    allocateLoadBalancerNodePorts: booleanField(reading, mapping, 'allocateLoadBalancerNodePorts'),
    publishNotReadyAddresses: booleanField(reading, mapping, 'publishNotReadyAddresses'),
    spec: mapping,
    ...base,
  };
}

/** A list with an item that cannot be read is unknown as a whole: what a port number or name lacks may be in that item. */
function readPorts(reading: Reading, spec: MappingNode): Field<readonly ServicePort[]> {
  const list = listField(reading, spec, 'ports');
  if (list.state !== 'known') return list;
  const { items, complete } = mappingItems(reading, list.value, 'ports');
  if (!complete) return { state: 'unknown', node: list.node };
  return known(
    items.map((item) => readPort(reading, item)),
    list.node,
  );
}

function readPort(reading: Reading, node: MappingNode): ServicePort {
  return {
    name: textField(reading, node, 'name'),
    port: portNumberField(reading, node, 'port'),
    protocol: textField(reading, node, 'protocol'),
    targetPort: portReferenceField(reading, node, 'targetPort'),
    nodePort: portNumberField(reading, node, 'nodePort'),
    appProtocol: textField(reading, node, 'appProtocol'),
    node,
  };
}
