import {
  deref,
  entriesOf,
  get,
  isMerge,
  type MappingNode,
  type Pair,
  PLACEHOLDER,
  type SequenceNode,
  type YamlNode,
} from '../yaml';
import { ABSENT, type Field, type FieldProblem, known, UNKNOWN } from './field';
import type { PortReference } from './objects';

/** What is known about the object that is being read; a fresh one for each object. */
export interface Reading {
  readonly problems: FieldProblem[];
  /** The document has a blocking problem: a field that is not there may still be there, so it is unknown, not absent. */
  readonly broken: boolean;
  /** A list or mapping of the object could not be read as a whole. */
  partial: boolean;
  /** How many list items and map entries may still be read: aliases can make a small document mean a huge one. */
  budget: number;
}

const BUDGET = 100_000;
const LONGEST_QUOTE = 40;

export function startReading(broken: boolean): Reading {
  return { problems: [], broken, partial: false, budget: BUDGET };
}

/** Of a field that is not there. */
export function absent(reading: Reading): typeof ABSENT | typeof UNKNOWN {
  return reading.broken ? UNKNOWN : ABSENT;
}

/** The value of a field; undefined where it is missing or null, which the API takes as the same. */
export function valueAt(mapping: MappingNode, key: string): YamlNode | undefined {
  const node = get(mapping, key);
  if (node === undefined || (node.type === 'scalar' && node.value === null)) return undefined;
  return node;
}

export function textField(reading: Reading, mapping: MappingNode, key: string): Field<string> {
  const node = valueAt(mapping, key);
  return node === undefined ? absent(reading) : asText(reading, node, key);
}

function asText(
  reading: Reading,
  node: YamlNode,
  field: string,
  complain: typeof wrongType = wrongType,
): Field<string> {
  if (node.type === 'scalar') {
    const value = node.value;
    if (typeof value === 'string') return isOpen(value) ? { state: 'unknown', node } : known(value, node);
    if (value === PLACEHOLDER || value === null) return { state: 'unknown', node };
  }
  return complain(reading, node, field, 'string');
}

/** Port numbers that have to be integers. The range is not checked here; 0 stays 0. */
export function portNumberField(reading: Reading, mapping: MappingNode, key: string): Field<number> {
  return scalarField(reading, mapping, key, integerIn, notANumber);
}

/** IntOrString: a quoted number is a name (trap 4), kept as it is. */
export function portReferenceField(reading: Reading, mapping: MappingNode, key: string): PortReference {
  return scalarField(reading, mapping, key, integerOrName, notAReference);
}

/** A number, or a part as `25%`. */
export function amountField(reading: Reading, mapping: MappingNode, key: string): Field<number | string> {
  return scalarField<number | string>(reading, mapping, key, integerOrName, notAnAmount);
}

export function integerField(reading: Reading, mapping: MappingNode, key: string): Field<number> {
  return scalarField(reading, mapping, key, integerIn, notAnInteger);
}

export function booleanField(reading: Reading, mapping: MappingNode, key: string): Field<boolean> {
  return scalarField(reading, mapping, key, booleanIn, notABoolean);
}

type Complaint = (reading: Reading, node: YamlNode, key: string) => Field<never>;

const notANumber: Complaint = (reading, node, key) => invalidPort(reading, node, key, 'must be an integer');
const notAReference: Complaint = (reading, node, key) =>
  invalidPort(reading, node, key, 'must be an integer or a name');
const notAnInteger: Complaint = (reading, node, key) => wrongType(reading, node, key, 'integer');
const notAnAmount: Complaint = (reading, node, key) => wrongType(reading, node, key, 'integer');
const notABoolean: Complaint = (reading, node, key) => wrongType(reading, node, key, 'boolean');

const integerIn = (value: unknown) => (typeof value === 'number' && Number.isInteger(value) ? value : undefined);
const integerOrName = (value: unknown) => (typeof value === 'string' && !isOpen(value) ? value : integerIn(value));
const booleanIn = (value: unknown) => (typeof value === 'boolean' ? value : undefined);

