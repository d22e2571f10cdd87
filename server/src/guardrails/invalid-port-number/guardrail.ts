import { type KubernetesObject, type ObjectType, type PortReference, placeOf } from '../../kubernetes';
import type { YamlNode } from '../../yaml';
import { type Breach, defineGuardrail, type Fix } from '../define';
import { changeToNumber } from '../edits';
import { isPlainKind } from '../plain-kinds';
import { isStandIn } from '../stand-ins';
import { oneLine, quoted } from '../words';
import { OBJECTS_WITH_PORTS, type PortField, visitPorts } from './ports';

interface InvalidNumber extends Breach {
  readonly says: string;
  readonly node: YamlNode;
  /** The number that is evidently meant. */
  readonly meant: number | undefined;
}

const LAST_PORT = 65535;

export const invalidPortNumber = defineGuardrail<ObjectType, InvalidNumber>({
  id: 'invalid-port-number',
  title: 'A port is no number from 1 to 65535',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: OBJECTS_WITH_PORTS,
    find(object) {
      // A custom resource has rules of its own for the pod template it carries (trap 10).
      if (object.type === 'workload' && !isPlainKind(object)) return NONE;
      const breaches: InvalidNumber[] = [];
      addUnreadable(object, breaches);
      visitPorts(object, (value, field, index) => addOutOfRange(value, field, index, breaches));
      return breaches;
    },
  },
  message: ({ says }) => oneLine(says),
  fixes({ node, meant }) {
    if (meant === undefined) return [];
    const edits = changeToNumber(node, meant);
    if (edits === undefined) return [];
    // The API server refuses the name, and there is one number that it can stand for.
    const fix: Fix = { title: `Write ${meant} as a number`, safe: true, edits };
    return [fix];
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
  if (value >= 1 && value <= LAST_PORT) return undefined;
  if (value === 0 && field.zeroIsUnset) return undefined;
  return `${field.name} ${value} is not a port number (1 to ${LAST_PORT})`;
}

/** A quoted number is a name, and a name without a letter is none (trap 4). */
function nameProblem(field: PortField, value: string): string | undefined {
  const first = value.charCodeAt(0);
  if (!(first >= 0x30 && first <= 0x39) || !/^[0-9]+$/.test(value)) return undefined;
  return `${field.name} ${quoted(value)} is a name, and a name needs a letter; a number is written without quotes`;
}

function legalNumber(text: string): number | undefined {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 && number <= LAST_PORT ? number : undefined;
}

function textOf(node: YamlNode): string {
  return node.type === 'scalar' ? node.text : node.type;
}
