import { describe, expect, test } from 'vitest';
import { get } from './navigate';
import { plainValue, readsAsString, taggedValue } from './scalars';
import { asScalar, rootOf } from './tree.test-help';

describe('plain scalars mean what the cluster’s decoder makes of them', () => {
  test.each([
    ['8080', 8080],
    ['-1', -1],
    ['+1', 1],
    ['0', 0],
    ['0644', 420],
    ['-0644', -420],
    ['0o17', 15],
    ['0x1F', 31],
    ['0X1f', 31],
    ['0b101', 5],
    ['-0b101', -5],
    ['8_080', 8080],
    ['1__0', 10],
    ['0_644', 420],
    ['08', 8],
    ['09.5', 9.5],
    ['8080.0', 8080],
    ['8.08e3', 8080],
    ['1_000.5', 1000.5],
    ['1.', 1],
    ['.5', 0.5],
    ['1e3', 1000],
  ])('%s is the number %d', (text, value) => {
    expect(plainValue(text)).toBe(value);
  });

  test.each(['yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE', 'y', 'Y'])('%s is true', (text) => {
    expect(plainValue(text)).toBe(true);
  });

  test.each(['no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE', 'n', 'N'])('%s is false', (text) => {
    expect(plainValue(text)).toBe(false);
  });

  test.each(['', '~', 'null', 'Null', 'NULL'])('"%s" is null', (text) => {
    expect(plainValue(text)).toBe(null);
  });

  test('infinities and not-a-number', () => {
    expect(plainValue('.inf')).toBe(Number.POSITIVE_INFINITY);
    expect(plainValue('-.Inf')).toBe(Number.NEGATIVE_INFINITY);
    expect(plainValue('.NaN')).toBe(Number.NaN);
  });

  test.each([
    '20:21',
    '190:20:30',
    '0o8',
    '0x',
    '0b2',
    '1e400',
    '2026-11-20',
    '2026-11-20T10:00:00Z',
    'yEs',
    'nUll',
    '_1',
    '+',
    '-',
    '.',
    '.5_0',
    '1.2.3',
    'http',
    'Yesterday',
    '8080/TCP',
    '10.0.0.0/8',
    '٣',
  ])('%s stays a string', (text) => {
    expect(plainValue(text)).toBe(text);
  });

  test('integers beyond 64 bits are numbers all the same', () => {
    expect(plainValue('18446744073709551616')).toBe(18446744073709552000);
  });
});

describe('quotes and tags', () => {
  test.each([
    ['a: "80"', '80'],
    ["a: 'yes'", 'yes'],
    ['a: !!str 80', '80'],
    ['a: !!int "80"', 80],
    ['a: !!int 0644', 420],
    ['a: !!float 1', 1],
    ['a: !!bool "yes"', true],
    ['a: !!null ""', null],
    ['a: !!int web', 'web'],
    ['a: !port 80', '80'],
    ['a: ! 80', '80'],
    ['a: |\n  80\n', '80\n'],
    ['a: !<tag:yaml.org,2002:int> "7"', 7],
  ])('%s', (text, value) => {
    expect(asScalar(get(rootOf(text), 'a')).value).toBe(value);
    expect(rootOf(text).document.problems).toEqual([]);
  });

  test('an unknown tag makes a string', () => {
    expect(taggedValue('80', '!port')).toBe('80');
  });
});

test('a string that would be read as something else says so', () => {
  for (const text of ['80', 'yes', 'n', '~', '', '0x1F', '1e3', '.5', '.inf', '2026-11-20']) {
    expect(readsAsString(text), text).toBe(false);
  }
  for (const text of ['web', '20:21', 'yess', '1.2.3', '-']) {
    expect(readsAsString(text), text).toBe(true);
  }
});
