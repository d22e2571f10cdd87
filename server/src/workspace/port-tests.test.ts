import { describe, expect, test } from 'vitest';
import { defaultCharter, readCharter } from '../config';
import { readFile } from '../yaml';
import { createSnapshot, type Snapshot, updateSnapshot } from './index';

const WEB =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {metadata: {labels: {app: web}}, spec: {containers: []}}}\n';
const portTest = (environment?: string): string =>
  `apiVersion: portcullis.dev/v1alpha1\nkind: PortTest\nmetadata: {name: t}\nspec:\n${environment === undefined ? '' : `  environment: ${environment}\n`}  assertions: []\n`;

const KUSTOMIZE = {
  'base/kustomization.yaml': 'resources: [web.yaml]\n',
  'base/web.yaml': WEB,
  'overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
  'overlays/prod/kustomization.yaml': 'resources: [../../base]\n',
  'overlays/prod/notes.yaml': 'a: 1\n',
};

function snapshotOf(files: Readonly<Record<string, string>>, charter = defaultCharter()): Snapshot {
  return createSnapshot({ charter, files: Object.entries(files).map(([path, text]) => ({ path, text })) });
}

/** The environments that hold assertions, whatever file they stand in. */
function judgedIn(snapshot: Snapshot): readonly string[] {
  return snapshot.environments
    .filter((environment) =>
      [...environment.files].some((path) =>
        snapshot.objectsIn(environment, path).some(({ type }) => type === 'port-test'),
      ),
    )
    .map(({ name }) => name);
}

describe('a file of assertions that no environment takes in', () => {
  test.each([
    ['shop.porttest.yaml', ['overlays/dev', 'overlays/prod']],
    ['tests/shop.porttest.yml', ['overlays/dev', 'overlays/prod']],
    ['base/shop.porttest.yaml', ['overlays/dev', 'overlays/prod']],
    ['overlays/prod/shop.porttest.yaml', ['overlays/prod']],
  ])('%s belongs to %j', (path, environments) => {
    const snapshot = snapshotOf({ ...KUSTOMIZE, [path]: portTest() });
    expect(judgedIn(snapshot)).toEqual(environments);
    expect(snapshot.environments.map(({ name }) => name)).toEqual(['overlays/dev', 'overlays/prod']);
  });

  test('and names one belongs to that', () => {
    expect(judgedIn(snapshotOf({ ...KUSTOMIZE, 'shop.porttest.yaml': portTest('overlays/prod') }))).toEqual([
      'overlays/prod',
    ]);
  });

  test('and names one that is not there belongs where it would without: somebody has to say it', () => {
    expect(judgedIn(snapshotOf({ ...KUSTOMIZE, 'overlays/dev/a.porttest.yaml': portTest('prd') }))).toEqual([
      'overlays/dev',
    ]);
  });

  test('of several tests each is where it is meant', () => {
    const both = `${portTest('overlays/prod')}---\n${portTest()}`;
    expect(judgedIn(snapshotOf({ ...KUSTOMIZE, 'overlays/dev/a.porttest.yaml': both }))).toEqual([
      'overlays/dev',
      'overlays/prod',
    ]);
  });

  test('does not stand beside charts, whose templates are unknown', () => {
    const chart = { 'charts/redis/Chart.yaml': 'name: redis\n', 'charts/redis/values.yaml': 'a: 1\n' };
    expect(judgedIn(snapshotOf({ ...KUSTOMIZE, ...chart, 'a.porttest.yaml': portTest() }))).toEqual([
      'overlays/dev',
      'overlays/prod',
    ]);
  });

  test('is with the others of a plain workspace', () => {
    const snapshot = snapshotOf({ 'web.yaml': WEB, 'tests/a.porttest.yaml': portTest() });
    expect(judgedIn(snapshot)).toEqual(['workspace']);
  });

  test('is with each of the copies', () => {
    const copies = { 'dev/web.yaml': WEB, 'prod/web.yaml': WEB };
    expect(judgedIn(snapshotOf({ ...copies, 'a.porttest.yaml': portTest() }))).toEqual(['dev', 'prod']);
    expect(judgedIn(snapshotOf({ ...copies, 'prod/a.porttest.yaml': portTest() }))).toEqual(['prod']);
  });

  test('alone is a workspace of its own', () => {
    expect(judgedIn(snapshotOf({ 'a.porttest.yaml': portTest() }))).toEqual(['workspace']);
  });
});

test('assertions beside manifests in one file are taken where they belong, and the manifests stay', () => {
  const snapshot = snapshotOf({ ...KUSTOMIZE, 'loose/web.yaml': `${WEB}---\n${portTest('overlays/prod')}` });
  const prod = snapshot.environments.find(({ name }) => name === 'overlays/prod');
  if (prod === undefined) throw new Error('no prod');
  expect(snapshot.objectsIn(prod, 'loose/web.yaml').map(({ type }) => type)).toEqual(['port-test']);
});

test('assertions beside the charter count, the charter itself is in no environment', () => {
  const text = `apiVersion: portcullis.dev/v1alpha1\nkind: PortGuardrails\nspec: {}\n---\n${portTest()}`;
  const charter = readCharter(readFile('portcullis.yaml', text));
  const snapshot = snapshotOf({ 'portcullis.yaml': text, 'web.yaml': WEB }, charter);
  expect(judgedIn(snapshot)).toEqual(['workspace']);
  const types = snapshot.environments.map((each) =>
    snapshot.objectsIn(each, 'portcullis.yaml').map(({ type }) => type),
  );
  expect(types).toEqual([['port-test']]);
});

test('an edit that names another environment moves the test there', () => {
  const path = 'shop.porttest.yaml';
  const before = snapshotOf({ ...KUSTOMIZE, [path]: portTest('overlays/dev') });
  const after = updateSnapshot(before, [{ path, kind: 'text', text: portTest('overlays/prod') }]);
  expect([judgedIn(before), judgedIn(after)]).toEqual([['overlays/dev'], ['overlays/prod']]);
});

test('assertions are no part of a cluster: two of a name are no copies, and an unknown name leaves nothing in doubt', () => {
  const snapshot = snapshotOf({ 'web.yaml': WEB, 'a/tests.yaml': portTest(), 'b/tests.yaml': portTest() });
  expect(snapshot.environments.map(({ name }) => name)).toEqual(['workspace']);
  const unnamed = snapshotOf({ 'web.yaml': WEB, 'a.yaml': portTest().replace('name: t', 'name: $NAME') });
  const [environment] = unnamed.environments;
  expect(environment && unnamed.view(environment, () => undefined).mayHoldMore('')).toBe(false);
});
