import {
  backendsOf,
  isPortNumber,
  type KubernetesObject,
  type ObjectType,
  type PortReference,
  placeOf,
} from '../../kubernetes';
import { resolveIngressBackend } from '../../network/resolve';
import type { EnvironmentView } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { isPlainKind } from '../common/evidence/plain-kinds';
import { isStandIn } from '../common/evidence/stand-ins';
import { changeTo, changeToNumber, fixOf } from '../common/fixes/edits';
import { oneLine, quoted } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';
import { missingPorts } from './missing';
import { OBJECTS_WITH_PORTS, type PortField, visitPorts } from './ports';

interface InvalidNumber extends Breach {
  readonly says: string;
  readonly node: YamlNode;
  /** The number that is evidently meant. */
  readonly meant: number | undefined;
  /** What the key at `node` has to be. */
  readonly key?: string;
}

export const invalidPortNumber = defineGuardrail<ObjectType, InvalidNumber>({
  id: 'invalid-port-number',
  title: 'A port is no number from 1 to 65535',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: OBJECTS_WITH_PORTS,
    find(object, { environment }) {
      // A custom resource has rules of its own for the pod template it carries (trap 10).
      if (object.type === 'workload' && !isPlainKind(object)) return NONE;
      const breaches: InvalidNumber[] = [];
      addUnreadable(object, breaches);
      visitPorts(object, (value, field, index) => addOutOfRange(value, field, index, breaches));
      addMissing(object, breaches);
      return breaches.length === 0 ? NONE : breaches.map((breach) => asServicePort(breach, object, environment));
    },
  },
  message: ({ says }) => oneLine(says),
  fixes({ node, meant, key }) {
    if (key !== undefined) return fixOf(`Write ${key}`, true, [changeTo(node, key)]);
    if (meant === undefined) return [];
    const edits = changeToNumber(node, meant);
    if (edits === undefined) return [];
    // The API server refuses the name, and there is one number that it can stand for.
    return fixOf(`Write ${meant} as a number`, true, edits);
  },
});

const NONE: readonly InvalidNumber[] = [];

/** Values that the reader could not take for a port. */
function addUnreadable(object: KubernetesObject, breaches: InvalidNumber[]): void {
  for (const { code, field, message, node, replacement } of object.problems) {
    if (code !== 'invalid-port-number') continue;
    const meant = replacement === undefined ? undefined : legalNumber(replacement);
    add({ at: placeOf(node), subject: `${field}=${textOf(node)}`, says: message, node, meant }, breaches);
  }
}

function addOutOfRange(field: PortReference, about: PortField, index: number, breaches: InvalidNumber[]): void {
  if (field.state !== 'known') return;
  const { value, node } = field;
  const says = typeof value === 'number' ? numberProblem(about, value) : nameProblem(about, value);
  if (says === undefined) return;
  const meant = typeof value === 'number' ? undefined : legalNumber(value);
  const subject = `${pathOf(about, index)}.${about.name}=${value}`;
  add({ at: placeOf(node), subject, says, node, meant }, breaches);
}

function addMissing(object: KubernetesObject, breaches: InvalidNumber[]): void {
  for (const { field, name, at, index, slip } of missingPorts(object)) {
    const what = field === 'port' && name !== undefined ? 'number' : field;
    const says = `${name === undefined ? 'an item of ports' : `port ${quoted(name)}`} has no ${what}${slip === undefined ? '' : `: ${quoted(slip.text)} is not ${field} (case matters)`}`;
    breaches.push({
      at: placeOf(at),
      subject: `ports[${index}].${field}`,
      says,
      node: at,
      meant: undefined,
      ...(slip === undefined || field !== 'port' ? {} : { key: field }),
    });
  }
}

/** An Ingress that names a Service port by digits means the port that is called so, and not the port of that number. */
function asServicePort(breach: InvalidNumber, object: KubernetesObject, environment: EnvironmentView): InvalidNumber {
  if (object.type !== 'ingress') return breach;
  const backend = backendsOf(object).find(({ port }) => port.state === 'known' && port.node === breach.node);
  if (backend === undefined) return breach;
  const outcome = resolveIngressBackend(environment, object, backend);
  const found = outcome.kind === 'found' ? outcome.ports[0]?.port.port : undefined;
  return found?.state === 'known' && isPortNumber(found.value) ? { ...breach, meant: found.value } : breach;
}

/** Once for each node: what aliases repeat is one mistake. */
function add(breach: InvalidNumber, breaches: InvalidNumber[]): void {
  if (breaches.some(({ node }) => node === breach.node) || isStandIn(textOf(breach.node))) return;
  breaches.push(breach);
}

function pathOf({ list, within }: PortField, index: number): string {
  const item = list === '' ? '' : `${list}[${index}]`;
  return within === undefined ? item : `${item}.${within}`;
}

function numberProblem(field: PortField, value: number): string | undefined {
  if (isPortNumber(value)) return undefined;
  if (value === 0 && field.zeroIsUnset) return undefined;
  return `${field.name} ${value} is not a port number (1 to 65535)`;
}

/** A quoted number is a name, and a name without a letter is none (trap 4). */
function nameProblem(field: PortField, value: string): string | undefined {
  if (!/^[0-9]+$/.test(value)) return undefined;
  return `${field.name} ${quoted(value)} is a name, and a name needs a letter; a number is written without quotes`;
}

function legalNumber(text: string): number | undefined {
  const number = Number(text);
  return isPortNumber(number) ? number : undefined;
}

function textOf(node: YamlNode): string {
  return node.type === 'scalar' ? node.text : node.type;
}
