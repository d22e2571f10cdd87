import { describe, expect, test } from 'vitest';
import { namespace, noticesFor, pod, policy, testRows, yaml } from './reach.test-help';

const PODS = yaml(namespace('a'), pod('a/web', '{app: web}'), pod('a/db', '{app: db}'));
const with_ = (...specs: string[]): string => yaml(PODS, ...specs.map((spec) => policy('a', spec)));
const WEB_OUT = 'podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]';
const DB_IN = 'podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]';

describe('connections', () => {
  testRows([
    [
      'S060 the source has to let it out and the destination has to let it in',
      with_(
        `${WEB_OUT}, egress: [{ports: [{port: 80}, {port: 81}]}]`,
        `${DB_IN}, ingress: [{ports: [{port: 81}, {port: 82}]}]`,
      ),
      { 'a/web -> a/db 80': 'denied', 'a/web -> a/db 81': 'allowed', 'a/web -> a/db 82': 'denied' },
    ],
    [
      'S060 of an end outside only the side of the pod counts',
      with_(`${WEB_OUT}, egress: [{ports: [{port: 80}]}]`, `${DB_IN}, ingress: [{ports: [{port: 82}]}]`),
      { 'a/web -> 8.8.8.8 80': 'allowed', '8.8.8.8 -> a/db 82': 'allowed', '8.8.8.8 -> a/db 80': 'denied' },
    ],
    [
      'S061 a connection needs no rule for what comes back',
      with_(
        `${WEB_OUT}, egress: [{to: [{podSelector: {matchLabels: {app: db}}}]}]`,
        'podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]',
      ),
      { 'a/web -> a/db 80': 'allowed', 'a/db -> a/web 80': 'denied' },
    ],
    [
      'S062 ports are those of the destination',
      with_(
        'podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress], egress: [{ports: [{port: 5432}]}]',
      ),
      { 'a/web -> a/db 5432': 'allowed', 'a/db -> a/web 5432': 'denied' },
    ],
    [
      'S063 a rule with ports says nothing about ICMP, one without admits it',
      with_(`${DB_IN}, ingress: [{ports: [{port: 1, endPort: 65535}, {protocol: UDP}, {protocol: SCTP}]}]`),
      { 'a/web -> a/db 7': 'allowed', 'a/web -> a/db ICMP': 'denied', 'a/db -> a/web ICMP': 'allowed' },
    ],
    [
      'S063 what antrea makes of it nobody can tell',
      with_(`${DB_IN}, ingress: [{ports: [{port: 80}]}]`),
      { 'a/web -> a/db ICMP': 'unknown', 'a/web -> a/db 81': 'denied' },
      'antrea',
    ],
    [
      'S077 S078 what is said is what holds when policies have taken effect',
      with_(DB_IN),
      { 'a/web -> a/db 80': 'denied' },
    ],
    [
      'S079 where nothing enforces policies they do nothing',
      with_('podSelector: {}, policyTypes: [Ingress, Egress]'),
      { 'a/web -> a/db 80': 'allowed', 'a/db -> 8.8.8.8 53/UDP': 'allowed' },
      'none',
    ],
  ]);

  test('S079 and that is said', () => {
    expect(noticesFor(with_('podSelector: {}'), 'none')).toEqual(['Nothing enforces network policies in this cluster']);
    expect(noticesFor(PODS, 'none')).toEqual([]);
  });
});
