import { describe, expect, test } from 'vitest';
import {
  applyEdits,
  get,
  insertDocument,
  insertItem,
  insertKey,
  type PlainValue,
  readFile,
  removeItem,
  removePair,
  replaceScalar,
  textOf,
} from '../index';
import type { TextEdit, YamlNode } from '../node';
import { asMapping, asScalar, asSequence, documentOf, rootOf } from '../tree.test-help';

const apply = (text: string, edit: TextEdit | undefined) => (edit === undefined ? undefined : applyEdits(text, [edit]));

function at(text: string, path: string): YamlNode {
  let node: YamlNode = documentOf(text).root!;
  for (const step of path.split('.').filter(Boolean)) {
    node = /^\d+$/.test(step) ? asSequence(node).items[Number(step)]! : get(asMapping(node), step)!;
  }
  return node;
}

describe('replaceScalar', () => {
  test.each<[string, string | number | boolean, string]>([
    ['a: 80 # c\n', 8080, 'a: 8080 # c\n'],
    ['a: "80" # c\n', '8080', 'a: "8080" # c\n'],
    ["a: '80'\n", "it's", "a: 'it''s'\n"],
    ['a: "80"\n', 80, 'a: 80\n'],
    ['a: web\n', 'http', 'a: http\n'],
    ['a: web\n', '80', 'a: "80"\n'],
    ["a: web\nb: 'x'\n", 'yes', "a: 'yes'\nb: 'x'\n"],
    ['a: web\n', 'n', 'a: "n"\n'],
    ['a: web\n', '', 'a: ""\n'],
    ['a: web\n', ' x', 'a: " x"\n'],
    ['a: web\n', 'x: y', 'a: "x: y"\n'],
    ['a: web\n', 'x #y', 'a: "x #y"\n'],
    ['a: web\n', '*x', 'a: "*x"\n'],
    ['a: web\n', '{{ x }}', 'a: "{{ x }}"\n'],
    ['a: web\n', 'x\ny', 'a: "x\\ny"\n'],
    ["a: 'web'\n", 'x\u0007\u0085', 'a: "x\\u0007\\u0085"\n'],
    ['a: web\n', 'x, [y]', 'a: x, [y]\n'],
    ['a: web\n', true, 'a: true\n'],
    ['a: web\n', '2026-11-20', 'a: "2026-11-20"\n'],
    ['a: web\n', '0o17', 'a: "0o17"\n'],
    ['a:\n', 80, 'a: 80\n'],
    ['a:  # c\n', 'x', 'a: x  # c\n'],
    ['a: |\n  one\n  two\nb: c\n', 'x', 'a: x\nb: c\n'],
    ['a: one\n  two\nb: c\n', 'x', 'a: x\nb: c\n'],
    ['a: 80', 81, 'a: 81'],
    ['a: 80\r\nb: 1\r\n', 81, 'a: 81\r\nb: 1\r\n'],
  ])('%j with %j', (text, value, expected) => {
    expect(apply(text, replaceScalar(asScalar(at(text, 'a')), value))).toBe(expected);
  });

  test('between brackets more needs quotes', () => {
    expect(apply('a: [x]\n', replaceScalar(asScalar(at('a: [x]\n', 'a.0')), 'y, z'))).toBe('a: ["y, z"]\n');
    expect(apply('a: {b: , c: d}\n', replaceScalar(asScalar(at('a: {b: , c: d}\n', 'a.b')), 1))).toBe(
      'a: {b: 1 , c: d}\n',
    );
    expect(apply('{"a": 80}', replaceScalar(asScalar(at('{"a": 80}', 'a')), 'http'))).toBe('{"a": "http"}');
  });

  test('a key can be renamed', () => {
    const text = 'a: 1\nb: 2\n';
    expect(apply(text, replaceScalar(asScalar(rootOf(text).pairs[1]?.key), 'c'))).toBe('a: 1\nc: 2\n');
  });

  test('an item that is empty', () => {
    expect(apply('a:\n-\n', replaceScalar(asScalar(at('a:\n-\n', 'a.0')), 'x'))).toBe('a:\n- x\n');
  });

  test('what has a tag stays what the tag says', () => {
    expect(replaceScalar(asScalar(at('a: !!str 80\n', 'a')), 80)).toBe(undefined);
  });
});