/** A scalar of one kind: `valueIn` takes it or gives undefined; what others fill in is unknown, all else is wrong. */
function scalarField<T>(
  reading: Reading,
  mapping: MappingNode,
  key: string,
  valueIn: (value: unknown) => T | undefined,
  complain: Complaint,
): Field<T> {
  const node = valueAt(mapping, key);
  if (node === undefined) return absent(reading);
  if (node.type === 'scalar') {
    const value = valueIn(node.value);
    if (value !== undefined) return known(value, node);
    if (isHole(node)) return { state: 'unknown', node };
  }
  return complain(reading, node, key);
}

export function mappingField(reading: Reading, mapping: MappingNode, key: string): Field<MappingNode> {
  const node = valueAt(mapping, key);
  return node === undefined ? absent(reading) : mappingOf(reading, node, key);
}

export function mappingOf(reading: Reading, node: YamlNode, field: string): Field<MappingNode> {
  if (node.type === 'mapping') return known(node, node);
  if (isHole(node)) return { state: 'unknown', node };
  return wrongType(reading, node, field, 'mapping');
}

export function listField(reading: Reading, mapping: MappingNode, key: string): Field<SequenceNode> {
  const node = valueAt(mapping, key);
  if (node === undefined) return absent(reading);
  if (node.type === 'sequence') return known(node, node);
  if (isHole(node)) return { state: 'unknown', node };
  return wrongType(reading, node, key, 'list');
}

/** The mapping where there is one; `partial` is noted where it cannot be read. For objects without a flag of their own. */
export function knownMapping(reading: Reading, mapping: MappingNode, key: string): MappingNode | undefined {
  const field = mappingField(reading, mapping, key);
  if (field.state === 'known') return field.value;
  if (field.state === 'unknown') reading.partial = true;
  return undefined;
}

/** Of a field in a mapping that `knownMapping` did not give: absent, unless the mapping is what nobody can tell. */
export function lacking(reading: Reading): typeof ABSENT | typeof UNKNOWN {
  return reading.partial ? UNKNOWN : absent(reading);
}

/** The mappings of a list; whatever else stands there makes the object partial. */
export function knownItems(reading: Reading, mapping: MappingNode, key: string): readonly MappingNode[] {
  const field = listField(reading, mapping, key);
  if (field.state === 'known') {
    const items = mappingItems(reading, field.value, key);
    if (!items.complete) reading.partial = true;
    return items.items;
  }
  if (field.state === 'unknown') reading.partial = true;
  return [];
}

export interface Items {
  readonly items: readonly MappingNode[];
  /** False where an item is no mapping. */
  readonly complete: boolean;
}

export function mappingItems(reading: Reading, list: SequenceNode, field: string): Items {
  const items: MappingNode[] = [];
  let complete = true;
  for (const item of itemsOf(reading, list)) {
    if (item.type === 'mapping') {
      items.push(item);
      continue;
    }
    complete = false;
    if (!isHole(item)) wrongItem(reading, item, field, 'mapping');
  }
  return { items, complete: complete && reading.budget >= 0 };
}

/** The items of a list, aliases followed, as far as the budget goes. */
export function itemsOf(reading: Reading, list: SequenceNode): readonly YamlNode[] {
  reading.budget -= list.items.length;
  if (reading.budget < 0) {
    reading.partial = true;
    return [];
  }
  return list.items.some((item) => item.type === 'alias') ? list.items.map(deref) : list.items;
}

/** A list of strings that may be absent, or unknown as a whole. */
export function textListField(reading: Reading, mapping: MappingNode, key: string): Field<readonly Field<string>[]> {
  const field = listField(reading, mapping, key);
  if (field.state !== 'known') return field;
  const items = itemsOf(reading, field.value);
  if (reading.budget < 0) return { state: 'unknown', node: field.node };
  return known(
    items.map((item) => asText(reading, item, key, wrongItem)),
    field.node,
  );
}

/** A list of strings; one unknown member where nobody can tell what is in it. */
export function textList(reading: Reading, mapping: MappingNode, key: string): readonly Field<string>[] {
  const field = listField(reading, mapping, key);
  if (field.state === 'absent') return [];
  if (field.state === 'unknown') return [field];
  const items = itemsOf(reading, field.value);
  if (reading.budget < 0) return [UNKNOWN];
  return items.map((item) => asText(reading, item, key, wrongItem));
}

