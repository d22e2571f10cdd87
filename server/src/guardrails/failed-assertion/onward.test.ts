import { expect, test } from 'vitest';
import { type Analysis, analyse, runToEnd } from '../../analysis';
import { defaultCharter } from '../../config';
import { createSnapshot, type Snapshot, updateSnapshot } from '../../workspace';

const TODAY = { today: '2026-03-01' };

function workload(name: string, namespace: string, labels = `{app: ${name}}`): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: ${labels}}
    spec: {containers: [{name: main, image: "example.com/main:1", ports: [{name: https, containerPort: 8443}]}]}
`;
}

const namespace = (labels: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: tools, labels: ${labels}}\n`;
const policy = (peers: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress], ingress: [{from: ${peers}, ports: [{port: https}]}]}
`;
const service = (type: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: shop}\nspec: {type: ${type}, selector: {app: db}, ports: [{port: 443, targetPort: https}]}\n`;
const assertions = (...lines: readonly string[]): string =>
  `apiVersion: portcullis.dev/v1alpha1\nkind: PortTest\nmetadata: {name: shop}\nspec:\n  assertions:\n${lines.map((line) => `  - ${line}\n`).join('')}`;

const ALL = assertions(
  '{from: tools/backup, to: shop/db, port: 8443, expect: allowed}',
  '{from: shop/web, to: shop/db, port: 8443, expect: denied}',
  '{from: shop/web, to: shop/Service/db, port: 443, expect: denied}',
  '{from: internet, to: shop/db, port: 8443, expect: denied}',
);

const FILES: Readonly<Record<string, string>> = {
  'db.yaml': workload('db', 'shop'),
  'shop.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n',
  'web.yaml': workload('web', 'shop'),
  'backup.yaml': workload('backup', 'tools'),
  'tools.yaml': namespace('{trusted: "yes"}'),
  'policy.yaml': policy('[{namespaceSelector: {matchLabels: {trusted: "yes"}}}]'),
  'service.yaml': service('ClusterIP'),
  'shop.porttest.yaml': ALL,
};

/** What each edit of another file does to the findings of the test. */
const EDITS: readonly (readonly [string, string, string | undefined, number])[] = [
  ['a policy that lets somebody else in', 'policy.yaml', policy('[{podSelector: {matchLabels: {app: web}}}]'), 3],
  ['a policy that goes', 'policy.yaml', undefined, 2],
  ['a policy that comes back', 'policy.yaml', FILES['policy.yaml'], 0],
  ['a label of a namespace', 'tools.yaml', namespace('{trusted: "no"}'), 1],
  ['a namespace that nobody knows any more', 'tools.yaml', undefined, 1],
  ['a namespace again', 'tools.yaml', FILES['tools.yaml'], 0],
  ['labels of the pods that the policy is about', 'db.yaml', workload('db', 'shop', '{app: other}'), 1],
  ['the labels as they were', 'db.yaml', FILES['db.yaml'], 0],
  ['an end that goes', 'backup.yaml', undefined, 1],
  ['an end that comes back', 'backup.yaml', FILES['backup.yaml'], 0],
  ['a port that is called otherwise', 'db.yaml', FILES['db.yaml']?.replace('name: https', 'name: other'), 1],
  ['another image, and the port as it was', 'db.yaml', FILES['db.yaml']?.replace('main:1', 'main:2'), 0],
  [
    'a Service that opens to the internet, with a policy in the way',
    'service.yaml',
    service('LoadBalancer, externalTrafficPolicy: Local'),
    0,
  ],
  [
    'the policy that lets everybody in',
    'policy.yaml',
    policy('[{ipBlock: {cidr: 0.0.0.0/0}}, {ipBlock: {cidr: "::/0"}}, {namespaceSelector: {}}]'),
    3,
  ],
  [
    'a test with fewer assertions',
    'shop.porttest.yaml',
    assertions('{from: shop/web, to: shop/db, port: 8443, expect: denied}'),
    1,
  ],
  [
    'a test about another environment',
    'shop.porttest.yaml',
    ALL.replace('  assertions', '  environment: nowhere\n  assertions'),
    1,
  ],
];

function findings(analysis: Analysis) {
  return analysis.paths.flatMap((path) => analysis.findingsOf(path));
}

test('after every edit of another file an assertion says what it would say from nothing', () => {
  const files = new Map(Object.entries(FILES));
  let snapshot: Snapshot = createSnapshot({
    charter: defaultCharter(),
    files: [...files].map(([path, text]) => ({ path, text })),
  });
  let analysis = runToEnd(analyse(snapshot, TODAY));
  expect(findings(analysis)).toEqual([]);
  for (const [what, path, text, count] of EDITS) {
    if (text === undefined) files.delete(path);
    else files.set(path, text);
    snapshot = updateSnapshot(snapshot, [
      text === undefined ? { path, kind: 'deleted' } : { path, kind: 'text', text },
    ]);
    analysis = runToEnd(analyse(snapshot, TODAY, analysis));
    const anew = createSnapshot({
      charter: defaultCharter(),
      files: [...files].map(([each, content]) => ({ path: each, text: content })),
    });
    expect(findings(analysis), what).toEqual(findings(runToEnd(analyse(anew, TODAY))));
    expect(analysis.findingsOf('shop.porttest.yaml').length, what).toBe(count);
  }
});

test('a workspace without assertions asks nothing', () => {
  const { 'shop.porttest.yaml': _test, ...rest } = FILES;
  const snapshot = createSnapshot({
    charter: defaultCharter(),
    files: Object.entries(rest).map(([path, text]) => ({ path, text })),
  });
  const asked: string[] = [];
  const watched: Snapshot = Object.create(snapshot, {
    view: {
      value: (environment: Snapshot['environments'][number], record: (key: string) => void) =>
        snapshot.view(environment, (key) => {
          asked.push(key);
          record(key);
        }),
    },
  });
  runToEnd(analyse(watched, TODAY));
  expect(asked.filter((key) => key.endsWith('\u0000network-policy') && key.startsWith('type'))).toEqual([]);
});
