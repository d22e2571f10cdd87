import { describe, expect, test } from 'vitest';
import { defaultCharter } from '../config';
import { editFile, type YamlFile } from '../yaml';
import { createSnapshot, type FileChange, type Snapshot, updateSnapshot } from '.';
import { environment, type Files, objectsOf, snapshotOf, viewOf } from './answers.test-help';

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - port: 80
`;
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: main
`;
const FILES: Files = {
  'a/web.yaml': `${SERVICE}---\n${DEPLOYMENT}`,
  'b/api.yaml': SERVICE.replaceAll('web', 'api'),
  'values.yaml': 'a: 1\n',
};

function fileOf(snapshot: Snapshot, path: string): YamlFile {
  const file = snapshot.file(path);
  if (file === undefined) throw new Error(`no ${path}`);
  return file;
}

/** One edit of an open document: `from` becomes `to` on its line. */
function edited(snapshot: Snapshot, path: string, line: number, from: number, to: number, text: string): FileChange {
  const range = { start: { line, character: from }, end: { line, character: to } };
  return { path, kind: 'edited', file: editFile(fileOf(snapshot, path), [{ range, text }]) };
}

const keysOf = (snapshot: Snapshot) =>
  [...snapshot.difference.changedAnswers.values()].flatMap((keys) => [...keys].map((key) => key.replaceAll('\0', ' ')));

describe('a snapshot', () => {
  test('lists what was read; a file without Kubernetes content keeps no documents', () => {
    const snapshot = snapshotOf(FILES);
    expect(snapshot.version).toBe(1);
    expect(snapshot.paths).toEqual(['a/web.yaml', 'b/api.yaml', 'values.yaml']);
    expect(snapshot.file('values.yaml')).toBeUndefined();
    expect(snapshot.file('a/web.yaml')?.documents).toHaveLength(2);
    expect(snapshot.difference).toMatchObject({ since: undefined, everything: true });
  });

  test('knows where a place stands in its file', () => {
    const snapshot = snapshotOf(FILES);
    const [, second] = objectsOf(snapshot, 'workspace');
    expect(second?.kind).toBe('Deployment');
    expect(second && snapshot.rangeOf(second.node)?.start).toEqual({ line: 10, character: 0 });
  });

  test('answers questions about selectors both ways', () => {
    const snapshot = snapshotOf(FILES);
    const view = viewOf(snapshot, 'workspace');
    const [service] = view.named('service', '', 'web');
    const [workload] = view.named('workload', '', 'web');
    if (service?.selector.state !== 'known' || workload === undefined) throw new Error('not read');
    expect(view.workloadsSelectedBy(service.selector.value, '')).toMatchObject({
      certain: [workload],
      possible: [],
      alone: [workload],
    });
    expect(view.workloadsSelectedBy(service.selector.value, 'other')).toMatchObject({
      certain: [],
      possible: [],
      alone: [],
    });
    expect(view.servicesSelecting(workload)).toEqual([{ service, certainty: 'yes' }]);
  });

  test('labels of a template that nobody knows make it possible, not certain', () => {
    const snapshot = snapshotOf({ 'a.yaml': SERVICE, 'b.yaml': DEPLOYMENT.replace('app: web', 'app: "{{ .app }}"') });
    const view = viewOf(snapshot, 'workspace');
    const [service] = view.named('service', '', 'web');
    const [workload] = view.named('workload', '', 'web');
    if (service?.selector.state !== 'known' || workload === undefined) throw new Error('not read');
    expect(view.workloadsSelectedBy(service.selector.value, '').possible).toEqual([workload]);
    expect(view.servicesSelecting(workload).map((it) => it.certainty)).toEqual(['unknown']);
  });

  test('labels that controllers add decide nothing (trap 9)', () => {
    const byPod = SERVICE.replace('app: web', 'statefulset.kubernetes.io/pod-name: web-0');
    const view = viewOf(snapshotOf({ 'a.yaml': byPod, 'b.yaml': DEPLOYMENT }), 'workspace');
    const [service] = view.named('service', '', 'web');
    if (service?.selector.state !== 'known') throw new Error('not read');
    expect(view.workloadsSelectedBy(service.selector.value, '').possible).toHaveLength(1);
  });

  test('a Service without selector and an ExternalName select nobody (trap 8)', () => {
    const files = {
      'a.yaml': SERVICE.replace('  selector:\n    app: web\n', '  selector: {}\n'),
      'b.yaml': SERVICE.replace('name: web', 'name: ext').replace('spec:', 'spec:\n  type: ExternalName'),
      'c.yaml': DEPLOYMENT,
    };
    const view = viewOf(snapshotOf(files), 'workspace');
    const [workload] = view.named('workload', '', 'web');
    expect(workload && view.servicesSelecting(workload)).toEqual([]);
  });
});

