import { describe, expect, test } from 'vitest';
import { namespace, noticesFor, pod, policy, type Row, testRows, yaml } from './reach.test-help';

const PODS = yaml(
  namespace('a'),
  namespace('b'),
  pod('a/web', '{app: web}'),
  pod('a/db', '{app: db}', 'containers: [{name: c, ports: [{name: pg, containerPort: 5432}]}]'),
  pod('b/web', '{app: web}'),
);
const with_ = (...specs: string[]): string => yaml(PODS, ...specs.map((spec) => policy('a', spec)));
const FROM_WEB = '{from: [{podSelector: {matchLabels: {app: web}}}]}';
const TO_DB = '{to: [{podSelector: {matchLabels: {app: db}}}]}';

describe('the shape of a NetworkPolicy', () => {
  testRows([
    [
      'S001 rules of a direction that is not listed do nothing',
      with_(`podSelector: {}, policyTypes: [Ingress], egress: [${TO_DB}]`),
      { 'a/web -> b/web 80': 'allowed', 'b/web -> a/web 80': 'denied' },
    ],
    [
      'S001 cilium enforces rules that are written, whatever is listed',
      with_(`podSelector: {}, policyTypes: [Ingress], egress: [${TO_DB}]`),
      { 'a/web -> b/web 80': 'denied', 'b/web -> a/web 80': 'denied' },
      'cilium',
    ],
    [
      'S002 without types ingress is meant, and egress where it has a rule',
      with_(`podSelector: {matchLabels: {app: web}}, egress: [${TO_DB}]`),
      { 'b/web -> a/web 80': 'denied', 'a/web -> a/db 80': 'allowed', 'a/web -> b/web 80': 'denied' },
    ],
    [
      'S002 without types and without egress rules only ingress is meant',
      with_(`podSelector: {}, policyTypes: [], ingress: [${FROM_WEB}]`),
      { 'a/web -> a/db 80': 'allowed', 'b/web -> a/db 80': 'denied', 'a/web -> b/web 80': 'allowed' },
    ],
    [
      'S003 an empty egress list without types denies all ingress',
      with_('podSelector: {}, egress: []'),
      { 'b/web -> a/db 80': 'denied', 'a/db -> b/web 80': 'allowed' },
    ],
    [
      'S004 the same type twice is one',
      with_('podSelector: {}, policyTypes: [Ingress, Ingress]'),
      { 'b/web -> a/db 80': 'denied', 'a/db -> b/web 80': 'allowed' },
    ],
    [
      'S004 of a type that does not exist nobody can tell',
      with_('podSelector: {}, policyTypes: [ingress]'),
      { 'b/web -> a/db 80': 'unknown', 'a/db -> b/web 80': 'unknown', 'b/web -> nodes 80': 'allowed' },
    ],
    [
      'S005 without a podSelector all pods of the namespace are meant',
      with_('policyTypes: [Ingress]'),
      { 'b/web -> a/db 80': 'denied', 'b/web -> a/web 80': 'denied', 'a/web -> b/web 80': 'allowed' },
    ],
    [
      'S006 only pods of its own namespace are selected',
      with_('podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]'),
      { 'a/db -> a/web 80': 'denied', 'a/db -> b/web 80': 'allowed' },
    ],
    [
      'S006 without a namespace it is about the pods that have none written either',
      yaml(
        'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: c}]}\n',
        'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {}}\n',
        pod('a/web'),
      ),
      { 'a/web -> /web 80': 'denied', '/web -> a/web 80': 'allowed' },
    ],
    [
      'S007 a pod that no policy selects for a direction is open in it',
      with_(`podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]`),
      { 'b/web -> a/web 80': 'allowed', 'a/db -> b/web 80': 'allowed', 'a/web -> a/db 80': 'denied' },
    ],
    [
      'S008 allowed is what any of the policies allows, in whatever order',
      with_(
        'podSelector: {}, policyTypes: [Ingress]',
        `podSelector: {}, ingress: [${FROM_WEB}]`,
        'podSelector: {}, ingress: [{ports: [{port: 80}]}]',
      ),
      { 'a/web -> a/db 443': 'allowed', 'b/web -> a/db 80': 'allowed', 'b/web -> a/db 443': 'denied' },
    ],
    [
      'S009 one empty rule allows everything',
      with_('podSelector: {}, ingress: [{}]'),
      { 'b/web -> a/db 80': 'allowed', '8.8.8.8 -> a/db 53/UDP': 'allowed', 'b/web -> a/db ICMP': 'allowed' },
    ],
    [
      'S009 no rule allows nothing',
      with_('podSelector: {}, policyTypes: [Ingress], ingress: []'),
      { 'b/web -> a/db 80': 'denied', '8.8.8.8 -> a/db 80': 'denied' },
    ],
    [
      'S010 an empty list of sources means everybody, outside too',
      with_('podSelector: {}, ingress: [{from: [], ports: [{port: 80}]}]'),
      { 'b/web -> a/db 80': 'allowed', '8.8.8.8 -> a/db 80': 'allowed', 'nodes -> a/db 80': 'allowed' },
    ],
    [
      'S010 a peer without a member is refused: what is meant nobody can tell',
      with_('podSelector: {}, ingress: [{from: [{}]}]'),
      { 'b/web -> a/db 80': 'unknown' },
    ],
    [
      'S011 without ports all ports of all protocols are meant',
      with_('podSelector: {}, ingress: [{from: [], ports: []}]'),
      { 'b/web -> a/db 1/SCTP': 'allowed', 'b/web -> a/db 65535/UDP': 'allowed', 'b/web -> a/db ICMP': 'allowed' },
    ],
    [
      'S011 an empty port means all of TCP and no more',
      with_('podSelector: {}, ingress: [{ports: [{}]}]'),
      {
        'b/web -> a/db 1': 'allowed',
        'b/web -> a/db 65535': 'allowed',
        'b/web -> a/db 53/UDP': 'denied',
        'b/web -> a/db ICMP': 'denied',
      },
    ],
    [
      'S012 a protocol alone means all its ports',
      with_('podSelector: {}, ingress: [{ports: [{protocol: UDP}]}]'),
      { 'b/web -> a/db 53/UDP': 'allowed', 'b/web -> a/db 80': 'denied', 'b/web -> a/db 80/SCTP': 'denied' },
    ],
    [
      'S013 a rule is any of its peers on any of its ports',
      with_(
        'podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}, {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: b}}}], ports: [{port: 80}, {port: 443}]}]',
      ),
      {
        'a/web -> a/db 443': 'allowed',
        'b/web -> a/db 80': 'allowed',
        'b/web -> a/db 81': 'denied',
        '8.8.8.8 -> a/db 80': 'denied',
      },
    ],
    [
      'S014 a rule for SCTP alone isolates TCP',
      with_('podSelector: {}, ingress: [{ports: [{protocol: SCTP, port: 80}]}]'),
      { 'b/web -> a/db 80/SCTP': 'allowed', 'b/web -> a/db 80': 'denied' },
    ],
    ...(
      [
        ['S015', '{port: 0}'],
        ['S015', '{port: 65536}'],
        ['S015', '{protocol: tcp, port: 80}'],
        ['S015', '{port: "80"}'],
        ['S015', '{port: 80, endPort: 65536}'],
        ['S016', '{port: 80, endPort: 79}'],
        ['S016', '{port: http, endPort: 90}'],
        ['S016', '{endPort: 90}'],
        ['S018', '{port: Http}'],
        ['S018', '{port: a--b}'],
        ['S018', '{port: "-a"}'],
        ['S018', '{port: sixteen-letters-}'],
      ] as const
    ).map(
      ([number, port]): Row => [
        `${number} of a policy with the port ${port} nobody can tell what is meant`,
        with_(`podSelector: {}, ingress: [{ports: [${port}]}]`),
        { 'b/web -> a/db 80': 'unknown', 'b/web -> b/web 80': 'allowed' },
      ],
    ),
    [
      'S016 a range may end where it begins',
      with_('podSelector: {}, ingress: [{ports: [{port: 80, endPort: 80}, {port: 90, endPort: 99}]}]'),
      {
        'b/web -> a/db 80': 'allowed',
        'b/web -> a/db 81': 'denied',
        'b/web -> a/db 99': 'allowed',
        'b/web -> a/db 100': 'denied',
      },
    ],
  ]);

  test('S015 what is refused is said', () => {
    expect(noticesFor(with_('podSelector: {}, ingress: [{ports: [{port: 0}]}]'))).toEqual([
      '0 is no port and no name of one',
    ]);
  });

  test('S018 a name of fifteen characters is one', () => {
    expect(noticesFor(with_('podSelector: {}, ingress: [{ports: [{port: fifteen-letters}]}]'))).toEqual([]);
  });
});
