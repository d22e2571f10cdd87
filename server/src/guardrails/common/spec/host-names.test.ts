import { describe, expect, test } from 'vitest';
import { hostProblem } from './host-names';

describe('hosts of Ingresses and listeners', () => {
  test('DNS names, and those with "*." in front, are right', () => {
    for (const host of ['localhost', 'shop.example.com', '*.example.com', '192.0.2.7', 'xn--bcher-kva.example']) {
      expect(hostProblem(host), host).toBeUndefined();
    }
  });

  test('what a wrong one evidently means', () => {
    expect(hostProblem('a.example.com:80')).toEqual({
      reason: 'it has a port, 80',
      meant: 'a.example.com',
      safe: true,
    });
    expect(hostProblem('A.example.com')).toMatchObject({ meant: 'a.example.com', safe: true });
    expect(hostProblem('a.example.com.')).toMatchObject({ meant: 'a.example.com', safe: true });
    expect(hostProblem('https://a.example.com:8443/b')).toMatchObject({ meant: 'a.example.com', safe: false });
    expect(hostProblem('a.example.com/b')).toMatchObject({ meant: 'a.example.com', safe: false });
    expect(hostProblem('*a.example.com')).toMatchObject({ meant: '*.a.example.com', safe: false });
  });

  test('nothing where it may mean many things', () => {
    for (const host of [
      '*',
      'a.*.example.com',
      'a b',
      'a,b',
      '-a.example.com',
      'ftp://',
      '/',
      ':80',
      '*.*.example.com',
    ]) {
      expect(hostProblem(host)?.reason, host).toBeDefined();
      expect(hostProblem(host)?.meant, host).toBeUndefined();
    }
  });

  test('words that stand for a host are silent (trap 16)', () => {
    for (const host of [
      'YOUR_HOST',
      'shop.<domain>',
      '[host].example.com',
      'a.{env}.example.com',
      'a-%ENV%.example.com',
    ]) {
      expect(hostProblem(host), host).toBeUndefined();
    }
  });
});
