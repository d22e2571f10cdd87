import { describe, expect, test } from 'vitest';
import { type EnvironmentView, type Snapshot, updateSnapshot } from '.';
import { environment, type Files, snapshotOf, viewOf } from './answers.test-help';

const owner = (kind: string, name: string, controller = true) =>
  `\n  ownerReferences:\n  - {apiVersion: apps/v1, kind: ${kind}, name: ${name}, controller: ${controller}}`;
const workload = (kind: string, name: string, owners = '') =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: shop${owners}\nspec:\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers: []\n`;
const pod = (name: string, owners = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  namespace: shop\n  labels: {app: web}${owners}\nspec:\n  containers: []\n`;
const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec:\n  selector: {app: web}\n  ports:\n  - port: 80\n';

const DEPLOYMENT = workload('Deployment', 'web');
const REPLICA_SET = workload('ReplicaSet', 'web-1', owner('Deployment', 'web'));
const POD = pod('web-1-x', owner('ReplicaSet', 'web-1'));

/** What the Service chooses, the same from every question that could tell. */
function chosen(snapshot: Snapshot): readonly string[] {
  const view = viewOf(snapshot, 'workspace');
  const answers = [selected(view), view.ofType('workload'), view.inNamespace('workload', 'shop')].map((found) =>
    found.map(({ kind, name }) => `${kind}/${name.state === 'known' ? name.value : ''}`),
  );
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
  return answers[0] ?? [];
}

function selected(view: EnvironmentView) {
  const [service] = view.named('service', 'shop', 'web');
  return service?.selector.state === 'known' ? view.workloadsSelectedBy(service.selector.value, 'shop').certain : [];
}

function of(...documents: readonly string[]): Files {
  return { 'a.yaml': SERVICE, 'b.yaml': documents.join('---\n') };
}

describe('a Pod or ReplicaSet with a controller owner counts as its owner', () => {
  test('where the owner is here, and up the owners', () => {
    expect(chosen(snapshotOf(of(POD, REPLICA_SET, DEPLOYMENT)))).toEqual(['Deployment/web']);
    expect(chosen(snapshotOf(of(POD, REPLICA_SET)))).toEqual(['ReplicaSet/web-1']);
  });

  test.each([
    ['the owner is not here', [POD, DEPLOYMENT]],
    ['another one of that name is', [POD, workload('Deployment', 'web-1')]],
    ['it is in another namespace', [POD, REPLICA_SET.replace('namespace: shop', 'namespace: bank')]],
  ])('but stands as itself where %s', (_what, documents) => {
    const view = viewOf(snapshotOf(of(...documents)), 'workspace');
    expect(view.inNamespace('workload', 'shop').map(({ kind }) => kind)).toContain('Pod');
  });

  test('an owner that does not control it, and a circle of owners, change nothing', () => {
    expect(chosen(snapshotOf(of(pod('x', owner('Deployment', 'web', false)), DEPLOYMENT)))).toHaveLength(2);
    expect(chosen(snapshotOf(of(pod('x', owner('Pod', 'x')))))).toEqual(['Pod/x']);
    const circle = of(pod('one', owner('Pod', 'two')), pod('two', owner('Pod', 'one')));
    expect(chosen(snapshotOf(circle))).toEqual(['Pod/one', 'Pod/two']);
  });

  test('it is still there by its name', () => {
    const view = viewOf(snapshotOf(of(REPLICA_SET, DEPLOYMENT)), 'workspace');
    const [set] = view.named('workload', 'shop', 'web-1');
    expect(set?.kind).toBe('ReplicaSet');
    expect(set && view.countsAsOwner(set)).toBe(true);
  });

  test('an owner that comes or goes changes the answers', () => {
    const before = snapshotOf({ ...of(REPLICA_SET), 'c.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n' });
    const asked = new Set<string>();
    selected(before.view(environment(before, 'workspace'), (key) => asked.add(key)));
    const next = updateSnapshot(before, [
      { path: 'c.yaml', kind: 'text', text: DEPLOYMENT.replace('app: web', 'app: x') },
    ]);
    expect(chosen(before)).toEqual(['ReplicaSet/web-1']);
    expect(selected(viewOf(next, 'workspace'))).toEqual([]);
    const changed = next.difference.changedAnswers.get('workspace');
    expect([...asked].some((key) => changed?.has(key))).toBe(true);
  });
});
