import { deref, keyName, type MappingNode, type Pair, PLACEHOLDER, type YamlNode } from '../yaml';
import { type Field, known } from './field';
import type { Labels, LabelValue } from './objects';
import { isHole, isOpen, mappingField, pairsOf, type Reading, shortened, wrongType } from './reading';

const NO_ENTRIES: ReadonlyMap<string, LabelValue> = new Map();
const NONE: Labels = { entries: NO_ENTRIES, complete: true, node: null };
const NOBODY_KNOWS: Labels = { entries: NO_ENTRIES, complete: false, node: null };

/** How the values of a map of strings are taken: free text (annotations, data) may look like anything. */
type Values = 'label' | 'free';

/** A map of strings: labels, annotations, `matchLabels`, `data`. */
export function readLabels(reading: Reading, owner: MappingNode, key: string, values: Values = 'label'): Labels {
  const field = mappingField(reading, owner, key);
  if (field.state === 'absent') return NONE;
  if (field.state === 'unknown') return field.node === undefined ? NOBODY_KNOWS : { ...NOBODY_KNOWS, node: field.node };
  return labelsOf(reading, field.value, key, values);
}

export function labelsOf(reading: Reading, mapping: MappingNode, field: string, values: Values = 'label'): Labels {
  const entries = new Map<string, LabelValue>();
  let complete = !reading.broken;
  for (const pair of pairsOf(reading, mapping)) {
    const name = knownName(pair.key);
    if (name === undefined) {
      complete = false;
      continue;
    }
    entries.set(name, { key: pair.key, value: stringOf(reading, pair, field, values) });
  }
  return { entries, complete: complete && reading.budget >= 0, node: mapping };
}

/** Labels of an object without metadata. */
export function noLabels(reading: Reading): Labels {
  return reading.broken ? NOBODY_KNOWS : NONE;
}

/** Labels that nobody can tell. */
export function unknownLabels(): Labels {
  return NOBODY_KNOWS;
}

/** The same labels, to which somebody may add others. */
export function openLabels(labels: Labels): Labels {
  return labels.complete ? { ...labels, complete: false } : labels;
}

function knownName(key: YamlNode): string | undefined {
  const node = deref(key);
  if (node.type !== 'scalar' || node.value === PLACEHOLDER) return undefined;
  const name = keyName(node);
  return name === undefined || isOpen(name) ? undefined : name;
}

function stringOf(reading: Reading, pair: Pair, field: string, values: Values): Field<string> {
  const node = deref(pair.value);
  if (node.type === 'scalar') {
    const value = node.value;
    if (typeof value === 'string') {
      return values === 'label' && isOpen(value) ? { state: 'unknown', node } : known(value, node);
    }
    if (value === PLACEHOLDER || value === null) return { state: 'unknown', node };
  }
  if (isHole(node)) return { state: 'unknown', node };
  return wrongType(reading, node, field, 'string', `${field}: ${written(pair.key)}`);
}

/** As it stands there: `n` is false to some readers, and nobody wrote "false". */
function written(key: YamlNode): string {
  const node = deref(key);
  if (node.type !== 'scalar') return 'a key';
  return typeof node.value === 'string' ? `"${shortened(node.text)}"` : shortened(node.text);
}
