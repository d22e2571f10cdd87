import { type LabelExpression, type LabelSelector, placeOf, qualifiedNameProblem } from '../../kubernetes';
import { insertKey, type MappingNode, pairOf, removePair, type YamlNode } from '../../yaml';
import { hasOpenKey } from '../common/evidence/open-keys';
import { hasTemplateSign } from '../common/evidence/stand-ins';
import { changeTo, fixOf } from '../common/fixes/edits';
import { type MeantWord, meantWord, writeItAs } from '../common/fixes/legal-words';
import { quoted } from '../common/messages/words';
import type { Rejection } from '../common/spec/rejections';

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];
const WITH_VALUES = new Set(['In', 'NotIn']);
/** What people write for the operators, from other languages of selectors. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['equals', 'In'],
  ['equal', 'In'],
  ['=', 'In'],
  ['==', 'In'],
  ['!=', 'NotIn'],
  ['notequals', 'NotIn'],
  ['notexists', 'DoesNotExist'],
]);

/** The requirements of a selector that the API server refuses (S025). */
export function addSelector(
  { matchLabels, matchExpressions }: LabelSelector,
  path: string,
  rejections: Rejection[],
): void {
  for (const [key, { key: node, value }] of matchLabels.entries) {
    addWord(key, node, 'key', path, rejections);
    if (value.state === 'known') addWord(value.value, value.node, 'value', path, rejections);
  }
  for (const expression of matchExpressions) addExpression(expression, path, rejections);
}

/** Labels of the cluster look so; a selector that could match none of them is refused. */
function addWord(text: string, node: YamlNode, what: 'key' | 'value', path: string, rejections: Rejection[]): void {
  const reason = what === 'key' ? qualifiedNameProblem(text)?.reason : valueProblem(text);
  if (reason === undefined || hasTemplateSign(text)) return;
  rejections.push({
    at: placeOf(node),
    subject: `${path}.matchLabels.${what}=${text}`,
    says: `label ${what} ${quoted(text)} is not legal: ${reason}`,
  });
}

/** A value is the name of a key without its prefix, or nothing. */
function valueProblem(text: string): string | undefined {
  if (text === '') return undefined;
  return text.includes('/') ? 'it has "/"' : qualifiedNameProblem(text)?.reason;
}

function addExpression(expression: LabelExpression, path: string, rejections: Rejection[]): void {
  const { key, operator, values, node } = expression;
  if (node.type !== 'mapping' || hasOpenKey(node)) return;
  const subject = `${path}.matchExpressions[${key.state === 'known' ? key.value : ''}]`;
  if (key.state === 'absent') {
    rejections.push({ at: placeOf(node.pairs[0]?.key ?? node), subject, says: 'this expression has no key' });
    return;
  }
  if (key.state === 'known') addWord(key.value, key.node, 'key', path, rejections);
  if (operator.state === 'absent') {
    rejections.push({
      at: placeOf(pairOf(node, 'key')?.key ?? node),
      subject,
      says: `this expression has no operator; it needs one of ${OPERATORS.join(', ')}`,
      mend: () => addOperator(node, values.length > 0),
    });
    return;
  }
  if (operator.state !== 'known') return;
  const { value } = operator;
  if (!OPERATORS.includes(value)) {
    rejections.push({
      at: placeOf(operator.node),
      subject: `${subject}.operator=${value}`,
      says: `operator ${quoted(value)} is not one of ${OPERATORS.join(', ')} (case matters)`,
      mend: () => writeItAs(operator.node, meantWord(value, OPERATORS) ?? synonymOf(value)),
    });
    return;
  }
  if (WITH_VALUES.has(value)) {
    for (const each of values) if (each.state === 'known') addWord(each.value, each.node, 'value', path, rejections);
  }
  if (WITH_VALUES.has(value) && values.length === 0) {
    // With the label alone, its presence is what can be meant.
    const other = value === 'In' ? 'Exists' : 'DoesNotExist';
    rejections.push({
      at: placeOf(operator.node),
      subject: `${subject}.values`,
      says: `operator ${value} needs values to compare with, and there are none`,
      mend: () =>
        fixOf(`Change it to ${other}`, false, [
          changeTo(operator.node, other),
          ...(pairOf(node, 'values') === undefined ? [] : [removePair(node, 'values')]),
        ]),
    });
  }
  if (!WITH_VALUES.has(value) && values.some(({ state }) => state === 'known')) {
    const other = value === 'Exists' ? 'In' : 'NotIn';
    rejections.push({
      at: placeOf(operator.node),
      subject: `${subject}.values`,
      says: `operator ${value} takes no values, and there ${values.length === 1 ? 'is one' : `are ${values.length}`}`,
      mend: () => [
        ...fixOf(`Change it to ${other}`, false, [changeTo(operator.node, other)]),
        ...fixOf('Remove the values', false, [removePair(node, 'values')]),
      ],
    });
  }
}

function synonymOf(value: string): MeantWord | undefined {
  const word = SYNONYMS.get(value.trim().toLowerCase());
  return word === undefined ? undefined : { word, certain: false };
}

function addOperator(node: MappingNode, hasValues: boolean) {
  const operator = hasValues ? 'In' : 'Exists';
  return fixOf(`Add operator ${operator}`, false, [insertKey(node, 'operator', operator, 'key')]);
}
