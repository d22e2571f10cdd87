import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changedFiles } from '.';

let root = '';

function git(...words: readonly string[]): void {
  const identity = ['-c', 'user.name=x', '-c', 'user.email=x@example.test', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...words], { cwd: root, stdio: 'ignore' });
}

function put(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'portcullis-git-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('what git says has changed', () => {
  test('changed, staged, renamed and new files below the folder; deleted ones left out', async () => {
    git('init');
    for (const path of ['deploy/a.yaml', 'deploy/b.yaml', 'deploy/gone.yaml', 'deploy/old name.yaml', 'other.yaml'])
      put(path, `# ${path}\n`);
    git('add', '.');
    git('commit', '-m', 'x');
    put('deploy/a.yaml', 'changed\n');
    put('deploy/b.yaml', 'staged\n');
    put('deploy/new/ü "q".yaml', 'new\n');
    put('other.yaml', 'changed\n');
    git('add', 'deploy/b.yaml');
    git('rm', 'deploy/gone.yaml');
    git('mv', 'deploy/old name.yaml', 'deploy/new name.yaml');
    expect(await changedFiles(root)).toEqual([
      'deploy/a.yaml',
      'deploy/b.yaml',
      'deploy/new name.yaml',
      'deploy/new/ü "q".yaml',
      'other.yaml',
    ]);
    expect(await changedFiles(join(root, 'deploy'))).toEqual(['a.yaml', 'b.yaml', 'new name.yaml', 'new/ü "q".yaml']);
  });

  test.each(['clean', 'process'])('no %s filter of the repository runs', async (kind) => {
    git('init');
    const mark = join(root, '..', `${basename(root)}-${kind}`);
    put('.gitattributes', '*.yaml filter=a=b.c\n');
    put('a.yaml', 'a\n');
    git('add', '.');
    git('commit', '-m', 'x');
    git('config', `filter.a=b.c.${kind}`, `touch "${mark}"; cat`);
    git('config', 'filter.a=b.c.required', 'true');
    put('a.yaml', 'b\n');
    expect(await changedFiles(root)).toEqual(['a.yaml']);
    expect(existsSync(mark)).toBe(false);
    expect(() => git('diff', '--quiet')).toThrow();
    expect(existsSync(mark)).toBe(true);
    rmSync(mark);
  });

  test.each(['ssh://x/y', 'ext::sh -c touch% ran', 'made-up::x'])(
    'nothing is fetched from %s for a partial clone',
    async (url) => {
      git('init');
      put('a.yaml', 'a\n');
      git('add', '.');
      git('commit', '-m', 'x');
      const tree = execFileSync('git', ['rev-parse', 'HEAD^{tree}'], { cwd: root, encoding: 'utf8' }).trim();
      rmSync(join(root, '.git/objects', tree.slice(0, 2), tree.slice(2)));
      const mark = join(root, 'ran');
      git('config', 'extensions.partialClone', 'origin');
      git('config', 'remote.origin.promisor', 'true');
      git('config', 'remote.origin.url', url);
      git('config', 'core.sshCommand', `touch "${mark}"; false`);
      git('config', 'protocol.allow', 'always');
      git('config', 'protocol.ext.allow', 'always');
      expect(await changedFiles(root)).toMatchObject({ problem: 'git-failed' });
      expect(readdirSync(root)).not.toContain('ran');
    },
  );

  test('a submodule is not looked into, where its own configuration would count', async () => {
    git('init');
    git('init', 'inner');
    const mark = join(root, 'ran');
    put('inner/a.yaml', 'a\n');
    git('-C', 'inner', 'add', '.');
    git('-C', 'inner', 'commit', '-m', 'x');
    git('add', 'inner');
    git('commit', '-m', 'x');
    put('monitor.sh', `#!/bin/sh\ntouch "${mark}"\n`);
    execFileSync('chmod', ['+x', join(root, 'monitor.sh')]);
    git('-C', 'inner', 'config', 'core.fsmonitor', join(root, 'monitor.sh'));
    put('inner/a.yaml', 'b\n');
    expect(await changedFiles(root)).toEqual(['monitor.sh']);
    expect(readdirSync(root)).not.toContain('ran');
  });

  test('nothing of the repository is set going', async () => {
    git('init');
    const mark = join(root, 'ran');
    put('monitor.sh', `#!/bin/sh\ntouch "${mark}"\n`);
    execFileSync('chmod', ['+x', join(root, 'monitor.sh')]);
    git('config', 'core.fsmonitor', join(root, 'monitor.sh'));
    expect(await changedFiles(root)).toEqual(['monitor.sh']);
    expect(readdirSync(root)).not.toContain('ran');
  });

  test('no repository is a clear answer', async () => {
    const answer = await changedFiles(root);
    expect(answer).toEqual({ problem: 'no-repository', message: 'not a git repository' });
  });

  test('git that is not there is a clear answer', async () => {
    const path = process.env.PATH;
    process.env.PATH = root;
    try {
      expect(await changedFiles(root)).toEqual({ problem: 'git-missing', message: 'git is not installed' });
    } finally {
      process.env.PATH = path;
    }
  });
});
