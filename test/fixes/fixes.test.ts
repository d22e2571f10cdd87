import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { CHARTER_FILE, defaultCharter, readCharter } from '../../server/src/config';
import { defineGuardrail, GUARDRAILS } from '../../server/src/guardrails';
import { readPage } from '../../server/src/guardrails/test-support';
import { placeOf } from '../../server/src/kubernetes';
import { type Place, readFile } from '../../server/src/yaml';
import { snapshotOf, type Texts, tryFixes } from './try-fixes';

const ROOT = join(import.meta.dirname, '../..');
const ROOM = join(ROOT, 'server/src/guardrails');

// Every file of the corpus: `npm run corpus -- --fixes`.
describe('every fix does what it promises, from the text alone, and changes nothing but what it edits', () => {
  test.each(foldersIn(join(ROOT, 'examples')))('examples/%s', (name) => {
    const texts = textsUnder(join(ROOT, 'examples', name));
    check(name, texts);
    expect(attempt(name, texts).unproved, 'called safe, and the proof says no').toEqual([]);
  });

  test.each(GUARDRAILS.map(({ id }) => id))('fixtures and page of %s', (id) => {
    for (const [name, texts] of workspacesOf(id)) check(`${id} ${name}`, texts);
  });

  it('there are fixes to try', () => {
    const tried = foldersIn(join(ROOT, 'examples')).map(
      (name) => attempt(name, textsUnder(join(ROOT, 'examples', name))).tried,
    );
    expect(Math.max(...tried)).toBeGreaterThan(3);
  });
});

describe('a promise that is not kept', () => {
  const texts: Texts = new Map([['a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: LOUD\n']]);
  const tried = (safe: boolean, ...edits: readonly Edit[]) =>
    tryFixes({ name: 'a', snapshot: snapshotOf(texts, defaultCharter()), texts, guardrails: [shouting(safe, edits)] });

  it.each<[string, boolean, readonly Edit[], string | undefined]>([
    ['kept', true, [{ from: 0, to: 4, text: 'soft' }], undefined],
    ['kept by a guess', false, [{ from: 0, to: 4, text: 'soft' }], undefined],
    ['a guess that says the same again', false, [{ from: 4, to: 4, text: ' # so' }], 'the finding is still there'],
    ['nothing changes', true, [{ from: 0, to: 4, text: 'LOUD' }], 'it changes nothing'],
    [
      'edits that overlap',
      true,
      [
        { from: 0, to: 3, text: 'so' },
        { from: 2, to: 4, text: 'ft' },
      ],
      'its edits overlap, or lie outside of the text',
    ],
    ['it does not parse', false, [{ from: 0, to: 4, text: '"soft' }], 'a.yaml does not parse any more'],
  ])('%s', (_, safe, edits, problem) => {
    const { broken, tried: count } = tried(safe, ...edits);
    expect(count).toBe(1);
    expect(broken).toEqual(problem === undefined ? [] : [expect.stringContaining(problem)]);
  });

  it('a safe fix that is not: people are not told so', () => {
    const { unproved, safe } = tried(true, { from: 0, to: 4, text: 'LOUDER' });
    expect(unproved).toHaveLength(1);
    expect(safe).toBe(0);
  });
});

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Finds ConfigMaps whose name is written in capitals; its fix edits the name, counted from its start. */
function shouting(safe: boolean, edits: readonly Edit[]) {
  return defineGuardrail<'config-map', { at: Place; subject: string }>({
    id: 'shouting',
    title: 'A name in capitals',
    category: 'spec',
    severity: 'warning',
    confidence: 'certain',
    check: {
      kind: 'object',
      appliesTo: ['config-map'],
      *find({ name }) {
        if (name.state !== 'known' || name.value === name.value.toLowerCase()) return;
        yield { at: placeOf(name.node), subject: `metadata.name=${name.value}` };
      },
    },
    message: () => 'this name is loud',
    fixes: ({ at: { document, start } }) => [
      {
        title: 'Speak softly',
        safe,
        edits: edits.map(({ from, to, text }) => ({ document, start: start + from, end: start + to, text })),
      },
    ],
  });
}

function check(name: string, texts: Texts): void {
  expect(attempt(name, texts).broken).toEqual([]);
}

function attempt(name: string, texts: Texts) {
  const charter = texts.get(CHARTER_FILE);
  const read = charter === undefined ? defaultCharter() : readCharter(readFile(CHARTER_FILE, charter));
  return tryFixes({ name, snapshot: snapshotOf(texts, read), texts });
}

/** Each fixture, a file or a folder, and each group of examples of the page is a workspace of its own. */
function workspacesOf(id: string): readonly (readonly [string, Texts])[] {
  const page = readPage(readFileSync(join(ROOM, id, 'README.md'), 'utf8'));
  const groups = page.groups.map(
    ({ files }, index) => [`README ${index + 1}`, new Map(Object.entries(files))] as const,
  );
  const folder = join(ROOM, id, 'fixtures');
  const fixtures = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  return [
    ...groups,
    ...fixtures.map((entry) => {
      const path = join(folder, entry.name);
      const texts = entry.isDirectory() ? textsUnder(path) : new Map([[entry.name, readFileSync(path, 'utf8')]]);
      return [entry.name, texts] as const;
    }),
  ];
}

function textsUnder(folder: string): Texts {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => /\.(?:ya?ml|json)$/.test(path));
  return new Map(
    paths.sort().map((path) => [relative(folder, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
  );
}

function foldersIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
