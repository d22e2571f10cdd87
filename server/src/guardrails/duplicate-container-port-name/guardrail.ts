import { type Container, type ContainerPort, isPortName, placeOf, type Workload } from '../../kubernetes';
import { equalContent, type YamlNode } from '../../yaml';
import { isPlainKind } from '../common/evidence/plain-kinds';
import { fixOf, removePort } from '../common/fixes/edits';
import { containerKey } from '../common/messages/subjects';
import { ofContainer, oneLine, quoted } from '../common/messages/words';
import { relatedTo } from '../common/spec/rejections';
import { type Breach, defineGuardrail } from '../define';

interface DuplicateName extends Breach {
  readonly name: string;
  readonly first: { readonly node: YamlNode; readonly port: ContainerPort };
  readonly port: ContainerPort;
  readonly container: Container;
}

export const duplicateContainerPortName = defineGuardrail<'workload', DuplicateName>({
  id: 'duplicate-container-port-name',
  title: 'A container has two ports of one name',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['workload'],
    find(workload) {
      // A custom resource has rules of its own for the pod template it carries (trap 10).
      return isPlainKind(workload) ? duplicatesIn(workload) : NONE;
    },
  },
  message: ({ name, first, container }) =>
    oneLine(`port name ${quoted(name)} is already taken by ${numberOf(first.port)}${ofContainer(container)}`),
  related: ({ name, first }) => [relatedTo(first.node, `The first port called ${quoted(name)} is here`)],
  fixes({ first, port, container }) {
    if (!equalContent(first.port.node, port.node)) return [];
    return fixOf('Remove the second, equal port', true, [removePort(container, port)]);
  },
});

const NONE: readonly DuplicateName[] = [];

function duplicatesIn(workload: Workload): readonly DuplicateName[] {
  let breaches: DuplicateName[] | undefined;
  for (const template of workload.templates) {
    for (const container of template.containers) {
      if (container.ports.length < 2) continue;
      breaches ??= [];
      addDuplicates(container, breaches);
    }
  }
  return breaches ?? NONE;
}

/** Names are compared within one container only, and only legal ones (V4). */
function addDuplicates(container: Container, breaches: DuplicateName[]): void {
  const taken = new Map<string, DuplicateName['first']>();
  for (const port of container.ports) {
    if (port.name.state !== 'known' || !isPortName(port.name.value)) continue;
    const { value: name, node } = port.name;
    const first = taken.get(name);
    if (first === undefined) taken.set(name, { node, port });
    else if (first.port.node !== port.node) {
      const subject = `${containerKey(container)}.ports.name=${name}`;
      breaches.push({ at: placeOf(node), subject, name, first, port, container });
    }
  }
}

function numberOf({ containerPort }: ContainerPort): string {
  return containerPort.state === 'known' ? `port ${containerPort.value}` : 'another port';
}
