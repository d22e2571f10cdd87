import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { proveFix, runToEnd } from '../analysis';
import { CHARTER_FILE } from '../config';
import { readFile } from '../yaml';
import { MESSAGE_LIMIT } from './common/messages/words';
import { GUARDRAILS, guardrailById } from './index';
import { applied, check, differences, type Files, marksIn, readPage, shown, withoutMarks } from './test-support';

const ROOM = import.meta.dirname;
const HEADINGS = ['What it finds', 'Why it matters', 'Example', 'Fix', 'When it is silent', 'Options', 'References'];
/** What an unfinished page holds. */
const UNFINISHED = 'Say it here';

/** The folder of what guardrails share. */
const SHARED = 'common';

interface Fixture {
  readonly name: string;
  readonly files: Files;
}

describe.each(GUARDRAILS.map((guardrail) => [guardrail.id, guardrail] as const))('%s', (id, guardrail) => {
  const folder = join(ROOM, id);
  const page = readPage(existsSync(join(folder, 'README.md')) ? readFileSync(join(folder, 'README.md'), 'utf8') : '');
  const fixtures = readFixtures(join(folder, 'fixtures'));
  const groups = page.groups.map((group, index) => ({
    name: `README ${group.heading} ${index + 1}`,
    files: group.files,
  }));
  const workspaces = [...groups, ...fixtures];

  test('has a page with all headings, in order, and its id for a title', () => {
    expect(page.title).toBe(id);
    expect(page.headings).toEqual(HEADINGS);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).not.toContain(UNFINISHED);
  });

  test('says what is wrong in one sentence', () => {
    expect(guardrail.title).not.toMatch(/\.$/);
    expect(guardrail.title.length).toBeLessThanOrEqual(MESSAGE_LIMIT);
  });

  test('shows an example of its own finding', () => {
    const examples = page.groups.filter((group) => group.heading === 'Example');
    expect(examples.some(({ files }) => marksOf(files).length > 0)).toBe(true);
  });

  test.each(workspaces.map((workspace) => [workspace.name, workspace] as const))(
    '%s: finds what is marked',
    (name, { files }) => {
      const { findings, analysis } = check(files);
      expect(analysis.notices).toEqual([]);
      // A page shows one thing: nothing else may be wrong in its examples.
      const own = name.startsWith('README') ? findings : findings.filter((finding) => finding.guardrail === id);
      expect(differences(files, own)).toEqual([]);
    },
  );

  test('its page means the same with the line ends of Windows', () => {
    for (const { files } of groups) {
      const windows = Object.fromEntries(
        Object.entries(files).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')] as const),
      );
      const { findings } = check(windows);
      expect(differences(windows, findings)).toEqual([]);
      for (const fix of findings.flatMap((finding) => finding.fixes)) {
        for (const text of Object.values(applied(windows, fix))) expect(text).not.toMatch(/(^|[^\r])\n/);
      }
    }
  });

  test('the page shows what the first fix makes of its first example', () => {
    const [example] = page.groups.filter((group) => group.heading === 'Example');
    const [after] = page.groups.filter((group) => group.heading === 'Fix');
    const finding = check(example?.files ?? {}).findings.find((each) => each.guardrail === id && each.fixes.length > 0);
    const fix = finding?.fixes[0];
    if (fix === undefined) {
      expect(after).toBeUndefined();
      return;
    }
    const changed = applied(example?.files ?? {}, fix);
    for (const [path, text] of Object.entries(after?.files ?? {})) {
      expect(withoutMarks(changed[path] ?? '')).toBe(withoutMarks(text));
    }
    const unlisted = Object.keys(changed).filter((path) => !(path in (after?.files ?? {})));
    for (const path of unlisted) expect(changed[path]).toBe(example?.files[path]);
    expect(after).toBeDefined();
  });

  test('its messages fit one line, without a full stop', () => {
    for (const { files } of workspaces) {
      for (const finding of check(files).findings.filter((each) => each.guardrail === id)) {
        const messages = [finding.message, ...finding.related.map((related) => related.message)];
        for (const message of [...messages, ...finding.fixes.map((fix) => fix.title)]) {
          expect(message.length, message).toBeLessThanOrEqual(MESSAGE_LIMIT);
          expect(message).not.toMatch(/[\n\r.]$|\p{Cc}/u);
        }
      }
    }
  });

  test('only certain findings are errors', () => {
    if (guardrail.severity === 'error') expect(guardrail.confidence).toBe('certain');
    for (const { name, files } of workspaces) {
      // A team may hold for an error what it likes.
      if (CHARTER_FILE in files) continue;
      const errors = check(files).findings.filter((finding) => finding.severity === 'error');
      for (const finding of errors) expect(finding.confidence, `${name}: ${shown(finding)}`).toBe('certain');
    }
  });

  test('its fixes do what they promise', () => {
    for (const { name, files } of workspaces) {
      const { snapshot, analysis, findings } = check(files);
      for (const finding of findings.filter((each) => each.guardrail === id)) {
        for (const fix of finding.fixes) {
          const what = `${name}: ${fix.title} for ${shown(finding)}`;
          const changed = applied(files, fix);
          expect(changed, what).not.toEqual(files);
          expect(breaks(files, changed), what).toEqual([]);
          if (fix.safe) expect(runToEnd(proveFix(snapshot, analysis, finding, fix)), what).toBe(true);
        }
      }
    }
  });
});

