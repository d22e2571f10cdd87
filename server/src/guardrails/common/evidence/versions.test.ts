import { expect, test } from 'vitest';
import { defaultCharter } from '../../../config';
import { isAtLeast } from './versions';

test.each([
  ['1.36', 36, true],
  ['1.37', 36, true],
  ['1.9', 36, false],
  ['1.35', 36, false],
  [undefined, 36, undefined],
  ['next', 36, undefined],
])('%s is at least 1.%i: %s', (version, minor, expected) => {
  expect(isAtLeast({ ...defaultCharter().cluster, version }, minor)).toBe(expected);
});
