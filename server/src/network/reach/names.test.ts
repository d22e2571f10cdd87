import { describe, expect, test } from 'vitest';
import { endNamed, type Naming, nameOfEnd } from './names';
import { deployment, service, world } from './world.test-help';

const DOCUMENTS = [
  deployment('web'),
  deployment('web').replace('kind: Deployment', 'kind: StatefulSet'),
  deployment('payments'),
  deployment('payments').replace('namespace: shop', 'namespace: test'),
  deployment('unsaid').replace(', namespace: shop', ''),
  service('web', '[{port: 80}]'),
  service('front', '[{port: 80}]'),
];

function naming(text: string, namespace?: string): Naming {
  const { engine, surroundings } = world(DOCUMENTS);
  return endNamed(engine, surroundings, text, namespace);
}

function name(text: string, namespace?: string): string {
  const found = naming(text, namespace);
  if (found.state === 'several') return found.matches.join(' or ');
  if (found.state === 'none') return `none, perhaps ${found.nearest.join(', ')}`;
  const { end } = found;
  if (end.kind === 'workload') return end.pods.map((pods) => nameOfEnd({ kind: 'pods', pods })).join(' and ');
  return end.kind === 'service' ? 'a Service' : end.kind;
}

describe('ends by name', () => {
  test('namespace/name and namespace/Kind/name', () => {
    expect(name('shop/payments')).toBe('shop/payments[Deployment]');
    expect(name('test/Deployment/payments')).toBe('test/payments[Deployment]');
    expect(name('shop/statefulset/web')).toBe('shop/web[StatefulSet]');
  });

  test('a Service is meant only where its kind is said', () => {
    expect(name('shop/Service/front')).toBe('a Service');
    expect(name('shop/front')).toBe('none, perhaps shop/Service/front');
  });

  test('several are listed', () => {
    expect(name('shop/web')).toBe('shop/Deployment/web or shop/StatefulSet/web');
    expect(naming('shop/web')).toMatchObject({
      message: '"shop/web" is shop/Deployment/web and shop/StatefulSet/web',
    });
  });

  test('a name alone is one of the default namespace, or of any', () => {
    expect(name('payments', 'test')).toBe('test/payments[Deployment]');
    expect(name('payments')).toBe('shop/Deployment/payments or test/Deployment/payments');
  });

  test('S006: what no namespace is written for is in default', () => {
    expect(name('default/unsaid')).toBe('default/unsaid[Deployment]');
    expect(name('unsaid', '')).toBe('default/unsaid[Deployment]');
  });

  test('what is written nearly alike is told, nearest first', () => {
    expect(name('shop/payment')).toBe('none, perhaps shop/Deployment/payments, test/Deployment/payments');
    expect(name('shop/other')).toBe('none, perhaps ');
    expect(naming('shop/payment')).toMatchObject({ message: '"shop/payment" is not here' });
  });

  test('internet, addresses and blocks of both families', () => {
    expect(name('internet')).toBe('internet');
    expect(naming('10.0.0.0/8')).toMatchObject({ end: { block: { family: 'IPv4', length: 8 } } });
    expect(naming('192.0.2.1')).toMatchObject({ end: { block: { family: 'IPv4', length: 32 } } });
    expect(naming('2001:db8::/32')).toMatchObject({ end: { block: { family: 'IPv6', length: 32 } } });
    expect(naming('fd00::1')).toMatchObject({ end: { block: { family: 'IPv6', length: 128 } } });
  });

  test('what is no name at all', () => {
    for (const text of ['', '/', 'a//b', 'a/b/c/d', '10.0.0.0/99/x/y']) {
      expect(naming(text)).toMatchObject({ state: 'none', nearest: [] });
    }
    expect(naming('a//b')).toMatchObject({
      message: '"a//b" is no namespace/name, namespace/Kind/name, internet or CIDR',
    });
    expect(naming('x'.repeat(100_000)).state).toBe('none');
  });
});
