import { describe, expect, test } from 'vitest';
import { defaultCharter } from '../../config';
import { createSnapshot } from '../../workspace';
import type { Judgement } from './assertions';
import { judgeTest, type TestResult } from './port-tests';
import { type CniName, PROFILES } from './profiles';

const TEST = 'apiVersion: portcullis.dev/v1alpha1\nkind: PortTest\nmetadata: {name: shop}\n';

function workload(name: string, more = '', namespace = 'shop', kind = 'Deployment'): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  ${more}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: "example.com/main:1", ports: [{name: https, containerPort: 8443}]}]}
`;
}

/** Isolates pods of a namespace and lets in what the rules say. */
function policy(name: string, selector: string, rules: string, namespace = 'shop'): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: ${namespace}}
spec: {podSelector: ${selector}, policyTypes: [Ingress], ingress: ${rules}}
`;
}

const SHOP = [workload('web'), workload('api'), workload('db')];

function results(objects: readonly string[], spec: string, cni: CniName = 'spec'): readonly TestResult[] {
  const text = [`${TEST}spec:\n${spec}`, ...objects].join('---\n');
  const snapshot = createSnapshot({ charter: defaultCharter(), files: [{ path: 'all.yaml', text }] });
  return snapshot.environments.flatMap((environment) =>
    snapshot.objectsIn(environment, 'all.yaml').flatMap((object) => {
      const view = snapshot.view(environment, () => undefined);
      return object.type === 'port-test' ? [judgeTest(view, snapshot.charter, object, PROFILES[cni])] : [];
    }),
  );
}

function judged(objects: readonly string[], assertion: string, cni?: CniName): Judgement {
  const [result] = results(objects, `  assertions:\n  - ${assertion}\n`, cni);
  const [judgement] = result?.state === 'judged' ? result.judgements : [];
  if (judgement === undefined) throw new Error(`not judged: ${result?.state}`);
  return judgement;
}

const outcomeOf = (...input: Parameters<typeof judged>): string => judged(...input).outcome;

describe('one pair', () => {
  const shut = [
    ...SHOP,
    policy(
      'db',
      '{matchLabels: {app: db}}',
      '[{from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: https}]}]',
    ),
  ];
  test.each([
    ['{from: shop/api, to: shop/db, port: 8443, expect: allowed}', 'holds'],
    ['{from: shop/api, to: shop/db, port: https, expect: allowed}', 'holds'],
    ['{from: shop/api, to: shop/db, port: 8443, expect: denied}', 'fails'],
    ['{from: shop/web, to: shop/db, port: 8443, expect: denied}', 'holds'],
    ['{from: shop/web, to: shop/db, port: 8443, expect: allowed}', 'fails'],
    ['{from: shop/api, to: shop/db, port: 8443/UDP, expect: denied}', 'holds'],
    ['{from: shop/Deployment/api, to: shop/Deployment/db, port: 8443, expect: allowed}', 'holds'],
    ['{from: 10.0.0.0/8, to: shop/db, port: 8443, expect: denied}', 'holds'],
    ['{from: shop/db, to: 192.0.2.7, port: 443, expect: allowed}', 'holds'],
    ['{from: internet, to: shop/db, port: 8443, expect: denied}', 'holds'],
  ])('%s: %s', (assertion, outcome) => {
    expect(outcomeOf(shut, assertion)).toBe(outcome);
  });

  test('the profile of the network plugin decides with it: where nothing is enforced, everything is open', () => {
    const assertion = '{from: shop/web, to: shop/db, port: 8443, expect: denied}';
    expect([outcomeOf(shut, assertion), outcomeOf(shut, assertion, 'none')]).toEqual(['holds', 'fails']);
  });

  test('what decided is told: the connection, and what both ends say', () => {
    const { decision } = judged(shut, '{from: shop/web, to: shop/db, port: 8443, expect: allowed}');
    if (decision?.kind !== 'connection') throw new Error('no connection');
    const { explanation } = decision.connection;
    expect(explanation?.egress.because).toBe('not-isolated');
    expect(explanation?.ingress).toMatchObject({ because: 'no-rule-admits', isolatedBy: [{ name: 'db' }] });
  });
});

describe('ends that mean several workloads', () => {
  const half = [...SHOP, policy('db', '{matchLabels: {app: db}}', '[]')];
  const both = '{namespace: shop, labels: {tier: back}}';
  const labelled = half.map((text) => text.replaceAll(/labels: \{app: (api|db)\}/g, 'labels: {app: $1, tier: back}'));
  test('allowed fails where one pair is shut', () => {
    expect(outcomeOf(labelled, `{from: shop/web, to: ${both}, port: 8443, expect: allowed}`)).toBe('fails');
  });
  test('denied fails where one pair is open', () => {
    expect(outcomeOf(labelled, `{from: shop/web, to: ${both}, port: 8443, expect: denied}`)).toBe('fails');
  });
  test('both hold where every pair agrees', () => {
    const shut = [...SHOP, policy('all', '{}', '[]')];
    expect(outcomeOf(shut, '{from: {namespace: shop}, to: {namespace: shop}, port: 8443, expect: denied}')).toBe(
      'holds',
    );
    expect(outcomeOf(SHOP, '{from: {namespace: shop}, to: {namespace: shop}, port: 8443, expect: allowed}')).toBe(
      'holds',
    );
  });
  test('what a single pod says to itself does not count, what one of several replicas says to another does', () => {
    const assertion = '{from: {namespace: shop}, to: {namespace: shop}, port: 8443, expect: allowed}';
    const alone = [workload('web'), policy('all', '{}', '[]')];
    expect(outcomeOf([...alone, workload('api', 'replicas: 1')], assertion)).toBe('fails');
    const open = [
      policy('web', '{matchLabels: {app: web}}', '[{from: [{podSelector: {matchLabels: {app: api}}}]}]'),
      workload('api'),
    ];
    expect(outcomeOf([workload('web'), ...open], assertion)).toBe('holds');
    expect(outcomeOf([workload('web', 'replicas: 2'), ...open], assertion)).toBe('fails');
  });
});

