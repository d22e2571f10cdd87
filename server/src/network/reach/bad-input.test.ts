import { describe, expect, test } from 'vitest';
import {
  adminPolicy,
  answersOf,
  clusterPolicy,
  engineFor,
  namespace,
  noticesFor,
  pod,
  policy,
  testRows,
  yaml,
} from './reach.test-help';

const PODS = yaml(
  namespace('a'),
  namespace('b'),
  pod('a/web', '{app: web}'),
  pod('a/db', '{app: db}'),
  pod('b/web', '{app: web}'),
);
const with_ = (...policies: string[]): string => yaml(PODS, ...policies);
const GOOD = policy(
  'a',
  'podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]',
);
const list = (count: number, item: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => item(at)).join(', ');

describe('what is wrong leaves the rest of the answer as it is', () => {
  testRows([
    [
      'a selector that contradicts itself selects nothing',
      with_(
        GOOD,
        policy(
          'a',
          'podSelector: {matchLabels: {app: web}, matchExpressions: [{key: app, operator: NotIn, values: [web]}]}',
        ),
      ),
      { 'b/web -> a/web 80': 'allowed', 'a/web -> a/db 80': 'allowed', 'b/web -> a/db 80': 'denied' },
    ],
    [
      'a peer that contradicts itself is nobody',
      with_(
        policy(
          'a',
          'podSelector: {}, ingress: [{from: [{podSelector: {matchExpressions: [{key: app, operator: Exists}, {key: app, operator: DoesNotExist}]}}]}]',
        ),
      ),
      { 'a/db -> a/web 80': 'denied' },
    ],
    [
      'an unknown operator leaves open what its own policy says',
      with_(GOOD, policy('a', 'podSelector: {matchExpressions: [{key: app, operator: Near, values: [web]}]}')),
      { 'b/web -> a/web 80': 'unknown', 'b/web -> a/db 80': 'denied', 'a/web -> b/web 80': 'allowed' },
    ],
    [
      'equal priorities leave both outcomes',
      with_(
        adminPolicy(1, 'ingress: [{action: Allow, from: [{namespaces: {}}]}]'),
        adminPolicy(1, 'ingress: [{action: Deny, from: [{namespaces: {}}], ports: [{portNumber: {port: 80}}]}]'),
      ),
      { 'b/web -> a/web 80': 'unknown', 'b/web -> a/web 81': 'allowed' },
    ],
    [
      'a namespace that does not exist has no pods',
      with_(
        GOOD,
        policy('nowhere', 'podSelector: {}, policyTypes: [Ingress, Egress]'),
        policy(
          'a',
          'podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: nowhere}}}]}]',
        ),
      ),
      { 'a/web -> a/db 80': 'allowed', 'a/db -> a/web 80': 'denied' },
    ],
    [
      'an unknown action may be any',
      with_(adminPolicy(1, 'ingress: [{action: Reject, from: [{namespaces: {}}], ports: [{portNumber: {port: 80}}]}]')),
      { 'b/web -> a/web 80': 'unknown', 'b/web -> a/web 81': 'allowed' },
    ],
    [
      'a priority out of range leaves open whether the policy is there',
      with_(
        adminPolicy(1001, 'ingress: [{action: Deny, from: [{namespaces: {}}]}]'),
        adminPolicy(-1, 'egress: [{action: Deny, to: [{namespaces: {}}]}]'),
      ),
      { 'b/web -> a/web 80': 'unknown', '8.8.8.8 -> a/web 80': 'allowed' },
    ],
    [
      'a priority that cannot be read leaves open who comes first',
      with_(
        adminPolicy('"$(PRIORITY)"', 'ingress: [{action: Deny, from: [{namespaces: {}}]}]'),
        adminPolicy(0, 'ingress: [{action: Allow, from: [{namespaces: {}}]}]'),
      ),
      { 'b/web -> a/web 80': 'unknown' },
    ],
    [
      'a tier that cannot be read leaves open where it passes to',
      with_(
        clusterPolicy('"$(TIER)"', 1, 'ingress: [{action: Pass, from: [{namespaces: {}}]}]'),
        clusterPolicy('Baseline', 2, 'ingress: [{action: Deny, from: [{namespaces: {}}]}]'),
      ),
      { 'b/web -> a/web 80': 'unknown' },
    ],
    [
      'fields of the wrong type are unknown',
      with_(
        GOOD,
        policy('a', 'podSelector: {matchLabels: {app: web}}, ingress: 5, egress: {to: all}, policyTypes: Ingress'),
      ),
      { 'b/web -> a/web 80': 'unknown', 'a/web -> b/web 80': 'unknown', 'b/web -> a/db 80': 'denied' },
    ],
    [
      'an item of the wrong type is unknown',
      with_(policy('a', 'podSelector: {}, ingress: [everything]')),
      { 'b/web -> a/web 80': 'unknown', 'a/web -> b/web 80': 'allowed' },
    ],
    [
      'a placeholder in place of the namespace leaves open whom it is about',
      with_(policy('"$(SPACE)"', 'podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]')),
      { 'b/web -> a/web 80': 'unknown', 'b/web -> a/db 80': 'allowed' },
    ],
    [
      'two manifests of one namespace: what they agree on is known',
      yaml(
        PODS,
        namespace('c', '{team: red, stage: dev}'),
        namespace('c', '{team: red, stage: prod}'),
        pod('c/web'),
        policy(
          'a',
          'podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: red}}}], ports: [{port: 1}]}, {from: [{namespaceSelector: {matchLabels: {stage: dev}}}], ports: [{port: 2}]}]',
        ),
      ),
      { 'c/web -> a/db 1': 'allowed', 'c/web -> a/db 2': 'unknown', 'c/web -> a/db 3': 'denied' },
    ],
  ]);

  test('nothing at all has no pods, and nothing to say', () => {
    for (const text of ['', '---\n---\n', '# only a comment\n', 'kind: [', 'spec: {podSelector: {}}\n']) {
      const { cluster, ends } = engineFor(text);
      expect(cluster).toMatchObject({ pods: [], policies: [], notices: [] });
      expect(ends.map(({ kind }) => kind)).toEqual(['addresses', 'addresses', 'nodes']);
    }
  });

  test('what was left out is said', () => {
    const kinds = [
      ['cilium.io/v2', 'CiliumNetworkPolicy'],
      ['cilium.io/v2', 'CiliumClusterwideNetworkPolicy'],
      ['projectcalico.org/v3', 'GlobalNetworkPolicy'],
      ['crd.antrea.io/v1beta1', 'ClusterNetworkPolicy'],
      ['networking.k8s.aws/v1alpha1', 'ClusterNetworkPolicy'],
      ['policy.networking.k8s.io/v1beta1', 'FutureNetworkPolicy'],
      ['security.istio.io/v1', 'AuthorizationPolicy'],
    ];
    const others = kinds.map(
      ([version, kind]) => `apiVersion: ${version}\nkind: ${kind}\nmetadata: {name: x}\nspec: {}\n`,
    );
    expect(noticesFor(with_(GOOD, ...others))).toEqual(kinds.map(([, kind]) => `${kind} is not taken into account`));
    expect(answersOf(engineFor(with_(GOOD, ...others)), ['b/web -> a/db 80'])).toEqual({
      'b/web -> a/db 80': 'denied',
    });
  });

  test('a CustomResourceDefinition or a staged policy is nothing that is left out', () => {
    const staged = 'apiVersion: projectcalico.org/v3\nkind: StagedNetworkPolicy\nmetadata: {name: x}\nspec: {}\n';
    expect(noticesFor(with_(staged))).toEqual([]);
  });

  test('unreadable and refused parts are said, with their place', () => {
    const { notices } = engineFor(
      with_(
        policy('a', 'podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 300.0.0.0/8}}], ports: [{port: 0}]}]'),
        adminPolicy(5000, 'ingress: []'),
      ),
    ).cluster;
    expect(notices.map(({ message, node }) => [message, node?.document.text.slice(node.start, node.end)])).toEqual([
      ['"300.0.0.0/8" is no block of addresses', '300.0.0.0/8'],
      ['0 is no port and no name of one', '0'],
      ['5000 is no priority: they go from 0 to 1000', '5000'],
    ]);
  });
});

