import { describe, expect, test } from 'vitest';
import { defaultCharter } from '../config';
import { createSnapshot, type Snapshot } from '.';
import { environment, names, objectsOf, snapshotOf, viewOf } from './answers.test-help';

const service = (name: string, extra = '') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}${extra}}\nspec: {selector: {app: ${name}}, ports: [{port: 80}]}\n`;
const workload = (name: string, extra = '') =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}${extra}}\nspec: {template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: main}]}}}\n`;
const namespace = (name: string, extra = '') => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}${extra}}\n`;

function list(files: Record<string, string>): readonly (readonly [string, string, readonly string[]])[] {
  return snapshotOf(files).environments.map((it) => [it.source, it.name, [...it.files]] as const);
}

describe('environments, in the order of the design', () => {
  test('files without copies are one environment', () => {
    expect(list({ 'a.yaml': service('web'), 'x/b.yaml': workload('web'), 'values.yaml': 'port: 80\n' })).toEqual([
      ['workspace', 'workspace', ['a.yaml', 'x/b.yaml']],
    ]);
  });

  test('no manifests, no environment', () => {
    expect(list({ 'values.yaml': 'port: 80\n' })).toEqual([]);
  });

  test('copies tell folders apart at the shallowest level; files above and folders without copies belong to each (trap 13)', () => {
    const files = {
      'namespace.yaml': namespace('shop'),
      'shared/db.yaml': service('db'),
      'dev/web/a.yaml': service('web'),
      'prod/web/a.yaml': service('web'),
      'prod/b.yaml': service('cache'),
    };
    expect(list(files)).toEqual([
      ['copies', 'dev', ['dev/web/a.yaml', 'namespace.yaml', 'shared/db.yaml']],
      ['copies', 'prod', ['namespace.yaml', 'prod/b.yaml', 'prod/web/a.yaml', 'shared/db.yaml']],
    ]);
  });

  test('copies further down are told apart there', () => {
    const files = {
      'deploy/dev/a.yaml': service('web'),
      'deploy/prod/a.yaml': service('web'),
      'deploy/x.yaml': service('x'),
      'other/y.yaml': service('y'),
    };
    expect(list(files)).toEqual([
      ['copies', 'deploy/dev', ['deploy/dev/a.yaml', 'deploy/x.yaml', 'other/y.yaml']],
      ['copies', 'deploy/prod', ['deploy/prod/a.yaml', 'deploy/x.yaml', 'other/y.yaml']],
    ]);
  });

  test('two levels of copies are told apart twice', () => {
    const files = {
      'eu/dev/a.yaml': service('web'),
      'eu/prod/a.yaml': service('web'),
      'us/dev/a.yaml': service('web'),
      'us/all.yaml': service('log'),
    };
    expect(list(files).map(([, name, paths]) => [name, paths])).toEqual([
      ['eu/dev', ['eu/dev/a.yaml']],
      ['eu/prod', ['eu/prod/a.yaml']],
      ['us', ['us/all.yaml', 'us/dev/a.yaml']],
    ]);
  });

  test('another namespace, kind or group is no copy', () => {
    const files = {
      'a/x.yaml': service('web', ', namespace: one'),
      'b/x.yaml': service('web', ', namespace: two'),
      'c/x.yaml': workload('web'),
    };
    expect(list(files).map(([, name]) => name)).toEqual(['workspace']);
  });

  test('the very same Namespace in every folder tells nothing apart, a different one does', () => {
    const same = { 'a/ns.yaml': namespace('shop'), 'b/ns.yaml': namespace('shop') };
    expect(list(same).map(([, name]) => name)).toEqual(['workspace']);
    const different = { ...same, 'b/ns.yaml': namespace('shop', ', labels: {stage: prod}') };
    expect(list(different).map(([, name]) => name)).toEqual(['a', 'b']);
  });

  test('copies that no folder separates are alternatives', () => {
    const snapshot = snapshotOf({ 'v1.yaml': service('web'), 'v2.yaml': service('web'), 'one.yaml': service('one') });
    const view = viewOf(snapshot, 'workspace');
    expect(view.named('service', '', 'web')).toHaveLength(2);
    expect(objectsOf(snapshot, 'workspace').map((object) => view.hasAlternatives(object))).toEqual([false, true, true]);
  });

  test('the charter comes first', () => {
    const charter = {
      ...defaultCharter(),
      environments: [
        { name: 'prod', include: ['deploy/prod/**', 'deploy/base/**'], exclude: ['**/old.yaml'], overrides: {} },
        { name: 'dev', include: ['deploy/dev/**', 'deploy/base/**'], exclude: [], overrides: {} },
      ],
    };
    const snapshot = snapshotOf(
      {
        'deploy/base/a.yaml': service('web'),
        'deploy/prod/b.yaml': workload('web'),
        'deploy/prod/old.yaml': workload('old'),
        'deploy/dev/b.yaml': workload('web'),
        'else.yaml': service('x'),
      },
      charter,
    );
    expect(snapshot.environments.map((it) => [it.source, it.name])).toEqual([
      ['charter', 'prod'],
      ['charter', 'dev'],
      ['workspace', 'workspace'],
    ]);
    expect(names(snapshot, 'prod')).toEqual(['Deployment /web', 'Service /web']);
    expect(names(snapshot, 'workspace')).toEqual(['Deployment /old', 'Service /x']);
    expect(snapshot.environmentsOf('deploy/base/a.yaml').map((it) => it.name)).toEqual(['prod', 'dev']);
  });

  test('a charter environment builds the kustomizations it takes in', () => {
    const charter = {
      ...defaultCharter(),
      environments: [{ name: 'prod', include: ['deploy/**'], exclude: [], overrides: {} }],
    };
    const snapshot = snapshotOf(
      {
        'deploy/base/kustomization.yaml': 'resources: [a.yaml]\n',
        'deploy/base/a.yaml': service('web'),
        'deploy/prod/kustomization.yaml': 'resources: [../base]\nnamespace: shop\n',
        'deploy/extra.yaml': service('extra'),
      },
      charter,
    );
    expect(snapshot.environments.map((it) => it.name)).toEqual(['prod']);
    expect(names(snapshot, 'prod')).toEqual(['Service /extra', 'Service shop/web']);
  });

  test('a chart is an environment that may hold more; subcharts belong to it, templates are skipped (trap 16)', () => {
    const snapshot = snapshotOf({
      'chart/Chart.yaml': 'apiVersion: v2\nname: shop\n',
      'chart/values.yaml': 'port: 80\n',
      'chart/templates/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n',
      'chart/templates/plain.yaml': service('plain'),
      'chart/crds/crd.yaml':
        'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.shop}\n',
      'chart/charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\n',
      'chart/charts/sub/templates/sub.yaml': service('sub'),
      'a.yaml': service('outside'),
    });
    expect(snapshot.environments.map((it) => [it.source, it.name])).toEqual([
      ['chart', 'chart'],
      ['workspace', 'workspace'],
    ]);
    expect(names(snapshot, 'chart')).toEqual([
      'CustomResourceDefinition /things.shop',
      'Service /plain',
      'Service /sub',
    ]);
    expect(snapshot.skipped).toEqual([
      { path: 'chart/templates/service.yaml', why: 'Helm template', mayHoldObjects: true },
    ]);
    expect(viewOf(snapshot, 'chart').mayHoldMore('any')).toBe(true);
  });

  test('a template folder without a chart is a manifest of somebody else', () => {
    const snapshot = snapshotOf({
      'templates/a.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: "{{ .name }}"}\n',
    });
    expect(snapshot.skipped).toEqual([]);
    expect(snapshot.environments).toHaveLength(1);
    expect(objectsOf(snapshot, 'workspace')[0]?.name.state).toBe('unknown');
  });

  test('names are unique', () => {
    const snapshot = snapshotOf({
      'kustomization.yaml': 'resources: [a.yaml]\n',
      'a.yaml': service('a'),
      'Chart.yaml': 'apiVersion: v2\nname: x\n',
      'templates/b.yaml': service('b'),
      'workspace/kustomization.yaml': 'resources: [c.yaml]\n',
      'workspace/c.yaml': service('c'),
    });
    const found = snapshot.environments.map((it) => it.name);
    expect(found).toEqual(['.', 'workspace', '. (chart)']);
  });

  test('a file with broken syntax that looks like a manifest is kept; other broken YAML is not', () => {
    const snapshot = createSnapshot({
      charter: defaultCharter(),
      files: [
        { path: 'broken.yaml', text: 'apiVersion: v1\nkind: Service\nmetadata: {name: web\n' },
        { path: 'ci.yaml', text: 'steps: [a\n' },
      ],
    });
    expect(snapshot.file('broken.yaml')?.documents).toHaveLength(1);
    expect(snapshot.file('ci.yaml')).toBeUndefined();
    expect(snapshot.paths).toEqual(['broken.yaml', 'ci.yaml']);
    expect(environment(snapshot, 'workspace').files.has('broken.yaml')).toBe(true);
  });
});

describe('what is missing and what may be elsewhere (traps 12 to 14)', () => {
  const holds = (files: Record<string, string>, name: string, where = 'workspace') =>
    viewOf(snapshotOf(files), where).holdsNamespace(name);
  const more = (files: Record<string, string>, name: string, where = 'workspace') =>
    viewOf(snapshotOf(files), where).mayHoldMore(name);

  test('a Namespace object or a workload holds the namespace, a Service alone does not', () => {
    expect(holds({ 'a.yaml': namespace('shop') }, 'shop')).toBe(true);
    expect(holds({ 'a.yaml': workload('web', ', namespace: shop') }, 'shop')).toBe(true);
    expect(holds({ 'a.yaml': service('web', ', namespace: shop') }, 'shop')).toBe(false);
    expect(holds({ 'a.yaml': workload('web') }, '')).toBe(true);
    expect(holds({ 'a.yaml': workload('web') }, 'default')).toBe(false);
  });

  test('what makes objects that no file shows may add to any namespace', () => {
    const plain = { 'a.yaml': workload('web', ', namespace: shop') };
    expect(more(plain, 'shop')).toBe(false);
    expect(
      more(
        { ...plain, 'b.yaml': 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: x}\n' },
        'shop',
      ),
    ).toBe(true);
    expect(
      more(
        { ...plain, 'b.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: x}\n' },
        'shop',
      ),
    ).toBe(true);
    expect(more({ ...plain, 'b.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: x\n' }, 'shop')).toBe(true);
    expect(more({ ...plain, 'b.yaml': 'apiVersion: v1\nkind: "{{ .kind }}"\nmetadata: {name: x}\n' }, 'shop')).toBe(
      true,
    );
    expect(more({ ...plain, 'b.yaml': service('x', ', namespace: "{{ .ns }}"') }, 'shop')).toBe(true);
  });

  test('a file that could not be read may hold anything, one that is left out on purpose holds nothing', () => {
    const files = [{ path: 'a.yaml', text: workload('web') }];
    const build = (mayHoldObjects: boolean) =>
      createSnapshot({
        charter: defaultCharter(),
        files,
        skipped: [{ path: 'b.yaml', why: 'x', ...(mayHoldObjects ? { mayHoldObjects: true as const } : {}) }],
      });
    expect(viewOf(build(true), 'workspace').mayHoldMore('')).toBe(true);
    expect(viewOf(build(false), 'workspace').mayHoldMore('')).toBe(false);
    expect(build(true).skipped.map(({ path, why }) => [path, why])).toEqual([['b.yaml', 'x']]);
  });

  test('nothing is concluded about an environment from another one beside it', () => {
    const files = {
      'web/kustomization.yaml': 'resources: [a.yaml]\nnamespace: shop\n',
      'web/a.yaml': workload('web'),
      'api/kustomization.yaml': 'resources: [a.yaml]\nnamespace: shop\n',
      'api/a.yaml': workload('api'),
      'chart/Chart.yaml': 'name: x\n',
    };
    expect(more(files, 'shop', 'web')).toBe(false);
    expect(more(files, 'shop', 'chart')).toBe(true);
  });
});

test('a link stands for what is read elsewhere: where copies are told apart, something may be missing', () => {
  const charter = defaultCharter();
  const service = (name: string) => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\n`;
  const link = { path: 'prod/api.yaml', why: 'the same as dev/api.yaml', sameAs: 'dev/api.yaml' };
  const files = [
    { path: 'dev/api.yaml', text: service('api') },
    { path: 'dev/web.yaml', text: service('web') },
  ];
  const one = createSnapshot({ charter, files, skipped: [link] });
  const mayHoldMore = (snapshot: Snapshot, name: string) => {
    const environment = snapshot.environments.find((each) => each.name === name);
    return environment && snapshot.view(environment, () => {}).mayHoldMore('');
  };
  expect(mayHoldMore(one, 'workspace')).toBe(false);
  const two = createSnapshot({
    charter,
    files: [...files, { path: 'prod/web.yaml', text: service('web') }],
    skipped: [link],
  });
  expect(mayHoldMore(two, 'dev')).toBe(false);
  expect(mayHoldMore(two, 'prod')).toBe(true);
});

test('half a manifest that does not parse is not taken for something else', () => {
  const snapshot = createSnapshot({
    charter: defaultCharter(),
    files: [
      { path: 'a.yaml', text: 'kind: Service\nmetadata: {name: web\n' },
      { path: 'b.yaml', text: 'kind: Something\nof: [no concern]\n' },
    ],
  });
  expect(snapshot.file('a.yaml')?.documents).toHaveLength(1);
  expect(snapshot.file('b.yaml')).toBeUndefined();
});
