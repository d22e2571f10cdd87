import { describe, expect, test } from 'vitest';
import { updateSnapshot } from '../workspace';
import { type FileSystem, isProblem, type LoadProgress, load, type MemoryFiles, memory, overlay, readAgain } from '.';
import { createPace } from './pace';

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n';

async function loaded(files: MemoryFiles, options: Parameters<typeof load>[1] = {}) {
  const result = await load(memory(files), options);
  if (result === undefined) throw new Error('cancelled');
  return result;
}

describe('loading a workspace', () => {
  test('reads YAML and JSON manifests, and lists what it leaves out with the reason', async () => {
    const { snapshot } = await loaded({
      'deploy/web.yaml': SERVICE,
      'deploy/web.json': '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "api"}}',
      'package.json': '{"name": "x"}',
      'README.md': '# x',
      'node_modules/x/a.yaml': SERVICE,
      'go/go.mod': '',
      'go/vendor/a.yaml': SERVICE,
      'tmp/a.yaml': SERVICE,
      '.gitignore': 'tmp/\n',
      'bad.yaml': new Uint8Array([0xe9]),
      'chart.tgz': 'x',
      'gone.yaml': { problem: 'broken-link', message: 'broken link' },
    });
    expect(snapshot.paths).toEqual(['deploy/web.json', 'deploy/web.yaml']);
    expect(snapshot.skipped.map(({ path, why }) => [path, why])).toEqual([
      ['bad.yaml', 'not valid UTF-8'],
      ['chart.tgz', 'archive'],
      ['go/vendor', 'vendored dependencies'],
      ['gone.yaml', 'broken link'],
      ['node_modules', 'installed packages'],
      ['tmp', 'ignored by .gitignore'],
    ]);
  });

  test('the charter of the root says what is left out', async () => {
    const charter =
      'apiVersion: portcullis.dev/v1alpha1\nkind: PortGuardrails\nmetadata: {name: default}\nspec:\n  files: {exclude: [legacy/**], maxSize: 1Ki}\n';
    const { snapshot } = await loaded({
      'portcullis.yaml': charter,
      'legacy/a.yaml': SERVICE,
      'big.yaml': `${SERVICE}#${'x'.repeat(2000)}\n`,
      'a.yaml': SERVICE,
    });
    expect(snapshot.charter.path).toBe('portcullis.yaml');
    expect(snapshot.paths).toEqual(['a.yaml', 'portcullis.yaml']);
    expect(snapshot.skipped.map(({ path }) => path)).toEqual(['big.yaml', 'legacy/a.yaml']);
    expect(snapshot.file('portcullis.yaml')?.documents).toHaveLength(1);
  });

  test.each([
    [new Uint8Array([0xff, 0xfe, 0x61, 0x00]), 'UTF-16; only UTF-8 is read'],
    [new Uint8Array([0x61, 0x00, 0x62]), 'binary file'],
    [{ problem: 'broken-link', message: 'broken link' } as const, 'broken link'],
    ['#'.repeat(40 * 1024 * 1024), 'larger than'],
  ])('a charter that cannot be read is broken, not absent', async (content, why) => {
    const { snapshot } = await loaded({ 'portcullis.yaml': content, 'a.yaml': SERVICE });
    expect(snapshot.charter.path).toBe('portcullis.yaml');
    expect(snapshot.charter.problems).toHaveLength(1);
    expect(snapshot.charter.problems[0]?.severity).toBe('error');
    expect(snapshot.charter.problems[0]?.message).toContain(why);
  });

  test('a portcullis.yml is said not to be read, unless there is the right one, too', async () => {
    const misnamed = { 'portcullis.yml': 'kind: PortGuardrails\n', 'a.yaml': SERVICE };
    expect((await loaded(misnamed)).snapshot.notices).toEqual([
      'portcullis.yml is not read: the file must be named portcullis.yaml',
    ]);
    expect((await loaded({ ...misnamed, 'portcullis.yaml': '' })).snapshot.notices).toEqual([]);
  });

  test('reads only the paths it is told to, whatever is said about them elsewhere', async () => {
    const { snapshot } = await loaded(
      { 'a/x.yaml': SERVICE, 'b/y.yaml': SERVICE, 'b/z.yaml': SERVICE, '.gitignore': 'z.yaml\n' },
      { only: ['b', 'none.yaml'] },
    );
    expect(snapshot.paths).toEqual(['b/y.yaml']);
    expect(snapshot.skipped.map(({ path }) => path)).toEqual(['b/z.yaml', 'none.yaml']);
  });

  test('reports progress and can be cancelled', async () => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`d${index}/a.yaml`, SERVICE]));
    const seen: LoadProgress[] = [];
    await loaded(files, { onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ phase: 'reading', files: 50, total: 50 });
    expect(seen[0]).toMatchObject({ phase: 'finding', total: undefined });

    const cancellation = { aborted: false };
    let reads = 0;
    const result = await load(memory(files), {
      cancellation,
      onProgress: ({ phase }) => {
        if (phase !== 'reading') return;
        reads += 1;
        cancellation.aborted = reads === 3;
      },
    });
    expect(result).toBeUndefined();
    expect(reads).toBe(3);
  });

  test('too many files and too many bytes are said, not read', async () => {
    const files = { 'a.yaml': SERVICE, 'b.yaml': SERVICE, 'c.yaml': SERVICE };
    const few = await loaded(files, { limits: { maxFiles: 2, maxTotalBytes: 1_000_000 } });
    expect(few.snapshot.paths).toEqual(['a.yaml', 'b.yaml']);
    expect(few.snapshot.skipped[0]?.why).toBe('more than 2 files: the rest was not read');
    const small = await loaded(files, { limits: { maxFiles: 10, maxTotalBytes: SERVICE.length } });
    expect(small.snapshot.paths.length).toBeLessThan(3);
    expect(small.snapshot.skipped.length + small.snapshot.paths.length).toBe(3);
  });

  test('never holds the thread for long: it breathes at every file, while finding and while reading', async () => {
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`d${index}/a.yaml`, SERVICE]));
    let phase: LoadProgress['phase'] | undefined;
    const breaths = { finding: 0, reading: 0 };
    await loaded(files, {
      onProgress: (progress) => {
        phase = progress.phase;
      },
      pace: {
        cancelled: () => false,
        async breathe() {
          breaths[phase ?? 'finding'] += 1;
          return false;
        },
      },
    });
    expect(breaths.finding).toBeGreaterThanOrEqual(40);
    expect(breaths.reading).toBe(40);
  });
});