describe('thousands in one policy', () => {
  const asked = ['b/web -> a/web 3000', 'b/web -> a/web 3001', 'a/web -> b/web 80'];
  const timed = (text: string): readonly [answers: readonly string[], seconds: number] => {
    const engine = engineFor(with_(text));
    const start = performance.now();
    const answers = Object.values(answersOf(engine, asked));
    for (const _ of engine.connections());
    return [answers, (performance.now() - start) / 1000];
  };

  test.each([
    ['ports', policy('a', `podSelector: {}, ingress: [{ports: [${list(5000, (at) => `{port: ${2 * at + 2}}`)}]}]`)],
    [
      'ranges',
      policy(
        'a',
        `podSelector: {}, ingress: [{ports: [${list(5000, (at) => `{port: ${4 * at + 4}, endPort: ${4 * at + 4}}`)}]}]`,
      ),
    ],
    ['rules', policy('a', `podSelector: {}, ingress: [${list(5000, (at) => `{ports: [{port: ${2 * at + 2}}]}`)}]`)],
    [
      'peers',
      policy(
        'a',
        `podSelector: {}, ingress: [{from: [${list(5000, (at) => `{podSelector: {matchLabels: {app: x${at}}}}`)}, {namespaceSelector: {}}], ports: [{port: 3000}]}]`,
      ),
    ],
    [
      'blocks',
      policy(
        'a',
        `podSelector: {}, ingress: [{from: [${list(2000, (at) => `{ipBlock: {cidr: 8.${at >> 8}.${at & 255}.0/24}}`)}, {namespaceSelector: {}}], ports: [{port: 3000}]}]`,
      ),
    ],
  ])('%s', (_what, text) => {
    const [answers, seconds] = timed(text);
    expect(answers).toEqual(['allowed', 'denied', 'allowed']);
    expect(seconds).toBeLessThan(5);
  });

  test('rules that overlap without being alike', () => {
    const peer = (at: number): string =>
      `{podSelector: {matchExpressions: [{key: app, operator: In, values: [web, db, x${at}]}]}, namespaceSelector: {}}`;
    const rules = list(5000, (at) => `{from: [${peer(at)}], ports: [{port: ${2 * at + 2}}]}`);
    const [answers, seconds] = timed(policy('a', `podSelector: {}, ingress: [${rules}]`));
    expect(answers).toEqual(['allowed', 'denied', 'allowed']);
    expect(seconds).toBeLessThan(5);
  });

  test('rules that decide, one after the other', () => {
    const rule = (at: number): string => {
      const action = at % 2 === 0 ? 'Allow' : 'Deny';
      return `{action: ${action}, to: [{namespaces: {}}, {networks: [8.0.0.0/8]}], ports: [{portNumber: {port: ${1000 + at}}}]}`;
    };
    const policies = [0, 1, 2, 3, 4].map((part) =>
      adminPolicy(part, `egress: [${list(100, (at) => rule(100 * part + at))}]`),
    );
    const engine = engineFor(with_(...policies, policy('a', 'podSelector: {}, policyTypes: [Egress]')));
    for (const to of ['b/web', '8.8.8.8']) {
      const outcomes = [1000, 1001, 1250, 1251, 1498, 1499, 1500].map((port) => `a/web -> ${to} ${port}`);
      expect(Object.values(answersOf(engine, outcomes))).toEqual([
        ...['allowed', 'denied', 'allowed', 'denied', 'allowed', 'denied', 'denied'],
      ]);
    }
    expect(answersOf(engine, ['b/web -> a/web 1001', 'b/web -> a/web 1500'])).toEqual({
      'b/web -> a/web 1001': 'denied',
      'b/web -> a/web 1500': 'allowed',
    });
  });

  test('policies of one priority', () => {
    const policies = Array.from({ length: 1000 }, (_, at) =>
      adminPolicy(
        7,
        `ingress: [{action: ${at % 2 === 0 ? 'Allow' : 'Deny'}, from: [{namespaces: {}}], ports: [{portNumber: {port: ${3000 + (at % 2)}}}]}]`,
      ),
    );
    const [answers, seconds] = timed(yaml(...policies, policy('a', 'podSelector: {}, policyTypes: [Ingress]')));
    expect(answers).toEqual(['allowed', 'denied', 'allowed']);
    expect(seconds).toBeLessThan(5);
  });
});
