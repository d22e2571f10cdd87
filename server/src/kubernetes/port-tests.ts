import { deref, keyName, type MappingNode, type YamlNode } from '../yaml';
import { type Field, known } from './field';
import { labelsOf } from './labels';
import type { AssertionEnd, AssertionPort, LabelSelector, ObjectBase, PortAssertion, PortTest } from './objects';
import { isProtocol } from './ports';
import {
  isHole,
  itemsOf,
  knownMapping,
  lacking,
  listField,
  pairsOf,
  type Reading,
  shortened,
  valueAt,
} from './reading';

/** The fields of an assertion and what they say: reading, the JSON schema and the documentation follow it. */
export const ASSERTION_FIELDS = {
  from: 'Who opens the connection.',
  to: 'Who answers it.',
  port: 'The port it is opened to: 8443, 53/UDP, or the name of a port. TCP where no protocol is given.',
  expect: 'What has to be the case.',
  because: 'Why it has to be so.',
} as const;

export const PORT_TEST_FIELDS = {
  environment: 'The environment it is about. Absent: every environment that holds these files.',
  assertions: 'What has to be the case.',
} as const;

export const END_FIELDS = {
  namespace: 'Name of the namespace. Absent: every namespace.',
  labels: 'Labels that the pods carry. Absent: every pod.',
} as const;

export const EXPECTATIONS = ['allowed', 'denied'] as const;

/** Longer lists are nobody's handwork, and every one of them is judged. */
export const MOST_ASSERTIONS = 5000;

const REQUIRED = ['from', 'to', 'port', 'expect'] as const;

/** Connection assertions. What cannot be read is a problem of its assertion, and the others stand. */
export function readPortTest(reading: Reading, base: ObjectBase, root: MappingNode): PortTest {
  const spec = knownMapping(reading, root, 'spec');
  if (spec === undefined) {
    if (valueAt(root, 'spec') === undefined) complain(reading, root.pairs[0]?.key ?? root, 'spec', 'spec is missing');
    return { ...base, type: 'port-test', environment: lacking(reading), assertions: [] };
  }
  refuseOthers(reading, spec, Object.keys(PORT_TEST_FIELDS), 'spec');
  const environment = textOf(reading, spec, 'environment');
  return { ...base, type: 'port-test', environment, assertions: readAssertions(reading, spec) };
}

function readAssertions(reading: Reading, spec: MappingNode): readonly PortAssertion[] {
  const list = listField(reading, spec, 'assertions');
  if (list.state === 'unknown') reading.partial = true;
  if (list.state === 'absent') complain(reading, spec, 'assertions', 'assertions is missing');
  if (list.state !== 'known') return [];
  const items = itemsOf(reading, list.value);
  const more = items[MOST_ASSERTIONS];
  if (more !== undefined)
    complain(reading, more, 'assertions', `there are more than ${MOST_ASSERTIONS} assertions: the rest is not read`);
  return items.slice(0, MOST_ASSERTIONS).map((item) => readAssertion(reading, item));
}

function readAssertion(reading: Reading, node: YamlNode): PortAssertion {
  const before = reading.problems.length;
  const fields = fieldsOf(reading, node);
  return { ...fields, node, problems: reading.problems.slice(before) };
}

function fieldsOf(reading: Reading, node: YamlNode): Omit<PortAssertion, 'node' | 'problems'> {
  if (node.type !== 'mapping') {
    if (!isHole(node)) complain(reading, node, 'assertions', 'an assertion must be a mapping');
    const nothing: Field<never> = { state: 'unknown', node };
    return { from: nothing, to: nothing, port: nothing, expect: nothing, because: nothing };
  }
  refuseOthers(reading, node, Object.keys(ASSERTION_FIELDS), 'an assertion');
  for (const field of REQUIRED) {
    if (valueAt(node, field) === undefined)
      complain(reading, keyOf(node, field) ?? node, field, `the assertion needs ${field}`);
  }
  return {
    from: readEnd(reading, node, 'from'),
    to: readEnd(reading, node, 'to'),
    port: readPort(reading, node),
    expect: readExpectation(reading, node),
    because: textOf(reading, node, 'because'),
  };
}