describe('the pace', () => {
  test('pauses once a slice is full, and tells when the work was cancelled', async () => {
    let now = 0;
    let pauses = 0;
    const cancellation = { aborted: false };
    const pace = createPace(cancellation, {
      now: () => now,
      async pause() {
        pauses += 1;
        now += 100;
      },
    });
    for (let step = 0; step < 10; step++) {
      now += 5;
      expect(await pace.breathe()).toBe(false);
    }
    // Three steps of five fill a slice; the pause itself fills none.
    expect(pauses).toBe(3);
    cancellation.aborted = true;
    expect(await pace.breathe()).toBe(true);
    expect(pace.cancelled()).toBe(true);
  });
});

describe('open documents above what is on disk', () => {
  test('an open text hides the file, and may be nowhere else', async () => {
    const texts = new Map([
      ['a.yaml', SERVICE.replace('web', 'open')],
      ['new/b.yaml', SERVICE],
    ]);
    const files = overlay(memory({ 'a.yaml': SERVICE }), texts);
    const result = await load(files);
    expect(result?.snapshot.paths).toEqual(['a.yaml', 'new/b.yaml']);
    texts.delete('a.yaml');
    const read = await files.readFile('a.yaml', 1000);
    expect(isProblem(read) ? '' : read.text).toBe(SERVICE);
  });
});

test('of the open documents, only the one that is read is asked for its text', async () => {
  const asked: string[] = [];
  const open = {
    get(path: string) {
      asked.push(path);
      return path === 'a.yaml' ? SERVICE : undefined;
    },
    keys: () => ['a.yaml', 'b.yaml'],
  };
  const files = overlay(memory({ 'c.yaml': SERVICE }), open);
  await files.readDirectory('');
  expect(asked).toEqual([]);
  await files.readFile('c.yaml', 1000);
  expect(asked).toEqual(['c.yaml']);
});

describe('reading again', () => {
  const start = {
    'a.yaml': SERVICE,
    'b/c.yaml': SERVICE,
    '.gitignore': 'skip.yaml\n',
    'go/go.mod': '',
    'go/vendor/x.yaml': SERVICE,
  };

  test('changed, new and deleted files become changes', async () => {
    const files = memory(start);
    const before = await load(files);
    if (before === undefined) throw new Error('cancelled');
    files.set('a.yaml', SERVICE.replace('web', 'api'));
    files.set('new.yaml', SERVICE);
    files.set('skip.yaml', SERVICE);
    files.set('go/vendor/y.yaml', SERVICE);
    files.set('bad.yaml', new Uint8Array([0xe9]));
    files.delete('b/c.yaml');
    const { changes, reload } = await readAgain(files, before, [
      'a.yaml',
      'new.yaml',
      'skip.yaml',
      'go/vendor/y.yaml',
      'bad.yaml',
      'b/c.yaml',
      'never.yaml',
      'x.md',
    ]);
    expect(reload).toBe(false);
    expect(changes.map(({ path, kind }) => [path, kind])).toEqual([
      ['a.yaml', 'text'],
      ['new.yaml', 'text'],
      ['skip.yaml', 'skipped'],
      ['bad.yaml', 'skipped'],
      ['b/c.yaml', 'deleted'],
    ]);
    const next = updateSnapshot(before.snapshot, changes);
    expect(next.paths).toEqual(['a.yaml', 'new.yaml']);
  });

  test('an ignore file, the charter or a folder means loading again', async () => {
    const files = memory(start);
    const before = await load(files);
    if (before === undefined) throw new Error('cancelled');
    for (const path of ['.gitignore', 'x/.gitignore', 'portcullis.yaml', 'b']) {
      expect((await readAgain(files, before, [path])).reload).toBe(true);
    }
    files.delete('b/c.yaml');
    expect((await readAgain(files, before, ['b'])).reload).toBe(true);
  });
});

test('a file system that fails everywhere gives an empty snapshot with reasons', async () => {
  const problem = { problem: 'unreadable', message: 'permission denied' } as const;
  const broken: FileSystem = {
    readDirectory: async () => problem,
    readFile: async () => problem,
    stat: async () => ({ kind: 'directory', size: 0, modified: 0 }),
  };
  const result = await load(broken);
  expect(result?.snapshot.paths).toEqual([]);
  expect(result?.snapshot.skipped.map(({ path, why }) => [path, why])).toEqual([['.', 'permission denied']]);
});
