import { describe, expect, test } from 'vitest';
import { defaultCharter } from '../../config';
import { type CompatResult, compatConnections, compatObjectsOf } from '../../network/reach';
import { createSnapshot } from '../../workspace';
import { compatConnectionsOf, compatWorkloadsOf } from './compat';
import { formatCompatDiff } from './compat-diff';
import { formatReachText } from './text';

function connections(documents: readonly string[]): CompatResult {
  const files = [{ path: 'all.yaml', text: documents.join('\n---\n') }];
  return compatConnections(compatObjectsOf(createSnapshot({ charter: defaultCharter(), files })));
}

function linesOf(result: CompatResult): readonly string[] {
  const connections = () => compatConnectionsOf(result);
  const environment = { name: 'all', cni: 'np-guard', workloads: compatWorkloadsOf(result), connections };
  const lines = formatReachText({ environments: [environment] }, { color: false, quiet: true, compat: true });
  return [...lines].map((line) => line.trimEnd());
}

/** Only what goes to the workload `web`, but for ranges. */
function toWeb(documents: readonly string[]): readonly string[] {
  return linesOf(connections(documents)).filter((line) => line.includes('=> shop/web') && !line.includes('[External]'));
}

function pod(name: string, labels: string, more = '', spec = ''): string {
  return `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: shop, labels: {${labels}}${more}}, spec: {${spec}containers: [{name: main, ports: [{name: http, containerPort: 8080}]}]}}`;
}

function workload(
  kind: string,
  name: string,
  namespace = 'namespace: shop',
  ports = '[{name: http, containerPort: 8080}]',
): string {
  const template = `{metadata: {labels: {app: ${name}}}, spec: {containers: [{name: main, ports: ${ports}}]}}`;
  const group = kind.endsWith('Job') ? 'batch/v1' : kind === 'ReplicationController' ? 'v1' : 'apps/v1';
  const spec = kind === 'CronJob' ? `{jobTemplate: {spec: {template: ${template}}}}` : `{template: ${template}}`;
  return `{apiVersion: ${group}, kind: ${kind}, metadata: {name: ${name}, ${namespace}}, spec: ${spec}}`;
}

function policy(spec: string): string {
  return `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: {${spec}}}`;
}

const WEB = workload('Deployment', 'web');
const CLIENT = workload('Deployment', 'client');
const SERVICE =
  '{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{name: plain, port: 80, targetPort: 8080}, {name: secure, port: 443, targetPort: https}, {port: 9, targetPort: 9999}]}}';

describe('who is an end', () => {
  test('every kind of workload, and what has no namespace is in default (S006)', () => {
    const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob'];
    const documents = kinds.map((kind) => workload(kind, kind.toLowerCase(), 'labels: {}'));
    const { workloads } = connections([...documents, workload('Rollout', 'rollout')]);
    expect(workloads.map(({ namespace, workloadKind }) => `${namespace} ${workloadKind}`)).toEqual(
      kinds.map((kind) => `default ${kind}`),
    );
  });

  test('pods of one owner are one workload, one without kind is a Pod, a node is none (S047)', () => {
    const owner = (text: string) => `, ownerReferences: [{${text}, controller: true}]`;
    const { workloads } = connections([
      pod('a-1', 'app: a', owner('kind: ReplicaSet, name: a, apiVersion: apps/v1')),
      pod('a-2', 'app: a, zone: x', owner('kind: ReplicaSet, name: a, apiVersion: apps/v1')),
      pod('b-1', 'app: b', owner('name: b')),
      pod('c', 'app: c', owner('kind: Node, name: n1, apiVersion: v1')),
    ]);
    expect(workloads.map(({ name, workloadKind }) => `${name}[${workloadKind}]`)).toEqual([
      'a[ReplicaSet]',
      'b[Pod]',
      'c[Pod]',
    ]);
  });

  test('pods that ended and that are on the host network are pods like others (S040, S044)', () => {
    const ended = pod('done', 'app: done').replace(/}$/, ', status: {phase: Succeeded}}');
    const host = pod('host', 'app: host', '', 'hostNetwork: true, ');
    expect(
      toWeb([
        WEB,
        ended,
        host,
        policy('podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: host}}}]}]'),
      ]),
    ).toEqual(['shop/host[Pod] => shop/web[Deployment] : All Connections']);
  });

  test('no workload reaches itself, whatever its replicas', () => {
    expect(toWeb([WEB])).toEqual([]);
  });
});

