import { describe, expect, test } from 'vitest';
import { readObjects } from '../../kubernetes';
import { type MappingNode, readFile } from '../../yaml';
import { resourceOf } from './resource';
import { readSelector } from './select';

function mapping(text: string): MappingNode {
  const root = readFile('a.yaml', text).documents[0]?.document.root;
  if (root?.type !== 'mapping') throw new Error('no mapping');
  return root;
}

function selects(labelSelector: string): boolean | undefined {
  const text = 'apiVersion: v1\nkind: Service\nmetadata: {name: web, labels: {app: web, tier: front, empty: ""}}\n';
  const [object] = readFile('a.yaml', text).documents.flatMap(({ document }) => readObjects(document));
  if (object === undefined) throw new Error('no object');
  return readSelector(mapping(JSON.stringify({ labelSelector }))).selects(resourceOf(object));
}

describe('selectors of labels', () => {
  test.each([
    ['app=web', true],
    ['app == web', true],
    ['app = web , tier=front', true],
    ['app=web,tier!=front', false],
    ['tier!=back', true],
    ['none!=x', true],
    ['app', true],
    ['!app', false],
    ['!none', true],
    ['none', false],
    ['empty=', true],
    ['app=', false],
    ['app in (web)', undefined],
    ['app web', undefined],
    ['app>1', false],
    ['=web', undefined],
    ['!app=web', undefined],
    ['app=web,', undefined],
  ])('%s: %s', (selector, expected) => {
    expect(selects(selector)).toBe(expected);
  });

  test('one that is long, and mostly blanks, is left open at once', () => {
    expect(selects(`app${' '.repeat(1000)}=web`)).toBe(true);
    expect(selects(`a${' '.repeat(100_000)}\nb\nc`)).toBeUndefined();
  });
});

test('a name or a kind without anything special can be looked up', () => {
  expect(readSelector(mapping('{name: web-1, kind: Service}'))).toMatchObject({
    name: 'web-1',
    kind: 'Service',
    cost: 0,
  });
  expect(readSelector(mapping('{name: web.*, kind: ""}'))).toMatchObject({ name: undefined, kind: undefined });
});