describe('insertKey', () => {
  const insert = (text: string, path: string, key: string, value: PlainValue, after?: string) =>
    apply(text, insertKey(asMapping(at(text, path)), key, value, after));

  test.each<[string, string, PlainValue, string | undefined, string]>([
    ['a: 1\nb: 2\n', '', 3, undefined, 'a: 1\nb: 2\nc: 3\n'],
    ['a: 1 # one\nb: 2\n', '', 3, 'a', 'a: 1 # one\nc: 3\nb: 2\n'],
    ['a: 1\nb: 2', '', 3, undefined, 'a: 1\nb: 2\nc: 3'],
    ['a: 1\r\nb: 2\r\n', '', 3, 'a', 'a: 1\r\nc: 3\r\nb: 2\r\n'],
    ['a: 1\n# end\n', '', 3, undefined, 'a: 1\nc: 3\n# end\n'],
    ['a: 1\n---\nb: 2\n', '', 3, undefined, 'a: 1\nc: 3\n---\nb: 2\n'],
    ['a:\n  b: 1\n', 'a', 'x', undefined, 'a:\n  b: 1\n  c: x\n'],
    ['a:\n    b: 1\n', 'a', { d: { e: 1 } }, undefined, 'a:\n    b: 1\n    c:\n        d:\n            e: 1\n'],
    ['a:\n- b: 1\n- b: 2\n', 'a.0', 'x', undefined, 'a:\n- b: 1\n  c: x\n- b: 2\n'],
    ['a:\n- b: 1\n', '', [1, { d: 2, e: [] }], undefined, 'a:\n- b: 1\nc:\n- 1\n- d: 2\n  e: []\n'],
    ['a:\n  - b: 1\n', '', [1, { d: 2, e: {} }], undefined, 'a:\n  - b: 1\nc:\n  - 1\n  - d: 2\n    e: {}\n'],
    [
      'a:\n  -   b: 1\n',
      '',
      [{ d: 2, e: [[1, 2]] }],
      undefined,
      'a:\n  -   b: 1\nc:\n  -   d: 2\n      e:\n        -   - 1\n            - 2\n'.replace(
        '        -   - 1\n            - 2\n',
        '        -   -   1\n            -   2\n',
      ),
    ],
    ['a: |\n  one\n\nb: 2\n', '', 3, 'a', 'a: |\n  one\nc: 3\n\nb: 2\n'],
    ['a: |+\n  one\n\nb: 2\n', '', 3, 'a', 'a: |+\n  one\n\nc: 3\nb: 2\n'],
    ['a: {}\n', 'a', 3, undefined, 'a: {c: 3}\n'],
    ['a: { }\n', 'a', { d: 1 }, undefined, 'a: { c: { d: 1 } }\n'],
    ['a: {b: 1} # x\n', 'a', 'y: z', undefined, 'a: {b: 1, c: "y: z"} # x\n'],
    ['a: { b: 1 }\n', 'a', [1], undefined, 'a: { b: 1, c: [ 1 ] }\n'],
    ['a: {b: 1, d: 2}\n', 'a', 3, 'b', 'a: {b: 1, c: 3, d: 2}\n'],
    ['a: {b}\n', 'a', 3, undefined, 'a: {b, c: 3}\n'],
    ['{\n  "a": 1\n}\n', '', { d: 'x' }, undefined, '{\n  "a": 1,\n  "c": {"d": "x"}\n}\n'],
    ['a:\nb: 1\n', '', 3, 'a', 'a:\nc: 3\nb: 1\n'],
    ['a: 1\n', '', null, undefined, 'a: 1\nc: null\n'],
    ['? a\n: b\n', '', 3, undefined, '? a\n: b\nc: 3\n'],
  ])('%j at %j', (text, path, value, after, expected) => {
    expect(insert(text, path, 'c', value, after)).toBe(expected);
  });

  test('a key that is there already, or that reads as something else', () => {
    expect(insert('a: 1\n', '', 'a', 2)).toBe(undefined);
    expect(insert('a: 1\n', '', 'on', 2)).toBe('a: 1\n"on": 2\n');
  });
});

