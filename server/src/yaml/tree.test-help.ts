import { readFile } from './index';
import {
  type MappingNode,
  PLACEHOLDER,
  type ScalarNode,
  type SequenceNode,
  type YamlDocument,
  type YamlNode,
} from './node';

export function documentOf(text: string): YamlDocument {
  const [first] = readFile('file.yaml', text).documents;
  if (first === undefined) {
    throw new Error('a file has at least one document');
  }
  return first.document;
}

export function rootOf(text: string): MappingNode {
  return asMapping(documentOf(text).root);
}

export function asMapping(node: YamlNode | null | undefined): MappingNode {
  if (node?.type !== 'mapping') {
    throw new Error(`a mapping was expected, not ${node?.type}`);
  }
  return node;
}

export function asSequence(node: YamlNode | null | undefined): SequenceNode {
  if (node?.type !== 'sequence') {
    throw new Error(`a sequence was expected, not ${node?.type}`);
  }
  return node;
}

export function asScalar(node: YamlNode | null | undefined): ScalarNode {
  if (node?.type !== 'scalar') {
    throw new Error(`a scalar was expected, not ${node?.type}`);
  }
  return node;
}

export function sourceOf(node: {
  readonly document: YamlDocument;
  readonly start: number;
  readonly end: number;
}): string {
  return node.document.text.slice(node.start, node.end);
}

/** The tree as plain data: pairs as [key, value], so that order and duplicates show. */
export function plain(node: YamlNode | null): unknown {
  if (node === null) {
    return null;
  }
  switch (node.type) {
    case 'scalar':
      return node.value === PLACEHOLDER ? `<${node.text}>` : node.value;
    case 'alias':
      return `*${node.name}`;
    case 'sequence':
      return node.items.map(plain);
    case 'mapping':
      return new Map(node.pairs.map(({ key, value }) => [plain(key), plain(value)]));
  }
}

export function problemsOf(text: string): string[] {
  return documentOf(text).problems.map(({ code, start, end }) => `${code}: ${text.slice(start, end)}`);
}
