import { describe, expect, test } from 'vitest';
import {
  type AddressBlock,
  addressText,
  blockOf,
  blockText,
  containsAddress,
  containsBlock,
  parseAddress,
  parseBlock,
  specialAddress,
} from './addresses';

function block(text: string): AddressBlock {
  const parsed = parseBlock(text);
  if (parsed === undefined) throw new Error(`no CIDR: ${text}`);
  return parsed;
}

describe('addresses', () => {
  test.each([
    ['10.0.0.1', 'IPv4', 0x0a000001n, undefined],
    ['255.255.255.255', 'IPv4', 0xffffffffn, undefined],
    ['010.0.0.1', 'IPv4', 0x0a000001n, 'leading-zeros'],
    ['::', 'IPv6', 0n, undefined],
    ['::1', 'IPv6', 1n, undefined],
    ['fe80::1', 'IPv6', (0xfe80n << 112n) + 1n, undefined],
    ['1:2:3:4:5:6:7:8', 'IPv6', 0x00010002000300040005000600070008n, undefined],
    ['1:2:3:4:5:6:7::', 'IPv6', 0x00010002000300040005000600070000n, undefined],
    ['2001:DB8::A', 'IPv6', (0x20010db8n << 96n) + 10n, undefined],
    ['64:ff9b::10.0.0.1', 'IPv6', (0x64ff9bn << 96n) + 0x0a000001n, undefined],
    ['::ffff:10.0.0.1', 'IPv4', 0x0a000001n, 'ipv4-mapped'],
    ['::ffff:a00:1', 'IPv4', 0x0a000001n, 'ipv4-mapped'],
    ['::00001', 'IPv6', 1n, 'leading-zeros'],
  ])('%s', (text, family, value, sloppy) => {
    expect(parseAddress(text)).toEqual({ family, value, sloppy });
  });

  test.each([
    '',
    '10.0.0',
    '10.0.0.0.1',
    '10.0.0.256',
    '10.0.0.-1',
    '10.0.0.1 ',
    ' 10.0.0.1',
    '0x0a.0.0.1',
    '10.0.0.0/8',
    'localhost',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    'fe80::1%eth0',
    '1.2.3.4::',
    '::1.2.3',
    '9'.repeat(5000),
  ])('%j is none', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test('are written the short way', () => {
    const texts = ['10.0.0.1', '::', '::1', 'fe80::', '1:2:3:4:5:6:7:8', '1:0:3::6:0:8'];
    for (const text of texts) {
      const address = parseAddress(text);
      expect(address === undefined ? undefined : addressText(address)).toBe(text);
    }
  });
});

describe('blocks', () => {
  test.each([
    ['10.0.0.0/8', '10.0.0.0/8', undefined],
    ['0.0.0.0/0', '0.0.0.0/0', undefined],
    ['::/0', '::/0', undefined],
    ['2001:db8::/32', '2001:db8::/32', undefined],
    ['10.0.0.1/32', '10.0.0.1/32', undefined],
    ['10.0.0.1/8', '10.0.0.0/8', 'host-bits'],
    ['2001:db8::1/64', '2001:db8::/64', 'host-bits'],
    ['010.0.0.0/8', '10.0.0.0/8', 'leading-zeros'],
    ['10.0.0.0/08', '10.0.0.0/8', 'leading-zeros'],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8', 'ipv4-mapped'],
    ['::ffff:10.0.0.0/95', '::fffe:0:0/95', 'ipv4-mapped'],
  ])('%s', (text, canonical, sloppy) => {
    expect(blockText(block(text))).toBe(canonical);
    expect(block(text).sloppy).toBe(sloppy);
  });

  test.each(['', '/', '10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '::/129', '10.0.0.0/-1', '10.0.0.0/8/8', '10.0.0.0/ 8'])(
    '%j is none',
    (text) => {
      expect(parseBlock(text)).toBeUndefined();
    },
  );

  test.each([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.0.0.0/8', '10.0.0.0/8', true],
    ['10.1.0.0/16', '10.0.0.0/8', false],
    ['10.0.0.0/8', '11.0.0.0/16', false],
    ['0.0.0.0/0', '::/0', false],
    ['0.0.0.0/0', '255.255.255.255/32', true],
    ['::/0', '2001:db8::/32', true],
  ])('%s holds %s: %s', (outer, inner, holds) => {
    expect(containsBlock(block(outer), block(inner))).toBe(holds);
  });

  test('hold addresses', () => {
    const address = parseAddress('127.0.0.1');
    expect(address !== undefined && containsAddress(block('127.0.0.0/8'), address)).toBe(true);
    expect(address === undefined ? undefined : blockText(blockOf(address))).toBe('127.0.0.1/32');
  });
});

function special(text: string): string | undefined {
  const address = parseAddress(text);
  return address && specialAddress(address);
}

test.each([
  ['127.0.0.1', 'a loopback address'],
  ['127.8.8.8', 'a loopback address'],
  ['169.254.169.254', 'a link-local address'],
  ['224.0.0.251', 'a link-local multicast address'],
  ['0.0.0.0', 'the unspecified address'],
  ['::', 'the unspecified address'],
  ['::1', 'a loopback address'],
  ['0:0:0:0:0:0:0:1', 'a loopback address'],
  ['::ffff:127.0.0.1', 'a loopback address'],
  ['fe80::1', 'a link-local address'],
  ['FEBF::1', 'a link-local address'],
  ['ff02::fb', 'a link-local multicast address'],
])('%s is %s', (text, what) => {
  expect(special(text)).toBe(what);
});

test.each([
  '10.0.0.1',
  '192.0.2.1',
  '224.1.0.1',
  '127.0.0.1.example.com',
  '300.0.0.1',
  'fd00::1',
  '2001:db8::1',
  '::1:1',
  '::11',
  'fec0::1',
  'localhost',
  '',
  '0:1',
  'web.example.com',
])('%s is nothing special', (text) => {
  expect(special(text)).toBeUndefined();
});
