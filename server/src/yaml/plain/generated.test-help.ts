import fc from 'fast-check';

/** Lines of what YAML is made of, well and badly indented. */
const lead = fc.constantFrom(
  '',
  '',
  '- ',
  '- - ',
  '-   ',
  'a: ',
  'b: ',
  'c : ',
  '"d": ',
  "'e': ",
  '- f: ',
  '-\t',
  'g:\t',
  '8: ',
  'on: ',
  '? ',
  ': ',
  '<<: ',
);
const value = fc.oneof(
  fc.constantFrom(
    '',
    '',
    '-',
    'web',
    'a b',
    'a:b',
    'a: b: c',
    'a #b',
    'a# b',
    'x  ',
    'x\t',
    '# c',
    '#c',
    '8080',
    '0x1F',
    '1.5',
    '-x',
    '--',
    '~',
    'yes',
    '2020-01-01',
    '20:21',
    'http://x:80/#y',
    '@x',
    '`x',
    '%x',
    '!x y',
    '&x y',
    '*x',
    '?x',
    ':x',
    'x:',
    'é\u00a0',
    '\u2028x',
    '\u{1f600}',
  ),
  fc.constantFrom(
    '"a b"',
    "'it''s'",
    "''",
    '""',
    '"\\n\\u0041\\x41\\U0001F600"',
    '"\\z"',
    '"\\ud83d"',
    '"a" b',
    '"a"# c',
    '"a" # c',
    '"a": b',
    '"\\"',
    "'",
    '"a\\\\"',
    "'a' : b",
    '"x',
    '"#"',
    "': '",
  ),
  fc.constantFrom(
    '|',
    '>',
    '|-',
    '>-',
    '|+',
    '>+',
    '|2',
    '>1-',
    '|-2',
    '| # c',
    '>#c',
    '|x',
    '|0',
    '|\t',
    '|9',
    '>2 # c',
  ),
  fc.constantFrom(
    '[]',
    '{}',
    '[ ]',
    '[a, b]',
    '[a, b ] # c',
    '[a,b,]',
    '{a: b}',
    '{"a":b}',
    '{a:b}',
    '{a: b, c}',
    '[a: b]',
    '[[a], {b: [c]}]',
    '[a, b',
    '{a: b',
    '[a] b',
    '[a]#c',
    '{a: }',
    '[a:]',
    "['a','b']",
    '["a" , -1]',
    '{ a : 1 , a: 2 }',
    '[-, -]',
    '[a #c',
    '{a: {b: [x y, "z"]}}',
    '[,]',
    '{[a]: b}',
  ),
);
const line = fc
  .tuple(fc.nat(7), lead, value)
  .map(([indent, before, behind]) => `${' '.repeat(indent)}${before}${behind}`);
const other = fc.constantFrom(
  '---',
  '...',
  '--- # c',
  '...x',
  '',
  '',
  '   ',
  '\t',
  '  \t',
  '# c',
  '    # c',
  '#c',
  '  #c',
  '   v',
  '---x: 1',
  '%YAML 1.2',
  ']',
  '}',
);

export const soup = fc
  .tuple(
    fc.array(fc.oneof({ weight: 7, arbitrary: line }, { weight: 2, arbitrary: other }), { maxLength: 7 }),
    fc.constantFrom('\n', '\n', '\n', '\r\n', '\r'),
    fc.constantFrom('', '\n', '\n', '\n  ', '\n\n'),
  )
  .map(([lines, lineEnd, final]) => lines.join(lineEnd) + final.replaceAll('\n', lineEnd));

/** Well-formed documents: a tree, written in one of the styles that people use. */
interface Tree {
  readonly kind: 'mapping' | 'sequence';
  readonly entries: readonly { readonly content: string | Tree; readonly comment: string }[];
  readonly step: number;
}

