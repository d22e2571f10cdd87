import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { violations } from '../../server/src/reports/schema-check';
import { DEPLOYMENT, example, portcullis, workspace } from './process';

function golden(name: string): string {
  return readFileSync(new URL(`fixtures/reach/${name}`, import.meta.url), 'utf8');
}

let folder = '';
beforeAll(() => {
  folder = workspace(example('reach'));
});

const DENIED = ['--from', 'shop/frontend', '--to', 'shop/ledger', '--port', '5432'];
const THROUGH = ['--from', 'shop/frontend', '--to', 'shop/Service/payments', '--port', 'https'];
const INTERNET = ['--from', 'internet', '--to', 'shop/frontend', '--port', '8080'];

async function explained(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await portcullis(['explain', ...words], { cwd: folder });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
}

describe('explain', () => {
  it.each([
    ['denied', DENIED],
    ['through', THROUGH],
    ['internet', INTERNET],
  ])('%s, in words', async (name, words) => {
    const text = await explained(...words);
    expect(text).toBe(golden(`explain-${name}.txt`));
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('markdown', async () => {
    expect(await explained(...DENIED, '--format', 'markdown')).toBe(golden('explain.md'));
  });

  it('json keeps to the published schema, and its places are right', async () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../schemas/portcullis.explain.schema.json', import.meta.url), 'utf8'),
    );
    for (const words of [DENIED, THROUGH, INTERNET]) {
      expect(violations(schema, JSON.parse(await explained(...words, '--format', 'json')))).toEqual([]);
    }
    const report = JSON.parse(await explained(...DENIED, '--format', 'json'));
    const [{ ingress }] = report.environments[0].ways;
    const text = example('reach')['policies.yaml']?.split('\n') ?? [];
    const { line, column } = ingress.nearest[0].place;
    expect(text[line - 1]?.slice(column - 1)).toBe('podSelector:');
    expect(ingress.isolatedBy.map(({ name }: { name: string }) => name)).toEqual(['default-deny', 'ledger']);
  });

  it('paths are those people type, and in JSON those below the root', async () => {
    const cwd = workspace(
      Object.fromEntries(Object.entries(example('reach')).map(([path, text]) => [`deploy/${path}`, text])),
    );
    const inside = `${cwd}/deploy`;
    expect((await portcullis(['explain', ...DENIED], { cwd: inside })).stdout).toContain('(policies.yaml:2)');
    const json = (await portcullis(['explain', ...DENIED, '--format', 'json'], { cwd: inside })).stdout;
    expect(JSON.parse(json).environments[0].ways[0].ingress.isolatedBy[0].place.file).toBe('policies.yaml');
    const above = workspace(
      Object.fromEntries(
        Object.entries(example('reach')).flatMap(([path, text]) =>
          path === 'portcullis.yaml' ? [] : [[`deploy/${path}`, text]],
        ),
      ),
    );
    const below = (await portcullis(['explain', ...DENIED, '--format', 'json'], { cwd: `${above}/deploy` })).stdout;
    expect(JSON.parse(below).environments[0].ways[0].ingress.isolatedBy[0].place.file).toBe('deploy/policies.yaml');
  });

  it('quiet is the verdict', async () => {
    expect(await explained(...DENIED, '--quiet')).toBe('shop/frontend => shop/ledger : TCP 5432 is denied\n');
  });

  it('nodes, addresses and UDP', async () => {
    expect(await explained('--from', 'nodes', '--to', 'shop/ledger', '--port', '5432', '-q')).toContain('is unknown');
    expect(await explained('--from', '10.1.2.3', '--to', 'shop/ledger', '--port', '53/UDP', '-q')).toBe(
      '10.1.2.3 => shop/ledger : UDP 53 is denied\n',
    );
  });

  it.each([
    [['--from', 'shop/frontend'], 'portcullis explain needs --to and --port: '],
    [[...DENIED.slice(0, 4), '--port', '5432/ICMP'], '--port: unknown protocol "ICMP"'],
    [[...DENIED.slice(0, 4), '--port', 'A B'], '--port cannot be "A B"'],
    [[...DENIED.slice(0, 4), '--port', '70000'], '--port cannot be "70000"'],
    [['--from', 'nodes', '--to', 'internet', '--port', '80'], 'between the nodes and what is not a workload'],
    [['--from', 'shop/ledgr', '--to', 'shop/frontend', '--port', '80'], '--from shop/ledgr: "shop/ledgr" is not here'],
  ])('%j ends 2 with one line', async (words, message) => {
    const { code, stdout, stderr } = await portcullis(['explain', ...words], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`portcullis: ${message}`);
  });

  it('answers for each environment that has both ends', async () => {
    const cwd = workspace({
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'base/web.yaml': DEPLOYMENT,
      'dev/kustomization.yaml': 'resources: [../base, deny.yaml]\nnamespace: shop\n',
      'dev/deny.yaml':
        'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\nspec: {podSelector: {}}\n',
      'prod/kustomization.yaml': 'resources: [../base]\nnamespace: shop\n',
    });
    const words = ['explain', '--from', '1.2.3.4', '--to', 'shop/web', '--port', '80'];
    const { stdout } = await portcullis([...words, '--quiet'], { cwd });
    expect(stdout).toBe(
      '# dev\n1.2.3.4 => shop/web : TCP 80 is denied\n# prod\n1.2.3.4 => shop/web : TCP 80 is allowed\n',
    );
    const whole = await portcullis(words, { cwd });
    expect(whole.stdout).toContain('NetworkPolicy shop/deny isolates it (dev/deny.yaml:1)');
  });
});
