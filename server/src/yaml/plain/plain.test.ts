import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDocument } from '../document';
import { DEFAULT_LIMITS } from '../limits';
import { takes } from './compare.test-help';
import { manifest, mutated, soup } from './generated.test-help';
import { readPlainPart } from './read';

/** `takes` throws where the plain reader reads anything else than the package does. */
describe('the plain reader takes, as the package reads it,', () => {
  test.each([
    ['nothing', ''],
    ['a comment', '# c'],
    ['comments and a marker', '# c\n--- # d\n\n  # e\n'],
    ['a mapping', 'a: b\nc: d\n'],
    ['no final line feed', 'a: b'],
    ['CRLF', 'a: b\r\nc:\r\n  - d\r\n  -\r\ne: |\r\n  f\r\n\r\n  g\r\n'],
    ['spaces at line ends', 'a: b  \nc:   \n  - d   \n   \n  - "e"  \n'],
    ['spaces at the end', 'a: b\n   '],
    ['a sequence at the column of its key', 'a:\n- b\n- c\nd: e\n'],
    ['a sequence further right', 'a:\n    - b\n    - c\nd: e\n'],
    ['a compact mapping', '- a: b\n  c: d\n-   e: f\n    g:\n    - h\n- i:\n    j: k\n'],
    ['nested sequences', '- - a\n  - b\n-\n  - c\n- - - d\n'],
    ['empty values', 'a:\nb:   # c\nd:\n\n  # e\nf: g\n'],
    ['empty items', '-\n- # c\n-   \n'],
    ['a value at the end', 'a:\n  b:\n  c:'],
    ['an item at the end', 'a:\n  -'],
    ['a value on a line of its own', 'a:\n  b\nc: # d\n  "e"\nf:\n  # g\n  [h]\n-x: y\n'],
    ['an item on a line of its own', '-\n  a\n-\n  b: c\n'],
    [
      'comments at odd columns',
      '# a\nb:\n # c\n    # d\n  - e\n# f\n  - g # h\n      # i\n  - j: k\n # l\n    m: n\n# o\np: q\n   # r',
    ],
    ['a space before the colon', 'key : v\n"q"   : w\n'],
    ['a quoted key', '"quoted key": x\n\'it\'\'s\': y\n"": z\n'],
    ['colons in plain scalars', 'a: b:c\nd:e: f\ng: x::y\nh: http://x:80/#y\n'],
    ['hashes in scalars', 'a: b# c\nd: e #f\ng: "# h" # i\nj: \'#\'\nk#l: m\n'],
    ['dashes', 'a: -x\nb: --\nc: ---\n-d: e\n---f: g\n'],
    ['dots', 'a: ...\n...b: c\n'],
    ['the end marker', 'a: b\n...\n'],
    ['comments behind the end marker', 'a: b\n... # c\n\n# d'],
    [
      'values of every kind',
      '- 8080\n- 0644\n- 0x1F\n- 1.5e3\n- -0\n- .nan\n- yes\n- ~\n- null\n- 2020-01-01\n- 20:21\n- 8_080\n',
    ],
    ['numbers as keys', '8080: a\n"8081": b\non: c\n~: d\n'],
    ['single quotes', "- ''\n- 'a'\n- ''''\n- 'it''s # \"x\": y'\n"],
    [
      'escapes',
      '- "\\0\\a\\b\\t\\n\\v\\f\\r\\e\\ \\"\\/\\\\\\N\\_\\L\\P"\n- "\\x41\\u00e9\\U0001F600"\n- "\\ud83d\\ude00"\n- "\\\\"\n',
    ],
    ['characters of the world', 'a: é\u00a0\u{1f600}\nb: "\u2028"\n\u0085c: \u2029x\u0085\nd: \ud83d\n'],
    ['tabs in scalars', 'a: b\tc\nd: "\t"\n# \te\nf: |\n  \tg\n  h\t\n'],
    ['brackets', 'a: []\nb: {}\nc: [ d, "e" , \'f\', -1, g h ] # i\nj: {k: l, "m":n, \'o\' : [p, {q: r}]}\n'],
    ['brackets in items', '- []\n- [[a], [b, [c]]]\n- {a: http://x:80, b: [x:y], c:[d]}\n-\n  {a: b}\n'],
    ['brackets at the root', '{"a":1,"b":[true,null]}\n'],
    ['literal text', 'a: |\n  b\n\n   c\n    # d\n  e: f\ng: h\n'],
    ['folded text', 'a: >\n  b\n  c\n\n  d\n\n\n  e\n    f\n  g\n\n    h\n\n  i\n'],
    ['chomping', 'a: |-\n  b\n\nc: |+\n  d\n\n\ne: >-\n  f\n\ng: >+\n  h\n\n  \ni: |\n  j\n\n\n'],
    ['indentation indicators', 'a: |1\n  b\n c\nd:\n  - |2-\n      e\n    f\n  - >-1\n    g\n'],
    ['text at the end', 'a: |\n  b'],
    ['text at the end with its line feeds', 'a: |+\n  b\n\n\n'],
    ['text without lines', 'a: |\nb: >-\n\n\nc: |2 # d\n# e\n'],
    ['text with a comment in its header', 'a: | # b\n  c\n'],
    ['text with blank lines above', 'a: |\n\n \n  b\nc: >\n\n\n  d\n'],
    ['text with wider blank lines inside', 'a: |\n  b\n     \n  c\nd: >\n  e\n     \n  f\n'],
    ['text with a line of tabs', 'a: |\n  b\n  \t\n'],
    ['text in a compact mapping', '- a: |\n    b\n  c: |\n   d\n- |\n e\n- - |\n   f\n'],
    ['text that looks like markers', 'a: |\n  ---\n  ...\n  - b: c\n'],
  ])('%s', (_, text) => {
    expect(takes(text)).toBe(true);
  });
});

