import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dnsNameProblem,
  isDnsLabel,
  isDnsName,
  isLabelName,
  isPortName,
  isQualifiedName,
  labelNameProblem,
  type NameProblem,
  portNameProblem,
  qualifiedNameProblem,
} from './index';

describe('port names (V2)', () => {
  test.each(['http', 'a', 'http-1', '8a', '0-a-0', 'abcdefghijklmno'])('%s is right', (name) => {
    expect(portNameProblem(name)).toBeUndefined();
  });

  test.each([
    ['', 0, 'it is empty'],
    ['8080', 0, 'it has no letter'],
    ['1-1', 0, 'it has no letter'],
    ['Http', 0, 'it has "H", and only lower-case letters, digits and "-" are legal'],
    ['http_1', 4, 'it has "_", and only lower-case letters, digits and "-" are legal'],
    ['http.1', 4, 'it has ".", and only lower-case letters, digits and "-" are legal'],
    ['-http', 0, 'it starts with "-"'],
    ['http-', 4, 'it ends with "-"'],
    ['a--b', 1, 'it has "--"'],
    ['abcdefghijklmnop', 15, 'it has 16 characters, and 15 are the most'],
    ['hé', 1, 'it has "é", and only lower-case letters, digits and "-" are legal'],
    ['h\u001b[31m', 1, 'it has U+001B, and only lower-case letters, digits and "-" are legal'],
    ['h😀', 1, 'it has "😀", and only lower-case letters, digits and "-" are legal'],
    ['h\ud800', 1, 'it has U+D800, and only lower-case letters, digits and "-" are legal'],
  ])('%j at %i: %s', (name, at, reason) => {
    expect(portNameProblem(name)).toEqual({ at, reason });
    expect(isPortName(name)).toBe(false);
  });

  test('agrees with the rule as the API states it', () => {
    const rule = (name: string) =>
      name.length <= 15 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) && /[a-z]/.test(name) && !name.includes('--');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'z', '0', '9', '-', 'A', '_'), maxLength: 18 }), (name) => {
        expect(isPortName(name)).toBe(rule(name));
      }),
    );
  });
});

describe('Service port names (V3)', () => {
  test.each(['http', '8080', 'a--b', 'x'.repeat(63)])('%s is right', (name) => {
    expect(isLabelName(name)).toBe(true);
    expect(isDnsLabel(name)).toBe(true);
  });

  test.each([
    ['', 0, 'it is empty'],
    ['x'.repeat(64), 63, 'it has 64 characters, and 63 are the most'],
    ['Web', 0, 'it has "W", and only lower-case letters, digits and "-" are legal'],
    ['a.b', 1, 'it has ".", and only lower-case letters, digits and "-" are legal'],
    ['-a', 0, 'it starts with "-"'],
    ['a-', 1, 'it ends with "-"'],
  ])('%j at %i: %s', (name, at, reason) => {
    expect(labelNameProblem(name)).toEqual({ at, reason });
  });
});

describe('qualified names (V12)', () => {
  test.each([
    'http',
    'kubernetes.io/h2c',
    'example.com/foo',
    'Foo_bar.Baz-1',
    'a.b/C',
    `example.com/${'x'.repeat(63)}`,
  ])('%s is right', (name) => {
    expect(isQualifiedName(name)).toBe(true);
  });

  test.each([
    ['', 0, 'it is empty'],
    ['/http', 0, 'its prefix is empty'],
    ['example.com/', 12, 'its name is empty'],
    ['a/b/c', 3, 'it has a second "/"'],
    ['Example.com/a', 0, 'it has "E", and only lower-case letters, digits and "-" are legal'],
    ['a..b/c', 2, 'it has an empty part'],
    ['-a', 0, 'it starts with "-"'],
    ['a.', 1, 'it ends with "."'],
    ['a b', 1, 'it has " ", and only letters, digits, "-", "_" and "." are legal'],
    ['x'.repeat(64), 63, 'its name is longer than 63 characters'],
  ])('%j at %i: %s', (name, at, reason) => {
    expect(qualifiedNameProblem(name)).toEqual({ at, reason });
  });
});

describe('DNS names', () => {
  test.each(['a', 'a.b', 'shop-1.example.com', 'x'.repeat(100), `${'x'.repeat(250)}.ab`])('%s is right', (name) => {
    expect(isDnsName(name)).toBe(true);
  });

  test.each([
    ['', 0, 'it is empty'],
    ['.a', 0, 'it has an empty part'],
    ['a.', 2, 'it has an empty part'],
    ['a.-b', 2, 'it starts with "-"'],
    ['a-.b', 1, 'it ends with "-"'],
    ['x'.repeat(254), 253, 'it has 254 characters, and 253 are the most'],
  ])('%j at %i: %s', (name, at, reason) => {
    expect(dnsNameProblem(name)).toEqual({ at, reason });
  });
});

test('reasons stay short, whatever the name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const problems: (NameProblem | undefined)[] = [
        portNameProblem(name),
        labelNameProblem(name),
        qualifiedNameProblem(name),
        dnsNameProblem(name),
      ];
      for (const problem of problems) {
        if (problem === undefined) continue;
        expect(problem.reason.length).toBeLessThan(80);
        expect(problem.at).toBeLessThanOrEqual(name.length);
      }
    }),
  );
});
