import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodesOf } from '../comparison.test-help';
import {
  applyEdits,
  commentsOf,
  insertItem,
  insertKey,
  keyName,
  type PlainValue,
  readFile,
  removeItem,
  removePair,
  replaceScalar,
} from '../index';
import type { TextEdit, YamlNode } from '../node';
import { documentOf } from '../tree.test-help';

type Tree = PlainValue;

const word = fc.oneof(
  fc.constantFrom(
    'web',
    'http',
    '80',
    'yes',
    '',
    ' x',
    'a: b',
    'a #b',
    '#',
    '- x',
    '{{ x }}',
    "it's",
    '"q"',
    'a\nb',
    '0644',
    '~',
    '<<',
    'x, y',
    '[',
    '*a',
    '%',
    '2026-11-20',
    'é',
    '🚢',
    '\u0085',
    '---',
    '...',
    ':',
    'a:',
    '?',
    '-',
    '!x',
    '&x',
    '|',
    '@',
    '`',
  ),
  fc.string({ maxLength: 6 }),
);
const scalar = fc.oneof(
  word,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const key = fc
  .oneof(fc.constantFrom('name', 'port', 'ports', 'spec', 'on', '80', 'a b', 'x:', '-'), word)
  .filter((name) => name !== '<<');
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

/** A hand of its own, so that what is edited was not written by what is tested. */
interface Hand {
  readonly step: number;
  readonly indentLists: boolean;
  readonly flowBelow: number;
  readonly lineEnd: string;
  readonly comments: boolean;
  readonly final: boolean;
}
const hand: fc.Arbitrary<Hand> = fc.record({
  step: fc.constantFrom(1, 2, 4),
  indentLists: fc.boolean(),
  flowBelow: fc.constantFrom(1, 2, 99),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  comments: fc.boolean(),
  final: fc.boolean(),
});

const rootTree = fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true });

test('what is written is what is read', () => {
  fc.assert(
    fc.property(rootTree, hand, (value, style) => {
      expect(toPlain(documentOf(write(value, style)).root)).toEqual(normal(value));
    }),
    { numRuns: 500, seed: 20261120 },
  );
});

test('replaceScalar changes that value and nothing else', () => {
  fc.assert(
    fc.property(rootTree, hand, scalar, fc.nat(), (value, style, replacement, pick) => {
      const text = write(value, style);
      const document = documentOf(text);
      const values = scalarValues(document.root);
      const target = values[pick % Math.max(values.length, 1)];
      if (target === undefined || replacement === null) {
        return;
      }
      const edit = replaceScalar(target.node, replacement);
      if (edit === undefined) {
        expect(typeof target.node.value).toBe('symbol');
        return;
      }
      const edited = checked(text, edit);
      expect(toPlain(edited.root)).toEqual(toPlain(document.root, new Map([[target.node, normal(replacement)]])));
    }),
    { numRuns: 1_500, seed: 20261120 },
  );
});

test('insertKey and insertItem add that one and keep everything else', () => {
  fc.assert(
    fc.property(rootTree, hand, key, tree, fc.nat(), fc.option(fc.nat()), (value, style, name, added, pick, after) => {
      const text = write(value, style);
      const document = documentOf(text);
      const collections = nodesOf(document).filter((node) => node.type === 'mapping' || node.type === 'sequence');
      const target = collections[pick % collections.length]!;
      if (target.type === 'sequence') {
        const edited = checked(text, insertItem(target, added)!);
        const expected = [...(toPlain(target) as unknown[]), normal(added)];
        expect(toPlain(edited.root)).toEqual(toPlain(document.root, new Map([[target, expected]])));
        return;
      }
      const names = target.pairs.map((pair) => keyName(pair.key));
      const edit = insertKey(
        target,
        name,
        added,
        after === null ? undefined : names[after % Math.max(names.length, 1)],
      );
      if (names.includes(name)) {
        expect(edit).toBe(undefined);
        return;
      }
      const edited = checked(text, edit!);
      const expected = [...(toPlain(target) as [unknown, unknown][])];
      const place = after === null || names.length === 0 ? expected.length : (after % names.length) + 1;
      expected.splice(place, 0, [name, normal(added)]);
      expect(toPlain(edited.root)).toEqual(toPlain(document.root, new Map([[target, expected]])));
    }),
    { numRuns: 1_500, seed: 20261120 },
  );
});

