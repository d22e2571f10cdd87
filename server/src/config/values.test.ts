import { describe, expect, it } from 'vitest';
import { readFile } from '../yaml';
import {
  charterSchema,
  charterTemplate,
  defaultCharter,
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

  it('costs little, whatever it is', () => {
    const started = performance.now();
    expect(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(4000))).toBe(false);
    expect(matchesGlob(`${'**/a/'.repeat(200)}b`, 'a/'.repeat(2000))).toBe(false);
    expect(matchesGlob('{a,b}'.repeat(50), 'a'.repeat(50))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('can be wrong', () => {
    expect(globProblem('a/../b')).toBe('leaves the workspace by ".."');
    expect(globProblem('a\\b')).toContain('holds "\\"');
    expect(globProblem('!a')).toContain('starts with "!"');
    expect(globProblem('a}{b')).toBe('has braces that do not match');
    expect(globProblem('{a,b}/**')).toBeUndefined();
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