describe('the plain reader leaves to the package', () => {
  test.each([
    ['a scalar at the root', 'a'],
    ['text at the root', '|\n a'],
    ['an indented root', '  a: b'],
    ['content behind the marker', '--- a: b'],
    ['directives', '%YAML 1.2\n---\na: b'],
    ['an end marker without a document', '...\n# a'],
    ['anchors', 'a: &b c'],
    ['aliases', 'a: *b'],
    ['tags', 'a: !!str b'],
    ['merge keys', 'a: b\n<<: {c: d}'],
    ['explicit keys', '? a\n: b'],
    ['reserved characters', 'a: @b'],
    ['a grave accent', 'a: `b'],
    ['a percent sign', 'a: %b'],
    ['a question mark', 'a: ?b'],
    ['a comma', 'a: ,b'],
    ['a closing bracket', 'a: ]'],
    ['a second colon', 'a: b: c'],
    ['a key without a colon', 'a: b\nc'],
    ['a colon alone', 'a: :'],
    ['a sequence on the line of its key', 'a: - b'],
    ['a sequence in the column of its sibling', 'a: b\n- c'],
    ['a key in the column of an item', 'a:\n  - b\n  c: d'],
    ['a line further right', 'a: b\n  c: d'],
    ['a line further left', 'a:\n    b: c\n  d: e'],
    ['a plain scalar of two lines', 'a: b\n  c'],
    ['a double-quoted scalar of two lines', 'a: "b\n  c"'],
    ['a single-quoted scalar of two lines', "a: 'b\n  c'"],
    ['brackets over two lines', 'a: [b,\n  c]'],
    ['an open quote', 'a: "b'],
    ['an open single quote', "a: 'b"],
    ['an open bracket', 'a: [b'],
    ['text behind a quote', 'a: "b" c'],
    ['text behind a bracket', 'a: [b] c'],
    ['a comment right behind a quote', 'a: "b"# c'],
    ['an unknown escape', 'a: "\\z"'],
    ['too few hexadecimal digits', 'a: "\\u12"'],
    ['a character that does not exist', 'a: "\\U00110000"'],
    ['a trailing comma', 'a: [b, ]'],
    ['a pair between square brackets', 'a: [b: c]'],
    ['a key without a value between braces', 'a: {b}'],
    ['a key that is a collection', 'a: {[b]: c}'],
    ['a collection as a key', '[a]: b'],
    ['a tab as indentation', 'a:\n\tb: c'],
    ['a tab behind a colon', 'a:\tb'],
    ['a tab behind a dash', '-\tb'],
    ['a tab on a blank line', 'a: b\n\t\nc: d'],
    ['duplicate keys', 'a: b\nc: d\na: e'],
    ['duplicates by name', 'true: a\non: b'],
    ['duplicates among many', `${Array.from({ length: 20 }, (_, index) => `a${index}: b\n`).join('')}a3: c`],
    ['duplicates between braces', 'a: {b: c, "b": d}'],
    ['placeholders', 'a: {{ b }}'],
    ['variables', 'a: $' + '{b}'],
    ['control characters', 'a: \u0001'],
    ['the zero character', 'a: b\0'],
    ['a byte order mark', '\ufeffa: b'],
    ['a carriage return alone', 'a: b\rc: d'],
    ['a header with more in it', 'a: |x\n  b'],
    ['text that is not indented enough', 'a: |4\n  b'],
    ['text with wider blank lines above', 'a: |\n     \n  b'],
    ['text with wider blank lines below', 'a: |\n  b\n     \nc: d'],
    ['text with spaces at the end', 'a: |+\n  b\n  '],
    ['a header on a line of its own', 'a:\n  |\n  b'],
    ['a scalar below a comment that stands further left', '-\n#a\n  b\n- c'],
    ['a scalar below a blank line and a comment', 'a:\n\n# b\n  c\nd: e'],
    ['a key of more than 1,024 characters', `${'k'.repeat(1025)}: a`],
  ])('%s', (_, text) => {
    expect(takes(text)).toBe(false);
  });

  test('what is nested deeply, without running out of stack', () => {
    expect(takes(`a: ${'['.repeat(40)}${']'.repeat(40)}`)).toBe(true);
    expect(takes(`a: ${'['.repeat(60)}${']'.repeat(60)}`)).toBe(false);
    expect(takes('- '.repeat(100_000))).toBe(false);
    const endless = { ...DEFAULT_LIMITS, depth: Number.POSITIVE_INFINITY };
    expect(readPlainPart(createDocument('f', '['.repeat(1_000_000), endless), endless)).toBeUndefined();
  });

  test('what holds many nodes', () => {
    const limits = { ...DEFAULT_LIMITS, nodes: 40 };
    expect(takes('- a\n'.repeat(19), limits)).toBe(true);
    expect(takes('- a\n'.repeat(20), limits)).toBe(false);
  });
});

