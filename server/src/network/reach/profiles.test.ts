import { describe, expect, test } from 'vitest';
import { clusterOf } from './cluster-of';
import { createReach } from './engine';
import { CNI_NAMES, type CniProfile, PROFILES } from './profiles';
import {
  answersOf,
  clusterPolicy,
  deployment,
  namespace,
  noticesFor,
  objectsIn,
  pod,
  policy,
  testRows,
  yaml,
} from './reach.test-help';

const PODS = yaml(
  namespace('a'),
  namespace('b'),
  deployment('a/web', '{app: web}'),
  pod('a/bare', '{app: bare}'),
  deployment('b/web', '{app: web}'),
);
const ISOLATED = policy('a', 'podSelector: {}, policyTypes: [Ingress, Egress]');
const DENIED = clusterPolicy('Admin', 1, 'ingress: [{action: Deny, from: [{namespaces: {}}]}]');
/** By a peer of an unknown kind it denies everybody. */
const DENIES_ALL = clusterPolicy('Admin', 1, 'ingress: [{action: Deny, from: [{planets: {}}]}]');

function withSwitch(own: Partial<CniProfile>, manifests: string, ...questions: string[]): Record<string, string> {
  return answersOf(createReach(clusterOf(objectsIn(manifests), { ...PROFILES.spec, ...own })), questions);
}

describe('what network plugins do differently (section 2.14)', () => {
  test('every profile has its own name', () => {
    for (const name of CNI_NAMES) expect(PROFILES[name].name).toBe(name);
  });

  testRows([
    [
      'aws-vpc-cni leaves pods alone that no controller owns',
      yaml(PODS, ISOLATED),
      { 'b/web -> a/bare 80': 'allowed', 'b/web -> a/web 80': 'denied', 'a/bare -> 8.8.8.8 80': 'allowed' },
      'aws-vpc-cni',
    ],
    ['others do not', yaml(PODS, ISOLATED), { 'b/web -> a/bare 80': 'denied', 'b/web -> a/web 80': 'denied' }],
    [
      'aws-vpc-cni knows no policies of the cluster',
      yaml(PODS, DENIED),
      { 'b/web -> a/web 80': 'allowed' },
      'aws-vpc-cni',
    ],
    ['others do', yaml(PODS, DENIED), { 'b/web -> a/web 80': 'denied' }, 'antrea'],
    [
      'S041 cilium: a rule that denies closes a pod to its own node',
      yaml(PODS, DENIES_ALL),
      { 'nodes -> a/web 80': 'denied' },
      'cilium',
    ],
    ['S041 cilium: being isolated does not', yaml(PODS, ISOLATED), { 'nodes -> a/web 80': 'unknown' }, 'cilium'],
    ['S041 others let the own node in, whatever denies it', yaml(PODS, DENIES_ALL), { 'nodes -> a/web 80': 'unknown' }],
    [
      'S046 calico counts ports of every init container',
      yaml(
        PODS,
        pod(
          'a/init',
          '{app: init}',
          'containers: [{name: c}], initContainers: [{name: i, ports: [{name: http, containerPort: 8080}]}]',
        ),
        policy('a', 'podSelector: {matchLabels: {app: init}}, ingress: [{ports: [{port: http}]}]'),
      ),
      { 'b/web -> a/init 8080': 'allowed' },
      'calico',
    ],
    [
      'S046 calico: what cannot be read there may have the name',
      yaml(
        PODS,
        pod('a/init', '{app: init}', 'containers: [{name: c}], initContainers: [{name: i, ports: "$(PORTS)"}]'),
        policy('a', 'podSelector: {matchLabels: {app: init}}, ingress: [{ports: [{port: http}]}]'),
      ),
      { 'b/web -> a/init 8080': 'unknown' },
      'calico',
    ],
    [
      'S046 kube-network-policies counts none of them, not even sidecars',
      yaml(
        PODS,
        pod(
          'a/init',
          '{app: init}',
          'containers: [{name: c}], initContainers: [{name: i, restartPolicy: Always, ports: [{name: http, containerPort: 8080}]}]',
        ),
        policy('a', 'podSelector: {matchLabels: {app: init}}, ingress: [{ports: [{port: http}]}]'),
      ),
      { 'b/web -> a/init 8080': 'denied' },
      'kube-network-policies',
    ],
  ]);

  test('aws-vpc-cni says that it does not know them', () => {
    expect(noticesFor(yaml(PODS, DENIED), 'aws-vpc-cni')).toEqual(['aws-vpc-cni does not know ClusterNetworkPolicy']);
  });

  test('S017 without support for ranges only the first port is meant', () => {
    const ranges = yaml(PODS, policy('a', 'podSelector: {}, ingress: [{ports: [{port: 80, endPort: 90}]}]'));
    const asked = ['b/web -> a/web 80', 'b/web -> a/web 85'];
    expect(Object.values(withSwitch({}, ranges, ...asked))).toEqual(['allowed', 'allowed']);
    expect(Object.values(withSwitch({ endPort: false }, ranges, ...asked))).toEqual(['allowed', 'denied']);
  });

  test('S014 without support for SCTP a rule for it still isolates', () => {
    const sctp = yaml(PODS, policy('a', 'podSelector: {}, ingress: [{ports: [{protocol: SCTP, port: 80}]}]'));
    const asked = ['b/web -> a/web 80/SCTP', 'b/web -> a/web 80'];
    expect(Object.values(withSwitch({}, sctp, ...asked))).toEqual(['allowed', 'denied']);
    expect(Object.values(withSwitch({ sctp: false }, sctp, ...asked))).toEqual(['denied', 'denied']);
  });

  test('S041 the own node may be let in or not, and be reached or not', () => {
    const manifests = yaml(PODS, ISOLATED);
    const asked = ['nodes -> a/web 80', 'a/web -> nodes 80'];
    expect(Object.values(withSwitch({ localNodeIngress: false }, manifests, ...asked))).toEqual(['denied', 'denied']);
    expect(Object.values(withSwitch({ localNodeEgress: true }, manifests, ...asked))).toEqual(['unknown', 'unknown']);
  });

  test('S063 protocols without ports may be open whatever rules say', () => {
    const manifests = yaml(PODS, ISOLATED);
    expect(Object.values(withSwitch({ icmp: 'always' }, manifests, 'b/web -> a/web ICMP'))).toEqual(['allowed']);
    expect(Object.values(withSwitch({ icmp: 'unknown' }, manifests, 'b/web -> a/web ICMP'))).toEqual(['unknown']);
    expect(Object.values(withSwitch({}, manifests, 'b/web -> a/web ICMP'))).toEqual(['denied']);
  });
});