describe('insertItem', () => {
  test.each<[string, PlainValue, string]>([
    ['a:\n- 1 # one\n# end\n', 2, 'a:\n- 1 # one\n- 2\n# end\n'],
    ['a:\n  - b: 1\n    c: 2\nd: 3\n', { e: 1, f: [2] }, 'a:\n  - b: 1\n    c: 2\n  - e: 1\n    f:\n      - 2\nd: 3\n'],
    ['a:\n- {b: 1}\n', { c: 2 }, 'a:\n- {b: 1}\n- {c: 2}\n'],
    ['a:\n-\n', 'x', 'a:\n-\n- x\n'],
    ['a: []\n', { b: 'x' }, 'a: [{b: x}]\n'],
    ['a: [ 1 ]\n', '2', 'a: [ 1, "2" ]\n'],
    ['a: [\n  1,\n  2\n]\n', 3, 'a: [\n  1,\n  2,\n  3\n]\n'],
    ['a: [1, ]\n', 2, 'a: [1, 2, ]\n'],
    ['a:\n- - 1\n- - 2', 3, 'a:\n- - 1\n- - 2\n- 3'],
  ])('%j', (text, value, expected) => {
    expect(apply(text, insertItem(asSequence(at(text, 'a')), value))).toBe(expected);
  });
});

describe('removePair', () => {
  test.each<[string, string, string, string | undefined]>([
    ['a: 1\nb: 2 # two\nc: 3\n', '', 'b', 'a: 1\nc: 3\n'],
    ['a: 1\nb: 2\n', '', 'b', 'a: 1\n'],
    ['a: 1\nb: 2', '', 'b', 'a: 1'],
    ['a: 1\r\nb: 2', '', 'b', 'a: 1'],
    ['a: 1\n# about b\nb:\n  c: 1\n  d: |\n    x\n\ne: 1\n', '', 'b', 'a: 1\n# about b\n\ne: 1\n'],
    ['a: 1\nb: 2\na: 3\n', '', 'a', 'a: 1\nb: 2\n'],
    ['a:\n- b: 1 # one\n  c: 2\n', 'a.0', 'b', 'a:\n- c: 2\n'],
    ['a:\n- b: 1\n  # about c\n  c: 2\n', 'a.0', 'b', undefined],
    ['a:\n- b: 1\n', 'a.0', 'b', 'a:\n- {}\n'],
    ['a:\n  b: 1\nc: 2\n', 'a', 'b', 'a: {}\nc: 2\n'],
    ['a:\n  b: 1 # why\nc: 2\n', 'a', 'b', undefined],
    ['a: 1\n', '', 'a', '{}\n'],
    ['a: {b: 1, c: 2, d: 3}\n', 'a', 'c', 'a: {b: 1, d: 3}\n'],
    ['a: {b: 1, c: 2}\n', 'a', 'c', 'a: {b: 1}\n'],
    ['a: {b: 1, c: 2}\n', 'a', 'b', 'a: {c: 2}\n'],
    ['a: {b: 1}\n', 'a', 'b', 'a: {}\n'],
    ['a: 1\n', '', 'b', undefined],
    ['a: 1\nb: [&x 1]\nc: *x\n', '', 'b', undefined],
  ])('%j', (text, path, key, expected) => {
    expect(apply(text, removePair(asMapping(at(text, path)), key))).toBe(expected);
  });
});

describe('removeItem', () => {
  test.each<[string, string, number, string | undefined]>([
    ['a:\n- 1\n- 2 # two\n- 3\n', 'a', 1, 'a:\n- 1\n- 3\n'],
    ['a:\n- 1\n# about 2\n- 2', 'a', 1, 'a:\n- 1\n# about 2'],
    ['a:\n  - b: 1\n    c: 2\n  - d: 3\n', 'a', 0, 'a:\n  - d: 3\n'],
    ['a:\n-\n-\n- 3\n', 'a', 1, 'a:\n-\n- 3\n'],
    ['a:\n- - 1\n  - 2\n', 'a.0', 0, 'a:\n- - 2\n'],
    ['a:\n- 1\nb: 2\n', 'a', 0, 'a: []\nb: 2\n'],
    ['a: [1, 2, 3]\n', 'a', 0, 'a: [2, 3]\n'],
    ['a: [1, 2, 3]\n', 'a', 2, 'a: [1, 2]\n'],
    ['a: [1]\n', 'a', 0, 'a: []\n'],
    ['a: [1, # one\n 2]\n', 'a', 0, undefined],
    ['a: [1]\n', 'a', 7, undefined],
    ['a:\n- &x 1\n- *x\n', 'a', 0, undefined],
    ['a:\n- |\n  - text\n- 2\n', 'a', 0, 'a:\n- 2\n'],
  ])('%j', (text, path, index, expected) => {
    expect(apply(text, removeItem(asSequence(at(text, path)), index))).toBe(expected);
  });
});

