import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { violations } from '../../server/src/reports/schema-check';
import { BROKEN, portcullis, SERVICE, workspace } from './process';

/** The same small workspace in every format, against files that a person has read. */
const FILES = {
  'deploy/service.yaml': SERVICE.replace('targetPort: http', 'targetPort: http\n  - port: 9090'),
  'deploy/web.yaml': BROKEN['web.yaml'],
};
let folder = '';

beforeAll(() => {
  folder = workspace(FILES);
});

function golden(name: string): string {
  return readFileSync(fileURLToPath(new URL(`fixtures/golden/${name}`, import.meta.url)), 'utf8');
}

async function scanned(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await portcullis(['scan', ...words], { cwd: folder });
  expect(stderr).toBe('');
  expect(code).toBe(1);
  return stdout;
}

describe('every format', () => {
  it.each([
    ['text', 'text.txt'],
    ['github', 'github.txt'],
    ['gitlab', 'gitlab.json'],
    ['junit', 'junit.xml'],
    ['checkstyle', 'checkstyle.xml'],
    ['markdown', 'markdown.md'],
  ])('%s', async (format, file) => {
    expect(await scanned('--format', format)).toBe(golden(file));
  });

  it('json', async () => {
    const report = JSON.parse(await scanned('--format', 'json'));
    const rest = { ...report, tool: { ...report.tool, version: 'VERSION', guardrails: [] } };
    expect(`${JSON.stringify(rest, undefined, 2)}\n`).toBe(golden('json.json'));
    const ids = report.tool.guardrails.map((guardrail: { id: string }) => guardrail.id);
    expect(ids).toContain('unresolved-target-port');
  });

  it('json keeps to the published schema', async () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../schemas/portcullis.scan.schema.json', import.meta.url), 'utf8'),
    );
    expect(violations(schema, JSON.parse(await scanned('--format', 'json')))).toEqual([]);
  });

  it('sarif', async () => {
    const report = JSON.parse(await scanned('--format', 'sarif'));
    const [run] = report.runs;
    const { rules } = run.tool.driver;
    for (const result of run.results) expect(rules[result.ruleIndex].id).toBe(result.ruleId);
    for (const rule of rules) {
      expect(rule.helpUri).toMatch(new RegExp(`^file:///.*/docs/guardrails/${rule.id}\\.md$`));
      expect(rule.help.markdown).toContain('What it finds');
    }
    run.tool.driver = { name: run.tool.driver.name };
    for (const result of run.results) delete result.ruleIndex;
    expect(`${JSON.stringify(report, undefined, 2)}\n`).toBe(golden('sarif.json'));
  });
});

describe('the same findings', () => {
  it('in the same order twice, and whatever PATH names the workspace', async () => {
    const first = await scanned('--format', 'json');
    expect(await scanned('--format', 'json')).toBe(first);
    expect(await scanned('--format', 'json', folder)).toBe(first);
    const files = await scanned('--format', 'json', 'deploy/web.yaml', 'deploy/service.yaml');
    expect(JSON.parse(files).findings).toEqual(JSON.parse(first).findings);
  });

  it('with paths for people from where they are, for services from the repository, for programs from the root', async () => {
    const nested = workspace({
      'infra/portcullis.yaml': CHARTER,
      'infra/a/service.yaml': SERVICE,
      'infra/a/web.yaml': BROKEN['web.yaml'],
    });
    const run = async (format: string): Promise<string> =>
      (await portcullis(['scan', '--format', format], { cwd: `${nested}/infra/a` })).stdout;
    expect(await run('text')).toContain('--> service.yaml:11:17');
    expect(await run('github')).toContain('file=infra/a/service.yaml,');
    expect(JSON.parse(await run('json')).findings[0].file).toBe('a/service.yaml');
  });
});

describe('text', () => {
  it('has colours only when asked for, and NO_COLOR is no match for --color', async () => {
    const start = '\u001b[';
    expect(await scanned()).not.toContain(start);
    expect(await scanned('--color', 'always')).toContain(start);
    const loud = await portcullis(['scan', '--color=always'], { cwd: folder, environment: { NO_COLOR: '1' } });
    expect(loud.stdout).toContain(start);
    const forced = await portcullis(['scan'], { cwd: folder, environment: { NO_COLOR: '1', FORCE_COLOR: '1' } });
    expect(forced.stdout).not.toContain(start);
  });

  it('is one line a finding with --quiet', async () => {
    expect(await scanned('--quiet')).toBe(golden('quiet.txt'));
  });

  it('escapes what would act on the terminal', async () => {
    const hostile = workspace({
      'web.yaml': BROKEN['web.yaml'],
      'service.yaml': SERVICE.replace('targetPort: http', 'targetPort: http # \u001b]0;title\u0007\u202e'),
    });
    const { stdout } = await portcullis(['scan'], { cwd: hostile });
    expect(stdout).toContain('\\u{1b}]0;title\\u{7}\\u{202e}');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
  });
});

const CHARTER = `apiVersion: portcullis.dev/v1alpha1
kind: PortGuardrails
metadata:
  name: default
spec:
  profile: default
`;

/** Written as a number, the second port would be the first one once more. */
const NO_NUMBER = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - name: one
    port: 80
  - name: two
    port: "80"
`;

describe('a fix that the proof rejects', () => {
  it.each([[['--format', 'json']], [['--format', 'json', '--quiet']], [['--format', 'sarif', '--quiet']]])(
    'is never called safe: %j',
    async (words) => {
      const cwd = workspace({ 'service.yaml': NO_NUMBER });
      const { stdout } = await portcullis(['scan', ...words], { cwd });
      expect(stdout).toContain('"safe": false');
      expect(stdout).not.toContain('"safe": true');
    },
  );
});