describe('what is open', () => {
  const ONLY = (rule: string) => policy(`podSelector: {matchLabels: {app: web}}, ingress: [${rule}]`);

  test('S028: a namespace without a manifest has its name and nothing else', () => {
    const from = (selector: string) =>
      toWeb([WEB, CLIENT, ONLY(`{from: [{namespaceSelector: {${selector}}}]}`)]).length;
    expect(from('matchLabels: {kubernetes.io/metadata.name: shop}')).toBe(1);
    expect(from('matchLabels: {team: a}')).toBe(0);
    expect(from('matchExpressions: [{key: team, operator: DoesNotExist}]')).toBe(1);
  });

  test('S026: labels that controllers would add are not there', () => {
    const by = (expression: string) =>
      toWeb([WEB, CLIENT, ONLY(`{from: [{podSelector: {matchExpressions: [${expression}]}}]}`)]).length;
    expect(by('{key: pod-template-hash, operator: Exists}')).toBe(0);
    expect(by('{key: pod-template-hash, operator: DoesNotExist}')).toBe(1);
  });

  test('S084: of equal names the first port counts, whatever its protocol', () => {
    const ports = '[{name: dns, containerPort: 53, protocol: UDP}, {name: dns, containerPort: 53}]';
    const web = workload('Deployment', 'web', 'namespace: shop', ports);
    expect(toWeb([web, CLIENT, ONLY('{ports: [{port: dns}]}')])).toEqual([]);
    expect(toWeb([web, CLIENT, ONLY('{ports: [{port: dns, protocol: UDP}]}')])).toEqual([
      'shop/client[Deployment] => shop/web[Deployment] : UDP 53',
    ]);
  });

  test('the grammar: protocols by name, ranges, all ports of all three are all connections', () => {
    const grammar = (ports: string) => toWeb([WEB, CLIENT, ONLY(`{ports: [${ports}]}`)])[0]?.split(' : ')[1];
    expect(grammar('{port: 443}, {port: 80, endPort: 81}, {port: 53, protocol: UDP}, {port: 1, protocol: SCTP}')).toBe(
      'SCTP 1,TCP 80-81,443,UDP 53',
    );
    expect(grammar('{protocol: TCP}, {protocol: UDP}, {protocol: SCTP}')).toBe('All Connections');
    expect(grammar('{protocol: TCP}')).toBe('TCP 1-65535');
  });

  test('S031: blocks are addresses outside, IPv4 only, cut by except', () => {
    const block = ONLY(
      '{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {ipBlock: {cidr: "2001:db8::/32"}}]}',
    );
    const lines = linesOf(connections([WEB, CLIENT, block]));
    expect(lines.filter((line) => line.includes('=> shop/web'))).toEqual([
      '10.0.0.0-10.0.255.255[External] => shop/web[Deployment] : All Connections',
      '10.2.0.0-10.255.255.255[External] => shop/web[Deployment] : All Connections',
    ]);
  });

  test('lists of any kind, whose items say no kind of their own', () => {
    const list = (kind: string, apiVersion: string, item: string) =>
      `{apiVersion: ${apiVersion}, kind: ${kind}List, items: [${item.replace(/apiVersion: [^,]*, kind: [^,]*, /, '')}]}`;
    const rules = ONLY('{ports: [{port: 80}]}');
    const documents = [
      list('Deployment', 'apps/v1', WEB),
      `{apiVersion: v1, kind: List, items: [${CLIENT}]}`,
      list('NetworkPolicy', 'networking.k8s.io/v1', rules),
    ];
    expect(toWeb(documents)).toEqual(['shop/client[Deployment] => shop/web[Deployment] : TCP 80']);
    expect(toWeb([JSON.stringify({ a: 1 }), ...documents])).toHaveLength(1);
  });

  test('S122: a range of a policy of the cluster that ends before it begins is none', () => {
    const anp = (range: string) =>
      `{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: a}, spec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}], ports: [{portRange: {protocol: TCP, ${range}}}]}]}}`;
    expect(toWeb([WEB, CLIENT, anp('start: 80, end: 81')])[0]).toContain(
      ': SCTP 1-65535,TCP 1-79,82-65535,UDP 1-65535',
    );
    expect(toWeb([WEB, CLIENT, anp('start: 81, end: 80')])[0]).toContain(': All Connections');
  });

  test('a document that cannot be read takes nothing away from the others', () => {
    expect(toWeb([WEB, CLIENT, 'kind: [', 'a: b'])).toHaveLength(1);
  });
});

