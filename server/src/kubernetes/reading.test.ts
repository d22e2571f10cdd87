import { describe, expect, test } from 'vitest';
import { readFile } from '../yaml';
import { readObjects } from './documents';
import { isOpen, itemsOf, pairsOf, shortened, startReading } from './reading';

test.each([
  ['$(PORT)', true],
  ['$PORT', true],
  ['web-$(ENV)', true],
  ['<port>', true],
  ['%PORT%', true],
  ['@PORT@', true],
  ['[[port]]', true],
  ['((port))', true],
  ['#{port}', true],
  ['__PORT__', true],
  ['_port', false],
  ['web', false],
  ['8080', false],
  ['', false],
  ['10.0.0.0/8', false],
  ['fe80::1', false],
  ['/path', false],
])('trap 16: %j is filled in by another tool: %s', (text, expected) => {
  expect(isOpen(text)).toBe(expected);
});

test.each([
  ['short', 'short'],
  ['a\n  b\tc', 'a b c'],
  ['x'.repeat(60), `${'x'.repeat(40)}…`],
])('shortened(%j)', (text, expected) => {
  expect(shortened(text)).toBe(expected);
});

describe('the budget', () => {
  function rootOf(text: string) {
    const root = readFile('a.yaml', text).documents[0]?.document.root;
    if (root === null || root === undefined) throw new Error('no root');
    return root;
  }

  test('a list that is too long is not read, and said to be incomplete', () => {
    const reading = startReading(false);
    reading.budget = 2;
    const root = rootOf('[1, 2, 3]');
    expect(root.type === 'sequence' && itemsOf(reading, root)).toEqual([]);
    expect(reading.partial).toBe(true);
  });

  test('so is a mapping', () => {
    const reading = startReading(false);
    reading.budget = 1;
    const root = rootOf('{a: 1, b: 2}');
    expect(root.type === 'mapping' && pairsOf(reading, root)).toEqual([]);
    expect(reading.partial).toBe(true);
  });

  test('aliases that multiply are read in bounded work', () => {
    const lines = [
      'apiVersion: v1',
      'kind: Pod',
      'p: &p',
      ...Array.from({ length: 100 }, (_, index) => `- {containerPort: ${index + 1}}`),
    ];
    lines.push('c: &c {name: c, ports: *p}', `l: &l [${Array.from({ length: 1000 }, () => '*c').join(', ')}]`);
    lines.push('spec:', '  containers: *l', '  initContainers: *l', '');
    const objects = readFile('bomb.yaml', lines.join('\n')).documents.flatMap(({ document }) => readObjects(document));
    expect(objects).toHaveLength(1);
    const [pod] = objects;
    expect(pod?.incomplete).toBe(true);
    // 2,000 containers of 100 ports each are written; what is read ends with the budget.
    const containers = pod?.type === 'workload' ? pod.template.containers : [];
    const read = containers.reduce((sum, container) => sum + 1 + container.ports.length, 0);
    expect(read).toBeGreaterThan(1_000);
    expect(read).toBeLessThanOrEqual(startReading(false).budget);
  });
});
