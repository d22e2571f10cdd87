import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { disk, findRoot, isProblem, load } from '.';

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n';
const LIMIT = 1024 * 1024;

let root = '';
let outside = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'portcullis-host-'));
  outside = mkdtempSync(join(tmpdir(), 'portcullis-outside-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
  rmSync(outside, { recursive: true, force: true });
});

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
}

async function skippedOf(): Promise<Record<string, string>> {
  const loaded = await load(disk(root));
  return Object.fromEntries(loaded?.snapshot.skipped.map(({ path, why }) => [path, why]) ?? []);
}

describe('reading', () => {
  test('text without its byte order mark, line ends kept', async () => {
    put('a b/ü.yaml', '\uFEFFa: 1\r\nb: 2\n');
    expect(await disk(root).readFile('a b/ü.yaml', LIMIT)).toEqual({ text: 'a: 1\r\nb: 2\n', byteOrderMark: true });
  });

  test('a file larger than the reading buffer comes whole', async () => {
    const text = 'é'.repeat(400_000);
    put('big.yaml', text);
    const read = await disk(root).readFile('big.yaml', LIMIT);
    expect(isProblem(read) ? read : read.text === text).toBe(true);
  });

  test('what is no text is said to be none', async () => {
    put('latin1.yaml', new Uint8Array([0x61, 0x3a, 0x20, 0xe9, 0x0a]));
    put('utf16.yaml', new Uint8Array([0xff, 0xfe, 0x61, 0x00]));
    put('binary.yaml', new Uint8Array([0x61, 0x00, 0x62]));
    put('large.yaml', 'a'.repeat(100));
    const problem = async (path: string, limit = LIMIT) => {
      const read = await disk(root).readFile(path, limit);
      return isProblem(read) ? read.problem : 'none';
    };
    expect(await problem('latin1.yaml')).toBe('not-utf8');
    expect(await problem('utf16.yaml')).toBe('not-utf8');
    expect(await problem('binary.yaml')).toBe('binary');
    expect(await problem('large.yaml', 99)).toBe('too-large');
    expect(await problem('large.yaml', 100)).toBe('none');
    expect(await problem('none.yaml')).toBe('missing');
    expect(await problem('large.yaml/x')).toBe('missing');
  });

  test('a pipe is never opened', async () => {
    execFileSync('mkfifo', [join(root, 'pipe.yaml')]);
    const read = await disk(root).readFile('pipe.yaml', LIMIT);
    expect(read).toEqual({ problem: 'unreadable', message: 'not a regular file' });
    expect(await skippedOf()).toEqual({ 'pipe.yaml': 'not a regular file' });
  });

  test('a broken link is told from a file that is not there', async () => {
    symlinkSync('nowhere', join(root, 'portcullis.yaml'));
    expect(await disk(root).readFile('portcullis.yaml', LIMIT)).toMatchObject({ problem: 'broken-link' });
    expect(await disk(root).readFile('other.yaml', LIMIT)).toMatchObject({ problem: 'missing' });
  });

  test('broken links, loops and links out of the workspace are listed; what a link inside leads to is read once', async () => {
    put('deploy/web.yaml', SERVICE);
    symlinkSync('nowhere', join(root, 'broken.yaml'));
    symlinkSync('..', join(root, 'deploy/up'));
    symlinkSync('self', join(root, 'self'));
    symlinkSync(outside, join(root, 'out'));
    symlinkSync('deploy/web.yaml', join(root, 'same.yaml'));
    expect(await skippedOf()).toEqual({
      'broken.yaml': 'broken link',
      'deploy/up': 'a link to a folder that holds it',
      out: 'a link out of the workspace',
      'same.yaml': 'the same as deploy/web.yaml',
      self: 'a link to a folder that holds it',
    });
    const loaded = await load(disk(root));
    expect(loaded?.snapshot.paths).toEqual(['deploy/web.yaml']);
  });

  test('two folders that link to each other end', async () => {
    put('a/web.yaml', SERVICE);
    mkdirSync(join(root, 'b'));
    symlinkSync('../b', join(root, 'a/b'));
    symlinkSync('../a', join(root, 'b/a'));
    const loaded = await load(disk(root));
    expect(loaded?.snapshot.paths).toEqual(['a/web.yaml']);
  });

  test('the workspace may itself be reached through a link', async () => {
    put('web.yaml', SERVICE);
    put('api.txt', SERVICE.replace('web', 'api'));
    symlinkSync('api.txt', join(root, 'link.yaml'));
    symlinkSync(root, join(outside, 'way'));
    const loaded = await load(disk(join(outside, 'way')));
    expect(loaded?.snapshot.paths).toEqual(['link.yaml', 'web.yaml']);
  });
});

