import { expect, test } from 'vitest';
import { join, keyBelow, keyOf, nameOf, pathBelow } from './uri';

test('two spellings of one address have one key', () => {
  expect(keyOf('file:///c%3A/a%20b/x.yaml')).toBe(keyOf('file:///C:/a b/x.yaml'));
  expect(keyOf('FILE:///a/x.yaml')).toBe(keyOf('file:///a/x.yaml'));
  expect(keyOf('file:///a/X.yaml')).not.toBe(keyOf('file:///a/x.yaml'));
});

test('a broken escape is taken as it stands', () => {
  expect(keyOf('file:///a/100%/x.yaml')).toBe('file:///a/100%/x.yaml');
});

test('a path below a root is found again in its address', () => {
  for (const path of ['a.yaml', 'a b/ü&+.yaml', "it's (1)!/*.yaml", '50%.yaml', '#1?.yaml']) {
    expect(pathBelow('file:///w%20s', join('file:///w%20s', path))).toBe(path);
  }
});

test('a folder is not above its namesakes', () => {
  expect(keyBelow('file:///a/b', 'file:///a/bc/x')).toBeUndefined();
  expect(keyBelow('file:///a/b', 'file:///a/b/x')).toBe('x');
  expect(keyBelow('file:///a/b', 'file:///a/b')).toBe('');
  expect(pathBelow('file:///a/b/', 'file:///a/b/c/')).toBe('c');
});

test('half a character is no reason to throw', () => {
  expect(join('file:///a', 'x\ud83d.yaml')).toBe('file:///a/x%EF%BF%BD.yaml');
  expect(join('file:///a', '🚪.yaml')).toBe('file:///a/%F0%9F%9A%AA.yaml');
});

test('names', () => {
  expect(nameOf('file:///a/b%20c/')).toBe('b c');
  expect(nameOf('untitled:Untitled-1')).toBe('Untitled-1');
});
