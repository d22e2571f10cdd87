import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';
import { readFile } from './index';
import type { ScalarNode, YamlDocument, YamlNode } from './node';

/** Differences between our reading of a text and the package's reading of the whole text; none where it has errors. */
export function differencesFromPackage(text: string): string[] {
  const expected = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    resolveKnownTags: false,
    logLevel: 'silent',
  });
  if (!Array.isArray(expected) || expected.some(({ errors }) => errors.length > 0)) {
    return [];
  }
  const file = readFile('file.yaml', text);
  if (file.documents.length !== Math.max(expected.length, 1)) {
    return [`${file.documents.length} documents instead of ${expected.length}`];
  }
  const differences: string[] = [];
  for (const [index, { document, startOffset }] of file.documents.entries()) {
    const contents = expected[index]?.contents as Node | null | undefined;
    if (document.problems.some(({ code }) => code === 'syntax')) {
      differences.push(`document ${index}: ${document.problems[0]?.message}`);
      continue;
    }
    if (document.root === null) {
      if (contents !== null && contents !== undefined && !(isScalar(contents) && contents.source === '')) {
        differences.push(`document ${index} is empty`);
      }
      continue;
    }
    compare(document.root, contents ?? null, startOffset, `${index}`, differences, text);
  }
  return differences;
}

export function scalarsThatDoNotSliceBack(document: YamlDocument): string[] {
  const wrong: string[] = [];
  for (const node of nodesOf(document)) {
    const slice = document.text.slice(node.start, node.end);
    if (slice.trim() !== slice && !/[^\S \t\r\n]/.test(slice)) {
      wrong.push(`white space at an end of ${JSON.stringify(slice)}`);
    }
    if (node.type === 'scalar' && !slicesBack(node, slice)) {
      wrong.push(`${JSON.stringify(slice)} is not ${JSON.stringify(node.text)}`);
    }
  }
  return wrong;
}

export function nodesOf(document: YamlDocument): YamlNode[] {
  const found: YamlNode[] = [];
  const pending: YamlNode[] = document.root === null ? [] : [document.root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    found.push(node);
    if (node.type === 'mapping') {
      for (const { key, value } of node.pairs) {
        pending.push(key, value);
      }
    } else if (node.type === 'sequence') {
      for (const item of node.items) {
        pending.push(item);
      }
    }
  }
  return found;
}

function slicesBack(node: ScalarNode, slice: string): boolean {
  switch (node.style) {
    case 'plain':
      return slice === node.text || collapse(slice) === collapse(node.text);
    case 'single':
      return slice.startsWith("'");
    case 'double':
      return slice.startsWith('"');
    case 'literal':
      return slice.startsWith('|');
    case 'folded':
      return slice.startsWith('>');
  }
}

function compare(
  ours: YamlNode,
  theirs: Node | null,
  base: number,
  path: string,
  differences: string[],
  text: string,
): void {
  if (differences.length > 5) {
    return;
  }
  if (theirs === null || isScalar(theirs)) {
    compareScalar(ours, theirs, base, path, differences, text);
    return;
  }
  const start = theirs.range?.[0];
  if (isAlias(theirs)) {
    if (ours.type !== 'alias' || ours.name !== theirs.source || ours.start + base !== start) {
      differences.push(`${path}: alias`);
    }
    return;
  }
  if (ours.anchor !== theirs.anchor) {
    differences.push(`${path}: anchor`);
  }
  if (isMap(theirs)) {
    // Where a tag stands on the line above, the package lets a mapping start behind its first key.
    const first = ours.type === 'mapping' ? ours.pairs[0]?.key.start : undefined;
    const starts = ours.start + base === start || ours.start === first;
    if (ours.type !== 'mapping' || ours.pairs.length !== theirs.items.length || !starts) {
      differences.push(`${path}: mapping`);
      return;
    }
    for (const [index, pair] of theirs.items.entries()) {
      const own = ours.pairs[index];
      if (own !== undefined) {
        compare(own.key, pair.key as Node, base, `${path}.${index}k`, differences, text);
        compare(own.value, pair.value as Node | null, base, `${path}.${index}`, differences, text);
      }
    }
    compareEnd(ours, base, path, differences, text);
    return;
  }
  if (isSeq(theirs)) {
    if (ours.type !== 'sequence' || ours.items.length !== theirs.items.length || ours.start + base !== start) {
      differences.push(`${path}: sequence`);
      return;
    }
    for (const [index, item] of theirs.items.entries()) {
      const own = ours.items[index];
      if (own !== undefined) {
        compare(own, item as Node, base, `${path}[${index}]`, differences, text);
      }
    }
    compareEnd(ours, base, path, differences, text);
  }
}

function compareScalar(
  ours: YamlNode,
  theirs: { source?: string; range?: readonly number[] | null; anchor?: string } | null,
  base: number,
  path: string,
  differences: string[],
  text: string,
): void {
  if (ours.type !== 'scalar' || ours.text !== (theirs?.source ?? '') || ours.anchor !== theirs?.anchor) {
    differences.push(
      `${path}: ${ours.type === 'scalar' ? JSON.stringify(ours.text) : ours.type} is not ${JSON.stringify(theirs?.source)}`,
    );
    return;
  }
  if (theirs === null || (ours.text === '' && ours.start === ours.end)) {
    return;
  }
  const [start = 0, end = 0] = theirs.range ?? [];
  if (ours.start + base !== start || ours.end + base !== start + text.slice(start, end).trimEnd().length) {
    differences.push(`${path}: at ${ours.start + base}-${ours.end + base}, not ${start}-${end}`);
  }
}

function compareEnd(ours: YamlNode, base: number, path: string, differences: string[], text: string): void {
  const slice = text.slice(ours.start + base, ours.end + base);
  if ('style' in ours && ours.style === 'flow' && !/^[{[][\s\S]*[}\]]$/.test(slice) && slice.includes('\n')) {
    differences.push(`${path}: ${JSON.stringify(slice.slice(-20))} is no end of a flow collection`);
  }
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ');
}
