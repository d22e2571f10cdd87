import {
  type Container,
  type ContainerPort,
  isPortNumber,
  isProtocol,
  listening,
  type PodTemplate,
  placeOf,
  protocolOf,
  usesHostNetwork,
} from '../../kubernetes';
import { keyName, type MappingNode, type YamlNode } from '../../yaml';
import { fixOf, removePort } from '../common/fixes/edits';
import { containerKey } from '../common/messages/subjects';
import { oneLine, quoted, sentence } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

/** One for each container that claims what an earlier one, or it itself, has claimed. */
interface SharedPort extends Breach {
  readonly container: Container;
  /** The container that has it first; the same one where a port is declared twice in one container. */
  readonly owner: Container;
  readonly claims: readonly Claim[];
}

interface Claim {
  readonly port: ContainerPort;
  readonly first: ContainerPort;
  readonly node: YamlNode;
  /** `8080/TCP`. */
  readonly text: string;
}

export const sharedContainerPort = defineGuardrail<'workload', SharedPort>({
  id: 'shared-container-port',
  title: 'Two containers of one pod claim the same port, or one claims it twice',
  category: 'wiring',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['workload'],
    find(workload) {
      const [only] = workload.templates;
      if (only !== undefined && workload.templates.length === 1) return inTemplate(only);
      return workload.templates.flatMap(inTemplate);
    },
  },
  message({ container, owner, claims }) {
    const texts = claims.map(({ text }) => text);
    if (container === owner) return sentence((list) => `${list} is declared twice in this container`, texts);
    const are = claims.length > 1 ? 'are ports' : 'is a port';
    const says = `${are} of ${named(owner)} too; the containers of a pod share one network`;
    return sentence((list) => `${list} ${says}`, texts);
  },
  related: ({ claims, owner }) =>
    claims.slice(0, MOST_RELATED).map(({ first, text }) => ({
      place: placeOf(first.node),
      message: oneLine(`${named(owner)} declares ${text}`),
    })),
  fixes({ container, owner, claims: [claim] }) {
    if (container !== owner || claim === undefined) return [];
    if (!addsNothing(claim.port.node)) return [];
    return fixOf(`Remove the second ${claim.text}`, true, [removePort(container, claim.port)]);
  },
});

const NONE: readonly SharedPort[] = [];
const MOST_RELATED = 4;

function inTemplate(template: PodTemplate): readonly SharedPort[] {
  // On the host network the API server refuses it: host-port-differs.
  if (usesHostNetwork(template) === 'yes') return NONE;
  const containers = listening(template);
  return mayShare(containers) ? sharedPorts(containers) : NONE;
}

/** Some number stands twice. It is looked for among a few, and taken for granted among many. */
function mayShare(containers: readonly Container[]): boolean {
  const numbers: number[] = [];
  for (const { ports } of containers) {
    for (const { containerPort } of ports) {
      if (containerPort.state !== 'known') continue;
      if (numbers.length === FEW || numbers.includes(containerPort.value)) return true;
      numbers.push(containerPort.value);
    }
  }
  return false;
}

const FEW = 16;

function sharedPorts(containers: readonly Container[]): readonly SharedPort[] {
  const owners = new Map<string, { readonly container: Container; readonly port: ContainerPort }>();
  const found: SharedPort[] = [];
  for (const container of containers) {
    const claims = new Map<Container, Claim[]>();
    for (const port of container.ports) {
      const text = textOf(port);
      if (text === undefined || port.containerPort.state !== 'known') continue;
      const owner = owners.get(text);
      if (owner === undefined) owners.set(text, { container, port });
      else if (owner.container === container ? isRepeated(owner.port, port) : !isSameHostPort(owner.port, port)) {
        const claim: Claim = { port, first: owner.port, node: port.containerPort.node, text };
        const known = claims.get(owner.container);
        // Of one container each is told by itself: each can be taken away.
        if (known !== undefined && owner.container !== container) known.push(claim);
        else if (owner.container !== container) claims.set(owner.container, [claim]);
        else found.push(breachOf(container, container, [claim]));
      }
    }
    for (const [owner, each] of claims) found.push(breachOf(container, owner, each));
  }
  return found;
}

function breachOf(container: Container, owner: Container, claims: readonly Claim[]): SharedPort {
  const at = claims[0]?.node ?? container.node;
  const subject = `${containerKey(container)}.ports=${claims.map(({ text }) => text).join(',')}`;
  return { at: placeOf(at), subject, container, owner, claims };
}

/** What is illegal is told by itself. */
function textOf({ containerPort, protocol }: ContainerPort): string | undefined {
  const name = protocolOf(protocol);
  if (name === undefined || !isProtocol(name)) return undefined;
  if (containerPort.state !== 'known' || !isPortNumber(containerPort.value)) return undefined;
  return `${containerPort.value}/${name}`;
}

/** Two names for one port, or two ports of the node, are meant; one name for both is refused, and told by itself. */
function isRepeated(one: ContainerPort, other: ContainerPort): boolean {
  if (one.name.state === 'known' && other.name.state === 'known') return false;
  if (one.name.state === 'unknown' || other.name.state === 'unknown') return false;
  const isOnNode = ({ hostPort, hostIP }: ContainerPort) => hostPort.state !== 'absent' || hostIP.state !== 'absent';
  return !isOnNode(one) && !isOnNode(other);
}

/** One port of the node twice is refused: host-port-differs. */
function isSameHostPort({ hostPort: one }: ContainerPort, { hostPort: other }: ContainerPort): boolean {
  return one.state === 'known' && other.state === 'known' && one.value === other.value && one.value !== 0;
}

/** Nothing is in it but what its twin says. */
function addsNothing(port: MappingNode): boolean {
  return port.pairs.every(({ key }) => ['containerPort', 'protocol'].includes(keyName(key) ?? ''));
}

function named(container: Container): string {
  return container.name.state === 'known' ? `container ${quoted(container.name.value)}` : 'another container';
}
