import { describe, expect, test } from 'vitest';
import { get } from './navigate';
import { asMapping, asScalar, asSequence, documentOf, plain, problemsOf, rootOf, sourceOf } from './tree.test-help';

describe('places', () => {
  test('keys, values and collections end where their last character stands', () => {
    const root = rootOf(
      'ports:  # all of them\n- port: 80   # web\n  name: "http"  \n- {port: 81 , name: x }\n\n# end\n',
    );
    const ports = asSequence(get(root, 'ports'));
    expect(sourceOf(root)).toBe('ports:  # all of them\n- port: 80   # web\n  name: "http"  \n- {port: 81 , name: x }');
    expect(ports.items.map(sourceOf)).toEqual(['port: 80   # web\n  name: "http"', '{port: 81 , name: x }']);
    expect(asMapping(ports.items[0]).pairs.map(({ key, value }) => [sourceOf(key), sourceOf(value)])).toEqual([
      ['port', '80'],
      ['name', '"http"'],
    ]);
  });

  test('a block scalar ends with its last line of content', () => {
    const root = rootOf('a: |+ # kept\n  one\n\n  two  \n\n\nb: >-\n  x\n   y\nc: |\n');
    expect(root.pairs.map(({ value }) => sourceOf(value))).toEqual(['|+ # kept\n  one\n\n  two', '>-\n  x\n   y', '|']);
    expect(root.pairs.map(({ value }) => asScalar(value).text)).toEqual(['one\n\ntwo  \n\n\n', 'x\n y', '']);
    expect(root.pairs.map(({ value }) => asScalar(value).style)).toEqual(['literal', 'folded', 'literal']);
  });

  test('nothing behind a colon or a dash is an empty scalar of no width right behind it', () => {
    const text = 'a:   # nothing\nb: [x, ]\nc:\n-\n- {d, e: , f: g}\n';
    const root = rootOf(text);
    const a = asScalar(get(root, 'a'));
    expect([a.start, a.end, a.text, a.value]).toEqual([2, 2, '', null]);
    const [empty, flow] = asSequence(get(root, 'c')).items;
    expect([empty?.start, empty?.end]).toEqual([text.indexOf('\n-\n') + 2, text.indexOf('\n-\n') + 2]);
    const [d, e] = asMapping(flow).pairs;
    expect([d?.value.start, e?.value.start]).toEqual([text.indexOf('d,') + 1, text.indexOf('e:') + 2]);
  });

  test('CRLF, a byte order mark and lone surrogates keep their places', () => {
    const text = '\ufeffa: "x\ud800"\r\nb: |\r\n  one\r\n  two\r\nc: d\r\n';
    const root = rootOf(text);
    expect(root.pairs.map(({ key, value }) => [sourceOf(key), sourceOf(value)])).toEqual([
      ['a', '"x\ud800"'],
      ['b', '|\r\n  one\r\n  two'],
      ['c', 'd'],
    ]);
    expect(asScalar(get(root, 'b')).text).toBe('one\ntwo\n');
  });

  test('a lone carriage return is a line break, as in the cluster', () => {
    expect(plain(documentOf('a: b\rc:\r  - d # e\r').root)).toEqual(
      new Map<string, unknown>([
        ['a', 'b'],
        ['c', ['d']],
      ]),
    );
  });

  test('offsets count from the start of the document, not of the file', () => {
    const root = asMapping(documentOf('---\na: b\n').root);
    expect(root.start).toBe(4);
  });
});

describe('shapes', () => {
  test('JSON is YAML', () => {
    const { root, problems } = documentOf('{"kind": "Service",\n\t"ports": [80, null, true, "\\u0041\\/"]}\n');
    expect(plain(root)).toEqual(
      new Map<string, unknown>([
        ['kind', 'Service'],
        ['ports', [80, null, true, 'A/']],
      ]),
    );
    expect(problems).toEqual([]);
  });

  test('lists and scalars at top level, explicit keys', () => {
    expect(plain(documentOf('- a\n- b\n').root)).toEqual(['a', 'b']);
    expect(plain(documentOf('just text\n').root)).toBe('just text');
    expect(plain(documentOf('? a\n: b\n? c\n').root)).toEqual(
      new Map([
        ['a', 'b'],
        ['c', null],
      ]),
    );
  });

  test.each(['', '\n', '# nothing\n', '---\n', '--- # x\n', '---\n# c\n...\n', '\ufeff'])(
    '%j has no root and no problem',
    (text) => {
      const { root, problems } = documentOf(text);
      expect(root).toBe(null);
      expect(problems).toEqual([]);
    },
  );

  test('content on the line of the marker', () => {
    expect(plain(documentOf('--- {a: b}\n').root)).toEqual(new Map([['a', 'b']]));
    expect(plain(documentOf('--- |\n text\n').root)).toBe('text\n');
    expect(plain(documentOf('---foo: bar\n').root)).toEqual(new Map([['---foo', 'bar']]));
  });

  test('directives belong to their document', () => {
    const { root, problems } = documentOf('%YAML 1.1\n%TAG !e! tag:example.com,2026:\n---\na: !e!x b\n');
    expect(plain(root)).toEqual(new Map([['a', 'b']]));
    expect(problems).toEqual([]);
  });
});

