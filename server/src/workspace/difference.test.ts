import { describe, expect, test } from 'vitest';
import { type Snapshot, updateSnapshot } from '.';
import { environment, type Files, snapshotOf, viewOf } from './answers.test-help';

const service = (name: string, nodePort = 30080) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: shop}\nspec:\n  selector: {app: ${name}}\n  ports:\n  - {port: 80, nodePort: ${nodePort}}\n`;
const deployment = (name: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: shop}\nspec:\n  template:\n    metadata:\n      labels: {app: ${name}}\n    spec:\n      containers: []\n`;
const namespace = (team: string) =>
  `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels: {team: ${team}}\n`;
const kustomization = (kind: string) => `kind: ${kind}\nresources: [a.yaml]\n`;

const changedTo = (before: Snapshot, path: string, text: string) =>
  updateSnapshot(before, [{ path, kind: 'text', text }]);
const keysIn = (snapshot: Snapshot, name = 'workspace') =>
  [...(snapshot.difference.changedAnswers.get(name) ?? [])].map((key) => key.replaceAll('\0', ' '));
const names = (snapshot: Snapshot) => snapshot.environments.map(({ name }) => name);

describe('what a snapshot says about the one before', () => {
  test.each([
    ['Component', 'Kustomization'],
    ['Kustomization', 'Component'],
  ])('a %s that becomes a %s is another environment', (from, to) => {
    const files: Files = {
      'k/kustomization.yaml': kustomization(from),
      'k/a.yaml': service('web'),
      'other.yaml': service('api'),
    };
    const before = snapshotOf(files);
    const next = changedTo(before, 'k/kustomization.yaml', kustomization(to));
    expect(viewOf(before, 'k').mayHoldMore('shop')).toBe(from === 'Component');
    expect(viewOf(next, 'k').mayHoldMore('shop')).toBe(to === 'Component');
    expect(next.difference.everything).toBe(true);
  });

  test('documents that change places change the answers that list them', () => {
    const before = snapshotOf({ 'a.yaml': `---\n${service('a')}---\n${service('b')}` });
    const next = changedTo(before, 'a.yaml', `---\n${service('b')}---\n${service('a')}`);
    expect(viewOf(next, 'workspace').servicesOnNodePort(30080).map(nameOf)).toEqual(['b', 'a']);
    expect(keysIn(next)).toContain('nodePort 30080');
  });

  test('so do documents that are written anew on the way', () => {
    const before = snapshotOf({ 'a.yaml': `---\n${service('a')}---\n${service('b')}` });
    const next = changedTo(before, 'a.yaml', `---\n${service('b')}# b\n---\n${service('a')}# a\n`);
    expect(keysIn(next)).toContain('nodePort 30080');
  });

  test('documents that keep their places change nothing', () => {
    const before = snapshotOf({ 'a.yaml': `---\n${service('a')}---\n${service('b')}` });
    const next = changedTo(before, 'a.yaml', `---\n${service('a')}# a\n---\n${service('b')}# b\n`);
    expect(keysIn(next)).toEqual([]);
  });

  test('beside copies, what a Namespace says decides whether it is one more copy', () => {
    const files: Files = {
      'x/dev/a.yaml': service('web'),
      'x/prod/a.yaml': service('web'),
      'y/a/namespace.yaml': namespace('a'),
      'y/b/namespace.yaml': namespace('a'),
    };
    const before = snapshotOf(files);
    expect(names(before)).toEqual(['x/dev', 'x/prod']);
    const apart = changedTo(before, 'y/b/namespace.yaml', namespace('b'));
    expect(names(apart)).toEqual(['x/dev', 'x/prod', 'y/a', 'y/b']);
    expect(apart.difference.everything).toBe(true);
    expect(names(changedTo(apart, 'y/b/namespace.yaml', namespace('a')))).toEqual(names(before));
  });

  test('a Namespace that is said in two ways is a copy beside either, whichever comes first', () => {
    const files: Files = { 'a/1.yaml': namespace('a'), 'a/2.yaml': namespace('b'), 'b/1.yaml': namespace('a') };
    const before = snapshotOf(files);
    expect(names(before)).toEqual(['a', 'b']);
    const next = updateSnapshot(before, [{ path: 'a/1.yaml', kind: 'deleted' }]);
    expect(names(next)).toEqual(['a', 'b']);
  });

  test('a file that is left out for another reason says so', () => {
    const skip = (why: string) => ({ path: 'a.yaml', kind: 'skipped', why, mayHoldObjects: true }) as const;
    const before = updateSnapshot(snapshotOf({}), [skip('not valid UTF-8')]);
    expect(updateSnapshot(before, [skip('permission denied')]).skipped[0]?.why).toBe('permission denied');
  });
});

describe('an edit in one of many environments', () => {
  const overlays = (count: number): Files =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [
        [`o${at}/kustomization.yaml`, kustomization('Kustomization')] as const,
        [`o${at}/a.yaml`, `${service(`web${at}`)}---\n${deployment(`web${at}`)}`] as const,
      ]).flat(),
    );

  test('changes no answers of those that do not hold the file, a new name included', () => {
    const before = snapshotOf(overlays(5));
    const renamed = changedTo(before, 'o1/a.yaml', `${service('new')}---\n${deployment('web1')}`);
    expect([...renamed.difference.changedAnswers.keys()]).toEqual(['o1']);
  });

  test('nothing is concluded from one environment about another, whatever they share', () => {
    const before = snapshotOf(overlays(2));
    expect(viewOf(before, 'o0').mayHoldMore('shop')).toBe(false);
    const remote = changedTo(before, 'o1/a.yaml', `${service('web1').replace('shop', '"{{ .x }}"')}`);
    expect(viewOf(remote, 'o0').mayHoldMore('shop')).toBe(false);
    expect(viewOf(remote, 'o1').mayHoldMore('shop')).toBe(true);
    expect(keysIn(remote, 'o0')).toEqual([]);
    expect(keysIn(remote, 'o1')).toContain('more *');
  });

  test('leaves what the others are made of as it is', () => {
    const before = snapshotOf(overlays(3));
    const next = changedTo(before, 'o1/a.yaml', service('new'));
    expect(next.environments).toBe(before.environments);
    for (const name of ['o0', 'o2']) {
      const where = environment(next, name);
      expect(next.objectsIn(where, `${name}/a.yaml`)[0]).toBe(before.objectsIn(where, `${name}/a.yaml`)[0]);
    }
  });
});

function nameOf({ name }: { readonly name: { readonly state: string; readonly value?: string } }): string | undefined {
  return name.state === 'known' ? name.value : undefined;
}