describe('insertDocument', () => {
  const VALUE = { kind: 'Service', spec: { ports: [{ port: 80 }] } };
  const RENDERED = 'kind: Service\nspec:\n  ports:\n  - port: 80\n';

  test.each<[string, string]>([
    ['a: 1\n', `a: 1\n---\n${RENDERED}`],
    ['a: 1', `a: 1\n---\n${RENDERED}`],
    ['', RENDERED],
    ['# only\n', `# only\n---\n${RENDERED}`],
    ['a: 1\n---\n', `a: 1\n---\n${RENDERED}`],
    ['a: 1\n...\n', `a: 1\n...\n---\n${RENDERED}`],
    ['a: 1\r\n', `a: 1\r\n---\r\n${RENDERED.replaceAll('\n', '\r\n')}`],
    [
      'a:\n    - b: 1\nc:\n    d: 1\n',
      'a:\n    - b: 1\nc:\n    d: 1\n---\nkind: Service\nspec:\n    ports:\n        - port: 80\n',
    ],
  ])('at the end of %j', (text, expected) => {
    const file = readFile('f', text);
    const last = file.documents.at(-1)!;
    const edit = insertDocument(file, VALUE)!;
    expect(edit.document).toBe(last.document);
    expect(textOf(file).slice(0, last.startOffset) + applyEdits(last.document.text, [edit])).toBe(expected);
  });

  test('behind one document', () => {
    const { document } = readFile('f', 'a: 1\n---\nb: 2\n').documents[0]!;
    expect(apply(document.text, insertDocument(document, VALUE))).toBe(`a: 1\n---\n${RENDERED}`);
    expect(insertDocument(documentOf('a: 1\n...\n'), VALUE)).toBe(undefined);
  });
});

describe('an edit is refused', () => {
  test.each([
    ['in a document that does not parse', 'it: {a: 1}\nb: "c\n'],
    ['in a template', 'it: {a: 1}\n{{- if x }}\nb: c\n'],
    ['under an anchor', 'it: &x {a: 1}\n'],
    ['below an anchor', 'b: &x\n  it: {a: 1}\nit: {a: 1}\n'],
  ])('%s', (_, text) => {
    const it = asMapping(text.startsWith('b:') ? at(text, 'b.it') : at(text, 'it'));
    expect(insertKey(it, 'k', 1)).toBe(undefined);
    expect(removePair(it, 'a')).toBe(undefined);
    expect(replaceScalar(asScalar(get(it, 'a')), 2)).toBe(undefined);
  });

  test('in a mapping with merges, through an alias, in a synthetic tree, on a placeholder', () => {
    const text = 'x: &x {a: 1}\nit:\n  <<: *x\n  b: {{ c }}\nd: *x\n';
    const it = asMapping(at(text, 'it'));
    expect(insertKey(it, 'k', 1)).toBe(undefined);
    expect(removePair(it, 'b')).toBe(undefined);
    expect(replaceScalar(asScalar(get(it, 'b')), 1)).toBe(undefined);
    expect(replaceScalar(asScalar(get(asMapping(at(text, 'd')), 'a')), 1)).toBe(undefined);
    const synthetic = { ...rootOf('a: 1\n'), synthetic: true } as const;
    expect(insertKey(synthetic, 'k', 1)).toBe(undefined);
    expect(removePair(synthetic, 'a')).toBe(undefined);
  });
});

describe('applyEdits', () => {
  test('all edits mean the text as it was; an overlapping one is left out', () => {
    const edits = [
      { start: 4, end: 5, text: 'E' },
      { start: 0, end: 1, text: 'A' },
      { start: 2, end: 2, text: '1' },
      { start: 2, end: 2, text: '2' },
      { start: 0, end: 3, text: 'no' },
      { start: 9, end: 12, text: 'no' },
    ];
    expect(applyEdits('abcdef', edits)).toBe('Ab12cdEf');
  });
});
