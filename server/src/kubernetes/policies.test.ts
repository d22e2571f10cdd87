import { describe, expect, test } from 'vitest';
import { directionsOf } from './index';
import type { NetworkPolicy, PolicyRule } from './objects';
import { ABSENT_FIELD, objectIn, problemsOf, shown, shownLabels, UNKNOWN_FIELD, written } from './test-objects';

function policy(spec: string, apiVersion = 'networking.k8s.io/v1'): NetworkPolicy {
  return objectIn(
    'network-policy',
    `apiVersion: ${apiVersion}\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: ${spec}\n`,
  );
}

function ruleOf(rule: string): PolicyRule {
  const { ingress } = policy(`{podSelector: {}, ingress: [${rule}]}`);
  const [first] = ingress.state === 'known' ? ingress.value : [];
  if (first === undefined) throw new Error('no rule');
  return first;
}

test.each(['networking.k8s.io/v1', 'extensions/v1beta1'])('reads %s', (apiVersion) => {
  const read = policy(
    `
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress, Egress]
  ingress:
  - from:
    - podSelector: {matchLabels: {app: api}}
      namespaceSelector: {}
    - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}
    ports:
    - {port: 80, endPort: 90, protocol: UDP}
    - {port: http}
  egress:
  - to: [{namespaceSelector: {matchLabels: {team: a}}}]`,
    apiVersion,
  );
  expect(read.podSelector.state === 'known' && shownLabels(read.podSelector.value.matchLabels)).toEqual({ app: 'web' });
  expect(read.policyTypes.state === 'known' && read.policyTypes.value.map((type) => shown(type))).toEqual([
    'Ingress',
    'Egress',
  ]);
  const [rule] = read.ingress.state === 'known' ? read.ingress.value : [];
  const [first, second] = rule?.peers.state === 'known' ? rule.peers.value : [];
  expect([first?.podSelector.state, first?.namespaceSelector.state, first?.ipBlock.state]).toEqual([
    'known',
    'known',
    'absent',
  ]);
  const block = second?.ipBlock.state === 'known' ? second.ipBlock.value : undefined;
  expect(block && [shown(block.cidr), block.except.map((cidr) => shown(cidr))]).toEqual([
    '10.0.0.0/8',
    ['10.1.0.0/16'],
  ]);
  const ports = rule?.ports.state === 'known' ? rule.ports.value : [];
  expect(ports.map(({ port, endPort, protocol }) => [shown(port), shown(endPort), shown(protocol)])).toEqual([
    [80, 90, 'UDP'],
    ['http', ABSENT_FIELD, ABSENT_FIELD],
  ]);
  expect(ports[0] && written(ports[0].port)).toBe('80');
  const [egress] = read.egress.state === 'known' ? read.egress.value : [];
  expect(egress?.peers.state).toBe('known');
  expect(egress?.ports.state).toBe('absent');
  expect(read.spec?.type).toBe('mapping');
  expect(read.problems).toEqual([]);
});

test('a NetworkPolicy of another group is none', () => {
  expect(() =>
    objectIn('network-policy', 'apiVersion: crd.projectcalico.org/v1\nkind: NetworkPolicy\nspec: {}\n'),
  ).toThrow('other');
});

describe('what is there, what is not, what nobody can tell', () => {
  test.each([
    ['{podSelector: {}}', 'absent', 'absent'],
    ['{podSelector: {}, ingress: , egress: null}', 'absent', 'absent'],
    ['{podSelector: {}, ingress: [], egress: []}', 'known', 'known'],
    ['{podSelector: {}, ingress: "{{ .x }}"}', 'unknown', 'absent'],
    ['"{{ .x }}"', 'unknown', 'unknown'],
    ['null', 'absent', 'absent'],
  ])('%s', (spec, ingress, egress) => {
    const read = policy(spec);
    expect([read.ingress.state, read.egress.state]).toEqual([ingress, egress]);
    expect(read.problems).toEqual([]);
  });

  test.each([
    // `- {}` and `-` allow everything
    ['{}', 'absent', 'absent'],
    ['null', 'absent', 'absent'],
    ['{from: [], ports: []}', 'known', 'known'],
    ['{from: null, ports: null}', 'absent', 'absent'],
    ['{from: "{{ .x }}", ports: "{{ .x }}"}', 'unknown', 'unknown'],
    ['"{{ .x }}"', 'unknown', 'unknown'],
  ])('a rule %s', (rule, peers, ports) => {
    const read = ruleOf(rule);
    expect([read.peers.state, read.ports.state]).toEqual([peers, ports]);
  });

  test.each([
    ['{}', 'absent', 'absent', 'absent'],
    // erratum G5: in a peer null is absent
    ['{podSelector: null}', 'absent', 'absent', 'absent'],
    ['null', 'absent', 'absent', 'absent'],
    ['{podSelector: {}}', 'known', 'absent', 'absent'],
    // S024: {} is not null
    ['{podSelector: {}, namespaceSelector: {}}', 'known', 'known', 'absent'],
    ['{podSelector: {}, namespaceSelector: null}', 'known', 'absent', 'absent'],
    ['{ipBlock: {cidr: 10.0.0.0/8}}', 'absent', 'absent', 'known'],
    ['{ipBlock: "{{ .x }}"}', 'absent', 'absent', 'unknown'],
    ['"{{ .x }}"', 'unknown', 'unknown', 'unknown'],
  ])('a peer %s', (peer, podSelector, namespaceSelector, ipBlock) => {
    const { peers } = ruleOf(`{from: [${peer}]}`);
    const [read] = peers.state === 'known' ? peers.value : [];
    expect([read?.podSelector.state, read?.namespaceSelector.state, read?.ipBlock.state]).toEqual([
      podSelector,
      namespaceSelector,
      ipBlock,
    ]);
  });

  test.each([
    ['{}', ABSENT_FIELD, ABSENT_FIELD],
    ['null', ABSENT_FIELD, ABSENT_FIELD],
    ['{port: 0}', 0, ABSENT_FIELD],
    // S015: a quoted number is a name
    ['{port: "80"}', '80', ABSENT_FIELD],
    ['{port: "{{ .x }}", endPort: "{{ .x }}"}', UNKNOWN_FIELD, UNKNOWN_FIELD],
    ['"{{ .x }}"', UNKNOWN_FIELD, UNKNOWN_FIELD],
  ])('a port %s', (text, port, endPort) => {
    const { ports } = ruleOf(`{ports: [${text}]}`);
    const [read] = ports.state === 'known' ? ports.value : [];
    expect(read && [shown(read.port), shown(read.endPort)]).toEqual([port, endPort]);
  });
});

