import {
  deref,
  entriesOf,
  keyName,
  type MappingNode,
  PLACEHOLDER,
  type Place,
  type ScalarNode,
  type YamlNode,
} from '../yaml';
import type { CharterProblem } from './charter';
import { readDate, readObjectPattern, readPortRange, readSize, readVersion } from './formats';
import { globProblem } from './glob';
import { nearest } from './nearest';
import type { Entry, ListForm, RecordForm, Shape, TextForm } from './shape';

/** Reads a value as its shape has it. What is wrong goes into `problems`, and the value it concerns is left out. */
export function readShape<T>(shape: Shape<T>, node: YamlNode, name: string, problems: CharterProblem[]): T | undefined {
  // Sound because each form is read into what its builder in shape.ts says it is.
  return readForm(shape as Shape, { node: deref(node), name, problems }) as T | undefined;
}

/** Of a mapping, the place of its first key: the whole would underline a screen. */
export function placeToShow(node: YamlNode): Place {
  const first = node.type === 'mapping' ? node.pairs[0]?.key : undefined;
  const { document, start, end } = first ?? node;
  const lineEnd = document.text.indexOf('\n', start);
  return { document, start, end: lineEnd < 0 ? end : Math.min(end, lineEnd) };
}

interface Reading {
  readonly node: YamlNode;
  /** As people write it, for messages. */
  readonly name: string;
  readonly problems: CharterProblem[];
}

function readForm(shape: Shape, reading: Reading): unknown {
  switch (shape.type) {
    case 'text':
      return readText(shape, reading);
    case 'choice':
      return readChoice(
        shape.choices.map((choice) => choice.value),
        reading,
      );
    case 'flag':
      return readFlag(reading);
    case 'port':
      return readPort(reading);
    case 'port-range':
      return readFormatted(reading, readPortRange);
    case 'size':
      return readFormatted(reading, readSize);
    case 'list':
      return readList(shape, reading);
    case 'map':
      return readMap(shape.values, reading);
    case 'record':
      return readRecord(shape, reading);
  }
}

function readText(form: TextForm, reading: Reading): string | undefined {
  const scalar = scalarOf(reading, 'text');
  if (scalar === undefined) return undefined;
  if (scalar.text.trim() === '') return refuse(reading, 'is empty');
  switch (form.format) {
    case 'glob': {
      const problem = globProblem(scalar.text);
      return problem === undefined ? scalar.text : refuse(reading, problem);
    }
    case 'date':
      return readFormatted(reading, readDate);
    case 'object':
      return readFormatted(reading, readObjectPattern);
    case 'version':
      return readFormatted(reading, readVersion);
    case undefined:
      return scalar.text;
  }
}

function readChoice(values: readonly string[], reading: Reading): string | undefined {
  // By its characters: to the cluster's decoder, a plain `off` is false.
  const wanted = values.length === 1 ? String(values[0]) : `one of ${someOf(values)}`;
  const scalar = scalarOf(reading, wanted);
  if (scalar === undefined) return undefined;
  if (values.includes(scalar.text)) return scalar.text;
  const meant = nearest(scalar.text, values);
  const hint = meant === undefined ? `must be ${wanted}` : `did you mean ${meant}?`;
  return refuse(reading, `cannot be "${scalar.text}": ${hint}`);
}

function readFlag(reading: Reading): boolean | undefined {
  const scalar = scalarOf(reading, 'true or false');
  if (scalar === undefined) return undefined;
  return typeof scalar.value === 'boolean' ? scalar.value : refuse(reading, 'must be true or false');
}

function readPort(reading: Reading): number | undefined {
  const scalar = scalarOf(reading, 'a port');
  if (scalar === undefined) return undefined;
  const { value } = scalar;
  if (typeof value === 'string' && /^\d+$/.test(value))
    return refuse(reading, `must be a number: write ${value} without quotes`);
  if (typeof value !== 'number' || !Number.isInteger(value)) return refuse(reading, 'must be a whole number');
  return value >= 1 && value <= 65_535 ? value : refuse(reading, `cannot be ${value}: ports are 1 to 65535`);
}

/** Forms that are written as text; they answer with a string where something is wrong with it. */
function readFormatted<T>(reading: Reading, read: (text: string) => { readonly value: T } | string): T | undefined {
  const scalar = scalarOf(reading, 'text');
  if (scalar === undefined) return undefined;
  const answer = read(scalar.text);
  return typeof answer === 'string' ? refuse(reading, answer) : answer.value;
}