test('a %YAML directive changes no value', () => {
  expect(plain(documentOf('%YAML 1.2\n---\na: yes\nb: 0644\n').root)).toEqual(
    new Map<string, unknown>([
      ['a', true],
      ['b', 420],
    ]),
  );
  expect(plain(documentOf('%YAML 1.1\n---\na: yes\nb: 1:30\n').root)).toEqual(
    new Map<string, unknown>([
      ['a', true],
      ['b', '1:30'],
    ]),
  );
});

describe('anchors and aliases', () => {
  test('an alias is a node with a target', () => {
    const root = rootOf('a: &x {b: 1}\nc: *x\n');
    const [first, second] = root.pairs;
    expect(first?.value.anchor).toBe('x');
    expect(second?.value).toMatchObject({ type: 'alias', name: 'x' });
    expect(second?.value.type === 'alias' && second.value.target).toBe(first?.value);
    expect(sourceOf(second!.value)).toBe('*x');
  });

  test('a name used twice means the nearest one above', () => {
    const root = rootOf('a: &x 1\nb: *x\nc: &x 2\nd: *x\n');
    expect(['b', 'd'].map((key) => asScalar(get(root, key)).value)).toEqual([1, 2]);
  });

  test('an anchor that is set again inside its own node', () => {
    const root = rootOf('a: &x\n  b: &x 1\n  c: *x\nd: *x\n');
    expect(root.document.problems).toEqual([]);
    expect(asScalar(get(root, 'd')).value).toBe(1);
  });

  test('an alias without an anchor, and one inside its own anchor, block the document', () => {
    expect(problemsOf('a: *x\n')).toEqual(['unresolved-alias: *x']);
    expect(problemsOf('a: &x\n  b: *x\n')).toEqual(['unresolved-alias: *x']);
    expect(documentOf('a: &x [*x]\n').problems[0]?.blocking).toBe(true);
  });
});

describe('what does not parse', () => {
  test.each([
    ['a: "b\nc: d\n', 'syntax: "b'],
    ['a: [b\nc: d\n', 'syntax: c:'],
    ['ports:\n-   name: http\n  protocol: TCP\n', 'syntax: protocol:'],
    ['a: b\n c: d\n', 'syntax: c:'],
    ['a:\n\t- b\n', 'syntax: \t-'],
    ['a: b: c\n', 'syntax: b:'],
    ['a: @b\n', 'syntax: @b'],
    ['a: b\nplain\nc: d\n', 'syntax: plain'],
    ['a: b\u0007\n', 'syntax: \u0007'],
  ])('%j', (text, expected) => {
    const document = documentOf(text);
    const [first] = document.problems;
    expect(first?.blocking).toBe(true);
    expect(first?.ours).toBe(undefined);
    expect(first?.message.length).toBeLessThanOrEqual(120);
    expect(`${first?.code}: ${text.slice(first?.start, first?.end)}`).toBe(expected);
    expect(document.problems.length).toBeLessThanOrEqual(5);
  });

  test('what could be read is there all the same', () => {
    const document = documentOf('kind: Service\nspec:\n  ports: [80\nmetadata: {name: x}\n');
    expect(asScalar(get(asMapping(document.root), 'kind')).value).toBe('Service');
  });

  test('a message never carries the text of a huge token', () => {
    const [problem] = documentOf(`a: b\n${'"x" '.repeat(1000)}\n`).problems;
    expect(problem?.message.length).toBeLessThanOrEqual(120);
  });
});

describe('what only our reader rejects is marked so', () => {
  test.each([
    ['a quoted text that goes on at a lower indentation', 'a:\n  b: "one\ntwo"\nc: d\n'],
    ['the same in single quotes', "a:\n  b: '{\n}'\nc: d\n"],
    ['a flow collection that goes on at a lower indentation', 'a:\n  b: [\none, two\n]\nc: d\n'],
    ['a flow collection in JSON that closes at column 0', 'a:\n  b: {"x": [1,\n2]}\nc: d\n'],
  ])('%s', (_, text) => {
    const { problems } = documentOf(text);
    expect(problems.map(({ code, blocking, ours }) => ({ code, blocking, ours }))).toEqual([
      { code: 'syntax', blocking: true, ours: true },
    ]);
  });

  test('a missing quote that another line happens to hold is an error', () => {
    expect(documentOf('a: "one\nb: "two"\n').problems[0]?.ours).toBe(undefined);
  });

  test('a comment right behind a quote and a "..." without a document do no harm', () => {
    expect(problemsOf('a: "b"#c\n')).toEqual([]);
    expect(problemsOf('...\na: b\n')).toEqual([]);
  });
});

describe('duplicate keys', () => {
  test('name the second and the first', () => {
    const text = 'a: 1\nb: {x: 1, "x": 2}\na: 3\n';
    const { problems } = documentOf(text);
    expect(
      problems.map(({ code, start, end, related, blocking }) => [
        code,
        text.slice(start, end),
        start,
        related?.start,
        blocking,
      ]),
    ).toEqual([
      ['duplicate-key', '"x"', 15, 9, false],
      ['duplicate-key', 'a', 23, 0, false],
    ]);
  });

  test('are told by what the decoder makes of them', () => {
    expect(problemsOf('80: a\n"80": b\n')).toEqual(['duplicate-key: "80"']);
    expect(problemsOf('0x50: a\n80: b\n')).toEqual(['duplicate-key: 80']);
    expect(problemsOf('on: a\n"on": b\n')).toEqual([]);
    expect(problemsOf('a: &a {}\n<<: *a\nb:\n  <<: *a\n  <<: *a\n')).toEqual([]);
  });
});