describe('links that lead to the same thing', () => {
  test('each folder is entered once, however many ways there are to it', async () => {
    const reads = async (n: number): Promise<number> => {
      const folder = `dag${n}`;
      for (let level = 0; level < n; level++) {
        put(`${folder}/d${level}/s.yaml`, SERVICE.replace('web', `s${level}`));
        if (level === n - 1) continue;
        for (const name of ['x', 'y']) symlinkSync(`../d${level + 1}`, join(root, folder, `d${level}/${name}`));
      }
      const files = disk(join(root, folder));
      let count = 0;
      const counting = {
        ...files,
        readDirectory: (path: string) => {
          count += 1;
          return files.readDirectory(path);
        },
      };
      const loaded = await load(counting);
      expect(loaded?.snapshot.paths).toHaveLength(n);
      return count;
    };
    expect(await reads(10)).toBe(11);
    expect(await reads(20)).toBe(21);
  });

  test('a link is never taken for another file, also when it is sorted first (its findings would appear twice)', async () => {
    put('b.yaml', SERVICE);
    symlinkSync('b.yaml', join(root, 'a.yaml'));
    symlinkSync('.', join(root, 'here'));
    const loaded = await load(disk(root));
    expect(loaded?.snapshot.paths).toEqual(['b.yaml']);
    expect(loaded?.snapshot.skipped).toContainEqual({ path: 'a.yaml', why: 'the same as b.yaml', sameAs: 'b.yaml' });
  });

  test('a kustomization finds what it names behind a link', async () => {
    put('base/kustomization.yaml', 'resources: [web.yaml]\n');
    put('base/web.yaml', SERVICE);
    put('prod/kustomization.yaml', 'resources: [common]\n');
    symlinkSync('../base', join(root, 'prod/common'));
    const snapshot = (await load(disk(root)))?.snapshot;
    expect(snapshot?.environments.map(({ name }) => name)).toEqual(['prod']);
    expect(snapshot?.notices).toEqual([]);
    const [prod] = snapshot?.environments ?? [];
    expect(prod && snapshot?.objectsIn(prod, 'base/web.yaml')).toHaveLength(1);
  });

  test('no file out of the root is ever read: neither a charter nor an ignore file', async () => {
    writeFileSync(join(outside, 'all'), '*\n');
    writeFileSync(join(outside, 'charter.yaml'), 'secret: 1\n');
    symlinkSync(join(outside, 'all'), join(root, '.gitignore'));
    symlinkSync(join(outside, 'charter.yaml'), join(root, 'portcullis.yaml'));
    symlinkSync(outside, join(root, 'out'));
    put('web.yaml', SERVICE);
    const problem = { problem: 'unreadable', message: 'a link out of the workspace' };
    expect(await disk(root).readFile('portcullis.yaml', LIMIT)).toEqual(problem);
    expect(await disk(root).readFile('out/charter.yaml', LIMIT)).toEqual(problem);
    const loaded = await load(disk(root));
    expect(loaded?.snapshot.paths).toEqual(['web.yaml']);
    expect(loaded?.snapshot.charter.problems.map(({ message }) => message)).toEqual([
      'this file cannot be read: a link out of the workspace',
    ]);
  });

  test('a name that is no UTF-8 is said to be none', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xe9]), Buffer.from('.yaml')]), SERVICE);
    expect(Object.values(await skippedOf())).toEqual(['its name is not valid UTF-8']);
  });
});