describe('of generated texts the plain reader takes none that it reads in another way', () => {
  test.each([
    ['lines of anything', soup, 0.08],
    ['documents', manifest, 0.4],
    ['changed lines', mutated(soup), 0.06],
    ['changed documents', mutated(manifest), 0.08],
  ])('%s', (_, texts, share) => {
    const numRuns = 2_000;
    let taken = 0;
    fc.assert(
      fc.property(texts, (text) => {
        taken += takes(text) ? 1 : 0;
      }),
      { numRuns, seed: 20261120 },
    );
    expect(taken / numRuns).toBeGreaterThan(share);
  });
});

describe('the plain reader in a long document', () => {
  test.each([
    ['open quotes', (size: number) => `a: '${"''".repeat(size)}`],
    ['blank lines', (size: number) => `a: |\n  b\n${'  \t\n'.repeat(size)}c: d`],
    ['short lines of text', (size: number) => `a: >\n${'  b\n\n'.repeat(size)}`],
    ['keys', (size: number) => Array.from({ length: size / 10 }, (_, index) => `k${index}: v\n`).join('')],
    ['spaces', (size: number) => `a${' '.repeat(size)}: b${' '.repeat(size)}\nc: "d"${' '.repeat(size)}# e`],
    ['dashes', (size: number) => '- a\n'.repeat(size / 10)],
  ])('takes time in proportion to its %s', (_, make) => {
    const time = (size: number) => {
      const document = createDocument('f', make(size), DEFAULT_LIMITS);
      const times = Array.from({ length: 5 }, () => {
        const begun = performance.now();
        readPlainPart(document, DEFAULT_LIMITS);
        return performance.now() - begun;
      });
      return Math.min(...times);
    };
    time(10_000);
    expect(time(160_000)).toBeLessThan(16 * 8 * Math.max(time(10_000), 0.2));
  });
});
