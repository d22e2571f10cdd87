import { describe, expect, test } from 'vitest';
import { nodesOf } from './comparison.test-help';
import { commentsOf, deref, entriesOf, equalContent, get, keyName, pairOf, pathAt, pathTo } from './index';
import { asMapping, asScalar, documentOf, plain, rootOf, sourceOf } from './tree.test-help';

describe('get and pairOf', () => {
  test('the last of duplicates wins, as in the cluster', () => {
    expect(plain(get(rootOf('a: 1\nb: 2\na: 3\n'), 'a') ?? null)).toBe(3);
  });

  test('keys are found by the name that the decoder gives them', () => {
    const root = rootOf('80: a\non: b\n"0x50": c\n? [x]\n: d\n');
    expect(root.pairs.map(({ key }) => keyName(key))).toEqual(['80', 'true', '0x50', undefined]);
    expect(plain(get(root, '80') ?? null)).toBe('a');
    expect(get(root, 'on')).toBe(undefined);
    expect(plain(get(root, 'true') ?? null)).toBe('b');
  });

  test('values are behind their aliases', () => {
    const root = rootOf('a: &x {b: 1}\nc: *x\nd: &y 2\n');
    expect(get(root, 'c')).toBe(root.pairs[0]?.value);
    expect(pairOf(root, 'c')?.value.type).toBe('alias');
    expect(deref(pairOf(root, 'c')!.value)).toBe(root.pairs[0]?.value);
  });
});

describe('merges', () => {
  const MERGED = 'base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\n';
  const entries = (text: string) => {
    const mapping = asMapping(get(rootOf(MERGED + text), 'it'));
    const found = Object.fromEntries(entriesOf(mapping).map(({ key, value }) => [keyName(key), plain(deref(value))]));
    for (const [key, value] of Object.entries(found)) {
      expect(plain(get(mapping, key) ?? null), key).toEqual(value);
    }
    return found;
  };

  test('count as their keys in their place, the last one wins', () => {
    expect(entries('it:\n  <<: *base\n  a: 9\n')).toEqual({ a: 9, b: 2 });
    expect(entries('it:\n  a: 9\n  <<: *base\n')).toEqual({ a: 1, b: 2 });
  });

  test('of several the first one wins', () => {
    expect(entries('it:\n  <<: [*base, *more]\n')).toEqual({ a: 1, b: 2, c: 4 });
    expect(entries('it:\n  <<: *base\n  <<: *more\n')).toEqual({ a: 1, b: 3, c: 4 });
  });

  test('go through merges', () => {
    expect(entries('mid: &mid {<<: *base, c: 5}\nit: {<<: *mid, d: 6}\n')).toEqual({ a: 1, b: 2, c: 5, d: 6 });
  });

  test('a quoted "<<" is a key like any other', () => {
    const root = rootOf('"<<": {a: 1}\n');
    expect(get(root, 'a')).toBe(undefined);
    expect(get(root, '<<')?.type).toBe('mapping');
  });

  test('what is no mapping merges nothing', () => {
    expect(get(rootOf('<<: [1, two]\nb: 1\n'), 'a')).toBe(undefined);
    expect(get(rootOf('<<:\nb: 1\n'), 'a')).toBe(undefined);
  });
});

describe('paths', () => {
  const TEXT = 'spec:\n  ports:\n  - port: 80\n    name:\n  - {port: 81, name: x}\n  key: |\n    text\n';

  test('lead from the root to the innermost node', () => {
    const document = documentOf(TEXT);
    const leaf = (needle: string) =>
      pathAt(document, TEXT.indexOf(needle))
        .map(({ type }) => type[0])
        .join('');
    expect(leaf('80')).toBe('mmsms');
    expect(leaf('81')).toBe('mmsms');
    expect(leaf('name:\n')).toBe('mmsms');
    expect(leaf('text')).toBe('mms');
    expect(leaf('{port')).toBe('mmsm');
    expect(sourceOf(pathAt(document, TEXT.indexOf('name:\n') + 5).at(-1)!)).toBe('');
    expect(sourceOf(pathAt(document, TEXT.indexOf('name:\n') + 2).at(-1)!)).toBe('name');
    expect(pathAt(documentOf('\n# c\na: 1\n'), 0)).toEqual([]);
    expect(pathAt(documentOf(''), 0)).toEqual([]);
  });

  test('every node finds the way to itself', () => {
    const document = documentOf(`${TEXT}a: &x [b, {c}, , *x]\n? d\n: e\n? [f]\n`);
    for (const node of nodesOf(document)) {
      expect(pathTo(node)?.at(-1)).toBe(node);
    }
    expect(pathTo({ ...asScalar(nodesOf(documentOf('a')).at(0)) })).toBe(undefined);
  });
});

describe('comments', () => {
  test('are found, with their text and whether they have a line of their own', () => {
    const text =
      '# portcullis: ignore host-port -- reason\n---\na: b # one\n  # two \nc: # three\n- "x # no"\n-  # four\n  \'y # no\'\nd: |  # five\n  # no\n  text # no\n\n# six\ne: [f, # seven\n  g#no]\nh: http://x/#no\n##eight\n';
    expect(
      commentsOf(documentOf(text)).map((comment) => [comment.text, comment.ownLine, sourceOf(comment)[0]]),
    ).toEqual([
      ['portcullis: ignore host-port -- reason', true, '#'],
      ['one', false, '#'],
      ['two', true, '#'],
      ['three', false, '#'],
      ['four', false, '#'],
      ['five', false, '#'],
      ['six', true, '#'],
      ['seven', false, '#'],
      ['eight', true, '#'],
    ]);
  });

  test('with CRLF, in an empty document and in a broken one', () => {
    expect(commentsOf(documentOf('a: b # one\r\n# two\r\n')).map(({ text, end }) => [text, end])).toEqual([
      ['one', 10],
      ['two', 17],
    ]);
    expect(commentsOf(documentOf('# only')).map(({ text }) => text)).toEqual(['only']);
    expect(commentsOf(documentOf('a: [b # one\nc: "d\n# two\n')).map(({ text }) => text)).toContain('one');
  });

  test('in a template', () => {
    const text = 'a: {{ "# no" }} # one\n{{- /* # no */}}\n# {{ two }}\n';
    expect(commentsOf(documentOf(text)).map((comment) => [comment.text, comment.ownLine])).toEqual([
      ['one', false],
      ['{{ two }}', true],
    ]);
  });
});

describe('equal content', () => {
  const equal = (a: string, b: string) => equalContent(rootOf(a), rootOf(b));

  test('does not ask for places, styles, comments or aliases', () => {
    expect(equal('a: {b: [1, "x"]}\n', '# c\na:\n  b:\n    - 0x1 # one\n    - x\n')).toBe(true);
    expect(equal('a: &x {b: 1}\nc: *x\n', 'a: {b: 1}\nc: {b: 1}\n')).toBe(true);
    expect(equal('a: {{ x }}\n', 'a:  {{ x }}\n')).toBe(true);
  });

  test.each([
    ['a: 1\n', 'a: 2\n'],
    ['a: 1\n', 'a: "1"\n'],
    ['a: 1\nb: 2\n', 'b: 2\na: 1\n'],
    ['a: [1]\n', 'a: [1, 2]\n'],
    ['a: {}\n', 'a: []\n'],
    ['a: {{ x }}\n', 'a: {{ y }}\n'],
    ['a: !x b\n', 'a: b\n'],
    ['a:\n', 'a: ""\n'],
  ])('%j and %j differ', (a, b) => {
    expect(equal(a, b)).toBe(false);
  });
});
