import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BROKEN, CLI, portcullis, runProcess, SOUND, workspace } from './process';

describe('help and version', () => {
  it.each([
    [[]],
    [['--help']],
    [['help']],
    [['scan', '--help']],
    [['help', 'guardrails']],
    [['init', '-h']],
    [['lsp', '--help']],
  ])('%j ends 0, on standard output, in 80 columns', async (words) => {
    const { code, stdout, stderr } = await portcullis(words);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/Usage: portcullis/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThan(80);
  });

  it('shows the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect((await portcullis(['--version'])).stdout).toBe(`portcullis ${version}\n`);
  });
});

describe('wrong usage ends 2 with one line and the nearest match', () => {
  it.each([
    [['scna'], 'unknown verb "scna"; did you mean "scan"?'],
    [['mend'], 'unknown verb "mend"; the verbs are scan, reach, explain, diff, test, guardrails, init, lsp, help'],
    [['help', 'scna'], 'unknown verb "scna"; did you mean "scan"?'],
    [['scna', '--help'], 'unknown verb "scna"; did you mean "scan"?'],
    [['--vresion'], 'unknown option --vresion; did you mean "--version"?'],
    [['scan', '--formt', 'json'], 'unknown option --formt of portcullis scan; did you mean "--format"?'],
    [['scan', '--format', 'sariv'], '--format cannot be "sariv"; did you mean "sarif"?'],
    [['scan', '--fix', '--diff'], '--fix and --diff exclude each other: --diff changes nothing'],
    [['scan', '--fix', '-'], '--fix cannot be used with standard input'],
    [['scan', '-', 'x'], '- (standard input) cannot be scanned together with other paths'],
    [['scan', '--stdin-filename', 'x.yaml'], '--stdin-filename needs standard input: portcullis scan -'],
    [
      ['guardrails', 'unresolved-target-prot'],
      'unknown guardrail "unresolved-target-prot"; did you mean "unresolved-target-port"?',
    ],
    [['lsp'], 'portcullis lsp needs --stdio'],
    [['lsp', '--stdio', '--foo'], 'unknown option --foo of portcullis lsp; portcullis lsp --help lists them'],
    [['lsp', '--stdoi', '--stdio'], 'unknown option --stdoi of portcullis lsp; did you mean "--stdio"?'],
    [['lsp', '--stdio', 'x'], 'portcullis lsp does not take "x": portcullis lsp --stdio'],
    [['init', '--format', 'json'], 'portcullis init takes no --format: what it writes is always portcullis.yaml'],
    [
      ['init', '--environment=a'],
      'portcullis init takes no --environment: one portcullis.yaml is for all environments',
    ],
    [['init', '-', '--config', 'x.yaml'], '- prints the file, and --config writes it: choose one'],
    [['scan', '--format', 'json', '--format', 'text'], '--format can be given once'],
    [['guardrails', '--config', 'x', '--environment', 'a', '--environment', 'b'], '--environment can be given once'],
    [['init', 'no-such-folder'], 'no-such-folder: no such folder'],
  ])('%j', async (words, message) => {
    expect(await portcullis(words)).toMatchObject({ code: 2, stdout: '', stderr: `portcullis: ${message}\n` });
  });

  it('names a missing path, what is near it, and that patterns are not expanded', async () => {
    const cwd = workspace(SOUND);
    const stderr = async (path: string): Promise<string> => (await portcullis(['scan', path], { cwd })).stderr;
    expect(await stderr('servce.yaml')).toBe(
      'portcullis: servce.yaml: no such file or folder; did you mean "service.yaml"?\n',
    );
    expect(await stderr('x*.yaml')).toContain('patterns are not expanded here');
    expect((await portcullis(['scan', 'nothing'], { cwd })).code).toBe(2);
  });

  it('lists the environments where one is unknown', async () => {
    const kustomization = 'resources: [service.yaml]\n';
    const cwd = workspace({
      'dev/kustomization.yaml': kustomization,
      'dev/service.yaml': BROKEN['service.yaml'],
      'prod/kustomization.yaml': kustomization,
      'prod/service.yaml': BROKEN['service.yaml'],
    });
    const { code, stderr } = await portcullis(['scan', '--environment', 'staging'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^portcullis: unknown environment "staging"; there is .*"dev".*"prod"/);
    const near = await portcullis(['scan', '--environment', 'prud'], { cwd });
    expect(near.stderr).toBe('portcullis: unknown environment "prud"; did you mean "prod"?\n');
  });
});

describe('guardrails', () => {
  it('lists them, with the severities that a charter sets', async () => {
    const cwd = workspace({ 'p.yaml': charter('guardrails: {node-port-collision: info}') });
    const { code, stdout } = await portcullis(['guardrails', '--config', 'p.yaml', '--format', 'json'], { cwd });
    expect(code).toBe(0);
    const { guardrails } = JSON.parse(stdout);
    expect(guardrails.find((guardrail: { id: string }) => guardrail.id === 'node-port-collision').severity).toBe(
      'info',
    );
    const text = (await portcullis(['guardrails'])).stdout;
    expect(text).toMatch(/node-port-collision {2,}error {2,}\S/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('shows the page of one', async () => {
    const { code, stdout } = await portcullis(['guardrails', 'unresolved-target-port']);
    expect(code).toBe(0);
    expect(stdout).toContain('What it finds');
    expect(stdout).toContain('Why it matters');
    expect(stdout).not.toContain('```');
    const markdown = await portcullis(['guardrails', 'unresolved-target-port', '--format', 'markdown']);
    expect(markdown.stdout).toContain('```yaml');
  });
});

describe('init', () => {
  it('writes a charter that the scan accepts, and never over another one', async () => {
    const cwd = workspace(SOUND);
    const first = await portcullis(['init'], { cwd });
    expect(first).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'Wrote portcullis.yaml from 2 files; next: portcullis scan\n',
    });
    const text = readFileSync(join(cwd, 'portcullis.yaml'), 'utf8');
    expect(text).toContain('port: 80');
    expect(await portcullis(['scan'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(await portcullis(['init'], { cwd })).toMatchObject({
      code: 2,
      stderr: 'portcullis: portcullis.yaml is there already; --force replaces it\n',
    });
    expect(await portcullis(['init', '--force', '--quiet'], { cwd })).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect((await portcullis(['init', '-'], { cwd })).stdout).toBe(text);
  });

  it('writes the file that --config names', async () => {
    const cwd = workspace(SOUND);
    expect(await portcullis(['init', '--config', 'team.yaml'], { cwd })).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, 'team.yaml'), 'utf8')).toContain('kind: PortGuardrails');
    expect(await portcullis(['scan', '--config', 'team.yaml'], { cwd })).toMatchObject({ code: 0 });
  });
});

describe('what is loaded', () => {
  it('starts the language server for lsp --stdio', async () => {
    const said = (message: object): string => {
      const text = JSON.stringify({ jsonrpc: '2.0', ...message });
      return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
    };
    const input =
      said({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } }) +
      said({ method: 'initialized', params: {} }) +
      said({ id: 2, method: 'shutdown' }) +
      said({ method: 'exit' });
    // An editor keeps its end open until the server is gone.
    const server = spawn(process.execPath, [CLI, 'lsp', '--stdio']);
    let stdout = '';
    server.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    server.stdin.write(input);
    const code = await new Promise((resolve) => server.on('close', resolve));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Content-Length: \d+\r\n/);
    expect(stdout).toContain('"capabilities"');
  });

  it('keeps the language server library out of the command line', () => {
    for (const file of [CLI, CLI.replace(/cli\.js$/, 'cli-main.js')]) {
      expect(readFileSync(file, 'utf8')).not.toMatch(/textDocument\/|vscode-jsonrpc|vscode-languageserver/);
    }
  });

  it('answers --version from a file of a few kilobytes that loads nothing else', async () => {
    expect(readFileSync(CLI).length).toBeLessThan(20_000);
    const alone = workspace({ 'dist/cli.js': readFileSync(CLI) });
    const { code, stdout } = await runProcess(process.execPath, [join(alone, 'dist/cli.js'), '--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^portcullis \d/);
  });
});

function charter(spec: string): string {
  return `apiVersion: portcullis.dev/v1alpha1\nkind: PortGuardrails\nmetadata: {name: default}\nspec:\n  ${spec}\n`;
}
