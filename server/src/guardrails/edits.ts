import { pairOf, pathAt, replaceScalar, type TextEdit, type YamlNode } from '../yaml';

/** The edit that gives a scalar another value; undefined where the node is no scalar of its own or may not be edited. */
export function changeTo(node: YamlNode, value: string | number | boolean): TextEdit | undefined {
  return node.type === 'scalar' ? replaceScalar(node, value) : undefined;
}

/** All of them, or undefined where one cannot be made: half a fix is none. */
export function allOf(edits: readonly (TextEdit | undefined)[]): readonly TextEdit[] | undefined {
  const made: TextEdit[] = [];
  for (const edit of edits) {
    if (edit === undefined) return undefined;
    made.push(edit);
  }
  return made;
}

/**
 * A port given by number instead of by name. In an Ingress the two are fields of their own: `name: web` becomes
 * `number: 80`; everywhere else one field takes both.
 */
export function changeToNumber(node: YamlNode, number: number): readonly TextEdit[] | undefined {
  const holder = pathAt(node.document, node.start).findLast((each) => each.type === 'mapping');
  const pair = holder?.type === 'mapping' ? pairOf(holder, 'name') : undefined;
  const key = pair?.value === node ? [changeTo(pair.key, 'number')] : [];
  return allOf([...key, changeTo(node, number)]);
}
