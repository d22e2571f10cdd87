import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { violations } from '../../server/src/reports/schema-check';
import { DEPLOYMENT, example, portcullis, workspace } from './process';

function golden(name: string): string {
  return readFileSync(new URL(`fixtures/reach/${name}`, import.meta.url), 'utf8');
}

let folder = '';
beforeAll(() => {
  folder = workspace(example('change'));
});

describe('two folders', () => {
  it.each([
    ['text', 'diff.txt'],
    ['csv', 'diff.csv'],
    ['markdown', 'diff.md'],
    ['dot', 'diff.dot'],
  ])('%s', async (format, file) => {
    const { code, stdout, stderr } = await portcullis(['diff', 'before', 'after', '--format', format], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(golden(file));
  });

  it('json keeps to the published schema', async () => {
    const { stdout } = await portcullis(['diff', 'before', 'after', '--format', 'json'], { cwd: folder });
    const schema = JSON.parse(
      readFileSync(new URL('../../schemas/portcullis.diff.schema.json', import.meta.url), 'utf8'),
    );
    expect(violations(schema, JSON.parse(stdout))).toEqual([]);
    expect(JSON.parse(stdout).summary).toEqual({ added: 1, removed: 0, changed: 0, opened: 1, closed: 0, unsure: 0 });
  });

  it.each([
    [['before', 'after', '--fail-on', 'opened'], 1],
    [['after', 'before', '--fail-on', 'opened'], 0],
    [['after', 'before', '--fail-on', 'changed'], 1],
    [['before', 'before', '--fail-on', 'changed'], 0],
    [['before', 'after', '--fail-on', 'never'], 0],
    [['before', 'after'], 0],
    [['before', 'after', '--compat', 'np-guard', '--fail-on', 'changed'], 1],
    [['before', 'before', '--compat', 'np-guard', '--fail-on', 'changed'], 0],
  ])('%j ends %i', async (words, code) => {
    expect((await portcullis(['diff', ...words], { cwd: folder })).code).toBe(code);
  });

  it('in the lines of another tool', async () => {
    const { stdout } = await portcullis(['diff', 'before', 'after', '--compat', 'np-guard'], { cwd: folder });
    expect(stdout).toBe(
      'Connectivity diff:\n' +
        'diff-type: added, source: reports/notebook[Deployment], destination: shop/ledger[StatefulSet], ' +
        'ref1: No Connections, ref2: TCP 5432\n',
    );
    expect((await portcullis(['diff', 'before', 'before', '--compat', 'np-guard'], { cwd: folder })).stdout).toBe('');
  });

  it('single files are folders of one', async () => {
    const cwd = workspace({ 'old.yaml': DEPLOYMENT, 'new.yaml': DEPLOYMENT.replace(/web/g, 'api') });
    const { stdout } = await portcullis(['diff', 'old.yaml', 'new.yaml', '--quiet'], { cwd });
    expect(stdout).toContain('+ default/api[Deployment] => 0.0.0.0-255.255.255.255[External] : All Connections\n');
    expect(stdout).toContain('- default/web[Deployment] => 0.0.0.0-255.255.255.255[External] : All Connections\n');
  });

  it('a new load balancer opens, and what only seems new beside a broken file does not', async () => {
    const service =
      'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n' +
      'spec: {type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 80}]}\n';
    const web = DEPLOYMENT;
    const cwd = workspace({ 'a/web.yaml': web, 'b/web.yaml': web, 'b/door.yaml': service });
    const words = ['diff', 'a', 'b', '--fail-on', 'opened'];
    const opened = await portcullis(words, { cwd });
    expect(opened.stdout).toContain('+ internet => default/web[Deployment] : ');
    expect(opened.code).toBe(1);
    writeFileSync(join(cwd, 'a/door.yaml'), service.replace('spec: {', 'spec: {{{ ['));
    const unclear = await portcullis(words, { cwd });
    expect(unclear.code).toBe(0);
    expect(unclear.stderr).toContain('a/door.yaml:4: not analysed');
    expect(unclear.stderr).toContain('what seems to be new may have been there, and counts as unclear');
    expect((await portcullis([...words, '--strict'], { cwd })).code).toBe(3);
  });

  it('a charter above both says which network plugin it is', async () => {
    const charter =
      'apiVersion: portcullis.dev/v1alpha1\nkind: PortGuardrails\nmetadata: {name: x}\nspec: {cluster: {cni: none}}\n';
    const cwd = workspace({ ...example('change'), 'portcullis.yaml': charter });
    expect((await portcullis(['diff', 'before', 'after'], { cwd })).stdout).toBe('No connection changes\n');
    expect((await portcullis(['diff', 'before', 'after', '--cni', 'spec'], { cwd })).stdout).not.toBe(
      'No connection changes\n',
    );
  });

  it.each([
    [['before'], 'portcullis diff needs two folders, or --git: '],
    [['before', 'after', 'x'], 'portcullis diff needs two folders, or --git: '],
    [['befor', 'after'], 'befor: no such file or folder; did you mean "before"?'],
    [
      ['before', 'after', '--compat', 'np-guard', '--fail-on', 'opened'],
      '--compat tells what changed, not what opened',
    ],
    [
      ['before', 'after', '--compat', 'np-guard', '--format', 'json'],
      '--compat answers as another tool does; it takes no --format',
    ],
    [['before', 'after', '--environment', 'x'], 'unknown environment "x"; there is "workspace"'],
    [['--git', 'HEAD'], '--git: '],
  ])('%j ends 2 with one line', async (words, message) => {
    const { code, stdout, stderr } = await portcullis(['diff', ...words], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`portcullis: ${message}`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('environments', () => {
  const overlay = (namespace: string): string => `resources: [../base]\nnamespace: ${namespace}\n`;
  const files = {
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': DEPLOYMENT,
    'dev/kustomization.yaml': overlay('dev'),
    'prod/kustomization.yaml': overlay('prod'),
  };
  const deny =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\nspec: {podSelector: {}}\n';

  it('are compared by name, and one that is new is all new', async () => {
    const old = Object.fromEntries(Object.entries(files).map(([path, text]) => [`old/${path}`, text]));
    const now = Object.fromEntries(Object.entries(files).map(([path, text]) => [`new/${path}`, text]));
    const cwd = workspace({
      ...old,
      ...now,
      'new/prod/kustomization.yaml': 'resources: [../base, deny.yaml]\nnamespace: prod\n',
      'new/prod/deny.yaml': deny,
      'new/test/kustomization.yaml': overlay('test'),
    });
    const { stdout } = await portcullis(['diff', 'old', 'new', '--quiet'], { cwd });
    expect(stdout.split('\n').filter((line) => line.startsWith('#'))).toEqual(['# prod', '# test (added)']);
    expect(stdout).toContain('- 0.0.0.0-255.255.255.255[External] => prod/web[Deployment] : All Connections\n');
    expect(stdout).toContain('+ 0.0.0.0-255.255.255.255[External] => test/web[Deployment] : All Connections\n');
    const one = await portcullis(['diff', 'old', 'new', '--quiet', '--environment', 'prod'], { cwd });
    expect(one.stdout).not.toContain('test/');
  });
});

describe('--git', () => {
  function git(cwd: string, ...words: string[]): string {
    const author = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...author, ...words], { cwd, encoding: 'utf8' });
  }

  function repository(): string {
    const change = example('change');
    const side = (name: string): Readonly<Record<string, string>> =>
      Object.fromEntries(
        Object.entries(change).flatMap(([path, text]) =>
          path.startsWith(`${name}/`) ? [[`deploy/${path.slice(name.length + 1)}`, text]] : [],
        ),
      );
    const cwd = workspace(side('before'));
    rmSync(join(cwd, '.git'), { recursive: true });
    git(cwd, 'init', '-q', '-b', 'main');
    git(cwd, 'add', '-A');
    git(cwd, 'commit', '-q', '-m', 'before');
    for (const [path, text] of Object.entries(side('after'))) writeFileSync(join(cwd, path), text);
    git(cwd, 'commit', '-q', '-am', 'after');
    return cwd;
  }

  const OPENED = '+ reports/notebook[Deployment] => shop/ledger[StatefulSet] : TCP 5432\n';

  it('compares two revisions, and touches nothing', async () => {
    const cwd = repository();
    writeFileSync(join(cwd, 'deploy/ledger.yaml'), 'not: committed\n');
    const status = git(cwd, 'status', '--porcelain', '--branch');
    const { code, stdout, stderr } = await portcullis(['diff', '--git', 'HEAD~1..HEAD', '--fail-on', 'opened'], {
      cwd,
    });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toBe(
      `NetworkPolicy shop/ledger has changed (deploy/ledger.yaml:35): ingress\n  ${OPENED}\n` +
        '1 connection: 1 added, 0 removed, 0 changed; 1 opened, 0 closed\n',
    );
    expect(git(cwd, 'status', '--porcelain', '--branch')).toBe(status);
    const back = await portcullis(['diff', '--git', 'HEAD..HEAD~1', '--quiet'], { cwd });
    expect(back.stdout).toBe(OPENED.replace('+', '-'));
  });

  it('A alone is compared with the files as they are; A...B from where they parted', async () => {
    const cwd = repository();
    expect((await portcullis(['diff', '--git', 'HEAD~1', '-q'], { cwd })).stdout).toBe(OPENED);
    expect((await portcullis(['diff', '--git', 'HEAD', '-q'], { cwd })).stdout).toBe('');
    expect((await portcullis(['diff', '--git', 'HEAD~1...HEAD', '-q'], { cwd })).stdout).toBe(OPENED);
    expect((await portcullis(['diff', '--git', 'HEAD...HEAD~1', '-q'], { cwd })).stdout).toBe('');
  });

  it('PATHs choose what is reported', async () => {
    const cwd = repository();
    const words = ['diff', '--git', 'HEAD~1..HEAD', '-q'];
    expect((await portcullis([...words, 'deploy/reports.yaml'], { cwd })).stdout).toBe(OPENED);
    writeFileSync(join(cwd, 'other.yaml'), DEPLOYMENT);
    expect((await portcullis([...words, 'other.yaml'], { cwd })).stdout).toBe('');
  });

  it.each(['nope..HEAD', '--output=x', '--all..HEAD'])('%s is no revision', async (range) => {
    const { code, stdout, stderr } = await portcullis(['diff', `--git=${range}`], { cwd: repository() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^portcullis: --git: ".*" is no revision here\n$/);
  });

  it('without git it says so', async () => {
    const { code, stderr } = await portcullis(['diff', '--git', 'HEAD~1..HEAD'], {
      cwd: repository(),
      environment: { PATH: '/nowhere' },
    });
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'portcullis: --git: git is not installed\n' });
  });
});
