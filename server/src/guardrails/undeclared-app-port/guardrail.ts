import {
  type Container,
  type ContainerPort,
  isPortNumber,
  listening,
  placeOf,
  protocolOf,
  usesHostNetwork,
  type Workload,
} from '../../kubernetes';
import { declaredPorts, hasPort } from '../../network/resolve';
import { changeTo } from '../common/fixes/edits';
import { containerKey } from '../common/messages/subjects';
import { oneLine, quoted } from '../common/messages/words';
import { type Breach, defineGuardrail, type Fix } from '../define';
import { mentions, type Statement, statementsOf } from './statements';

interface Contradiction extends Breach {
  readonly port: ContainerPort;
  readonly declared: number;
  readonly statement: Statement;
}

export const undeclaredAppPort = defineGuardrail<'workload', Contradiction>({
  id: 'undeclared-app-port',
  title: 'A container listens elsewhere than on the port it declares',
  category: 'wiring',
  severity: 'info',
  confidence: 'possible',
  check: {
    kind: 'object',
    appliesTo: ['workload'],
    find(workload) {
      const breaches: Contradiction[] = [];
      for (const container of listening(workload.template)) {
        const breach = contradictionIn(workload, container);
        if (breach !== undefined) breaches.push(breach);
      }
      return breaches;
    },
  },
  message({ declared, statement: { by, kind, number } }) {
    if (number === declared) {
      return oneLine(`containerPort is ${declared}, but ${quoted(by)} lets only its own pod reach it (127.0.0.1)`);
    }
    return kind === 'image'
      ? oneLine(`containerPort is ${declared}, but the image ${quoted(by)} listens on ${number}`)
      : oneLine(`containerPort is ${declared}, but ${quoted(by)} tells the container to listen on ${number}`);
  },
  related({ statement: { by, number, node, kind } }) {
    const what = kind === 'image' ? `The image ${quoted(by)} listens on ${number}` : `${quoted(by)} is ${number} here`;
    return [{ place: placeOf(node), message: oneLine(what) }];
  },
  fixes({ port, declared, statement }) {
    if (statement.number === declared) return [];
    const fixes: Fix[] = [];
    // Which of the two is meant, only the owner of the application knows.
    const { containerPort } = port;
    const change = containerPort.state === 'known' ? changeTo(containerPort.node, statement.number) : undefined;
    if (change !== undefined) {
      fixes.push({ title: `Change containerPort to ${statement.number}`, safe: false, edits: [change] });
    }
    const other = statement.alone ? changeTo(statement.node, String(declared)) : undefined;
    if (other !== undefined) {
      fixes.push({ title: oneLine(`Change ${quoted(statement.by)} to ${declared}`), safe: false, edits: [other] });
    }
    return fixes;
  },
});

/** Evident only where one port is declared and one is told, and nothing else of the container explains the first. */
function contradictionIn(workload: Workload, container: Container): Contradiction | undefined {
  const [port, another] = container.ports;
  if (port === undefined || another !== undefined || !container.portsComplete) return undefined;
  if (port.containerPort.state !== 'known' || protocolOf(port.protocol) !== 'TCP') return undefined;
  const declared = port.containerPort.value;
  // What it is called may say that it is no port of the application.
  if (!isPortNumber(declared) || port.name.state === 'unknown' || isOfAnother(port)) return undefined;
  if (container.env.length > MOST_VARIABLES) return undefined;
  const [statement, ...others] = statementsOf(container);
  if (statement === undefined || others.some(({ number }) => number !== statement.number)) return undefined;
  const wrong =
    statement.number === declared
      ? isCutOff(workload, [statement, ...others])
      : isContradicted(workload, container, declared, statement);
  if (!wrong) return undefined;
  return {
    at: placeOf(port.containerPort.node),
    subject: `${containerKey(container)}.ports=${declared}`,
    port,
    declared,
    statement,
  };
}

function isContradicted(
  workload: Workload,
  container: Container,
  declared: number,
  { number, loopback }: Statement,
): boolean {
  if (loopback) return false;
  // Ports may be declared at a neighbour: all containers of a pod have one address.
  return !mentions(container, declared) && !hasPort(declaredPorts(workload), number, 'TCP');
}

/** More than anybody writes by hand. */
const MOST_VARIABLES = 1000;

/** Nobody is beside it to hand connections on, and its address is not the node's. */
function isCutOff({ template }: Workload, statements: readonly Statement[]): boolean {
  if (usesHostNetwork(template) !== 'no' || !template.containersComplete) return false;
  return listening(template).length === 1 && statements.every(({ loopback }) => loopback);
}

const ANOTHER = /metric|prom|health|probe|live|ready|admin|debug|monitor|hook|telemetry|stats/i;

function isOfAnother({ name }: ContainerPort): boolean {
  return name.state === 'known' && ANOTHER.test(name.value);
}
