import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { load } from './load';
import { openRevision, revisionRange } from './revision';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function git(folder: string, ...words: string[]): string {
  const author = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...author, ...words], { cwd: folder, encoding: 'utf8' }).trim();
}

function repository(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-revision-'));
  folders.push(folder);
  git(folder, 'init', '-q', '-b', 'main');
  write(folder, files);
  commit(folder);
  return folder;
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function commit(folder: string): void {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '--no-verify', '-m', 'state');
}

async function opened(folder: string, name = 'HEAD') {
  const range = await revisionRange(folder, name);
  if ('problem' in range) throw new Error(range.message);
  const revision = await openRevision(folder, range.before);
  if ('problem' in revision) throw new Error(revision.message);
  return revision;
}

describe('revisionRange', () => {
  const folder = repository({ 'a.yaml': 'a: 1\n' });
  const first = git(folder, 'rev-parse', 'HEAD^{tree}');
  git(folder, 'checkout', '-q', '-b', 'side');
  write(folder, { 'b.yaml': 'b: 1\n' });
  commit(folder);
  const side = git(folder, 'rev-parse', 'HEAD^{tree}');
  git(folder, 'checkout', '-q', 'main');
  write(folder, { 'c.yaml': 'c: 1\n' });
  commit(folder);
  const main = git(folder, 'rev-parse', 'HEAD^{tree}');

  it.each([
    ['main..side', main, side],
    ['side..', side, main],
    ['..side', main, side],
    ['main...side', first, side],
    ['HEAD~1..HEAD', first, main],
    ['side', side, undefined],
  ])('%s', async (text, before, after) => {
    expect(await revisionRange(folder, text)).toEqual({ before, after });
  });

  it.each([
    ['nope..main', '"nope" is no revision here'],
    ['main..nope', '"nope" is no revision here'],
    ['--all', '"--all" is no revision here'],
    ['--output=x..main', '"--output=x" is no revision here'],
    ['^main..side', '"^main" is no revision here'],
    ['main\n..side', '"main\n" is no revision here'],
    ['HEAD:a.yaml', '"HEAD:a.yaml" is no revision here'],
  ])('%j is refused', async (text, message) => {
    expect(await revisionRange(folder, text)).toEqual({ problem: 'git-failed', message });
  });

  it('says where two have no commit in common', async () => {
    git(folder, 'checkout', '-q', '--orphan', 'other');
    commit(folder);
    const message = '"main" and "other" have no commit in common';
    expect(await revisionRange(folder, 'main...other')).toEqual({ problem: 'git-failed', message });
  });

  it('says that there is no repository', async () => {
    const plain = mkdtempSync(join(tmpdir(), 'portcullis-plain-'));
    folders.push(plain);
    expect(await revisionRange(plain, 'HEAD')).toMatchObject({ problem: 'no-repository' });
  });
});

