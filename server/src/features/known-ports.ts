import {
  ABSENT,
  backendsOf,
  type Field,
  type KubernetesObject,
  listed,
  listening,
  type NetworkPolicy,
  protocolOf,
  type Service,
  usesHostNetwork,
  type Workload,
} from '../kubernetes';
import { bestKnown, type KnownPort, type PortScope, sourceOf } from '../network/ports';
import type { YamlNode } from '../yaml';
import { clean, code } from './words';

/** A number that something well known uses, and the line that says so. */
export interface KnownPortNode {
  readonly node: YamlNode;
  readonly line: string;
}

export function knownPortsOf(object: KubernetesObject): readonly KnownPortNode[] {
  switch (object.type) {
    case 'service':
      return ofService(object);
    case 'workload':
      return ofWorkload(object);
    case 'ingress':
      return backendsOf(object).flatMap(({ port }) => lineOf(port, ABSENT, POD));
    case 'network-policy':
      return ofPolicy(object);
    default:
      return [];
  }
}

/** Where a number stands decides who is thought of first. */
interface Standing {
  readonly near: readonly PortScope[];
  readonly far: readonly PortScope[];
  /** A node port is meant to be in the range of node ports. */
  readonly ranges: boolean;
}

const ON_NODES: readonly PortScope[] = ['node', 'control-plane'];
const IN_PODS: readonly PortScope[] = ['pod', 'service'];
const POD: Standing = { near: IN_PODS, far: ON_NODES, ranges: false };
const HOST: Standing = { near: ON_NODES, far: IN_PODS, ranges: true };
const NODE: Standing = { ...HOST, ranges: false };

function ofService(service: Service): readonly KnownPortNode[] {
  const ports = listed(service.ports);
  return ports.flatMap(({ port, targetPort, nodePort, protocol }) => [
    ...lineOf(port, protocol, POD),
    ...lineOf(targetPort, protocol, POD),
    ...lineOf(nodePort, protocol, NODE),
  ]);
}

function ofWorkload({ template }: Workload): readonly KnownPortNode[] {
  const onHost = usesHostNetwork(template) === 'yes';
  return listening(template).flatMap(({ ports }) =>
    ports.flatMap(({ containerPort, hostPort, protocol }) => [
      ...lineOf(containerPort, protocol, onHost ? HOST : POD),
      ...lineOf(hostPort, protocol, HOST),
    ]),
  );
}

function ofPolicy(policy: NetworkPolicy): readonly KnownPortNode[] {
  return [policy.ingress, policy.egress]
    .flatMap(listed)
    .flatMap(({ ports }) => listed(ports))
    .flatMap(({ port, protocol }) => lineOf(port, protocol, POD));
}

function lineOf(
  field: Field<number | string>,
  written: Field<string>,
  { near, far, ranges }: Standing,
): readonly KnownPortNode[] {
  const protocol = protocolOf(written);
  if (field.state !== 'known' || typeof field.value !== 'number' || protocol === undefined) return [];
  const here = bestKnown(field.value, protocol, near);
  const known = here !== undefined && isWorthALine(here, ranges) ? here : bestKnown(field.value, protocol, far);
  // Who sees 10250 in a pod thinks of the kubelet; what only some clusters have elsewhere is no business of this port.
  if (known === undefined || (known !== here && (known.use === 'info' || known.on !== undefined))) return [];
  // Which service listens in a pod is a matter of habit; what a node or a proxy holds is not.
  const is = known.use === 'sensitive' ? 'is usually' : 'is';
  const line = `${code(`${field.value}/${protocol}`)} ${is} ${known.what}${placeOf(known)} (${clean(sourceOf(known))})`;
  return [{ node: field.node, line }];
}

function isWorthALine({ from, to, use, on }: KnownPort, ranges: boolean): boolean {
  if (use !== 'info') return true;
  return on === undefined && (ranges || from === to);
}

function placeOf({ from, to, scope, use }: KnownPort): string {
  if (use === 'info' && from !== to) return '';
  if (scope === 'node') return ' on each node';
  return scope === 'control-plane' ? ' on nodes of the control plane' : '';
}
