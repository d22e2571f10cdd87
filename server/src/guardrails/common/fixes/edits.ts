import type { Container, ContainerPort } from '../../../kubernetes';
import { deref, get, pairOf, pathAt, removeItem, replaceScalar, type TextEdit, type YamlNode } from '../../../yaml';
import type { Fix } from '../../define';
import { oneLine } from '../messages/words';

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
  return made.length > 1 && overlap(made) ? undefined : made;
}

/** Two neighbours that go share what stands between them. */
function overlap(edits: readonly TextEdit[]): boolean {
  const ends = new Map<TextEdit['document'], number>();
  return [...edits]
    .sort((one, other) => one.start - other.start)
    .some(({ document, start, end }) => {
      const before = ends.get(document) ?? 0;
      ends.set(document, end);
      return start < before;
    });
}

/** The one fix of these edits, or none where one of them cannot be made. */
export function fixOf(title: string, safe: boolean, edits: readonly (TextEdit | undefined)[]): readonly Fix[] {
  const made = allOf(edits);
  return made === undefined || made.length === 0 ? [] : [{ title: oneLine(title), safe, edits: made }];
}

/**
 * A port given by number instead of by name. In an Ingress the two are fields of their own: `name: web` becomes
 * `number: 80`; everywhere else one field takes both. Undefined where a number is there already.
 */
export function changeToNumber(node: YamlNode, number: number): readonly TextEdit[] | undefined {
  const holder = pathAt(node.document, node.start).findLast((each) => each.type === 'mapping');
  const pair = holder?.type === 'mapping' ? pairOf(holder, 'name') : undefined;
  if (pair?.value === node && holder?.type === 'mapping' && pairOf(holder, 'number') !== undefined) return undefined;
  const key = pair?.value === node ? [changeTo(pair.key, 'number')] : [];
  return allOf([...key, changeTo(node, number)]);
}

/** Takes one port out of the list of its container. */
export function removePort(container: Container, port: ContainerPort): TextEdit | undefined {
  const list = get(container.node, 'ports');
  if (list?.type !== 'sequence') return undefined;
  const index = list.items.findIndex((item) => deref(item) === port.node);
  return index < 0 ? undefined : removeItem(list, index);
}
