import { describe, expect, it } from 'vitest';
import { readFile } from '../yaml';
import {
  charterSchema,
  charterTemplate,
  compileGlobs,
  defaultCharter,
  distance,
  globProblem,
  matchesGlob,
  nearest,
  readBaseline,
  readCharter,
  writeBaseline,
} from '.';
import { CHARTER_SHAPE } from './charter-shape';
import { readSize } from './formats';
import type { Shape } from './shape';

describe('a pattern of paths', () => {
  it.each([
    ['a.yaml', 'a.yaml', true],
    ['a.yaml', 'x/a.yaml', false],
    ['vendor/**', 'vendor/x/y.yaml', true],
    ['vendor/**', 'vendored/x.yaml', false],
    ['vendor', 'vendor/x/y.yaml', true],
    ['vendor/', 'vendor/x/y.yaml', true],
    ['./vendor', 'vendor/x', true],
    ['**/test', 'test/a.yaml', true],
    ['**/test', 'x/y/test/a.yaml', true],
    ['**/*.yaml', 'a.yaml', true],
    ['*.yaml', 'x/a.yaml', false],
    ['deploy/*/svc.yaml', 'deploy/prod/svc.yaml', true],
    ['deploy/*/svc.yaml', 'deploy/a/b/svc.yaml', false],
    ['deploy/**/svc.yaml', 'deploy/svc.yaml', true],
    ['deploy/**/**/svc.yaml', 'deploy/a/b/svc.yaml', true],
    ['{dev,prod}/*.yaml', 'prod/a.yaml', true],
    ['{dev,prod}/*.yaml', 'test/a.yaml', false],
    ['a?.yaml', 'ab.yaml', true],
    ['a?.yaml', 'a.yaml', false],
    ['a[b].yaml', 'a[b].yaml', true],
    ['a+(b).yaml', 'a+(b).yaml', true],
    ['**', 'anything/at/all', true],
    ['', 'a', false],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(matchesGlob(pattern, path)).toBe(expected);
  });

  it.each([
    ['stars', `${'*a'.repeat(200)}b`, 'a'.repeat(4000)],
    ['folders', `${'**/a/'.repeat(200)}b`, 'a/'.repeat(2000)],
    ['choices', `${'{a,b}'.repeat(6)}c`, 'a'.repeat(7)],
  ])('looks no more often at the path than pattern times path, with many %s', (_, pattern, path) => {
    let reads = 0;
    const counted = (part: string) =>
      new Proxy(Object(part), {
        get(target, key) {
          if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1;
          return Reflect.get(target, key, target);
        },
      });
    const parts = path.split('/').map(counted);
    expect(matchesGlob(pattern, { split: () => parts } as unknown as string)).toBe(false);
    expect(reads).toBeGreaterThan(0);
    expect(reads).toBeLessThanOrEqual(64 * pattern.length * path.length);
  });

  it('can be wrong', () => {
    expect(globProblem('a/../b')).toBe('leaves the workspace by ".."');
    expect(globProblem('a\\b')).toContain('holds "\\"');
    expect(globProblem('!a')).toContain('starts with "!"');
    expect(globProblem('a}{b')).toBe('has braces that do not match');
    expect(globProblem('{a,b}/**')).toBeUndefined();
    expect(globProblem('{a,b}'.repeat(6))).toBeUndefined();
    expect(globProblem('{a,b}'.repeat(7))).toBe('has more than 64 choices in its braces');
    expect(globProblem('{a,'.repeat(30) + '}'.repeat(30))).toContain('choices');
    expect(globProblem('a'.repeat(501))).toBe('is longer than 500 characters');
  });
});

describe('patterns as in .gitignore', () => {
  it.each([
    ['*.yaml', 'x/a.yaml', true],
    ['./*.yaml', 'x/a.yaml', false],
    ['vendor', 'x/vendor/a.yaml', true],
    ['deploy/*.yaml', 'x/deploy/a.yaml', false],
    ['deploy/**', 'deploy', false],
    ['deploy/**', 'deploy/a/b.yaml', true],
    ['deploy/', 'deploy/a.yaml', true],
    ['{dev,prod}/**', 'prod/a.yaml', true],
    ['**', 'a/b.yaml', true],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(compileGlobs(['nothing/here', pattern]).takesIn(path)).toBe(expected);
    expect(compileGlobs([]).takesIn(path)).toBe(false);
  });
});