describe('the files of a revision', () => {
  it('are those of then, whatever the work tree holds', async () => {
    const folder = repository({ 'deploy/a.yaml': 'old: 1\n', 'gone.yaml': 'x: 1\n' });
    write(folder, { 'deploy/a.yaml': 'new: 1\n', 'deploy/untracked.yaml': 'y: 1\n' });
    rmSync(join(folder, 'gone.yaml'));
    const { files, close } = await opened(folder);
    expect(await files.readDirectory('')).toEqual([
      { name: 'deploy', kind: 'directory' },
      { name: 'gone.yaml', kind: 'file' },
    ]);
    expect(await files.readDirectory('deploy')).toEqual([{ name: 'a.yaml', kind: 'file' }]);
    expect(await files.readFile('deploy/a.yaml', 100)).toEqual({ text: 'old: 1\n', byteOrderMark: false });
    expect(await files.stat('gone.yaml')).toEqual({ kind: 'file', size: 5, modified: 0 });
    expect(await files.stat('deploy')).toMatchObject({ kind: 'directory' });
    expect(await files.readFile('deploy/untracked.yaml', 100)).toMatchObject({ problem: 'missing' });
    close();
    expect(git(folder, 'status', '--porcelain')).toBe('M deploy/a.yaml\n D gone.yaml\n?? deploy/untracked.yaml');
  });

  it('below a folder are relative to it', async () => {
    const folder = repository({ 'team/a.yaml': 'a: 1\n', 'other/b.yaml': 'b: 1\n' });
    const { files, close } = await opened(join(folder, 'team'));
    expect(await files.readDirectory('')).toEqual([{ name: 'a.yaml', kind: 'file' }]);
    close();
  });

  it('are bounded: what is larger than allowed is not even asked for', async () => {
    const folder = repository({ 'large.yaml': 'x'.repeat(5000) });
    const { files, close } = await opened(folder);
    expect(await files.readFile('large.yaml', 4999)).toMatchObject({ problem: 'too-large' });
    expect(await files.readFile('large.yaml', 5000)).toMatchObject({ byteOrderMark: false });
    close();
  });

  it('follow links inside the tree, and never out of it', async () => {
    const folder = repository({ 'base/a.yaml': 'a: 1\n' });
    const links = {
      'same.yaml': 'base/a.yaml',
      folder: 'base',
      up: '..',
      absolute: '/etc/passwd',
      broken: 'nothing',
      loop: 'loop',
      'base/back': '..',
      'base/out': '../../x',
    };
    for (const [path, target] of Object.entries(links)) symlinkSync(target, join(folder, path));
    commit(folder);
    const { files, close } = await opened(folder);
    const entries = await files.readDirectory('');
    if ('problem' in entries) throw new Error(entries.message);
    expect(Object.fromEntries(entries.map(({ name, kind, realPath }) => [name, realPath ?? kind]))).toEqual({
      absolute: 'outside',
      base: 'directory',
      broken: 'broken-link',
      folder: 'base',
      loop: 'loop',
      'same.yaml': 'base/a.yaml',
      up: 'outside',
    });
    expect(await files.readFile('folder/a.yaml', 100)).toMatchObject({ text: 'a: 1\n' });
    expect(await files.readFile('absolute', 100)).toMatchObject({ problem: 'unreadable' });
    expect(await files.readFile('loop/x', 100)).toMatchObject({ problem: 'loop' });
    expect(await files.stat('same.yaml')).toMatchObject({ kind: 'file', isLink: true });
    expect(await files.readDirectory('base')).toEqual([
      { name: 'a.yaml', kind: 'file' },
      { name: 'back', kind: 'loop' },
      { name: 'out', kind: 'outside' },
    ]);
    close();
  });

  it('load as a workspace, with what cannot be read skipped: a submodule, a name that is no UTF-8', async () => {
    const folder = repository({ 'a.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n' });
    const commitId = git(folder, 'rev-parse', 'HEAD');
    git(folder, 'update-index', '--add', '--cacheinfo', `160000,${commitId},vendor`);
    const blob = git(folder, 'rev-parse', 'HEAD:a.yaml');
    execFileSync('git', ['update-index', '-z', '--index-info'], {
      cwd: folder,
      input: Buffer.concat([Buffer.from(`100644 ${blob}\tcaf`), Buffer.from([0xe9]), Buffer.from('.yaml\0')]),
    });
    git(folder, 'commit', '-q', '-m', 'more');
    const { files, close } = await opened(folder);
    const loaded = await load(files);
    close();
    expect(loaded?.snapshot.paths).toEqual(['a.yaml']);
    expect(loaded?.snapshot.skipped.map(({ path, why }) => `${path}: ${why}`)).toEqual([
      'caf\ufffd.yaml: its name is not valid UTF-8',
      'vendor: a submodule: its files are in another repository',
    ]);
  });

  it('set nothing of the repository going: no hook, no monitor, no filter, no program of its configuration', async () => {
    const folder = repository({ 'a.yaml': 'a: 1\n', '.gitattributes': '*.yaml filter=evil diff=evil\n' });
    const trap = join(folder, 'trap.sh');
    const sprung = join(folder, 'sprung');
    writeFileSync(trap, `#!/bin/sh\necho "$0" >> '${sprung}'\ncat\n`);
    chmodSync(trap, 0o755);
    const hooks = join(folder, '.git/hooks');
    for (const hook of [
      'post-checkout',
      'post-index-change',
      'reference-transaction',
      'pre-auto-gc',
      'fsmonitor-watchman',
    ]) {
      writeFileSync(join(hooks, hook), readFileSync(trap));
      chmodSync(join(hooks, hook), 0o755);
    }
    const settings = {
      'core.fsmonitor': trap,
      'core.pager': trap,
      'pager.ls-tree': 'true',
      'core.sshCommand': trap,
      'core.editor': trap,
      'core.askPass': trap,
      'credential.helper': trap,
      'filter.evil.clean': trap,
      'filter.evil.smudge': trap,
      'filter.evil.process': trap,
      'diff.evil.textconv': trap,
      'diff.external': trap,
      'alias.ls-tree': `!${trap}`,
      'alias.cat-file': `!${trap}`,
      'alias.rev-parse': `!${trap}`,
    };
    for (const [name, value] of Object.entries(settings)) git(folder, 'config', name, value);
    rmSync(sprung, { force: true });
    const { files, close } = await opened(folder, 'HEAD');
    expect(await files.readFile('a.yaml', 100)).toMatchObject({ text: 'a: 1\n' });
    close();
    expect(existsSync(sprung)).toBe(false);
  });

  it('fetch nothing: what a partial clone lacks is said to be lacking', async () => {
    const origin = repository({ 'a.yaml': 'a: 1\n' });
    const clone = mkdtempSync(join(tmpdir(), 'portcullis-clone-'));
    folders.push(clone);
    git(origin, 'config', 'uploadpack.allowFilter', 'true');
    git(clone, 'clone', '-q', '--no-checkout', '--filter=blob:none', `file://${origin}`, 'work');
    const work = join(clone, 'work');
    const sprung = join(clone, 'sprung');
    const trap = join(clone, 'trap.sh');
    writeFileSync(trap, `#!/bin/sh\ntouch '${sprung}'\nexit 1\n`);
    chmodSync(trap, 0o755);
    git(work, 'config', 'remote.origin.uploadpack', trap);
    const { files, close } = await opened(work);
    expect(await files.readDirectory('')).toEqual([{ name: 'a.yaml', kind: 'file' }]);
    expect(await files.readFile('a.yaml', 100)).toMatchObject({ problem: 'unreadable' });
    close();
    expect(existsSync(sprung)).toBe(false);
  });
});