function readEnd(reading: Reading, owner: MappingNode, key: 'from' | 'to'): Field<AssertionEnd> {
  const node = valueAt(owner, key);
  if (node?.type !== 'mapping') {
    const text = textOf(reading, owner, key, 'namespace/name, internet, a CIDR, or a mapping of namespace and labels');
    return text.state === 'known' ? known({ kind: 'text', text: text.value }, text.node) : text;
  }
  refuseOthers(reading, node, Object.keys(END_FIELDS), key);
  if (node.pairs.length === 0) complain(reading, node, key, `${key} names nobody`);
  return known(
    { kind: 'selected', namespace: textOf(reading, node, 'namespace'), labels: readWanted(reading, node) },
    node,
  );
}

/** Labels as a selector, so that they match as everywhere. */
function readWanted(reading: Reading, end: MappingNode): Field<LabelSelector> {
  const node = valueAt(end, 'labels');
  if (node === undefined) return { state: 'absent' };
  if (node.type !== 'mapping') {
    if (!isHole(node)) complain(reading, node, 'labels', 'labels must be a mapping, such as {app: web}');
    return { state: 'unknown', node };
  }
  const matchLabels = labelsOf(reading, node, 'labels');
  return known({ matchLabels, matchExpressions: [], complete: matchLabels.complete, node }, node);
}

const LAST_PORT = 65_535;
const PORT_TEXT = /^([0-9]{1,5}|[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(?:\/(TCP|UDP|SCTP))?$/;
const PORT_FORMS = 'write 8443, 53/UDP or the name of a port';

function readPort(reading: Reading, assertion: MappingNode): Field<AssertionPort> {
  const node = valueAt(assertion, 'port');
  if (node === undefined) return { state: 'absent' };
  if (isHole(node)) return { state: 'unknown', node };
  const written = node.type === 'scalar' ? (typeof node.value === 'number' ? String(node.value) : node.value) : null;
  const [, port, , protocol = 'TCP'] = typeof written === 'string' ? (PORT_TEXT.exec(written) ?? []) : [];
  if (port === undefined || !isProtocol(protocol)) {
    const what = node.type === 'scalar' ? `cannot be "${shortened(node.text)}"` : 'must be one port';
    return complain(reading, node, 'port', `port ${what}: ${PORT_FORMS}`);
  }
  if (!/^[0-9]+$/.test(port)) return known({ port, protocol }, node);
  const number = Number(port);
  if (number < 1 || number > LAST_PORT)
    return complain(reading, node, 'port', `port cannot be ${number}: ports are 1 to ${LAST_PORT}`);
  return known({ port: number, protocol }, node);
}

function readExpectation(reading: Reading, assertion: MappingNode): PortAssertion['expect'] {
  const text = textOf(reading, assertion, 'expect', EXPECTATIONS.join(' or '));
  if (text.state !== 'known') return text;
  const value = EXPECTATIONS.find((each) => each === text.value);
  if (value !== undefined) return known(value, text.node);
  const wrong = `expect cannot be "${shortened(text.value)}": write ${EXPECTATIONS.join(' or ')}`;
  return complain(reading, text.node, 'expect', wrong);
}

function textOf(reading: Reading, mapping: MappingNode, key: string, wanted = 'text'): Field<string> {
  const node = valueAt(mapping, key);
  if (node === undefined) return { state: 'absent' };
  if (isHole(node)) return { state: 'unknown', node };
  if (node.type !== 'scalar') return complain(reading, node, key, `${key} must be ${wanted}`);
  // A name of digits, a date: what is meant is what is written.
  if (node.text.trim() === '') return complain(reading, node, key, `${key} is empty: it must be ${wanted}`);
  if (node.text.length > LONGEST && key !== 'because')
    return complain(reading, node, key, `${key} is too long for a name`);
  return known(node.text, node);
}

/** Of a namespace, a kind and a name. */
const LONGEST = 600;

/** Also where the value is null, which is no value. */
function keyOf(mapping: MappingNode, key: string): YamlNode | undefined {
  return mapping.pairs.find((pair) => keyName(deref(pair.key)) === key)?.key;
}

function refuseOthers(reading: Reading, mapping: MappingNode, fields: readonly string[], where: string): void {
  for (const { key } of pairsOf(reading, mapping)) {
    const name = keyName(deref(key));
    if (name !== undefined && !fields.includes(name))
      complain(reading, key, name, `"${shortened(name)}" is not known in ${where}: it has ${fields.join(', ')}`);
  }
}

function complain(reading: Reading, node: YamlNode, field: string, message: string): Field<never> {
  // What a broken document says is not what its author wrote.
  if (!reading.broken) reading.problems.push({ code: 'invalid-assertion', field, message, node });
  return { state: 'unknown', node };
}