describe('the nearest word', () => {
  const IDS = ['host-port', 'host-network', 'unapproved-port', 'warning'];
  it.each([
    ['host-prot', 'host-port'],
    ['hostport', 'host-port'],
    ['unaproved-port', 'unapproved-port'],
    ['warn', 'warning'],
    ['HOST-PORT', 'host-port'],
    ['zebra', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ])('to %s is %s', (word, expected) => {
    expect(nearest(word, IDS)).toBe(expected);
  });
});

it('sizes are quantities of Kubernetes', () => {
  expect(readSize('8Mi')).toEqual({ value: 8 * 1024 * 1024 });
  expect(readSize('100k')).toEqual({ value: 100_000 });
  expect(readSize('1')).toEqual({ value: 1 });
  for (const wrong of ['0', '8MB', '-1', '1.5Mi', '2Gi', '8 Mi', '9'.repeat(400)])
    expect(readSize(wrong)).toBeTypeOf('string');
});

describe('a baseline', () => {
  const entries = [
    { guardrail: 'host-port', file: 'b.yaml', fingerprint: '1' },
    { guardrail: 'host-port', file: 'a.yaml', fingerprint: '2' },
  ];

  it('is read as it was written, one line a finding, sorted', () => {
    const text = writeBaseline(entries);
    expect(text).toBe(
      '{\n  "schema": "portcullis.baseline/1",\n  "findings": [\n' +
        '    {"file":"a.yaml","guardrail":"host-port","fingerprint":"2"},\n' +
        '    {"file":"b.yaml","guardrail":"host-port","fingerprint":"1"}\n  ]\n}\n',
    );
    expect(readBaseline(text)).toEqual({ entries: [entries[1], entries[0]] });
    expect(readBaseline(writeBaseline([]))).toEqual({ entries: [] });
  });

  it.each([
    '',
    '[]',
    'null',
    '{"schema":"portcullis.baseline/2"}',
    '{"schema":"portcullis.baseline/1"}',
    '{"schema":"portcullis.baseline/1","findings":[{}]}',
  ])('is not: %s', (text) => {
    expect(readBaseline(text)).toHaveProperty('problem');
  });
});

describe('the first charter', () => {
  const facts = {
    servicePorts: [
      { port: 53, protocol: 'UDP', names: ['dns'] },
      { port: 80, protocol: 'TCP', names: ['http', 'web', 'www', 'x'] },
      { port: 8080, protocol: 'TCP', names: ['we"ird\n'] },
    ],
  };
  const read = (text: string) => readCharter(readFile('portcullis.yaml', text));

  it('demands nothing and has no problem', () => {
    for (const one of [facts, { servicePorts: [] }]) {
      const { path: _path, source: _source, ...charter } = read(charterTemplate(one));
      const { path: _none, source: _nothing, ...defaults } = defaultCharter();
      expect(charter).toEqual(defaults);
    }
  });

  it('is right as well where all its suggestions are taken up', () => {
    const text = charterTemplate(facts).replace(/^ {2}# ((?: {2})*(?:- )?[\w-]+:|(?: {2})+[ -])/gm, '  $1');
    const charter = read(text);
    expect(charter.problems).toEqual([]);
    expect(charter.ports.approved?.map(({ port, protocol, purpose }) => [port, protocol, purpose])).toEqual([
      [53, 'UDP', 'dns'],
      [80, undefined, 'http, web, www'],
      [8080, undefined, undefined],
    ]);
    expect(charter.exceptions).toHaveLength(1);
  });

  it('lists a hundred ports at most', () => {
    const servicePorts = Array.from({ length: 150 }, (_, index) => ({ port: index + 1, protocol: 'TCP', names: [] }));
    expect(charterTemplate({ servicePorts })).toContain('# and 50 more');
  });
});

describe('the schema', () => {
  it('offers the guardrails, and takes others', () => {
    const schema = JSON.stringify(charterSchema([{ id: 'host-port', title: 'A host port' }]));
    expect(schema).toContain('"host-port":{"description":"A host port","enum":["error","warning","info","off"]');
  });

  it('states the defaults that hold', () => {
    const { spec } = CHARTER_SHAPE.type === 'record' ? CHARTER_SHAPE.fields : {};
    const at = (...names: string[]) => {
      let shape: Shape | undefined = spec;
      for (const name of names) shape = shape?.type === 'record' ? shape.fields[name] : undefined;
      return shape !== undefined && 'default' in shape ? shape.default : undefined;
    };
    const defaults = defaultCharter();
    expect(at('profile')).toBe(defaults.profile);
    expect(at('ports', 'documentation')).toBe(defaults.ports.documentation);
    expect(at('needs', 'required')).toBe(defaults.needs.required);
    expect(readSize(String(at('files', 'maxSize')))).toEqual({ value: defaults.files.maxBytes });
  });
});

it('distance counts insertions, deletions, replacements and swaps', () => {
  expect(distance('web', 'wbe')).toBe(1);
  expect(distance('web', 'webb')).toBe(1);
  expect(distance('kitten', 'sitting')).toBe(3);
  expect(distance('', 'abc')).toBe(3);
});