test('removePair and removeItem take that one away and keep everything else', () => {
  fc.assert(
    fc.property(rootTree, hand, fc.nat(), fc.nat(), (value, style, pick, which) => {
      const text = write(value, style);
      const document = documentOf(text);
      const collections = nodesOf(document).filter(
        (node) => (node.type === 'mapping' ? node.pairs.length : node.type === 'sequence' ? node.items.length : 0) > 0,
      );
      const target = collections[pick % collections.length]!;
      const count =
        target.type === 'mapping' ? target.pairs.length : target.type === 'sequence' ? target.items.length : 0;
      const index = which % count;
      const edit =
        target.type === 'mapping'
          ? removePair(target, keyName(target.pairs[index]!.key) ?? '')
          : target.type === 'sequence'
            ? removeItem(target, index)
            : undefined;
      if (edit === undefined) {
        expect(style.comments).toBe(true);
        return;
      }
      const removed =
        target.type === 'mapping' ? target.pairs[index]! : target.type === 'sequence' ? target.items[index]! : target;
      const [from, to] = 'key' in removed ? [removed.key.start, removed.value.end] : [removed.start, removed.end];
      const inside = commentsOf(document).filter(
        (comment) => comment.ownLine && comment.start >= from && comment.end <= to,
      );
      const edited = checked(text, edit, inside.length);
      const expected = (toPlain(target) as unknown[]).filter((_, place) => place !== index);
      expect(toPlain(edited.root)).toEqual(toPlain(document.root, new Map([[target, expected]])));
    }),
    { numRuns: 1_500, seed: 20261120 },
  );
});

/** The edited text, read again: no problems, no other line ends, nothing outside the edit changed. */
function checked(text: string, edit: TextEdit, lostComments = 0) {
  const after = applyEdits(text, [edit]);
  expect(after.startsWith(text.slice(0, edit.start)) && after.endsWith(text.slice(edit.end))).toBe(true);
  if (text.includes('\r\n')) {
    expect(after).not.toMatch(/[^\r]\n/);
  }
  const file = readFile('f', after);
  expect(file.documents.length).toBe(1);
  const { document } = file.documents[0]!;
  expect(document.problems.filter(({ code }) => code !== 'duplicate-key')).toEqual([]);
  const ownLine = (of: typeof document) => commentsOf(of).filter((comment) => comment.ownLine).length;
  expect(ownLine(document)).toBe(ownLine(edit.document) - lostComments);
  return document;
}

/** Mappings as lists of pairs, so that order counts; some nodes stand for something else. */
function toPlain(node: YamlNode | null, instead: ReadonlyMap<YamlNode, unknown> = new Map()): unknown {
  if (node === null) {
    return null;
  }
  const other = instead.get(node);
  if (other !== undefined || instead.has(node)) {
    return other;
  }
  switch (node.type) {
    case 'scalar':
      return typeof node.value === 'symbol' ? node.text : node.value;
    case 'alias':
      return '*';
    case 'sequence':
      return node.items.map((item) => toPlain(item, instead));
    case 'mapping':
      return node.pairs.map(({ key: name, value }) => [keyName(name), toPlain(value, instead)]);
  }
}

function normal(value: Tree): unknown {
  if (Array.isArray(value)) {
    return value.map(normal);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).map(([name, item]) => [name, normal(item as Tree)]);
  }
  return Object.is(value, -0) ? 0 : value;
}

function scalarValues(node: YamlNode | null): { node: Extract<YamlNode, { type: 'scalar' }> }[] {
  if (node?.type === 'mapping') {
    return node.pairs.flatMap(({ value }) => scalarValues(value));
  }
  if (node?.type === 'sequence') {
    return node.items.flatMap(scalarValues);
  }
  return node?.type === 'scalar' ? [{ node }] : [];
}

function write(value: Tree, style: Hand): string {
  const lines = block(value, 0, 0, style);
  return lines.join(style.lineEnd) + (style.final ? style.lineEnd : '');
}

function block(value: Tree, column: number, depth: number, style: Hand): string[] {
  const margin = ' '.repeat(column);
  const note = style.comments ? [`${margin}# note`] : [];
  const tail = style.comments ? ' # tail' : '';
  if (Array.isArray(value)) {
    return value.flatMap((item: Tree) => {
      if (isFlow(item, depth, style)) {
        return [...note, `${margin}- ${flow(item)}${tail}`];
      }
      const [first = '', ...rest] = block(item, column + 2, depth + 1, { ...style, comments: false });
      return [...note, `${margin}- ${first.slice(column + 2)}`, ...rest];
    });
  }
  return Object.entries(value as Record<string, Tree>).flatMap(([name, item]) => {
    if (isFlow(item, depth, style)) {
      return [...note, `${margin}${JSON.stringify(name)}: ${flow(item)}${tail}`];
    }
    const indent = column + (Array.isArray(item) && !style.indentLists ? 0 : style.step);
    return [...note, `${margin}${JSON.stringify(name)}:${tail}`, ...block(item, indent, depth + 1, style)];
  });
}

function isFlow(value: Tree, depth: number, style: Hand): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0 || depth >= style.flowBelow;
}

function flow(value: Tree): string {
  if (Array.isArray(value)) {
    return `[${value.map(flow).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([name, item]) => `${JSON.stringify(name)}: ${flow(item as Tree)}`)
      .join(', ')}}`;
  }
  if (typeof value === 'string') {
    return JSON.stringify(value).replace(
      /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  }
  return String(Object.is(value, -0) ? 0 : value);
}
