import { describe, expect, test } from 'vitest';
import { clusterPolicy, namespace, noticesFor, pod, policy, type Row, testRows, yaml } from './reach.test-help';

const NAMED =
  'containers: [{name: c, ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]}, {name: d, ports: [{name: http, containerPort: 8080, protocol: UDP}]}]';
const PODS = yaml(
  namespace('a', '{team: red}'),
  namespace('b', '{team: blue}'),
  pod('a/web', '{app: web}', NAMED),
  pod('a/db', '{app: db}'),
  pod('b/web', '{app: web}', NAMED),
);
const with_ = (...policies: string[]): string => yaml(PODS, ...policies);
const FROM_B = 'from: [{namespaces: {matchLabels: {team: blue}}}]';
const ISOLATED = policy('a', 'podSelector: {}, policyTypes: [Ingress, Egress]');
const OUTSIDE = '{networks: [0.0.0.0/0, "::/0"]}';

describe('ClusterNetworkPolicy', () => {
  testRows([
    [
      'S120 Admin comes before NetworkPolicies, and these before Baseline',
      with_(
        clusterPolicy('Baseline', 0, `ingress: [{action: Accept, ${FROM_B}}]`),
        clusterPolicy(
          'Admin',
          1000,
          `ingress: [{action: Accept, ${FROM_B}, protocols: [{tcp: {destinationPort: {number: 80}}}]}]`,
        ),
        ISOLATED,
      ),
      { 'b/web -> a/web 80': 'allowed', 'b/web -> a/web 81': 'denied' },
    ],
    [
      'S120 there may be several of a tier, by priority',
      with_(
        clusterPolicy('Baseline', 2, `ingress: [{action: Deny, ${FROM_B}}]`),
        clusterPolicy(
          'Baseline',
          1,
          `ingress: [{action: Accept, ${FROM_B}, protocols: [{tcp: {destinationPort: {number: 80}}}]}]`,
        ),
      ),
      { 'b/web -> a/web 80': 'allowed', 'b/web -> a/web 81': 'denied', 'a/db -> a/web 81': 'allowed' },
    ],
    [
      'S120 of a tier that does not exist nobody can tell',
      with_(clusterPolicy('Middle', 1, `ingress: [{action: Deny, ${FROM_B}}]`)),
      { 'b/web -> a/web 80': 'unknown', 'a/db -> a/web 80': 'allowed' },
    ],
    [
      'S121 Pass leaves Admin for NetworkPolicies',
      with_(clusterPolicy('Admin', 1, `ingress: [{action: Pass, ${FROM_B}}, {action: Accept, ${FROM_B}}]`), ISOLATED),
      { 'b/web -> a/web 80': 'denied' },
    ],
    [
      'S121 Pass leaves Baseline for the end, where all is open',
      with_(
        clusterPolicy('Baseline', 1, `ingress: [{action: Pass, ${FROM_B}}]`),
        clusterPolicy('Baseline', 2, 'ingress: [{action: Deny, from: [{namespaces: {}}]}]'),
      ),
      { 'b/web -> a/web 80': 'allowed', 'a/db -> a/web 80': 'denied' },
    ],
    ...['Allow', 'accept', '""'].map(
      (action): Row => [
        `S121 the action ${action} may be any`,
        with_(clusterPolicy('Admin', 1, `ingress: [{action: ${action}, ${FROM_B}}]`), ISOLATED),
        { 'b/web -> a/web 80': 'unknown', 'a/db -> a/web 80': 'denied' },
      ],
    ),
    [
      'S122 a protocol has one port or a range of them',
      with_(
        clusterPolicy(
          'Admin',
          1,
          `ingress: [{action: Deny, ${FROM_B}, protocols: [{tcp: {destinationPort: {number: 80}}}, {udp: {destinationPort: {range: {start: 10, end: 20}}}}, {sctp: {destinationPort: {number: 1}}}]}]`,
        ),
      ),
      {
        'b/web -> a/web 80': 'denied',
        'b/web -> a/web 80/UDP': 'allowed',
        'b/web -> a/web 20/UDP': 'denied',
        'b/web -> a/web 1/SCTP': 'denied',
        'b/web -> a/web ICMP': 'allowed',
      },
    ],
    ...['{tcp: {}}', '{tcp: {destinationPort: {}}}', '{}'].map(
      (protocol): Row => [
        `S122 of ${protocol} nobody can tell which ports are meant`,
        with_(clusterPolicy('Admin', 1, `ingress: [{action: Deny, ${FROM_B}, protocols: [${protocol}]}]`)),
        { 'b/web -> a/web 80': 'unknown' },
      ],
    ),
    ...['{start: 20, end: 20}', '{start: 20, end: 10}', '{start: 0, end: 10}', '{start: 1, end: 65536}'].map(
      (range): Row => [
        `S123 ${range} is no range`,
        with_(
          clusterPolicy(
            'Admin',
            1,
            `ingress: [{action: Deny, ${FROM_B}, protocols: [{tcp: {destinationPort: {range: ${range}}}}]}]`,
          ),
        ),
        { 'b/web -> a/web 20': 'unknown' },
      ],
    ),
    [
      'S123 no peer is refused',
      with_(clusterPolicy('Admin', 1, 'ingress: [{action: Deny, from: []}]')),
      { 'b/web -> a/web 20': 'allowed' },
    ],
    [
      'S123 more than 25 peers are refused',
      with_(clusterPolicy('Admin', 1, `ingress: [{action: Deny, from: [${'{namespaces: {}}, '.repeat(26)}]}]`)),
      { 'b/web -> a/web 20': 'unknown' },
    ],
    [
      'S124 a name goes with the protocol that the container port has, each of them',
      with_(
        clusterPolicy('Admin', 1, `ingress: [{action: Deny, ${FROM_B}, protocols: [{destinationNamedPort: http}]}]`),
      ),
      {
        'b/web -> a/web 8080': 'denied',
        'b/web -> a/web 8080/UDP': 'denied',
        'b/web -> a/web 53/UDP': 'allowed',
        'b/web -> a/db 8080': 'allowed',
      },
    ],
    [
      'S124 with networks a name means pods among them, nobody outside',
      with_(
        clusterPolicy(
          'Admin',
          1,
          `egress: [{action: Deny, to: [${OUTSIDE}], protocols: [{destinationNamedPort: http}]}]`,
        ),
      ),
      { 'a/db -> a/web 8080': 'denied', 'a/db -> 8.8.8.8 8080': 'allowed' },
    ],
    [
      'S125 Accept with a peer of an unknown kind accepts nobody',
      with_(
        clusterPolicy('Admin', 1, `ingress: [{action: Accept, from: [{planets: {}}, {namespaces: {}}]}]`),
        ISOLATED,
      ),
      { 'b/web -> a/web 80': 'denied' },
    ],
    ...['Deny', 'Pass'].map(
      (action): Row => [
        `S125 ${action} with a peer of an unknown kind denies everybody`,
        with_(
          clusterPolicy(
            'Admin',
            1,
            `ingress: [{action: ${action}, from: [{planets: {}}], protocols: [{tcp: {destinationPort: {number: 80}}}]}]`,
          ),
        ),
        { 'b/web -> a/web 80': 'denied', 'b/web -> a/web 443': 'denied', '8.8.8.8 -> a/web 80': 'denied' },
      ],
    ),
    [
      'S125 a peer without a member has one of a version to come',
      with_(clusterPolicy('Admin', 1, 'ingress: [{action: Deny, from: [{}]}]')),
      { '8.8.8.8 -> a/web 80': 'denied' },
    ],
    [
      'S125 cilium keeps the protocols',
      with_(
        clusterPolicy(
          'Admin',
          1,
          `ingress: [{action: Deny, from: [{planets: {}}], protocols: [{tcp: {destinationPort: {number: 80}}}]}]`,
        ),
      ),
      { 'b/web -> a/web 80': 'denied', 'b/web -> a/web 443': 'allowed' },
      'cilium',
    ],
    [
      'S125 cilium: it is that peer only that accepts nobody',
      with_(
        clusterPolicy('Admin', 1, `ingress: [{action: Accept, from: [{planets: {}}, {namespaces: {}}]}]`),
        ISOLATED,
      ),
      { 'b/web -> a/web 80': 'allowed' },
      'cilium',
    ],
    [
      'S125 calico knows neither nodes nor domain names',
      with_(clusterPolicy('Admin', 1, 'egress: [{action: Deny, to: [{nodes: {}}]}]')),
      { 'a/web -> b/web 80': 'denied' },
      'calico',
    ],
    [
      'S125 kube-network-policies does not fail closed',
      with_(clusterPolicy('Admin', 1, 'ingress: [{action: Deny, from: [{planets: {}}]}]')),
      { 'b/web -> a/web 80': 'allowed' },
      'kube-network-policies',
    ],
    [
      'S126 networks match ICMP too, each family its own',
      with_(clusterPolicy('Admin', 1, 'egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]')),
      { 'a/web -> 8.8.8.8 ICMP': 'denied', 'a/web -> 2001:db8::1 ICMP': 'allowed' },
    ],
    [
      'S127 where domain names lead nobody can tell; not into the cluster',
      with_(
        clusterPolicy(
          'Admin',
          1,
          `egress: [{action: Accept, to: [{domainNames: ["*.example.com"]}]}, {action: Deny, to: [${OUTSIDE}]}]`,
        ),
      ),
      { 'a/web -> 8.8.8.8 443': 'unknown', 'a/web -> b/web 443': 'denied' },
    ],
    [
      'S127 a rule that denies domain names is taken',
      with_(clusterPolicy('Admin', 1, 'egress: [{action: Deny, to: [{domainNames: [example.com]}]}]')),
      { 'a/web -> 8.8.8.8 443': 'unknown', 'a/web -> b/web 443': 'allowed' },
    ],
    [
      'S128 of equal priorities in a tier any may win',
      with_(
        clusterPolicy('Admin', 1, `ingress: [{action: Deny, ${FROM_B}}]`),
        clusterPolicy('Admin', 1, `ingress: [{action: Accept, ${FROM_B}}]`),
        clusterPolicy('Admin', 1, `ingress: [{action: Pass, ${FROM_B}}]`),
      ),
      { 'b/web -> a/web 80': 'unknown', 'a/db -> a/web 80': 'allowed' },
    ],
    [
      'S128 in different tiers they are not equal',
      with_(
        clusterPolicy('Baseline', 1, `ingress: [{action: Deny, ${FROM_B}}]`),
        clusterPolicy('Admin', 1, `ingress: [{action: Accept, ${FROM_B}}]`),
      ),
      { 'b/web -> a/web 80': 'allowed' },
    ],
    [
      'S129 a pod reaches itself, whatever they say',
      with_(clusterPolicy('Admin', 1, `ingress: [{action: Deny, from: [{namespaces: {}}]}]`)),
      { 'b/web -> b/web 80': 'allowed' },
    ],
    [
      'S130 peers of the same tenant are of an unknown kind',
      with_(clusterPolicy('Admin', 1, 'ingress: [{action: Deny, from: [{namespaces: {}, sameLabels: [team]}]}]')),
      { '8.8.8.8 -> a/web 80': 'denied' },
    ],
  ]);

  testRows([
    [
      'S127 cilium refuses it: what else the policy says is doubtful too',
      with_(
        clusterPolicy(
          'Admin',
          1,
          'egress: [{action: Deny, to: [{domainNames: [example.com]}]}, {action: Deny, to: [{namespaces: {}}]}]',
        ),
      ),
      { 'a/web -> b/web 443': 'unknown' },
      'cilium',
    ],
  ]);

  test('S123 what is refused is said, with the limit', () => {
    expect(
      noticesFor(with_(clusterPolicy('Admin', 1001, `ingress: [${`{action: Deny, ${FROM_B}}, `.repeat(26)}]`))),
    ).toEqual(['1001 is no priority: they go from 0 to 1000', '26 rules are more than 25']);
  });

  test('S125 what is of a version to come is said', () => {
    expect(noticesFor(with_(clusterPolicy('Admin', 1, 'ingress: [{action: Deny, from: [{planets: {}}]}]')))).toEqual([
      'A peer has "planets", which this version does not know',
    ]);
  });
});
