import { describe, expect, test } from 'vitest';
import { type EnvironmentView, updateSnapshot } from '.';
import { environment, snapshotOf } from './answers.test-help';

const POD = (name: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop, labels: {app: web}}\nspec: {containers: []}\n`;
const SELECTOR = `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: {app: web}}\n`;

describe('what is worked out once', () => {
  test('is depended on by everybody who is given it, through whatever else it was worked out from', () => {
    const snapshot = snapshotOf({ 'a.yaml': POD('one') });
    let asked: string[] = [];
    const view = snapshot.view(environment(snapshot, 'workspace'), (key) => asked.push(key));
    let times = 0;
    const about = {};
    const inner = (inside: EnvironmentView) => inside.named('workload', 'shop', 'one').length;
    const outer = (inside: EnvironmentView) => {
      times += 1;
      return inside.once(inner, about) + inside.ofType('service').length;
    };
    expect(view.once(outer, about)).toBe(1);
    const first = [...asked];
    expect(first).toHaveLength(2);
    asked = [];
    expect(view.once(outer, about)).toBe(1);
    expect(asked).toEqual(first);
    expect(times).toBe(1);
  });
});

describe('workloads without copies', () => {
  const selectedIn = (snapshot: ReturnType<typeof snapshotOf>, record: (key: string) => void = () => {}) => {
    const view = snapshot.view(environment(snapshot, 'workspace'), record);
    const [service] = view.named('service', 'shop', 'web');
    if (service?.selector.state !== 'known') throw new Error('not read');
    return view.workloadsSelectedBy(service.selector.value, 'shop');
  };

  test('are one question, that has another answer when a copy comes or goes', () => {
    const before = snapshotOf({ 'a.yaml': SELECTOR, 'b.yaml': `${POD('one')}---\n${POD('two')}` });
    const asked = new Set<string>();
    const selected = selectedIn(before, (key) => asked.add(key));
    expect(selected.alone).toBe(selected.certain);
    const next = updateSnapshot(before, [
      { path: 'b.yaml', kind: 'text', text: `${POD('one')}---\n${POD('two')}---\n${POD('two')}` },
    ]);
    expect(selectedIn(next).alone.map(({ name }) => name)).toMatchObject([{ value: 'one' }]);
    expect([...asked].some((key) => next.difference.changedAnswers.get('workspace')?.has(key))).toBe(true);
  });
});
