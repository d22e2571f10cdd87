import { expect, test } from 'vitest';
import type { ScanResult } from '../analysis';
import { defaultCharter } from '../config';
import { remarks } from './remarks';

function resultWith(count: number): ScanResult {
  return {
    root: '/home/me/shop',
    charter: defaultCharter(),
    environments: ['workspace'],
    scanned: ['a.yaml'],
    skipped: [],
    notices: Array.from({ length: count }, (_, index) => ({ message: `notice ${index + 1}` })),
    findings: [],
    suppressed: [],
  };
}

const linesFor = (count: number) =>
  remarks(resultWith(count), [], (path) => path)
    .split('\n')
    .slice(0, -1);

test('a few notices are told one by one, many are cut with their number', () => {
  expect(linesFor(2)).toEqual(['portcullis: notice 1', 'portcullis: notice 2']);
  expect(linesFor(5)).toHaveLength(5);
  expect(linesFor(60)).toHaveLength(6);
  expect(linesFor(60).at(-1)).toBe('portcullis: and 55 more like this; --format json has them all');
});
