import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLegal, legalName } from './legal';

const NONE = new Set<string>();

test('V2: the closest legal name, whole words first', () => {
  expect(legalName('http_port', 'port', NONE)).toBe('http-port');
  expect(legalName('HTTP', 'port', NONE)).toBe('http');
  expect(legalName('metricsPort', 'port', NONE)).toBe('metrics-port');
  expect(legalName('prometheus-metrics', 'port', NONE)).toBe('prometheus');
  expect(legalName('averyverylongname', 'port', NONE)).toBe('averyverylongna');
  expect(legalName('a--b-', 'port', NONE)).toBe('a-b');
  expect(legalName('8080', 'port', NONE)).toBe('port-8080');
  expect(legalName('___', 'port', NONE)).toBeUndefined();
});

test('V3: a Service port may have digits only, and 63 characters', () => {
  expect(legalName('8080_', 'label', NONE)).toBe('8080');
  expect(legalName(`${'x'.repeat(70)}`, 'label', NONE)).toHaveLength(63);
});

test('a name that is taken gets a number', () => {
  expect(legalName('Web', 'port', new Set(['web']))).toBe('web-2');
  expect(legalName('Web', 'port', new Set(['web', 'web-2']))).toBe('web-3');
});

test('whatever comes out is legal and not taken', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.constantFrom('port' as const, 'label' as const),
      fc.array(fc.string()),
      (name, rule, taken) => {
        const fresh = legalName(name, rule, new Set(taken));
        return fresh === undefined || (isLegal(fresh, rule) && !taken.includes(fresh));
      },
    ),
  );
});
