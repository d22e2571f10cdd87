import { describe, expect, test } from 'vitest';
import { updateSnapshot } from '../workspace';
import { type FileSystem, isProblem, type LoadProgress, load, type MemoryFiles, memory, overlay, readAgain } from '.';

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

  test('never holds the thread for long', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => [
        `a${index}.yaml`,
        SERVICE.repeat(1) + '---\n'.concat(SERVICE).repeat(20),
      ]),
    );
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const start = performance.now();
    await loaded(files);
    clearInterval(timer);
    const slices = (performance.now() - start) / 15;
    // Others had their turn about once in every slice.
    expect(turns).toBeGreaterThanOrEqual(Math.floor(slices / 3));
  });
});

describe('open documents above what is on disk', () => {
  test('an open text hides the file, and may be nowhere else', async () => {
    const texts = new Map([
      ['a.yaml', SERVICE.replace('web', 'open')],
      ['new/b.yaml', SERVICE],
    ]);
    const files = overlay(memory({ 'a.yaml': SERVICE }), () => texts);
    const result = await load(files);
    expect(result?.snapshot.paths).toEqual(['a.yaml', 'new/b.yaml']);
    texts.delete('a.yaml');
    const read = await files.readFile('a.yaml', 1000);
    expect(isProblem(read) ? '' : read.text).toBe(SERVICE);
  });
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