describe('an update', () => {
  test('of a port changes the answers about this Service alone, and shares the rest', () => {
    const before = snapshotOf(FILES);
    const after = updateSnapshot(before, [edited(before, 'a/web.yaml', 8, 10, 12, '81')]);
    expect(after.version).toBe(2);
    expect(after.difference.since).toBe(1);
    expect(after.difference.everything).toBe(false);
    expect([...after.difference.changedPaths]).toEqual(['a/web.yaml']);
    expect(after.difference.removedDocuments).toEqual(new Set([before.file('a/web.yaml')?.documents[0]?.document]));
    expect(keysOf(after).sort()).toEqual([
      'name service  web',
      'namespace service ',
      'select  app=web',
      'type service',
    ]);
    expect(after.file('b/api.yaml')).toBe(before.file('b/api.yaml'));
    expect(after.environments[0]).toBe(before.environments[0]);
    expect(after.paths).toBe(before.paths);
    expect(objectsOf(after, 'workspace')[1]).toBe(objectsOf(before, 'workspace')[1]);
  });

  test('that leaves the facts equal changes no answer', () => {
    let snapshot = snapshotOf(FILES);
    const changes: ((now: Snapshot) => FileChange)[] = [
      (now) => edited(now, 'a/web.yaml', 0, 0, 0, '# a comment\n'),
      (now) => edited(now, 'a/web.yaml', 4, 11, 11, '   # another'),
      (now) => edited(now, 'a/web.yaml', 0, 0, 0, '\n'),
      () => ({
        path: 'a/web.yaml',
        kind: 'text',
        text: `${SERVICE.replace('name: web', 'name: "web"')}---\n${DEPLOYMENT}`,
      }),
    ];
    for (const change of changes) {
      snapshot = updateSnapshot(snapshot, [change(snapshot)]);
      expect(snapshot.difference.everything).toBe(false);
      expect(snapshot.difference.changedAnswers.size).toBe(0);
      expect([...snapshot.difference.changedPaths]).toEqual(['a/web.yaml']);
    }
    // The index leads to the objects of now, not of before.
    const [service] = viewOf(snapshot, 'workspace').named('service', '', 'web');
    expect(service && snapshot.rangeOf(service.node)).toBeDefined();
  });

  test('with the same text again keeps every document', () => {
    const before = snapshotOf(FILES);
    const after = updateSnapshot(before, [{ path: 'a/web.yaml', kind: 'text', text: FILES['a/web.yaml'] ?? '' }]);
    expect(after.difference.removedDocuments.size).toBe(0);
    expect(after.difference.changedAnswers.size).toBe(0);
    expect(after.file('a/web.yaml')?.documents[0]?.document).toBe(before.file('a/web.yaml')?.documents[0]?.document);
  });

  test('adds, deletes, renames and leaves out files without starting over', () => {
    let snapshot = snapshotOf(FILES);
    snapshot = updateSnapshot(snapshot, [
      { path: 'c/new.yaml', kind: 'text', text: DEPLOYMENT.replaceAll('web', 'api') },
    ]);
    expect(snapshot.difference.everything).toBe(false);
    expect(keysOf(snapshot)).toContain('label  app=api');
    expect(environment(snapshot, 'workspace').files.has('c/new.yaml')).toBe(true);

    snapshot = updateSnapshot(snapshot, [
      { path: 'c/new.yaml', kind: 'deleted' },
      { path: 'd/new.yaml', kind: 'text', text: DEPLOYMENT.replaceAll('web', 'api') },
    ]);
    expect(snapshot.difference.everything).toBe(false);
    expect(snapshot.paths).toEqual(['a/web.yaml', 'b/api.yaml', 'd/new.yaml', 'values.yaml']);

    snapshot = updateSnapshot(snapshot, [
      { path: 'd/new.yaml', kind: 'skipped', why: 'not valid UTF-8', mayHoldObjects: true },
    ]);
    expect(snapshot.paths).toEqual(['a/web.yaml', 'b/api.yaml', 'values.yaml']);
    expect(snapshot.skipped.map(({ path, why }) => [path, why])).toEqual([['d/new.yaml', 'not valid UTF-8']]);
    expect(viewOf(snapshot, 'workspace').mayHoldMore('')).toBe(true);
    expect(keysOf(snapshot)).toContain('more *');
  });

  test('that makes a copy in another folder starts over, and so does taking it away', () => {
    let snapshot = snapshotOf(FILES);
    snapshot = updateSnapshot(snapshot, [edited(snapshot, 'b/api.yaml', 3, 8, 11, 'web')]);
    expect(snapshot.environments.map((it) => it.name)).toEqual(['a', 'b']);
    expect(snapshot.difference.everything).toBe(true);
    snapshot = updateSnapshot(snapshot, [edited(snapshot, 'b/api.yaml', 3, 8, 11, 'api')]);
    expect(snapshot.environments.map((it) => it.name)).toEqual(['workspace']);
    expect(snapshot.difference.everything).toBe(true);
  });

  test('of the charter starts over', () => {
    const before = snapshotOf(FILES);
    const after = updateSnapshot(before, [], { ...defaultCharter(), profile: 'strict' });
    expect(after.difference.everything).toBe(true);
    expect(after.charter.profile).toBe('strict');
  });

  test('of a patch makes the objects of other files anew, and says so', () => {
    const before = snapshotOf({
      'base/kustomization.yaml': 'resources: [web.yaml, api.yaml]\n',
      'base/web.yaml': SERVICE,
      'base/api.yaml': SERVICE.replaceAll('web', 'api'),
      'prod/kustomization.yaml': 'resources: [../base]\nnamespace: shop\npatches:\n- path: patch.yaml\n',
      'prod/patch.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  type: NodePort\n',
    });
    const after = updateSnapshot(before, [edited(before, 'prod/patch.yaml', 4, 8, 16, 'LoadBalancer')]);
    expect(after.difference.everything).toBe(false);
    expect([...after.difference.changedPaths].sort()).toEqual(['base/web.yaml', 'prod/patch.yaml']);
    expect(keysOf(after)).toContain('name service shop web');
    expect(keysOf(after)).not.toContain('name service shop api');
    const prod = (snapshot: Snapshot) => snapshot.objectsIn(environment(snapshot, 'prod'), 'base/api.yaml')[0];
    expect(prod(after)).toBe(prod(before));
    const comment = updateSnapshot(after, [edited(after, 'prod/patch.yaml', 0, 0, 0, '# why\n')]);
    expect(comment.difference.changedAnswers.size).toBe(0);
    expect([...comment.difference.changedPaths].sort()).toEqual(['base/web.yaml', 'prod/patch.yaml']);
  });

  test('of a Chart.yaml turns templates into templates, and back', () => {
    let snapshot = snapshotOf({
      'x/templates/a.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: "{{ .x }}"}\n',
    });
    expect(snapshot.skipped).toEqual([]);
    snapshot = updateSnapshot(snapshot, [{ path: 'x/Chart.yaml', kind: 'text', text: 'name: x\n' }]);
    expect(snapshot.skipped).toEqual([{ path: 'x/templates/a.yaml', why: 'Helm template', mayHoldObjects: true }]);
    snapshot = updateSnapshot(snapshot, [{ path: 'x/Chart.yaml', kind: 'deleted' }]);
    expect(snapshot.skipped).toEqual([]);
    expect(objectsOf(snapshot, 'workspace')).toHaveLength(1);
  });

  test('of a Chart.yaml, and of a mark in a comment, turn any file in templates into a template', () => {
    let snapshot = snapshotOf({ 'x/templates/a.yaml': 'values: "{{ .x }}"\n', 'x/templates/b.yaml': SERVICE });
    expect(snapshot.skipped).toEqual([]);
    snapshot = updateSnapshot(snapshot, [{ path: 'x/Chart.yaml', kind: 'text', text: 'name: x\n' }]);
    expect(snapshot.skipped.map(({ path }) => path)).toEqual(['x/templates/a.yaml']);
    snapshot = updateSnapshot(snapshot, [edited(snapshot, 'x/templates/b.yaml', 0, 0, 0, '# {{ if .x }}\n')]);
    expect(snapshot.skipped.map(({ path }) => path)).toEqual(['x/templates/a.yaml', 'x/templates/b.yaml']);
  });

  test('an older snapshot stays what it was', () => {
    const before = snapshotOf(FILES);
    const ports = () =>
      viewOf(before, 'workspace')
        .named('service', '', 'web')
        .map((it) => (it.ports.state === 'known' ? it.ports.value.length : 0));
    expect(ports()).toEqual([1]);
    updateSnapshot(before, [{ path: 'a/web.yaml', kind: 'deleted' }]);
    expect(ports()).toEqual([1]);
    expect(before.paths).toHaveLength(3);
  });

  test('hostile names and contents never throw', () => {
    const files = [
      'a\u0000b.yaml',
      '../up.yaml',
      '/abs.yaml',
      '__proto__',
      'constructor/kustomization.yaml',
      'templates/x.yaml',
      'x/Chart.yaml',
    ];
    const texts = [
      '',
      '---\n---\n',
      '[]',
      'apiVersion: v1\nkind: List\nitems: [*a, {apiVersion: v1, kind: Service}]\n',
      'resources: {a: b}\npatches: 3\nlabels: [x]\nimages: [[]]\n',
      'resources: [null, {}, [], ".", "..", ""]\n',
      'apiVersion: v1\nkind: Service\nmetadata: []\nspec: 7\n',
    ];
    let snapshot = createSnapshot({ charter: defaultCharter(), files: [] });
    for (const path of files)
      for (const text of texts) snapshot = updateSnapshot(snapshot, [{ path, kind: 'text', text }]);
    expect(snapshot.version).toBe(1 + files.length * texts.length);
  });
});

test('copies that come in two files of one change are told apart', () => {
  const texts: Files = { 'dev/a.yaml': SERVICE, 'prod/a.yaml': SERVICE.replaceAll('web', 'api') };
  const renamed: Files = {
    'dev/a.yaml': SERVICE.replaceAll('web', 'db'),
    'prod/a.yaml': SERVICE.replaceAll('web', 'db'),
  };
  const changes = Object.entries(renamed).map(([path, text]): FileChange => ({ path, kind: 'text', text }));
  const after = updateSnapshot(snapshotOf(texts), changes);
  expect(after.environments.map(({ name }) => name)).toEqual(snapshotOf(renamed).environments.map(({ name }) => name));
  expect(after.environments).toHaveLength(2);
});
