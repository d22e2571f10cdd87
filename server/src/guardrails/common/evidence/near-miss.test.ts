import { describe, expect, test } from 'vitest';
import { type Labels, readObjects } from '../../../kubernetes';
import { readFile } from '../../../yaml';
import { isSlip, nearMiss, nearName } from './near-miss';

function labels(text: string): Labels {
  const [placed] = readFile('pod.yaml', `{apiVersion: v1, kind: Pod, metadata: {labels: ${text}}, spec: {}}`).documents;
  const [pod] = placed === undefined ? [] : readObjects(placed.document);
  if (pod === undefined) throw new Error('no object');
  return pod.labels;
}

function miss(selector: string, ...candidates: string[]): string | undefined {
  const matchLabels = labels(selector);
  if (matchLabels.node === null) throw new Error('no labels');
  const wanted = { matchLabels, matchExpressions: [], complete: matchLabels.complete, node: matchLabels.node };
  const found = nearMiss(wanted, candidates, labels);
  return found && `${found.wanted.key}=${found.wanted.value} -> ${found.has.key}=${found.has.value} (${found.kind})`;
}

describe('what a selector evidently means (G37)', () => {
  test('a slip in a value, in a key, another key of the same meaning, another value', () => {
    expect(miss('{app: wbe}', '{app: web}')).toBe('app=wbe -> app=web (typo)');
    expect(miss('{tire: front}', '{tier: front}')).toBe('tire=front -> tier=front (typo)');
    expect(miss('{app: web}', '{k8s-app: web}')).toBe('app=web -> k8s-app=web (key)');
    expect(miss('{app: web, tier: a}', '{app: web, tier: other}')).toBe('tier=a -> tier=other (value)');
  });

  test('a character left out of a short word', () => {
    expect(miss('{ap: web}', '{app: web}')).toBe('ap=web -> app=web (typo)');
    expect(miss('{app: we}', '{app: web}')).toBe('app=we -> app=web (typo)');
    expect(miss('{ap: frontend}', '{app: frontend}')).toBe('ap=frontend -> app=frontend (typo)');
    expect(miss('{app: w}', '{app: ww}')).toBeUndefined();
    expect(miss('{app: db}', '{app: dc}')).toBeUndefined();
  });

  test('a typo wins over other values, and equal answers are one', () => {
    expect(miss('{app: web, tier: front}', '{app: web, tier: db}', '{app: web, tier: fromt}')).toBe(
      'tier=front -> tier=fromt (typo)',
    );
    expect(miss('{app: wbe}', '{app: web, a: "1"}', '{app: web, a: "2"}')).toBe('app=wbe -> app=web (typo)');
  });

  test('several answers are none, and so is a label that is simply another one', () => {
    expect(miss('{app: shop, role: a}', '{app: shop, role: bcd}', '{app: shop, role: efg}')).toBeUndefined();
    expect(miss('{app: web}', '{app: database}')).toBeUndefined();
    expect(miss('{app: web, tier: a}', '{app: other, tier: b}')).toBeUndefined();
  });

  test('trap 9 and 16: labels of controllers and values that cannot be read say nothing', () => {
    expect(miss('{app: db, statefulset.kubernetes.io/pod-name: db-0}', '{app: db}')).toBeUndefined();
    expect(miss('{app: "$(APP)"}', '{app: web}')).toBeUndefined();
    expect(miss('{app: wbe}', '{app: "$(APP)"}')).toBeUndefined();
  });
});

test('digits number things on purpose', () => {
  expect(isSlip('redis-0', 'redis-1')).toBe(false);
  expect(isSlip('v1', 'v2')).toBe(false);
  expect(isSlip('web_app', 'web-app')).toBe(true);
  expect(isSlip('Web', 'web')).toBe(true);
  expect(isSlip('db', 'dc')).toBe(false);
  expect(isSlip('frontend', 'backend')).toBe(false);
  expect(isSlip('frontend-eu', 'frontend-us')).toBe(false);
  expect(isSlip('node-a', 'node-b')).toBe(false);
  expect(isSlip('gateway-int', 'gateway-ext')).toBe(false);
  expect(isSlip('frontned-eu', 'frontend-eu')).toBe(true);
});

test('what is near is found by its distance: one character, two in long words', () => {
  expect(isSlip('web', 'wbe')).toBe(true);
  expect(isSlip('gateway', 'gatewya')).toBe(true);
  expect(isSlip('gateway', 'gtewya')).toBe(false);
  expect(isSlip('storefront', 'stroefrnot')).toBe(true);
  expect(isSlip('storefront', 'stroefrnott')).toBe(false);
  expect(isSlip('storefront', 'storefront-v')).toBe(true);
  expect(isSlip('a', 'ab')).toBe(false);
  expect(isSlip('x'.repeat(250), `${'x'.repeat(249)}y`)).toBe(true);
});

describe('the name that was evidently meant', () => {
  test('a slip of the hand, the nearest of several', () => {
    expect(nearName('paymnets', ['payments', 'catalogue'])).toBe('payments');
    expect(nearName('payment', ['payments', 'catalogue'])).toBe('payments');
    expect(nearName('shop-payments', ['shoppayments', 'shop-payment', 'shop-pyaments'])).toBe('shoppayments');
    expect(nearName('shop-payments', ['shop-payment', 'shop-pymens'])).toBe('shop-payment');
    expect(nearName('payments', [])).toBeUndefined();
    expect(nearName('api-internal', ['api-external'])).toBeUndefined();
    expect(nearName('payments', ['catalogue', 'frontend'])).toBeUndefined();
  });

  test('two that are equally near, or the name itself, give none', () => {
    expect(nearName('payment', ['payments', 'paymen'])).toBeUndefined();
    expect(nearName('payments', ['payment', 'payments'])).toBeUndefined();
    expect(nearName('payment', ['payments', 'payments'])).toBe('payments');
  });

  test('numbers are meant', () => {
    expect(nearName('redis-0', ['redis-1'])).toBeUndefined();
    expect(nearName('web-v2', ['web-v1'])).toBeUndefined();
  });

  test('among thousands something is always near', () => {
    const names = Array.from({ length: 5000 }, (_, index) => `name-${index}`);
    expect(nearName('paymnets', ['payments', ...names])).toBeUndefined();
  });
});