describe('nobody can tell', () => {
  const byLabel = [
    ...SHOP,
    workload('backup', '', 'tools'),
    policy('db', '{matchLabels: {app: db}}', '[{from: [{namespaceSelector: {matchLabels: {trusted: "yes"}}}]}]'),
  ];
  test.each(['allowed', 'denied'])('%s, where a namespace has labels that no manifest shows', (expected) => {
    expect(outcomeOf(byLabel, `{from: tools/backup, to: shop/db, port: 8443, expect: ${expected}}`)).toBe('unknown');
  });
  test('where copies of a policy say different things', () => {
    const copies = [policy('db', '{matchLabels: {app: db}}', '[]'), policy('db', '{matchLabels: {app: none}}', '[]')];
    const assertion = '{from: shop/web, to: shop/db, port: 8443, expect: allowed}';
    expect(outcomeOf([...SHOP, ...copies], assertion)).toBe('unknown');
    expect(outcomeOf([...SHOP, copies[0] ?? ''], assertion)).toBe('fails');
  });
  test('where somebody fills in an end later', () => {
    expect(outcomeOf(SHOP, '{from: "$(NS)/web", to: shop/db, port: 8443, expect: denied}')).toBe('unknown');
  });
});

describe('what is not in these files', () => {
  const release =
    'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: redis, namespace: shop}\nspec: {}\n';
  const mesh =
    'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: a, namespace: shop}\nspec: {}\n';
  const assertion = '{from: shop/web, to: shop/db, port: 8443, expect: denied}';
  test.each([
    ['a HelmRelease', release],
    ['a policy of a mesh', mesh],
  ])('%s may change it: it fails, and not for certain', (_, object) => {
    expect(judged([...SHOP, object], assertion)).toMatchObject({ outcome: 'fails', certain: false });
  });
  test('without anything of the kind it fails for certain', () => {
    expect(judged(SHOP, assertion)).toMatchObject({ outcome: 'fails', certain: true });
  });
  test('a name that is not here may be there: nobody can tell', () => {
    const redis = '{from: shop/redis, to: shop/db, port: 8443, expect: denied}';
    expect([outcomeOf(SHOP, redis), outcomeOf([...SHOP, release], redis)]).toEqual(['fails', 'unknown']);
  });
});

describe('an end that is nobody', () => {
  test.each([
    ['{from: shop/wbe, to: shop/db, port: 1, expect: denied}', 'from', '"shop/wbe" is not here', ['shop/web']],
    [
      '{from: shop/web, to: {labels: {app: nothing}}, port: 1, expect: denied}',
      'to',
      'no workload of any namespace carries app=nothing',
      [],
    ],
    [
      '{from: shop/web, to: shop/db, port: nothing, expect: denied}',
      'to',
      'Deployment/db has no port "nothing" for TCP',
      [],
    ],
    ['{from: internet, to: 10.0.0.0/8, port: 1, expect: denied}', 'to', 'both ends are outside of the cluster', []],
  ])('%s', (assertion, side, message, nearest) => {
    expect(judged(SHOP, assertion)).toMatchObject({
      outcome: 'fails',
      decision: { kind: 'end', side, message, nearest },
    });
  });
  test('or several of different kinds', () => {
    const two = [...SHOP, workload('web', '', 'shop', 'StatefulSet')];
    const { decision } = judged(two, '{from: shop/web, to: shop/db, port: 1, expect: denied}');
    expect(decision).toMatchObject({ kind: 'end', nearest: ['shop/Deployment/web', 'shop/StatefulSet/web'] });
  });
});

describe('the environment of a test', () => {
  const assertions = '  assertions:\n  - {from: shop/web, to: shop/db, port: 8443, expect: allowed}\n';
  test('is the one that it names', () => {
    expect(results(SHOP, `  environment: workspace\n${assertions}`)).toMatchObject([{ state: 'judged' }]);
  });
  test('has to be there', () => {
    const [result] = results(SHOP, `  environment: worspace\n${assertions}`);
    expect(result).toMatchObject({ state: 'misplaced', certain: true, meant: 'workspace' });
  });
});

test('a port that one of several has by name is judged there', () => {
  const bare = workload('bare').replace(/, ports: .*?\]/, '');
  const shut = [...SHOP, bare, policy('all', '{}', '[]')];
  expect(outcomeOf(shut, '{from: shop/web, to: {namespace: shop}, port: https, expect: denied}')).toBe('holds');
  expect(outcomeOf(shut, '{from: shop/web, to: {namespace: shop}, port: nothing, expect: denied}')).toBe('fails');
});

test('assertions about very many pairs are not judged, in bounded time', () => {
  const many = Array.from({ length: 500 }, (_, at) => workload(`w${at}`));
  const { outcome, decision } = judged(
    many,
    '{from: {namespace: shop}, to: {namespace: shop}, port: 8443, expect: allowed}',
  );
  expect([outcome, decision?.kind]).toEqual(['unknown', 'too-many']);
});