test.each([
  ['{podSelector: {}}', ['ingress']],
  ['{podSelector: {}, egress: []}', ['ingress']],
  ['{podSelector: {}, egress: [{}]}', ['ingress', 'egress']],
  ['{podSelector: {}, egress: "{{ .x }}"}', undefined],
  ['{podSelector: {}, policyTypes: []}', ['ingress']],
  ['{podSelector: {}, policyTypes: [Egress]}', ['egress']],
  ['{podSelector: {}, policyTypes: [Ingress], egress: [{}]}', ['ingress']],
  ['{podSelector: {}, policyTypes: [Ingress, "{{ .x }}"]}', undefined],
  ['{podSelector: {}, policyTypes: [Ingress, All]}', undefined],
  ['{podSelector: {}, policyTypes: "{{ .x }}"}', undefined],
])('S001-S003: a policy is about the directions: %s', (spec, directions) => {
  expect(directionsOf(policy(spec))).toEqual(directions);
});

describe('wrong types', () => {
  test.each([
    ['7', 'wrong-type: spec must be a mapping, not the number 7'],
    ['{podSelector: web}', 'wrong-type: podSelector must be a mapping, not the string "web"'],
    ['{policyTypes: Ingress}', 'wrong-type: policyTypes must be a list, not the string "Ingress"'],
    ['{policyTypes: [1]}', 'wrong-type: an item of policyTypes must be a string, not the number 1 -> 1'],
    ['{ingress: {from: []}}', 'wrong-type: ingress must be a list, not a mapping'],
    ['{egress: [all]}', 'wrong-type: an item of egress must be a mapping, not the string "all"'],
    ['{ingress: [{from: {podSelector: {}}}]}', 'wrong-type: from must be a list, not a mapping'],
    ['{ingress: [{from: [web]}]}', 'wrong-type: an item of from must be a mapping, not the string "web"'],
    ['{egress: [{to: [[a]]}]}', 'wrong-type: an item of to must be a mapping, not a list'],
    [
      '{ingress: [{from: [{namespaceSelector: web}]}]}',
      'wrong-type: namespaceSelector must be a mapping, not the string "web"',
    ],
    [
      '{ingress: [{from: [{ipBlock: 10.0.0.0/8}]}]}',
      'wrong-type: ipBlock must be a mapping, not the string "10.0.0.0/8"',
    ],
    ['{ingress: [{from: [{ipBlock: {cidr: 10}}]}]}', 'wrong-type: cidr must be a string, not the number 10 -> 10'],
    ['{ingress: [{from: [{ipBlock: {cidr: a, except: b}}]}]}', 'wrong-type: except must be a list, not the string "b"'],
    ['{ingress: [{ports: {port: 80}}]}', 'wrong-type: ports must be a list, not a mapping'],
    ['{ingress: [{ports: [80]}]}', 'wrong-type: an item of ports must be a mapping, not the number 80'],
    [
      '{ingress: [{ports: [{port: true}]}]}',
      'invalid-port-number: port must be an integer or a name, not the boolean true',
    ],
    [
      '{ingress: [{ports: [{port: 80, endPort: "90"}]}]}',
      'invalid-port-number: endPort must be an integer, not the string "90" -> 90',
    ],
    ['{ingress: [{ports: [{protocol: 17}]}]}', 'wrong-type: protocol must be a string, not the number 17 -> 17'],
  ])('%s', (spec, problem) => {
    expect(problemsOf(policy(spec))).toEqual([problem]);
  });
});
