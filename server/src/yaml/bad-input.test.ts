// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what is read here
import { describe, expect, test } from 'vitest';
import { commentsOf, DEFAULT_LIMITS, editFile, equalContent, get, readFile, textOf } from './index';
import { asMapping, documentOf } from './tree.test-help';

/** Generous for a loaded machine; what is quadratic takes minutes. */
const MOST_MILLISECONDS = 10_000;
const MOST_MEGABYTES = 900;

function indentedLevels(count: number): string {
  return Array.from({ length: count }, (_, level) => `${' '.repeat(level)}a:\n`).join('');
}

function aliasBomb(line: (index: number, aliases: string) => string): string {
  const lines = ['a0: &a0 {x: 1}'];
  for (let index = 1; index < 30; index++) {
    lines.push(
      line(
        index,
        Array(9)
          .fill(`*a${index - 1}`)
          .join(', '),
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

function keys(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

const REFUSED: readonly (readonly [string, () => string, string])[] = [
  ['a line of 50 MB', () => `a: ${'x'.repeat(50_000_000)}`, 'too-large'],
  ['a document of 9 MB', () => `a: b\n---\na: ${'x'.repeat(9_000_000)}`, 'too-large'],
  ['a million [', () => '['.repeat(1_000_000), 'too-deep'],
  ['a million [ on lines', () => '[\n'.repeat(1_000_000), 'too-deep'],
  ['ten thousand nested flow brackets', () => '['.repeat(10_000) + ']'.repeat(10_000), 'too-deep'],
  ['ten thousand nested flow mappings', () => `${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}`, 'too-deep'],
  ['three thousand indented levels', () => indentedLevels(3_000), 'too-deep'],
  ['ten thousand lists in one line', () => `${'- '.repeat(10_000)}a`, 'too-deep'],
  ['a million "? "', () => '? '.repeat(1_000_000), 'too-deep'],
  ['two million items', () => '-\n'.repeat(2_000_000), 'too-many-nodes'],
  ['a bomb of aliases', () => aliasBomb((index, aliases) => `a${index}: &a${index} [${aliases}]`), 'too-many-aliases'],
  [
    'a bomb of merges',
    () => aliasBomb((index, aliases) => `a${index}: &a${index}\n  <<: [${aliases}]`),
    'too-many-aliases',
  ],
  ['100,000 aliases', () => `a: &a 1\n${keys(100_000, (index) => `k${index}: *a\n`)}`, 'too-many-aliases'],
  ['a million directives', () => '%A\n'.repeat(1_000_000), 'too-many-directives'],
  ['a million "..."', () => '...\n'.repeat(1_000_000), 'too-many-directives'],
  ['NULs', () => '\0'.repeat(1_000_000), 'syntax'],
  ['an escape character in a value', () => 'a: b\u001b[31m\n', 'syntax'],
];

const READ: readonly (readonly [string, () => string])[] = [
  ['a line of 7 MB', () => `a: ${'x'.repeat(7_000_000)}`],
  ['a quote of 3 MB that is never closed', () => `a: "${'b'.repeat(3_000_000)}`],
  ['100,000 keys', () => keys(100_000, (index) => `key${index}: v\n`)],
  ['100,000 equal keys', () => 'k: v\n'.repeat(100_000)],
  ['100,000 keys in one line', () => `{${keys(100_000, (index) => `k${index}: 1, `)}}`],
  ['100,000 anchors', () => keys(100_000, (index) => `k${index}: &a${index} v\n`)],
  ['190 nested brackets', () => '['.repeat(190) + ']'.repeat(190)],
  ['100 indented levels', () => indentedLevels(100)],
  ['only dashes', () => '-'.repeat(1_000_000)],
  ['lone surrogates', () => `a: ${'\ud800'.repeat(100_000)}\n"\udc00": 1\n`],
  ['quotes only', () => '"'.repeat(50_000)],
  ['apostrophes only', () => "'".repeat(50_001)],
  ['closing brackets only', () => ']'.repeat(50_000)],
  ['commas only', () => `[${','.repeat(50_000)}`],
  ['anchors in a row', () => '&a '.repeat(50_000)],
  ['placeholders in a row', () => `a: ${'${a}'.repeat(200_000)}`],
  ['actions in a row', () => `a: ${'{{a}}'.repeat(40_000)}`],
  ['openings of placeholders', () => `a: ${'${'.repeat(200_000)}`],
  ['opened lists', () => 'x: [\n'.repeat(20_000)],
  ['opened quotes', () => 'x: "\n'.repeat(20_000)],
  ['block scalars', () => '- |\n  a\n\n\n'.repeat(20_000)],
  ['comments', () => `a:\n${'  # c\n'.repeat(50_000)}b: 1\n`],
  ['blank lines', () => `a: 1\n${'\n'.repeat(100_000)}b: 1\n`],
  ['tabs', () => '\t'.repeat(500_000)],
  ['carriage returns', () => 'a: b\r'.repeat(50_000)],
  ['document markers', () => '---\n'.repeat(19_000)],
];

describe('is refused with a message, in bounded time and memory', () => {
  test.each(REFUSED)('%s', (_, make, code) => {
    const text = make();
    const { file, milliseconds, megabytes } = measure(text);
    const problem = file.documents.flatMap(({ document }) => document.problems).find(({ blocking }) => blocking);
    expect(problem?.code).toBe(code);
    expect(problem?.message.length).toBeLessThanOrEqual(120);
    expect(milliseconds).toBeLessThan(MOST_MILLISECONDS);
    expect(megabytes).toBeLessThan(MOST_MEGABYTES);
  });
});

describe('is read in bounded time and memory', () => {
  test.each(READ)('%s', (_, make) => {
    const text = make();
    const { file, milliseconds, megabytes } = measure(text);
    const codes = file.documents.flatMap(({ document }) => document.problems.map(({ code }) => code));
    expect(codes.filter((code) => code.startsWith('too-'))).toEqual([]);
    expect(codes.length).toBeLessThanOrEqual(DEFAULT_LIMITS.problems + 5);
    expect(textOf(file) === text).toBe(true);
    expect(milliseconds).toBeLessThan(MOST_MILLISECONDS);
    expect(megabytes).toBeLessThan(MOST_MEGABYTES);
  });
});

test('100,000 keys are compared in linear time', () => {
  const small = measure(keys(12_500, (index) => `key${index}: v\n`)).milliseconds;
  const large = measure(keys(100_000, (index) => `key${index}: v\n`)).milliseconds;
  expect(large).toBeLessThan(Math.max(small, 20) * 40);
});

test('a document too many ends the file, with what is left in one piece', () => {
  const text = 'a: b\n---\n'.repeat(DEFAULT_LIMITS.documents + 10);
  const file = readFile('file.yaml', text);
  expect(file.documents.length).toBe(DEFAULT_LIMITS.documents + 1);
  expect(file.documents.at(-1)?.document.problems.map(({ code }) => code)).toEqual(['too-many-documents']);
  expect(textOf(file)).toBe(text);
});

test('the limits are the caller’s to choose', () => {
  const code = (text: string, limits: Partial<typeof DEFAULT_LIMITS>) =>
    readFile('f', text, { ...DEFAULT_LIMITS, ...limits }).documents[0]?.document.problems[0]?.code;
  expect(code('a: {b: {c: 1}}', { depth: 2 })).toBe('too-deep');
  expect(code('a: {b: {c: 1}}', { depth: 4 })).toBe(undefined);
  expect(code('[a, b, c]', { nodes: 3 })).toBe('too-many-nodes');
  expect(code('a: b', { documentSize: 3 })).toBe('too-large');
  expect(code('a: b', { fileSize: 3 })).toBe('too-large');
  expect(code('a: &a 1\nb: [*a, *a]', { aliases: 1 })).toBe('too-many-aliases');
  expect(code('%A\n%B\n---\na: b', { directives: 1 })).toBe('too-many-directives');
});

test('a refused document does not harm its neighbours, nor does an edit in it', () => {
  const file = readFile('f', `a: b\n---\n${'['.repeat(5_000)}\n---\nc: d\n`);
  expect(file.documents.map(({ document }) => document.root?.type ?? document.problems[0]?.code)).toEqual([
    'mapping',
    'too-deep',
    'mapping',
  ]);
  const edited = editFile(file, [
    { range: { start: { line: 2, character: 0 }, end: { line: 2, character: 5_000 } }, text: 'x: y' },
  ]);
  expect(edited.documents.map(({ document }) => document.root?.type)).toEqual(['mapping', 'mapping', 'mapping']);
});

test('deep brackets inside a block scalar are text', () => {
  const document = documentOf(`a: |\n${'  \\033[0m [[[[[[\n'.repeat(100)}`);
  expect(document.problems).toEqual([]);
  expect(document.root?.type).toBe('mapping');
});

test('lookups and comparison through nested merges visit each mapping once', () => {
  const lines = ['a0: &a0 {x: 1}'];
  for (let index = 1; index < 6; index++) {
    lines.push(
      `a${index}: &a${index}`,
      `  <<: [${Array(6)
        .fill(`*a${index - 1}`)
        .join(', ')}]`,
    );
  }
  const [first, second] = [documentOf(`${lines.join('\n')}\n`), documentOf(`${lines.join('\n')}\n`)];
  const last = asMapping(get(asMapping(first.root), 'a5'));
  expect(get(last, 'absent')).toBe(undefined);
  expect(get(last, 'x')).toBeDefined();
  expect(equalContent(asMapping(first.root), asMapping(second.root))).toBe(true);
});

function measure(text: string) {
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const file = readFile('file.yaml', text);
  for (const { document } of file.documents) {
    if (document.root?.type === 'mapping') {
      get(document.root, 'kind');
    }
    commentsOf(document);
  }
  const milliseconds = performance.now() - started;
  return { file, milliseconds, megabytes: (process.memoryUsage().rss - before) / 1_000_000 };
}
