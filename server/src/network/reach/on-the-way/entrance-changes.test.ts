import { expect, test } from 'vitest';
import { nameOfEnd } from '../names';
import { deployment, policy, service, world } from '../world.test-help';
import { entranceChanges } from './entrance-changes';

const WEB = deployment('web', '[{name: http, containerPort: 8080}]');
const PORTS = '[{port: 443, targetPort: http}]';
const BALANCED = service('web', PORTS, 'type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: web}');

function told(before: readonly string[], after: readonly string[]): readonly string[] {
  return entranceChanges(world(before), world(after)).map(
    ({ to, port, protocol, opened, closed, before: old, after: now }) => {
      const parts = [...(opened.length > 0 ? ['opened'] : []), ...(closed.length > 0 ? ['closed'] : [])];
      const what = parts.length === 0 ? 'unsure' : parts.join(' and ');
      return `${what} ${nameOfEnd(to)} ${port}/${protocol}: ${old.outcome}, then ${now.outcome}`;
    },
  );
}

test('a Service that becomes a load balancer opens its pods to public addresses', () => {
  expect(told([WEB, service('web', PORTS)], [WEB, BALANCED])).toEqual([
    'opened shop/web[Deployment] 8080/TCP: denied, then allowed',
  ]);
  expect(told([WEB, BALANCED], [WEB])).toEqual(['closed shop/web[Deployment] 8080/TCP: allowed, then denied']);
});

test('policies on the way count, and what stays as it was is no change', () => {
  const shut = policy('shut', 'podSelector: {}');
  expect(told([WEB, BALANCED], [WEB, BALANCED])).toEqual([]);
  expect(told([WEB, BALANCED], [WEB, BALANCED, shut])).toEqual([
    'closed shop/web[Deployment] 8080/TCP: allowed, then denied',
  ]);
  expect(told([WEB], [WEB, BALANCED, shut])).toEqual([]);
});

test('another door to the same port is no change, and one that nobody can tell is no opening', () => {
  const door = service('door', PORTS, 'type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: web}');
  expect(told([WEB, BALANCED], [WEB, door])).toEqual([]);
  const lost = service('web', PORTS, 'type: LoadBalancer, selector: {app: web}');
  expect(told([WEB], [WEB, lost, policy('shut', 'podSelector: {}')])).toEqual([
    'unsure shop/web[Deployment] 8080/TCP: denied, then unknown',
  ]);
});

test('other addresses are a change, although some got in before and some do now', () => {
  const from = (ranges: string): string =>
    service(
      'web',
      PORTS,
      `type: LoadBalancer, externalTrafficPolicy: Local, loadBalancerSourceRanges: [${ranges}], selector: {app: web}`,
    );
  const some = from('203.0.113.0/24');
  expect(told([WEB, some], [WEB, from('203.0.113.0/25, 203.0.113.128/25')])).toEqual([]);
  expect(told([WEB, some], [WEB, BALANCED])).toEqual(['opened shop/web[Deployment] 8080/TCP: partial, then allowed']);
  expect(told([WEB, BALANCED], [WEB, some])).toEqual(['closed shop/web[Deployment] 8080/TCP: allowed, then partial']);
  expect(told([WEB, some], [WEB, from('198.51.100.0/24')])).toEqual([
    'opened and closed shop/web[Deployment] 8080/TCP: partial, then partial',
  ]);
  expect(told([WEB, some], [WEB, from('203.0.113.0/24, 10.0.0.0/8')])).toEqual([]);
});

test('the addresses a load balancer admits count where the source is lost too', () => {
  const from = (ranges: string): string =>
    service('web', PORTS, `type: LoadBalancer, loadBalancerSourceRanges: [${ranges}], selector: {app: web}`);
  expect(told([WEB, from('203.0.113.0/24')], [WEB, from('203.0.113.0/24, 198.51.100.0/24')])).toEqual([
    'opened shop/web[Deployment] 8080/TCP: partial, then partial',
  ]);
});

test('a port of the host opens', () => {
  const host = deployment('web', '[{name: http, containerPort: 8080, hostPort: 80}]');
  expect(told([WEB], [host])).toEqual(['opened shop/web[Deployment] 8080/TCP: denied, then allowed']);
});