describe('{ingress-controller}', () => {
  const ingress = (backend: string) =>
    `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i, namespace: shop}, spec: {defaultBackend: {service: {name: web, port: {${backend}}}}}}`;
  const route = (spec: string) =>
    `{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: r, namespace: shop}, spec: {${spec}}}`;
  const line = (ports: string) => [`{ingress-controller} => shop/web[Deployment] : ${ports}`];

  test('by number, by name or by target port of the Service', () => {
    expect(toWeb([WEB, SERVICE, ingress('number: 80')])).toEqual(line('TCP 8080'));
    expect(toWeb([WEB, SERVICE, ingress('name: plain')])).toEqual(line('TCP 8080'));
    expect(toWeb([WEB, SERVICE, ingress('number: 8080')])).toEqual(line('TCP 8080'));
  });

  test('only ports that a container declares, and names that it has for TCP', () => {
    expect(toWeb([WEB, SERVICE, ingress('number: 9')])).toEqual([]);
    expect(toWeb([WEB, SERVICE, ingress('name: secure')])).toEqual([]);
    const named = workload('Deployment', 'web', 'namespace: shop', '[{name: https, containerPort: 8443}]');
    expect(toWeb([named, SERVICE, ingress('name: secure')])).toEqual(line('TCP 8443'));
  });

  test("OpenShift's Route: without a port all of the Service, other backends too", () => {
    expect(toWeb([WEB, SERVICE, route('to: {kind: Service, name: web}')])).toEqual(line('TCP 8080'));
    expect(
      toWeb([
        WEB,
        SERVICE,
        route(
          'to: {kind: Service, name: gone}, alternateBackends: [{kind: Service, name: web}], port: {targetPort: plain}',
        ),
      ]),
    ).toEqual(line('TCP 8080'));
    expect(toWeb([WEB, SERVICE, route('to: {kind: Other, name: web}')])).toEqual([]);
  });

  test('S074: as a pod without labels in a namespace of its own', () => {
    const rule = (from: string) => policy(`podSelector: {}, ingress: [{from: [${from}]}]`);
    expect(toWeb([WEB, SERVICE, ingress('number: 80'), rule('{namespaceSelector: {}}')])).toEqual(line('TCP 8080'));
    expect(toWeb([WEB, SERVICE, ingress('number: 80'), rule('{podSelector: {}}')])).toEqual([]);
  });
});

describe('differences', () => {
  const difference = (before: readonly string[], after: readonly string[]) =>
    formatCompatDiff(connections(before), connections(after)).map((line) => line.trimEnd());

  test('nothing for nothing', () => {
    expect(difference([WEB, CLIENT], [WEB, CLIENT])).toEqual([]);
  });

  test('changed, added and removed lines, and workloads that came or went', () => {
    const ports = policy(
      'podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]',
    );
    expect(difference([WEB, CLIENT], [WEB, CLIENT, ports])).toEqual([
      'Connectivity diff:',
      'diff-type: changed, source: shop/client[Deployment], destination: shop/web[Deployment], ref1: All Connections, ref2: TCP 80',
      'diff-type: removed, source: 0.0.0.0-255.255.255.255[External], destination: shop/web[Deployment], ref1: All Connections, ref2: No Connections',
    ]);
    expect(difference([WEB], [WEB, CLIENT])).toContain(
      'diff-type: added, source: shop/client[Deployment], destination: shop/web[Deployment], ref1: No Connections, ref2: All Connections, workloads-diff-info: workload shop/client[Deployment] added',
    );
    expect(difference([WEB, CLIENT], [])).toContain(
      'diff-type: removed, source: shop/web[Deployment], destination: shop/client[Deployment], ref1: All Connections, ref2: No Connections, workloads-diff-info: workload shop/web[Deployment] and shop/client[Deployment] removed',
    );
  });

  test('ranges of both states are cut where either is', () => {
    const block = (cidr: string) =>
      policy(`podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: ${cidr}}}]}]`);
    expect(difference([WEB, block('10.0.0.0/8')], [WEB, block('10.128.0.0/9')])).toEqual([
      'Connectivity diff:',
      'diff-type: removed, source: 10.0.0.0-10.127.255.255[External], destination: shop/web[Deployment], ref1: All Connections, ref2: No Connections',
    ]);
  });
});

test('names of manifests are made harmless', () => {
  const evil = workload('Deployment', '"web\\e[31m"', 'namespace: shop');
  const text = linesOf(connections([evil])).join('\n');
  expect(text).not.toContain('\u001b');
});
