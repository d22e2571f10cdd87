import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BROKEN, CLI, DEPLOYMENT, portcullis, runProcess, SERVICE, SOUND, workspace } from './process';

const UNNAMED = SERVICE.replace('targetPort: http', 'targetPort: 80\n  - port: 81');

describe('exit codes', () => {
  it('0: nothing found', async () => {
    const result = await portcullis(['scan'], { cwd: workspace(SOUND) });
    expect(result).toMatchObject({ code: 0, stdout: 'No findings in 2 files\n', stderr: '' });
  });

  it('1: findings from --fail-on; never: 0', async () => {
    const cwd = workspace(BROKEN);
    expect((await portcullis(['scan'], { cwd })).code).toBe(1);
    expect((await portcullis(['scan', '--fail-on', 'never'], { cwd })).code).toBe(0);
    const warned = workspace({
      ...BROKEN,
      'portcullis.yaml': charter('guardrails: {unresolved-target-port: warning}'),
    });
    expect((await portcullis(['scan'], { cwd: warned })).code).toBe(0);
    expect((await portcullis(['scan', '--fail-on', 'warning'], { cwd: warned })).code).toBe(1);
    expect((await portcullis(['scan', '--fail-on', 'info'], { cwd: warned })).code).toBe(1);
  });

  it('1: a document that does not parse is a finding, and the others of the file are read', async () => {
    const cwd = workspace({ ...BROKEN, 'service.yaml': `apiVersion: v1\nkind: Service\nmetadata: [\n---\n${SERVICE}` });
    const { code, stdout } = await portcullis(['scan', '--quiet'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^service\.yaml:\d+:\d+: error\[unreadable-document\]/);
  });

  it('2: a broken portcullis.yaml, printed as a finding, whatever else is found or chosen', async () => {
    const cwd = workspace({ ...BROKEN, 'portcullis.yaml': charter('profile: strickt') });
    for (const words of [['scan'], ['scan', 'web.yaml'], ['scan', '--fail-on', 'never'], ['scan', '--strict']]) {
      const { code, stdout, stderr } = await portcullis(words, { cwd });
      expect(code).toBe(2);
      expect(stdout).toMatch(/error\[invalid-charter\]: .*strickt/);
      expect(stderr).toContain('portcullis.yaml is broken');
    }
  });

  it('2: a broken --config, printed as a finding at its place', async () => {
    const cwd = workspace({ ...SOUND, 'ci/strict.yaml': charter('profile: strickt') });
    const { code, stdout } = await portcullis(['scan', '--config', 'ci/strict.yaml', '--quiet'], { cwd });
    expect(code).toBe(2);
    expect(stdout).toMatch(/^ci\/strict\.yaml:5:12: error\[invalid-charter\]/);
    expect(await portcullis(['scan', '--config', 'none.yaml'], { cwd })).toMatchObject({ code: 2, stdout: '' });
  });

  it('3: only with --strict, and it wins over 1', async () => {
    const cwd = workspace({
      'unnamed.yaml': UNNAMED,
      'latin.yaml': Buffer.from('kind: Service\nname: caf\xe9\n', 'latin1'),
    });
    const loose = await portcullis(['scan'], { cwd });
    expect(loose.code).toBe(1);
    expect(loose.stderr).toMatch(/^portcullis: not read \(.*UTF-8.*\): latin\.yaml\n$/);
    expect((await portcullis(['scan', '--strict'], { cwd })).code).toBe(3);
    expect((await portcullis(['scan', '--strict', '--quiet'], { cwd })).stderr).toBe('');
    // What is left out on purpose is no gap.
    const ignored = workspace({
      ...SOUND,
      '.gitignore': 'old.yaml\n',
      'old.yaml': SERVICE,
      'node_modules/x.yaml': SERVICE,
    });
    expect((await portcullis(['scan', '--strict'], { cwd: ignored })).code).toBe(0);
  });

  it('says that Helm templates are not read', async () => {
    const cwd = workspace({
      'chart/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'chart/templates/service.yaml': SERVICE.replace('80', '{{ .Values.port }}'),
    });
    const { code, stderr } = await portcullis(['scan', '--strict'], { cwd });
    expect(stderr).toContain('portcullis: not read (Helm template): chart/templates/service.yaml\n');
    expect(code).toBe(3);
  });
});

describe('PATHs', () => {
  it('choose what is reported; what is read is the workspace', async () => {
    const cwd = workspace({
      'a/service.yaml': SERVICE,
      'b/web.yaml': DEPLOYMENT,
      'a/other.yaml': UNNAMED.replace('name: web', 'name: other'),
    });
    const lines = async (...paths: string[]): Promise<string[]> =>
      (await portcullis(['scan', '--quiet', ...paths], { cwd })).stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.replace(/:.*\[(.*)\].*/, ' $1'));
    expect(await lines('b')).toEqual([]);
    expect(await lines('a/service.yaml')).toEqual(['a/service.yaml unresolved-target-port']);
    expect(await lines('a/service.yaml', 'b')).toEqual(['a/service.yaml unresolved-target-port']);
    // Alone, nobody can know what the pods have.
    expect(await lines('a/service.yaml', '--isolated')).toEqual([]);
  });

  it('outside of any repository are one workspace together', async () => {
    const cwd = workspace({ 'a/service.yaml': SERVICE, 'b/web.yaml': DEPLOYMENT, 'c/portless.yaml': UNNAMED });
    rmSync(join(cwd, '.git'), { recursive: true });
    const { code, stdout } = await portcullis(['scan', '--format', 'json', 'a/service.yaml', 'b'], { cwd });
    expect(code).toBe(1);
    const report = JSON.parse(stdout);
    expect(report.findings.map((finding: { file: string }) => finding.file)).toEqual(['a/service.yaml']);
    expect(report.files.scanned).toBe(2);
  });

  it('of several workspaces are read each by its own portcullis.yaml, and reported as one', async () => {
    const cwd = workspace({
      'one/portcullis.yaml': charter('guardrails: {unresolved-target-port: info}'),
      'one/service.yaml': SERVICE,
      'one/web.yaml': DEPLOYMENT,
      'two/portcullis.yaml': charter('profile: default'),
      'two/service.yaml': SERVICE,
      'two/web.yaml': DEPLOYMENT,
    });
    const { stdout } = await portcullis(['scan', '--quiet', 'one', 'two'], { cwd });
    expect(stdout.split('\n').map((line) => line.split(':').slice(0, 4).join(':'))).toEqual([
      'one/service.yaml:11:17: info[unresolved-target-port]',
      'two/service.yaml:11:17: error[unresolved-target-port]',
      '',
    ]);
    const text = await portcullis(['scan', 'one', 'two'], { cwd });
    expect(text.stdout.match(/11 \| {5}targetPort: http/g)).toHaveLength(2);
  });

  it('that are left out say so', async () => {
    const cwd = workspace({ '.gitignore': 'old/\n', 'old/service.yaml': SERVICE });
    const { code, stderr } = await portcullis(['scan', 'old'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toBe('portcullis: nothing was read: old was left out (ignored by .gitignore)\n');
    expect((await portcullis(['scan'], { cwd: workspace({}) })).stderr).toBe(
      'portcullis: there are no manifests here\n',
    );
  });
});

describe('standard input', () => {
  it('is scanned alone', async () => {
    const { code, stdout } = await portcullis(['scan', '-', '--quiet'], {
      cwd: workspace({}),
      input: `${SERVICE}---\n${DEPLOYMENT}`,
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^stdin\.yaml:11:17: error\[unresolved-target-port\]/);
  });

  it('stands for a file of the workspace', async () => {
    const cwd = workspace(SOUND);
    const { code, stdout } = await portcullis(['scan', '-', '--stdin-filename', 'service.yaml', '--quiet'], {
      cwd,
      input: SERVICE,
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^service\.yaml:11:17: error\[unresolved-target-port\]/);
    expect(readFileSync(join(cwd, 'service.yaml'), 'utf8')).toBe(SOUND['service.yaml']);
  });

  it('that is no text is said to be none', async () => {
    const { code, stderr } = await portcullis(['scan', '-', '--strict'], {
      cwd: workspace({}),
      input: new Uint8Array([0, 255, 254, 0]),
    });
    expect(code).toBe(3);
    expect(stderr).toContain('stdin.yaml');
  });
});

describe('--changed', () => {
  it('reports what concerns the files that git says changed, at both ends', async () => {
    const cwd = workspace({ ...SOUND, 'other.yaml': UNNAMED.replace(/web/g, 'other') });
    rmSync(join(cwd, '.git'), { recursive: true });
    const git = (...words: string[]) =>
      runProcess('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], { cwd });
    await git('init', '-q');
    await git('add', '.');
    await git('commit', '-qm', 'first');
    expect(await portcullis(['scan', '--changed'], { cwd })).toMatchObject({ code: 0 });
    writeFileSync(
      join(cwd, 'web.yaml'),
      DEPLOYMENT.replace('name: web\n          containerPort', 'name: www\n          containerPort'),
    );
    const { code, stdout } = await portcullis(['scan', '--changed', '--quiet'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^service\.yaml:11:17: error\[unresolved-target-port\][^\n]*\n$/);
  });

  it('needs a repository', async () => {
    const cwd = workspace(SOUND);
    rmSync(join(cwd, '.git'), { recursive: true });
    expect(await portcullis(['scan', '--changed'], { cwd })).toMatchObject({
      code: 2,
      stderr: 'portcullis: --changed: not a git repository\n',
    });
  });
});

describe('bad input', () => {
  it('is listed with the reason, and never ends the scan', async () => {
    const cwd = workspace({
      'unnamed.yaml': UNNAMED,
      'binary.yaml': new Uint8Array([0x6b, 0, 1, 2, 3]),
      'latin.yaml': Buffer.from('a: caf\xe9\n', 'latin1'),
      'large.yaml': `a: ${'x'.repeat(9 * 1024 * 1024)}\n`,
      'deep.yaml': `apiVersion: v1\nkind: ConfigMap\ndata: ${'['.repeat(10_000)}\n`,
      'bomb.yaml': bomb(),
    });
    symlinkSync('nowhere.yaml', join(cwd, 'broken-link.yaml'));
    symlinkSync('/etc/hostname', join(cwd, 'outside.yaml'));
    expect((await runProcess('mkfifo', ['pipe.yaml'], { cwd })).code).toBe(0);
    mkdirSync(join(cwd, 'folder'));
    symlinkSync('..', join(cwd, 'folder/loop'));
    const { code, stdout } = await portcullis(['scan', '--format', 'json'], { cwd });
    expect(code).toBe(1);
    const report = JSON.parse(stdout);
    const skipped = report.files.skipped.map((file: { path: string }) => file.path);
    expect(skipped).toEqual(
      expect.arrayContaining([
        'binary.yaml',
        'broken-link.yaml',
        'folder/loop',
        'large.yaml',
        'latin.yaml',
        'outside.yaml',
        'pipe.yaml',
      ]),
    );
    const files = new Set(report.findings.map((finding: { file: string }) => finding.file));
    expect(files).toContain('unnamed.yaml');
    expect(files).toContain('deep.yaml');
  });
});

describe('the process', () => {
  it('keeps its verdict when nobody reads to the end', async () => {
    const many = Array.from({ length: 150 }, (_, index) => UNNAMED.replace(/web/g, `web-${index}`)).join('---\n');
    const cwd = workspace({ 'many.yaml': many });
    const words = [
      '-c',
      `"$0" "$1" scan --format github | head -c 10; exit "\${PIPESTATUS[0]}"`,
      process.execPath,
      CLI,
    ];
    const { code, stdout, stderr } = await runProcess('bash', words, { cwd });
    expect({ code, stdout: stdout.length, stderr }).toEqual({ code: 1, stdout: 10, stderr: '' });
  });

  it('ends 130 on Ctrl-C, with nothing on standard output', async () => {
    const cwd = workspace({});
    const child = spawn(process.execPath, [CLI, 'scan', '-'], { cwd });
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    // It has started once it takes input; more than a pipe holds, so the write ends only when it reads.
    await new Promise((resolve) => child.stdin.write('#'.repeat(1024 * 1024), resolve));
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  });

  it('ends 4 on a crash, with what to report', async () => {
    const broken = workspace({ 'dist/cli.js': readFileSync(CLI), 'dist/cli-main.js': 'throw new Error("a bug");' });
    const { code, stdout, stderr } = await runProcess(process.execPath, [join(broken, 'dist/cli.js'), 'scan']);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('please report');
    expect(stderr).toContain('Error: a bug');
  });
});

function bomb(): string {
  const lines = ['apiVersion: v1', 'kind: ConfigMap', 'a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level <= 12; level += 1) {
    const aliases = Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ');
    lines.push(`a${level}: &a${level} [${aliases}]`);
  }
  return `${lines.join('\n')}\n`;
}

function charter(spec: string): string {
  return `apiVersion: portcullis.dev/v1alpha1\nkind: PortGuardrails\nmetadata: {name: default}\nspec:\n  ${spec}\n`;
}