const CHECKING = GUARDRAILS.filter((guardrail) => guardrail.check.kind !== 'elsewhere');

test.each(CHECKING.map(({ id }) => id))('%s has fixtures that are silent and fixtures that are not', (id) => {
  const fixtures = readFixtures(join(ROOM, id, 'fixtures'));
  expect(fixtures.some(({ files }) => marksOf(files).length === 0)).toBe(true);
  expect(fixtures.some(({ files }) => marksOf(files).length > 0)).toBe(true);
});

test('every folder of the room is a guardrail that is listed, and the other way round', () => {
  const folders = readdirSync(ROOM, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const ids = folders.map((entry) => entry.name).filter((name) => name !== SHARED);
  expect(ids.sort()).toEqual(GUARDRAILS.map((guardrail) => guardrail.id).sort());
});

test('ids are kebab-case and used once, former ids included', () => {
  const ids = GUARDRAILS.flatMap((guardrail) => [guardrail.id, ...(guardrail.formerIds ?? [])]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(guardrailById(id)).toBeDefined();
  }
});

test('the CHANGELOG names every guardrail', () => {
  const changelog = readFileSync(join(ROOM, '../../../CHANGELOG.md'), 'utf8');
  expect(GUARDRAILS.map((guardrail) => guardrail.id).filter((id) => !changelog.includes(`\`${id}\``))).toEqual([]);
});

/** A `*.yaml` file is a workspace of one file; a folder is one of several. */
function readFixtures(folder: string): readonly Fixture[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const path = join(folder, name);
      if (!statSync(path).isDirectory()) return { name, files: { [name]: readFileSync(path, 'utf8') } };
      const files = readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      return {
        name,
        files: Object.fromEntries(
          files.map((file) => [relative(path, file).replaceAll('\\', '/'), readFileSync(file, 'utf8')]),
        ),
      };
    });
}

function marksOf(files: Files): readonly unknown[] {
  return Object.entries(files).flatMap(([path, text]) => marksIn(path, text));
}

/** Files that the change leaves with a problem that they did not have. */
function breaks(before: Files, after: Files): readonly string[] {
  const problems = (text: string) =>
    readFile('changed.yaml', text).documents.flatMap(({ document }) => document.problems);
  return Object.keys(after).filter((path) => problems(after[path] ?? '').length > problems(before[path] ?? '').length);
}