/** All pairs in force, merges followed; of equal keys the last one counts, earlier ones may be there too. */
export function pairsOf(reading: Reading, mapping: MappingNode): readonly Pair[] {
  const pairs = mapping.pairs.some(isMerge) ? entriesOf(mapping) : mapping.pairs;
  reading.budget -= pairs.length;
  if (reading.budget >= 0) return pairs;
  reading.partial = true;
  return [];
}

/** A null, a placeholder, or an alias that leads nowhere: unknown, and nothing to complain about. */
export function isHole(node: YamlNode): boolean {
  if (node.type === 'alias') return true;
  if (node.type !== 'scalar') return false;
  const value = node.value;
  return value === null || value === PLACEHOLDER || (typeof value === 'string' && isOpen(value));
}

/** `$(PORT)`, `$PORT`, `<port>`, `%PORT%`, `@PORT@`, `[[port]]`, `((port))`, `#{port}`, `__PORT__`: filled in by other tools. */
export function isOpen(text: string): boolean {
  switch (text.charCodeAt(0)) {
    case 0x24: // $
    case 0x3c: // <
    case 0x25: // %
    case 0x40: // @
    case 0x5b: // [
    case 0x28: // (
    case 0x23: // #
      return true;
    case 0x5f: // _
      return text.charCodeAt(1) === 0x5f;
    default:
      return text.includes('$(');
  }
}

export type Expected = NonNullable<FieldProblem['expected']>;

/** `subject` is what the message calls the value; the field's name where it is left out. */
export function wrongType(
  reading: Reading,
  node: YamlNode,
  field: string,
  expected: Expected,
  subject = field,
): Field<never> {
  if (node.type === 'alias') return { state: 'unknown', node };
  const message = `${subject} must be ${named(expected)}, not ${described(node)}`;
  addProblem(reading, { code: 'wrong-type', field, message, node, expected }, replacementFor(node, expected));
  return { state: 'unknown', node };
}

export function wrongItem(reading: Reading, node: YamlNode, field: string, expected: Expected): Field<never> {
  return wrongType(reading, node, field, expected, `an item of ${field}`);
}

function invalidPort(reading: Reading, node: YamlNode, field: string, rule: string): Field<never> {
  if (node.type === 'alias') return { state: 'unknown', node };
  const message = `${field} ${rule}, not ${described(node)}`;
  const problem: FieldProblem = { code: 'invalid-port-number', field, message, node, expected: 'integer' };
  addProblem(reading, problem, replacementFor(node, 'integer'));
  return { state: 'unknown', node };
}

function addProblem(reading: Reading, problem: FieldProblem, replacement: string | undefined): void {
  // What a broken document says is not what its author wrote.
  if (reading.broken) return;
  reading.problems.push(replacement === undefined ? problem : { ...problem, replacement });
}

function replacementFor(node: YamlNode, expected: Expected): string | undefined {
  if (node.type !== 'scalar') return undefined;
  if (expected === 'string')
    return typeof node.value === 'number' || typeof node.value === 'boolean' ? node.text : undefined;
  if (typeof node.value !== 'string') return undefined;
  const text = node.value.trim();
  if (expected === 'integer' && text.length <= 15 && /^[0-9]+$/.test(text)) return String(Number(text));
  if (expected === 'boolean' && (text === 'true' || text === 'false')) return text;
  return undefined;
}

function named(expected: Expected): string {
  return expected === 'integer' ? 'an integer' : `a ${expected}`;
}

function described(node: YamlNode): string {
  if (node.type === 'mapping') return 'a mapping';
  if (node.type === 'sequence') return 'a list';
  if (node.type === 'alias') return 'an alias';
  if (typeof node.value === 'string') return `the string "${shortened(node.value)}"`;
  if (node.value === null) return 'null';
  return `the ${typeof node.value} ${shortened(node.text)}`;
}

export function shortened(text: string): string {
  const line = text.slice(0, LONGEST_QUOTE + 1).replace(/\s+/g, ' ');
  return text.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
}
