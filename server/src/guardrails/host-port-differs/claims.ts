import {
  type Container,
  type ContainerPort,
  type Field,
  isPortNumber,
  type PodTemplate,
  placeOf,
  protocolOf,
  usesHostNetwork,
} from '../../kubernetes';
import { equalContent, removePair, type YamlNode } from '../../yaml';
import { changeTo, fixOf, removePort } from '../common/fixes/edits';
import { containerKey } from '../common/messages/subjects';
import { ofContainer } from '../common/messages/words';
import { type Rejection, relatedTo } from '../common/spec/rejections';

/** On the host network a host port that is set has to be the container port; only regular containers are looked at (V6). */
export function addDiffering(template: PodTemplate, found: Rejection[]): void {
  if (usesHostNetwork(template) !== 'yes') return;
  for (const container of template.containers) {
    if (container.role !== 'regular') continue;
    for (const port of container.ports) {
      const host = numberOf(port.hostPort);
      const own = numberOf(port.containerPort);
      if (host !== undefined && own !== undefined && host !== own) found.push(differing(container, port, host, own));
    }
  }
}

/**
 * Two claims on one host port, protocol and address: across the regular containers, and within each init container, for
 * these run one by one (V5). On the host network every container port is a host port too, at the latest when the pod is made.
 */
export function addClaimedTwice(template: PodTemplate, isPod: boolean, found: Rejection[]): void {
  const together = new Map<string, Claim>();
  for (const container of template.containers) {
    const taken = container.role === 'regular' ? together : new Map<string, Claim>();
    for (const port of container.ports) {
      const claim = claimOf(template, container, port);
      const key = claim === undefined ? undefined : keyOf(claim);
      if (claim === undefined || key === undefined) continue;
      const first = taken.get(key);
      if (first === undefined) taken.set(key, claim);
      else if (first.port.node !== port.node && !isDuplicateName(first, claim)) {
        found.push(claimedTwice(first, claim, isPod));
      }
    }
  }
}

interface Claim {
  readonly container: Container;
  readonly port: ContainerPort;
  readonly number: number;
  readonly node: YamlNode;
  readonly field: 'hostPort' | 'containerPort';
}

/** 0 is unset (trap 5); numbers that no port can have are told by themselves. */
function numberOf(field: Field<number>): number | undefined {
  return field.state === 'known' && isPortNumber(field.value) ? field.value : undefined;
}

function claimOf(template: PodTemplate, container: Container, port: ContainerPort): Claim | undefined {
  const { hostPort, containerPort } = port;
  if (hostPort.state === 'unknown') return undefined;
  if (hostPort.state === 'known' && hostPort.value !== 0) {
    const own = numberOf(containerPort);
    // One that has to change already may clash with nothing then.
    const differs =
      usesHostNetwork(template) === 'yes' &&
      container.role === 'regular' &&
      own !== undefined &&
      own !== hostPort.value;
    if (differs || !isPortNumber(hostPort.value)) return undefined;
    return { container, port, number: hostPort.value, node: hostPort.node, field: 'hostPort' };
  }
  if (usesHostNetwork(template) !== 'yes' || containerPort.state !== 'known' || !isPortNumber(containerPort.value))
    return undefined;
  return { container, port, number: containerPort.value, node: containerPort.node, field: 'containerPort' };
}

function keyOf({ port, number }: Claim): string | undefined {
  const protocol = protocolOf(port.protocol);
  if (protocol === undefined || port.hostIP.state === 'unknown') return undefined;
  return `${protocol} ${number} ${port.hostIP.state === 'known' ? port.hostIP.value : ''}`;
}

/** A port that stands twice in one container is told by its name, where it has one. */
function isDuplicateName(first: Claim, second: Claim): boolean {
  const [one, other] = [first.port.name, second.port.name];
  return (
    first.container === second.container &&
    one.state === 'known' &&
    other.state === 'known' &&
    one.value === other.value
  );
}

function differing(container: Container, port: ContainerPort, host: number, own: number): Rejection {
  const at = port.hostPort.state === 'known' ? port.hostPort.node : port.node;
  return {
    at: placeOf(at),
    subject: `${containerKey(container)}.hostPort=${host}`,
    says: `hostPort ${host} must be containerPort ${own}${ofContainer(container)}: the pod is on the host network`,
    mend: () => [
      ...fixOf(`Change hostPort to ${own}`, false, [changeTo(at, own)]),
      ...fixOf('Remove hostPort, which is set to the containerPort', false, [removePair(port.node, 'hostPort')]),
    ],
  };
}

function claimedTwice(first: Claim, { container, port, number, node, field }: Claim, isPod: boolean): Rejection {
  const protocol = protocolOf(port.protocol) ?? '';
  const what = `${field} ${number}/${protocol}`;
  const taken = `is already taken by ${first.container === container ? 'another port' : 'a port'}${ofContainer(first.container)}`;
  const why = field === 'hostPort' || isPod ? '' : ' on the host network: its pods are refused';
  return {
    at: placeOf(node),
    subject: `${containerKey(container)}.${field}=${number}/${protocol}`,
    says: `${what} ${taken}${why}`,
    related: [relatedTo(first.node, `The first claim on ${number}/${protocol} is here`)],
    mend: () =>
      first.container === container && equalContent(first.port.node, port.node)
        ? fixOf('Remove the second, equal port', true, [removePort(container, port)])
        : [],
  };
}