function readList({ items, most }: ListForm, reading: Reading): unknown[] | undefined {
  const { node, name, problems } = reading;
  if (node.type !== 'sequence') return refuse(reading, `must be a list, not ${nameOf(node)}`);
  const values: unknown[] = [];
  if (node.items.length > most) refuse(reading, `has more than ${most} entries: the rest is not read`);
  node.items.slice(0, most).forEach((item, index) => {
    const value = readForm(items, { node: deref(item), name: `${name}[${index}]`, problems });
    if (value !== undefined) values.push(value);
  });
  return values;
}

function readMap(values: Shape, reading: Reading): ReadonlyMap<string, Entry<unknown>> | undefined {
  const { node, name, problems } = reading;
  if (node.type !== 'mapping') return refuse(reading, `must be a mapping, not ${nameOf(node)}`);
  const entries = new Map<string, Entry<unknown>>();
  for (const { key, value: below } of entriesOf(node)) {
    const id = keyName(key);
    if (id === undefined) continue;
    const value = readForm(values, { node: deref(below), name: `${name}.${id}`, problems });
    const { document, start, end } = key;
    if (value !== undefined) entries.set(id, { value, place: { document, start, end } });
  }
  return entries;
}

function readRecord(form: RecordForm, reading: Reading): object | undefined {
  const { node, name, problems } = reading;
  if (node.type !== 'mapping') return refuse(reading, `must be a mapping, not ${nameOf(node)}`);
  const problemsBefore = problems.length;
  const places = new Map<string, Place>();
  const values: Record<string, unknown> = { place: placeToShow(node), places };
  for (const { key, value } of entriesOf(node)) {
    const field = keyName(key);
    if (field === undefined) continue;
    const shape = Object.hasOwn(form.fields, field) ? form.fields[field] : undefined;
    if (shape === undefined) {
      if (form.open !== true) problems.push(unknownKey(field, key, name, form));
      continue;
    }
    places.set(field, placeToShow(value));
    values[field] = readForm(shape, { node: deref(value), name: name === '' ? field : `${name}.${field}`, problems });
  }
  for (const field of form.required) {
    if (places.has(field)) continue;
    problems.push({ message: `${name} needs ${field}`, place: placeToShow(node), severity: 'error' });
  }
  if (form.whole === true && (problems.length > problemsBefore || hasProblem(node))) return undefined;
  return form.required.every((field) => values[field] !== undefined) ? values : undefined;
}

/** What is wrong as YAML: a key that is there twice. */
function hasProblem({ document, start, end }: YamlNode): boolean {
  return document.problems.some((problem) => start <= problem.start && problem.end <= end);
}

function unknownKey(field: string, key: YamlNode, name: string, form: RecordForm): CharterProblem {
  const fields = Object.keys(form.fields);
  const meant = nearest(field, fields);
  const hint = meant === undefined ? `it has ${someOf(fields)}` : `did you mean ${meant}?`;
  const where = name === '' ? 'here' : `in ${name}`;
  return { message: `"${field}" is not known ${where}: ${hint}`, place: placeToShow(key), severity: 'error' };
}

function scalarOf(reading: Reading, wanted: string): ScalarNode | undefined {
  const { node } = reading;
  if (node.type !== 'scalar') return refuse(reading, `must be ${wanted}, not ${nameOf(node)}`);
  if (node.value === PLACEHOLDER) return refuse(reading, 'holds a placeholder, which nothing fills in here');
  if (node.value === null) return refuse(reading, `is empty: it must be ${wanted}`);
  return node;
}

function refuse({ node, name, problems }: Reading, what: string): undefined {
  problems.push({ message: `${name} ${what}`, place: placeToShow(node), severity: 'error' });
  return undefined;
}

/** As many as a line holds. */
function someOf(values: readonly string[]): string {
  const most = 6;
  return values.length <= most ? values.join(', ') : `${values.slice(0, most).join(', ')}, …`;
}

function nameOf(node: YamlNode | MappingNode): string {
  if (node.type === 'mapping') return 'a mapping';
  if (node.type === 'sequence') return 'a list';
  return 'a single value';
}
