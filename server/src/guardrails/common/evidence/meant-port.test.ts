import { expect, test } from 'vitest';
import { isNumberSlip } from './meant-port';

test.each([
  [8080, 8008],
  [8080, 808],
  [8080, 80800],
  [5432, 5423],
])('%d is a slip away from %d', (one, other) => {
  expect(isNumberSlip(one, other)).toBe(true);
  expect(isNumberSlip(other, one)).toBe(true);
});

test.each([
  [8080, 8080],
  [8080, 8081],
  [8443, 9443],
  [8443, 443],
  [18080, 8080],
  [8080, 80],
  [80, 8080],
  [8080, 9090],
])('%d is not a slip away from %d', (one, other) => {
  expect(isNumberSlip(one, other)).toBe(false);
});
