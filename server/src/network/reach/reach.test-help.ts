import { expect, test } from 'vitest';
import { type KubernetesObject, type ObjectOf, type ObjectType, parseAddress, readObjects } from '../../kubernetes';
import { readFile } from '../../yaml';
import { hasPort } from '../sets/ports';
import type { End } from './answer';
import { clusterOf } from './cluster-of';
import { createReach, type ReachEngine } from './engine';
import { type CniName, PROFILES } from './profiles';

/** `from -> to port`: ends are `namespace/name`, an address or `nodes`; ports are `80`, `53/UDP` or `ICMP`. */
export type Expected = Readonly<Record<string, 'allowed' | 'denied' | 'unknown'>>;
/** The statement in words, manifests, what follows from them, and the network plugin. */
export type Row = readonly [title: string, yaml: string, expected: Expected, cni?: CniName];

export function testRows(rows: readonly Row[]): void {
  for (const [title, text, expected, cni] of rows) test(title, () => expectReach(text, expected, cni));
}

function expectReach(yaml: string, expected: Expected, cni?: CniName): void {
  expect(answersOf(engineFor(yaml, cni), Object.keys(expected))).toEqual(expected);
}

export function answersOf(engine: ReachEngine, questions: readonly string[]): Record<string, string> {
  return Object.fromEntries(questions.map((question) => [question, answerTo(engine, question)]));
}

function answerTo(engine: ReachEngine, question: string): string {
  const [from = '', , to = '', port = ''] = question.split(' ');
  const { open, possible } = engine.verdict(endCalled(engine, from), endCalled(engine, to));
  const [number, protocol = 'TCP'] = port.split('/');
  const has = (set: typeof open): boolean =>
    port === 'ICMP' ? set.others : hasPort(set, protocol as 'TCP' | 'UDP' | 'SCTP', Number(number));
  if (has(open)) return 'allowed';
  return has(possible) ? 'unknown' : 'denied';
}

function endCalled(engine: ReachEngine, name: string): End {
  const address = parseAddress(name);
  const found = engine.ends.find((end) => {
    if (end.kind === 'nodes') return name === 'nodes';
    if (end.kind === 'pods') return `${end.pods.namespace}/${end.pods.name}` === name;
    const { family, from, to } = end.range;
    return address?.family === family && from <= address.value && address.value <= to;
  });
  if (found === undefined) throw new Error(`no end is called ${name}`);
  return found;
}

export function engineFor(yaml: string, cni: CniName = 'spec', previous?: ReachEngine): ReachEngine {
  return createReach(clusterOf(objectsIn(yaml), PROFILES[cni]), previous);
}

export function noticesFor(yaml: string, cni: CniName = 'spec'): readonly string[] {
  return engineFor(yaml, cni).cluster.notices.map(({ message }) => message);
}

export function objectsIn(yaml: string) {
  const objects = readFile('cluster.yaml', yaml).documents.flatMap(({ document }) => readObjects(document));
  return {
    namespaces: ofType(objects, 'namespace'),
    workloads: ofType(objects, 'workload'),
    networkPolicies: ofType(objects, 'network-policy'),
    clusterPolicies: ofType(objects, 'cluster-policy'),
    others: ofType(objects, 'other'),
  };
}

function ofType<T extends ObjectType>(objects: readonly KubernetesObject[], type: T): readonly ObjectOf<T>[] {
  return objects.filter((object): object is ObjectOf<T> => object.type === type);
}

// ---- manifests

export function yaml(...documents: readonly string[]): string {
  return documents.join('\n---\n');
}

export function namespace(name: string, labels = '{}'): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: ${labels}}\n`;
}

/** `name` is `namespace/name`. */
export function pod(name: string, labels = '{}', spec = 'containers: [{name: c}]', more = ''): string {
  const [own, called] = name.split('/');
  const metadata = `{name: ${called}, namespace: ${own}, labels: ${labels}}`;
  return `apiVersion: v1\nkind: Pod\nmetadata: ${metadata}\nspec: {${spec}}\n${more}`;
}

/** Several of them. */
export function deployment(name: string, labels = '{}', spec = 'containers: [{name: c}]', replicas = 2): string {
  const [own, called] = name.split('/');
  const template = `{metadata: {labels: ${labels}}, spec: {${spec}}}`;
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${called}, namespace: ${own}}
spec: {replicas: ${replicas}, template: ${template}}
`;
}

let policies = 0;

/** A NetworkPolicy of the namespace; `spec` without its braces. */
export function policy(own: string, spec: string): string {
  policies += 1;
  const metadata = `{name: policy-${policies}, namespace: ${own}}`;
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: ${metadata}\nspec: {${spec}}\n`;
}

/** A ClusterNetworkPolicy about all pods, unless `spec` says otherwise. */
export function clusterPolicy(tier: string, priority: number | string, spec: string): string {
  policies += 1;
  const subject = spec.includes('subject:') ? '' : 'subject: {namespaces: {}}, ';
  return `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: cluster-${policies}}
spec: {tier: ${tier}, priority: ${priority}, ${subject}${spec}}
`;
}

export function adminPolicy(priority: number | string, spec: string): string {
  policies += 1;
  const subject = spec.includes('subject:') ? '' : 'subject: {namespaces: {}}, ';
  return `apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: admin-${policies}}
spec: {priority: ${priority}, ${subject}${spec}}
`;
}

export function baselinePolicy(spec: string, name = 'default'): string {
  const subject = spec.includes('subject:') ? '' : 'subject: {namespaces: {}}, ';
  return `apiVersion: policy.networking.k8s.io/v1alpha1
kind: BaselineAdminNetworkPolicy
metadata: {name: ${name}}
spec: {${subject}${spec}}
`;
}
