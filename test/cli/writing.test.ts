import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BROKEN, DEPLOYMENT, portcullis, SERVICE, SOUND, workspace } from './process';

/** A workspace in `w`, and beside it a file that is none of ours. */
function withStranger(files: Readonly<Record<string, string>>): { cwd: string; stranger: string } {
  const root = workspace({ 'out/x': 'precious' });
  const cwd = join(root, 'w');
  mkdirSync(cwd);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(cwd, path), text);
  return { cwd, stranger: join(root, 'out/x') };
}

describe('--write-baseline', () => {
  it.each(['base.json', 'base.json.new', 'base.json.tmp'])(
    'writes through no link that was planted as %s',
    async (name) => {
      const { cwd, stranger } = withStranger(BROKEN);
      symlinkSync('../out/x', join(cwd, name));
      expect((await portcullis(['scan', '--isolated', '--write-baseline', 'base.json'], { cwd })).code).toBe(0);
      expect(readFileSync(stranger, 'utf8')).toBe('precious');
      expect(lstatSync(join(cwd, 'base.json')).isFile()).toBe(true);
      expect(readFileSync(join(cwd, 'base.json'), 'utf8')).toContain('unresolved-target-port');
    },
  );

  it('makes no folder', async () => {
    const cwd = workspace(BROKEN);
    const { code, stderr } = await portcullis(['scan', '--write-baseline', 'no/x.json'], { cwd });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'portcullis: --write-baseline: no/x.json cannot be written: its folder is missing\n',
    });
    expect(existsSync(join(cwd, 'no'))).toBe(false);
  });

  it('replaces no device', async () => {
    const cwd = workspace(BROKEN);
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    const { code, stderr } = await portcullis(['scan', '--write-baseline', 'pipe'], { cwd });
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'portcullis: --write-baseline: pipe is not a regular file\n' });
  });

  it('says nothing with -q, and leaves nothing behind', async () => {
    const cwd = workspace(SOUND);
    const { stderr } = await portcullis(['scan', '-q', '--write-baseline', 'x.json'], { cwd });
    expect(stderr).toBe('');
    expect(readdirSync(cwd).sort()).toEqual(['.git', 'service.yaml', 'web.yaml', 'x.json']);
  });
});

describe('--baseline', () => {
  it('waits for no pipe', async () => {
    const cwd = workspace(BROKEN);
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    expect(await portcullis(['scan', '--baseline', 'pipe'], { cwd })).toMatchObject({
      code: 2,
      stderr: 'portcullis: --baseline: pipe cannot be read (not a regular file)\n',
    });
  });

  it('says how to make one where it is missing', async () => {
    const { code, stderr } = await portcullis(['scan', '--baseline', 'b.json'], { cwd: workspace(BROKEN) });
    expect(code).toBe(2);
    expect(stderr).toContain('b.json cannot be read (no such file); --write-baseline b.json makes one');
  });
});

describe('init', () => {
  it('--force replaces a link, not what it leads to', async () => {
    const { cwd, stranger } = withStranger(SOUND);
    symlinkSync('../out/x', join(cwd, 'portcullis.yaml'));
    expect((await portcullis(['init', '--force'], { cwd })).code).toBe(0);
    expect(readFileSync(stranger, 'utf8')).toBe('precious');
    expect(lstatSync(join(cwd, 'portcullis.yaml')).isFile()).toBe(true);
  });

  it('takes a link that leads nowhere for a file that is there', async () => {
    const { cwd } = withStranger(SOUND);
    symlinkSync('../out/new', join(cwd, 'portcullis.yaml'));
    expect(await portcullis(['init'], { cwd })).toMatchObject({
      code: 2,
      stderr: 'portcullis: portcullis.yaml is there already; --force replaces it\n',
    });
    expect(existsSync(join(cwd, '../out/new'))).toBe(false);
  });

  it('invents no port for an empty folder', async () => {
    const cwd = workspace({});
    const { stdout } = await portcullis(['init', '-'], { cwd });
    expect(stdout).toContain('No Service uses a port yet');
    expect(stdout).not.toContain('in use today');
  });
});

describe('--strict ends 3 on what was not analysed', () => {
  it.each([
    ['deep nesting', `kind: Service\napiVersion: v1\nx: ${'['.repeat(2000)}${']'.repeat(2000)}\n`],
    ['a template', 'apiVersion: v1\nkind: Service\n{{- if .Values.on }}\nspec: {}\n{{- end }}\n'],
    ['what does not parse', 'apiVersion: v1\nkind: Service\nspec: {ports: [\n'],
  ])('%s', async (_, text) => {
    const cwd = workspace({ ...SOUND, 'odd.yaml': text });
    expect((await portcullis(['scan', '--strict'], { cwd })).code).toBe(3);
    // That somebody has it ignored does not make the answer more complete.
    await portcullis(['scan', '--write-baseline', 'b.json'], { cwd });
    expect((await portcullis(['scan', '--strict', '--baseline', 'b.json'], { cwd })).code).toBe(3);
    expect((await portcullis(['scan', '--strict', 'web.yaml'], { cwd })).code).toBe(0);
  });
});

it('shows what hides in names, on standard error, too', async () => {
  const cwd = workspace({ 'a\u001b[31m/service.yaml': SERVICE, 'a\u001b[31m/web.yaml': DEPLOYMENT });
  const runs = [
    await portcullis(['scan', '--write-baseline', 'a\u001b[31m/b.json'], { cwd }),
    await portcullis(['scan', '--diff'], { cwd: join(cwd, 'a\u001b[31m') }),
    await portcullis(['init', 'a\u001b[31m'], { cwd }),
    await portcullis(['scan', 'a\u001b[31m/none.yaml'], { cwd }),
  ];
  for (const { stderr } of runs) expect(stderr).not.toContain('\u001b');
  expect(runs[0]?.stderr).toContain('a\\u{1b}[31m/b.json');
  expect(runs[2]?.stderr).toContain('a\\u{1b}[31m/portcullis.yaml');
});

it('a baseline holds for equal findings of several files, whose fingerprints differ in the report', async () => {
  const dev = { 'dev/service.yaml': SERVICE, 'dev/web.yaml': DEPLOYMENT };
  const prod = { 'prod/service.yaml': SERVICE, 'prod/web.yaml': DEPLOYMENT };
  const cwd = workspace({ ...dev, ...prod });
  const { stdout } = await portcullis(['scan', '--format', 'json'], { cwd });
  const prints: string[] = JSON.parse(stdout).findings.map((finding: { fingerprint: string }) => finding.fingerprint);
  expect(prints).toHaveLength(2);
  expect(new Set(prints).size).toBe(2);
  await portcullis(['scan', '--write-baseline', 'b.json'], { cwd });
  expect((await portcullis(['scan', '--baseline', 'b.json'], { cwd })).code).toBe(0);
  expect((await portcullis(['scan', 'prod', '--baseline', 'b.json'], { cwd })).code).toBe(0);
});
