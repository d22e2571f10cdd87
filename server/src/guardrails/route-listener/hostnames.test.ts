import { expect, test } from 'vitest';
import { intersects } from './hostnames';

test.each([
  ['shop.example.com', 'shop.example.com', true],
  ['Shop.example.com', 'shop.Example.com', true],
  ['shop.example.com', 'shop.example.org', false],
  ['*.example.com', 'shop.example.com', true],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', 'example.com', false],
  ['*.example.com', 'shopexample.com', false],
  ['*.example.com', '*.example.com', true],
  ['*.example.com', '*.a.example.com', true],
  ['*.ample.com', '*.example.com', false],
  ['*.com', 'example.com', true],
])('%s and %s: %s', (one, other, expected) => {
  expect(intersects(one, other)).toBe(expected);
  expect(intersects(other, one)).toBe(expected);
});