describe('writing', () => {
  test('a file that is read-only stays as it is', async () => {
    put('a.yaml', 'old\n');
    chmodSync(join(root, 'a.yaml'), 0o444);
    const problem = { problem: 'unreadable', message: 'the file is read-only' };
    expect(await disk(root).writeFile('a.yaml', 'new\n', false)).toEqual(problem);
    expect(readFileSync(join(root, 'a.yaml'), 'utf8')).toBe('old\n');
  });

  test('the other names of a file stay names of it', async () => {
    put('a.yaml', 'old and longer\n');
    linkSync(join(root, 'a.yaml'), join(root, 'b.yaml'));
    expect(await disk(root).writeFile('a.yaml', 'new\n', false)).toBeUndefined();
    expect(readFileSync(join(root, 'b.yaml'), 'utf8')).toBe('new\n');
    expect(statSync(join(root, 'a.yaml')).nlink).toBe(2);
  });

  test('replaces the file whole, keeps its mode and leaves nothing beside it', async () => {
    put('run.yaml', 'old\n');
    chmodSync(join(root, 'run.yaml'), 0o755);
    expect(await disk(root).writeFile('run.yaml', 'new\r\n', true)).toBeUndefined();
    expect(readFileSync(join(root, 'run.yaml'), 'utf8')).toBe('\uFEFFnew\r\n');
    expect(statSync(join(root, 'run.yaml')).mode & 0o777).toBe(0o755);
    expect(readdirSync(root)).toEqual(['run.yaml']);
  });

  test('makes a new file', async () => {
    expect(await disk(root).writeFile('portcullis.yaml', 'a: 1\n', false)).toBeUndefined();
    expect(readFileSync(join(root, 'portcullis.yaml'), 'utf8')).toBe('a: 1\n');
  });

  test('a link inside the workspace stays one', async () => {
    put('real.yaml', 'old\n');
    symlinkSync('real.yaml', join(root, 'link.yaml'));
    await disk(root).writeFile('link.yaml', 'new\n', false);
    expect(lstatSync(join(root, 'link.yaml')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(root, 'real.yaml'), 'utf8')).toBe('new\n');
  });

  test('a link out of the workspace is not written through', async () => {
    writeFileSync(join(outside, 'target.yaml'), 'old\n');
    symlinkSync(join(outside, 'target.yaml'), join(root, 'file.yaml'));
    symlinkSync(outside, join(root, 'folder'));
    symlinkSync(join(outside, 'new.yaml'), join(root, 'dangling.yaml'));
    const write = async (path: string) => isProblem(await disk(root).writeFile(path, 'new\n', false));
    expect(await write('file.yaml')).toBe(true);
    expect(await write('folder/target.yaml')).toBe(true);
    expect(await write('folder/other.yaml')).toBe(true);
    expect(await write('dangling.yaml')).toBe(true);
    expect(await write('../escape.yaml')).toBe(true);
    expect(readFileSync(join(outside, 'target.yaml'), 'utf8')).toBe('old\n');
    expect(readdirSync(outside)).toEqual(['target.yaml']);
  });
});

describe('the root', () => {
  test('upwards to portcullis.yaml, else to .git, else the path alone', async () => {
    mkdirSync(join(root, 'repo/.git'), { recursive: true });
    mkdirSync(join(root, 'repo/deploy/prod'), { recursive: true });
    writeFileSync(join(root, 'repo/deploy/prod/a.yaml'), SERVICE);
    const start = join(root, 'repo/deploy/prod/a.yaml');
    expect(await findRoot(start)).toEqual({ directory: join(root, 'repo'), found: 'git' });
    writeFileSync(join(root, 'repo/deploy/portcullis.yaml'), '');
    expect(await findRoot(start)).toEqual({ directory: join(root, 'repo/deploy'), found: 'charter' });
    expect((await findRoot(outside)).directory).toBe(outside);
  });
});
