import { describe, expect, test } from 'vitest';
import { adminPolicy, baselinePolicy, namespace, noticesFor, pod, policy, testRows, yaml } from './reach.test-help';

const NAMED = 'containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]';
const PODS = yaml(
  namespace('a', '{team: red}'),
  namespace('b', '{team: blue}'),
  pod('a/web', '{app: web}', NAMED),
  pod('a/db', '{app: db}', NAMED),
  pod('b/web', '{app: web}', NAMED),
  pod('a/host', '{app: web}', 'hostNetwork: true, containers: [{name: c}]'),
);
const with_ = (...policies: string[]): string => yaml(PODS, ...policies);
const FROM_B = 'from: [{namespaces: {matchLabels: {team: blue}}}]';
const TO_B = 'to: [{namespaces: {matchLabels: {team: blue}}}]';
const ISOLATED = policy('a', 'podSelector: {}, policyTypes: [Ingress, Egress]');

describe('AdminNetworkPolicy and BaselineAdminNetworkPolicy', () => {
  testRows([
    [
      'S100 the lower priority comes first',
      with_(
        adminPolicy(5, `ingress: [{action: Deny, ${FROM_B}}]`),
        adminPolicy(4, `ingress: [{action: Allow, ${FROM_B}}]`),
        ISOLATED,
      ),
      { 'b/web -> a/web 80': 'allowed', 'a/db -> a/web 80': 'denied' },
    ],
    [
      'S100 of the rules of a policy the first that matches decides',
      with_(
        adminPolicy(
          0,
          `ingress: [{action: Deny, ${FROM_B}, ports: [{portNumber: {port: 80}}]}, {action: Allow, ${FROM_B}}, {action: Deny, ${FROM_B}}]`,
        ),
      ),
      { 'b/web -> a/web 80': 'denied', 'b/web -> a/web 81': 'allowed' },
    ],
    [
      'S100 Pass leaves the tier: NetworkPolicies decide',
      with_(
        adminPolicy(1, `ingress: [{action: Pass, ${FROM_B}}]`),
        adminPolicy(2, `ingress: [{action: Allow, ${FROM_B}}]`),
        ISOLATED,
      ),
      { 'b/web -> a/web 80': 'denied' },
    ],
    [
      'S101 what no rule matches NetworkPolicies decide, for good',
      with_(
        policy('a', `podSelector: {}, ingress: [{ports: [{port: 80}]}]`),
        baselinePolicy(
          `ingress: [{action: Deny, ${FROM_B}, ports: [{portNumber: {port: 80}}]}, {action: Allow, ${FROM_B}}]`,
        ),
      ),
      { 'b/web -> a/web 80': 'allowed', 'b/web -> a/web 81': 'denied', 'b/web -> b/web 80': 'allowed' },
    ],
    [
      'S101 a pod without NetworkPolicies asks the baseline, and else is open',
      with_(baselinePolicy(`ingress: [{action: Deny, ${FROM_B}}]`)),
      { 'b/web -> a/web 80': 'denied', 'a/db -> a/web 80': 'allowed' },
    ],
    [
      'S101 final for the direction that a NetworkPolicy is about',
      with_(
        policy('a', 'podSelector: {}, policyTypes: [Ingress]'),
        baselinePolicy(`egress: [{action: Deny, ${TO_B}}]`),
      ),
      { 'a/web -> b/web 80': 'denied' },
    ],
    [
      'S101 kube-network-policies: final for the whole pod',
      with_(
        policy('a', 'podSelector: {}, policyTypes: [Ingress]'),
        baselinePolicy(`egress: [{action: Deny, ${TO_B}}]`),
      ),
      { 'a/web -> b/web 80': 'allowed' },
      'kube-network-policies',
    ],
    [
      'S101 kube-network-policies: a NetworkPolicy that may be about the pod may be final',
      with_(
        policy('a', 'podSelector: {matchLabels: {app: "$(APP)"}}, policyTypes: [Ingress]'),
        baselinePolicy(`egress: [{action: Deny, ${TO_B}}]`),
      ),
      { 'a/web -> b/web 80': 'unknown' },
      'kube-network-policies',
    ],
    [
      'S101 cilium: not final, the baseline may open again',
      with_(ISOLATED, baselinePolicy(`ingress: [{action: Allow, ${FROM_B}, ports: [{portNumber: {port: 80}}]}]`)),
      { 'b/web -> a/web 80': 'allowed', 'b/web -> a/web 81': 'denied' },
      'cilium',
    ],
    [
      'S041 cilium: what a NetworkPolicy lets in from its own node no baseline denies',
      with_(
        policy('a', 'podSelector: {}, ingress: [{ports: [{port: 80}]}]'),
        baselinePolicy('ingress: [{action: Deny, from: [{planets: {}}]}]'),
      ),
      { 'nodes -> a/web 80': 'allowed', 'nodes -> a/web 81': 'denied' },
      'cilium',
    ],
    [
      'S102 Allow alone closes nothing',
      with_(adminPolicy(0, `ingress: [{action: Allow, ${FROM_B}}]`)),
      { 'a/db -> a/web 80': 'allowed', '8.8.8.8 -> a/web 80': 'allowed' },
    ],
    [
      'S103 of equal priorities either may come first',
      with_(
        adminPolicy(3, `ingress: [{action: Deny, ${FROM_B}}]`),
        adminPolicy(3, `ingress: [{action: Allow, ${FROM_B}, ports: [{portNumber: {port: 80}}]}]`),
      ),
      { 'b/web -> a/web 80': 'unknown', 'b/web -> a/web 81': 'denied', 'a/db -> a/web 80': 'allowed' },
    ],
    [
      'S103 where they say the same it is certain',
      with_(
        adminPolicy(3, `ingress: [{action: Deny, ${FROM_B}}]`),
        adminPolicy(3, `ingress: [{action: Deny, ${FROM_B}}]`),
        adminPolicy(3, 'ingress: [{action: Deny, from: [{namespaces: {}}]}]'),
      ),
      { 'b/web -> a/web 80': 'denied' },
    ],
    [
      'S104 an empty namespaces means all, pods of the host network never',
      with_(adminPolicy(0, 'ingress: [{action: Deny, from: [{namespaces: {}}]}]')),
      { 'b/web -> a/web 80': 'denied', 'a/host -> a/web 80': 'allowed', 'b/web -> a/host 80': 'allowed' },
    ],
    [
      'S104 pods asks for namespace and labels',
      with_(
        adminPolicy(
          0,
          'subject: {pods: {namespaceSelector: {matchLabels: {team: red}}, podSelector: {matchLabels: {app: web}}}}, ingress: [{action: Deny, from: [{pods: {namespaceSelector: {matchLabels: {team: blue}}, podSelector: {matchLabels: {app: web}}}}]}]',
        ),
      ),
      { 'b/web -> a/web 80': 'denied', 'b/web -> a/db 80': 'allowed', 'a/db -> a/web 80': 'allowed' },
    ],
    [
      'S104 both members, and none, are refused',
      with_(
        adminPolicy(
          0,
          'subject: {namespaces: {}, pods: {podSelector: {}}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]',
        ),
      ),
      { 'b/web -> a/web 80': 'unknown' },
    ],
    [
      'S105 nodes, networks and domain names are peers of egress',
      with_(
        adminPolicy(
          0,
          'egress: [{action: Allow, to: [{domainNames: ["*.example.com"]}]}, {action: Deny, to: [{nodes: {}}, {networks: [8.0.0.0/8]}]}]',
        ),
      ),
      {
        'a/web -> nodes 80': 'denied',
        'a/web -> 8.8.8.8 80': 'unknown',
        'a/web -> 9.9.9.9 80': 'allowed',
        'a/web -> b/web 80': 'allowed',
      },
    ],
    [
      'S105 which nodes a selector chooses nobody can tell',
      with_(adminPolicy(0, 'egress: [{action: Deny, to: [{nodes: {matchLabels: {role: edge}}}]}]')),
      { 'a/web -> nodes 80': 'unknown', 'a/web -> b/web 80': 'allowed' },
    ],
    [
      'S105 domain names only go with Allow',
      with_(adminPolicy(0, 'egress: [{action: Deny, to: [{domainNames: [example.com]}]}]')),
      { 'a/web -> 8.8.8.8 80': 'unknown' },
    ],
    [
      'S105 a baseline knows no Pass',
      with_(baselinePolicy(`ingress: [{action: Pass, ${FROM_B}}, {action: Deny, ${FROM_B}}]`)),
      { 'b/web -> a/web 80': 'unknown' },
    ],
    [
      'S106 networks match pods too',
      with_(adminPolicy(0, 'egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]')),
      { 'a/web -> b/web 80': 'denied', 'a/web -> 8.8.8.8 80': 'denied', 'a/web -> 2001:db8::1 80': 'allowed' },
    ],
    [
      'S106 not with cilium',
      with_(adminPolicy(0, 'egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]')),
      { 'a/web -> b/web 80': 'allowed', 'a/web -> 8.8.8.8 80': 'denied' },
      'cilium',
    ],
    [
      'S107 ports are numbers, ranges and names; TCP where no protocol is given',
      with_(
        adminPolicy(
          0,
          `ingress: [{action: Deny, ${FROM_B}, ports: [{portNumber: {port: 80}}, {portRange: {protocol: UDP, start: 10, end: 20}}, {namedPort: http}]}]`,
        ),
      ),
      {
        'b/web -> a/web 80': 'denied',
        'b/web -> a/web 80/UDP': 'allowed',
        'b/web -> a/web 10/UDP': 'denied',
        'b/web -> a/web 20/UDP': 'denied',
        'b/web -> a/web 21/UDP': 'allowed',
        'b/web -> a/web 8080': 'denied',
      },
    ],
    [
      'S107 without ports all are meant, ICMP too',
      with_(adminPolicy(0, `ingress: [{action: Deny, ${FROM_B}}]`)),
      { 'b/web -> a/web 1/SCTP': 'denied', 'b/web -> a/web ICMP': 'denied' },
    ],
    [
      'S107 more than a hundred rules are refused',
      with_(adminPolicy(0, `ingress: [${`{action: Deny, ${FROM_B}}, `.repeat(101)}]`)),
      { 'b/web -> a/web 80': 'unknown' },
    ],
    [
      'S108 nobody outside is a peer of an ingress rule',
      with_(adminPolicy(0, 'ingress: [{action: Deny, from: [{namespaces: {}}]}]')),
      { '8.8.8.8 -> a/web 80': 'allowed', 'nodes -> a/web 80': 'allowed', 'b/web -> a/web 80': 'denied' },
    ],
    [
      'S108 networks of an ingress rule are of a version to come: the rule fails closed',
      with_(adminPolicy(0, 'ingress: [{action: Deny, from: [{networks: [8.0.0.0/8]}]}]')),
      { '9.9.9.9 -> a/web 80': 'denied', 'b/web -> a/web 80': 'denied' },
    ],
  ]);

  test('S101 there is one baseline, and its name is default', () => {
    expect(noticesFor(with_(baselinePolicy(`ingress: [{action: Deny, ${FROM_B}}]`, 'other')))).toEqual([
      'Its name has to be default',
    ]);
  });

  test('S104 what is refused is said', () => {
    expect(noticesFor(with_(adminPolicy(0, 'subject: {}, ingress: []')))).toEqual([
      'It needs one of "namespaces" and "pods"',
    ]);
  });
});
