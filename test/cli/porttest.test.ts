import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check, differences, readPage, withoutMarks } from '../../server/src/guardrails/test-support';
import { violations } from '../../server/src/reports/schema-check';
import { portcullis, workspace } from './process';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const PAGE = read('docs/porttest.md');
const [EXAMPLE] = readPage(PAGE).groups;
const FILES = Object.fromEntries(
  Object.entries(EXAMPLE?.files ?? {}).map(([path, text]) => [path, withoutMarks(text)] as const),
);
const TEST = 'shop.porttest.yaml';
const HOLDING = { ...FILES, [TEST]: (FILES[TEST] ?? '').split('\n').slice(0, -2).join('\n') };

describe('the page about connection assertions', () => {
  it('shows what is found', () => {
    expect(differences(EXAMPLE?.files ?? {}, check(EXAMPLE?.files ?? {}).findings)).toEqual([]);
  });

  it('shows what portcullis test prints', async () => {
    const shown = /```console\n\$ portcullis test\n([\s\S]*?)```/.exec(PAGE)?.[1];
    const { code, stdout, stderr } = await portcullis(['test'], { cwd: workspace(FILES) });
    expect([stdout, stderr, code]).toEqual([shown, '', 1]);
  });
});

describe('portcullis test', () => {
  it('ends 0 where everything holds', async () => {
    const { code, stdout } = await portcullis(['test'], { cwd: workspace(HOLDING) });
    expect([code, stdout.trimEnd().split('\n').at(-1)]).toEqual([0, '4 assertions: 4 hold']);
  });

  it('keeps to the published schema', async () => {
    const { code, stdout } = await portcullis(['test', '--format', 'json'], { cwd: workspace(FILES) });
    expect(code).toBe(1);
    expect(violations(JSON.parse(read('schemas/portcullis.test.schema.json')), JSON.parse(stdout))).toEqual([]);
  });

  it.each([
    ['junit', '<testsuites name="portcullis test" tests="5" failures="1" skipped="0">'],
    ['markdown', '### Portcullis: 5 assertions: 4 hold, 1 fails'],
  ])('speaks %s', async (format, said) => {
    const { stdout } = await portcullis(['test', '--format', format], { cwd: workspace(FILES) });
    expect(stdout).toContain(said);
  });

  it('says only what does not hold with --quiet', async () => {
    const { stdout } = await portcullis(['test', '--quiet'], { cwd: workspace(FILES) });
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  it('judges only the files that the PATHs choose, against the whole workspace', async () => {
    const files = { ...FILES, 'deploy/web.yaml': FILES['shop.yaml'] ?? '', 'shop.yaml': '' };
    const cwd = workspace(files);
    expect((await portcullis(['test', TEST], { cwd })).code).toBe(1);
    const { code, stderr } = await portcullis(['test', 'deploy'], { cwd });
    expect([code, stderr]).toEqual([2, `portcullis: no assertions here; there are some in ${TEST}\n`]);
  });

  it('ends 2 where there are no assertions at all, and says where to write them', async () => {
    const { code, stderr } = await portcullis(['test'], { cwd: workspace({ 'shop.yaml': FILES['shop.yaml'] ?? '' }) });
    expect(code).toBe(2);
    expect(stderr).toContain('*.porttest.yaml');
  });

  it('ends 2 with a broken charter, whatever holds', async () => {
    const { code } = await portcullis(['test'], { cwd: workspace({ ...HOLDING, 'portcullis.yaml': 'kind: Other\n' }) });
    expect(code).toBe(2);
  });

  it('asks the network plugin that is named', async () => {
    const { code, stdout } = await portcullis(['test', '--cni', 'none'], { cwd: workspace(HOLDING) });
    expect(code).toBe(1);
    expect(stdout).toContain('the network plugin enforces no policies');
  });

  it('keeps to one environment, and knows when it is not there', async () => {
    const base = { 'base/kustomization.yaml': 'resources: [shop.yaml]\n', 'base/shop.yaml': FILES['shop.yaml'] ?? '' };
    const overlay = {
      'overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
      'overlays/prod/kustomization.yaml': 'resources: [../../base]\n',
    };
    const cwd = workspace({ ...base, ...overlay, [TEST]: HOLDING[TEST] ?? '' });
    const all = await portcullis(['test'], { cwd });
    expect(all.stdout).toContain('8 assertions: 8 hold');
    const one = await portcullis(['test', '--environment', 'overlays/prod'], { cwd });
    expect(one.stdout).toContain('4 assertions: 4 hold');
    const none = await portcullis(['test', '--environment', 'prod'], { cwd });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('unknown environment "prod"')]);
  });

  it('with --strict ends 3 where an assertion cannot be judged, and 0 without', async () => {
    const unknown = `${HOLDING[TEST]}\n  - {from: "$(WHO)", to: shop/payments, port: 1, expect: denied}\n`;
    const cwd = workspace({ ...HOLDING, [TEST]: unknown });
    expect((await portcullis(['test'], { cwd })).code).toBe(0);
    expect((await portcullis(['test', '--strict'], { cwd })).code).toBe(3);
  });

  it('reads assertions from standard input, in the place of a file', async () => {
    const { [TEST]: input = '', ...rest } = FILES;
    const { code, stdout } = await portcullis(['test', '-', '--stdin-filename', TEST], { cwd: workspace(rest), input });
    expect(code).toBe(1);
    expect(stdout).toContain('5 assertions: 4 hold, 1 fails');
  });
});
