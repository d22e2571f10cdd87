import { createDocument } from '../document';
import { DEFAULT_LIMITS, type YamlLimits } from '../limits';
import type { YamlDocument, YamlNode } from '../node';
import { readWithPackage } from '../read';
import { readPlainPart } from './read';

/** Whether the plain reader has taken the text; an error where it reads something else than the package. */
export function takes(text: string, limits: YamlLimits = DEFAULT_LIMITS): boolean {
  const document = createDocument('file.yaml', text, limits);
  const root = readPlainPart(document, limits);
  if (root === undefined) {
    return false;
  }
  const expected = readWithPackage(document, limits);
  if (expected.problems.length > 0) {
    throw new Error(`taken in spite of ${JSON.stringify(expected.problems)}: ${JSON.stringify(text)}`);
  }
  const difference = firstDifference(root, expected.root, document, '$');
  if (difference !== undefined) {
    throw new Error(`${difference} in ${JSON.stringify(text)}`);
  }
  return true;
}

function firstDifference(
  ours: YamlNode | null,
  theirs: YamlNode | null,
  document: YamlDocument,
  path: string,
): string | undefined {
  if (ours === null || theirs === null) {
    return ours === theirs ? undefined : `${path}: ${show(ours)} instead of ${show(theirs)}`;
  }
  if (show(ours) !== show(theirs) || ours.document !== document) {
    return `${path}: ${show(ours)} instead of ${show(theirs)}`;
  }
  const inside = childrenOf(theirs);
  const own = childrenOf(ours);
  if (own.length !== inside.length) {
    return `${path}: ${own.length} children instead of ${inside.length}`;
  }
  for (const [index, child] of inside.entries()) {
    const difference = firstDifference(own[index] ?? null, child, document, `${path}.${index}`);
    if (difference !== undefined) {
      return difference;
    }
  }
  return undefined;
}

function childrenOf(node: YamlNode): readonly YamlNode[] {
  if (node.type === 'mapping') {
    return node.pairs.flatMap(({ key, value }) => [key, value]);
  }
  return node.type === 'sequence' ? node.items : [];
}

/** Every property but the document and the children; NaN and -0 are told apart from null and 0. */
function show(node: YamlNode | null): string {
  if (node === null) {
    return 'nothing';
  }
  return Object.entries(node)
    .filter(([name]) => name !== 'document' && name !== 'pairs' && name !== 'items')
    .map(([name, value]) => `${name}=${showValue(value)}`)
    .sort()
    .join(' ');
}

function showValue(value: unknown): string {
  return typeof value === 'number'
    ? Object.is(value, -0)
      ? '-0'
      : String(value)
    : (JSON.stringify(value) ?? String(value));
}
