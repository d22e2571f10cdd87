import { type KubernetesObject, type ObjectType, placeOf } from '../../kubernetes';
import type { YamlNode } from '../../yaml';
import { type Breach, defineGuardrail, type Fix } from '../define';
import { changeToNumber } from '../edits';
import { isPlainKind } from '../plain-kinds';
import { isStandIn } from '../stand-ins';
import { oneLine, quoted } from '../words';
import { OBJECTS_WITH_PORTS, type PortField, portFieldsOf } from './ports';

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
    *find(object) {
      // A custom resource has rules of its own for the pod template it carries (trap 10).
      if (object.type === 'workload' && !isPlainKind(object)) return;
      const told = new Set<YamlNode>();
      for (const breach of [...unreadable(object), ...outOfRange(object)]) {
        if (told.has(breach.node) || isStandIn(textOf(breach.node))) continue;
        told.add(breach.node);
        yield breach;
      }
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

/** Values that the reader could not take for a port. */
function* unreadable(object: KubernetesObject): Generator<InvalidNumber> {
  for (const { code, field, message, node, replacement } of object.problems) {
    if (code !== 'invalid-port-number') continue;
    const meant = replacement === undefined ? undefined : legalNumber(replacement);
    yield { at: placeOf(node), subject: `${field}=${textOf(node)}`, says: message, node, meant };
  }
}

function* outOfRange(object: KubernetesObject): Generator<InvalidNumber> {
  for (const field of portFieldsOf(object)) {
    if (field.value.state !== 'known') continue;
    const { value, node } = field.value;
    const says = typeof value === 'number' ? numberProblem(field, value) : nameProblem(field, value);
    if (says === undefined) continue;
    const meant = typeof value === 'number' ? undefined : legalNumber(value);
    yield { at: placeOf(node), subject: `${field.path}.${field.name}=${value}`, says, node, meant };
  }
}

function numberProblem(field: PortField, value: number): string | undefined {
  if (value >= 1 && value <= LAST_PORT) return undefined;
  if (value === 0 && field.zeroIsUnset) return undefined;
  return `${field.name} ${value} is not a port number (1 to ${LAST_PORT})`;
}

/** A quoted number is a name, and a name without a letter is none (trap 4). */
function nameProblem(field: PortField, value: string): string | undefined {
  if (!/^[0-9]+$/.test(value)) return undefined;
  return `${field.name} ${quoted(value)} is a name, and a name needs a letter; a number is written without quotes`;
}

function legalNumber(text: string): number | undefined {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 && number <= LAST_PORT ? number : undefined;
}

function textOf(node: YamlNode): string {
  return node.type === 'scalar' ? node.text : node.type;
}