const usual = fc.constantFrom(
  '',
  'web',
  'a b',
  'a:b',
  'a# b',
  'a #b',
  '# c',
  '8080',
  '~',
  '-x',
  'x  ',
  'http://x:80/#y',
  '"a \\" b"',
  "'it''s'  # c",
  '""',
  '[]',
  '{}',
  '[a, "b", -1]',
  '{a: [b, c], "d":e }',
);
const text = fc.oneof(
  { weight: 20, arbitrary: usual },
  { weight: 1, arbitrary: value.filter((written) => !/^[|>]/.test(written)) },
  {
    weight: 5,
    arbitrary: fc.constantFrom('|', '|-', '|+', '>', '>-', '>+', '|1', '>2', '|-  # c').chain((header) =>
      fc
        .array(
          fc.constantFrom(
            '  x',
            '  y z',
            '    more',
            '   odd',
            '',
            ' ',
            '     ',
            '  # no comment',
            '  - a: b',
            '  \tt',
            '  x  ',
            '  \t',
          ),
          {
            maxLength: 6,
          },
        )
        .map((lines) => [header, ...lines].join('\n')),
    ),
  },
);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    kind: fc.constantFrom<Tree['kind']>('mapping', 'sequence'),
    entries: fc.array(
      fc.record({
        content: fc.oneof({ maxDepth: 4, depthSize: 'medium' }, text, tie('tree') as fc.Arbitrary<Tree>),
        comment: fc.constantFrom('', '', '', '', '', '\n', '# c\n', '      # c\n', '   \n', ' # c\n\n'),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    step: fc.constantFrom(0, 0, 1, 2, 2, 2, 4),
  }),
}));

export const manifest = fc
  .tuple(
    fc.constantFrom('', '---\n', '# c\n---\n', '--- # c\n'),
    tree,
    fc.constantFrom('', '', '', '...\n', '... # c\n# d'),
    fc.constantFrom('\n', '\n', '\r\n'),
  )
  .map(([before, root, behind, lineEnd]) => `${before}${write(root, 0)}${behind}`.replaceAll('\n', lineEnd));

function write({ kind, entries, step }: Tree, column: number): string {
  const margin = ' '.repeat(column);
  return entries
    .map(({ content, comment }, index) => {
      const lead = kind === 'sequence' ? '-' : `${KEYS[index]}:`;
      if (typeof content === 'string') {
        const [first, ...lines] = content.split('\n');
        return `${comment}${[`${margin}${lead} ${first}`, ...lines.map((below) => (below.trim() === '' ? below : margin + below))].join('\n')}\n`;
      }
      if (kind === 'sequence') {
        return `${comment}${margin}- ${write(content, column + 2).replace(/^(?:\s*\n|\s*#[^\n]*\n)* */, '')}`;
      }
      const deeper = content.kind === 'sequence' ? step : Math.max(step, 1);
      return `${comment}${margin}${lead}\n${write(content, column + deeper)}`;
    })
    .join('');
}

const KEYS = ['name', 'a.b/c', '"quoted key"', '8080'];

/** A few characters of a text deleted, put in or replaced, or its lines indented anew. */
export function mutated(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    how: fc.constantFrom('delete', 'insert', 'replace', 'indent', 'unindent', 'cut', 'double'),
    with: fc.constantFrom(
      ...' \t\n\r:-#?,[]{}"\'|>&*!%@`~\\xé0',
      ': ',
      ' #',
      '- ',
      '\n  ',
      '\n',
      '  ',
      '\n---\n',
      '\u0085',
      '\u2028',
      '\ufeff',
      '\0',
      '$',
      '{{',
      '""',
    ),
  });
  return fc.tuple(texts, fc.array(change, { minLength: 1, maxLength: 3 })).map(([original, changes]) => {
    let current = original;
    for (const { at, how, with: inserted } of changes) {
      const offset = Math.floor(at * current.length);
      const lineStart = current.lastIndexOf('\n', offset - 1) + 1;
      const [from, to, put] =
        how === 'delete' || how === 'replace'
          ? [offset, offset + 1, how === 'delete' ? '' : inserted]
          : how === 'insert'
            ? [offset, offset, inserted]
            : how === 'indent'
              ? [lineStart, lineStart, ' ']
              : how === 'unindent'
                ? [lineStart, lineStart + (current[lineStart] === ' ' ? 1 : 0), '']
                : how === 'cut'
                  ? [offset, offset + 9, '']
                  : [offset, offset, current.slice(offset, offset + 12)];
      current = current.slice(0, from) + put + current.slice(to);
    }
    return current;
  });
}
