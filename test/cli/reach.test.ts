import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { violations } from '../../server/src/reports/schema-check';
import { CLI, DEPLOYMENT, example, portcullis, workspace } from './process';

function golden(name: string): string {
  return readFileSync(new URL(`fixtures/reach/${name}`, import.meta.url), 'utf8');
}

let folder = '';
beforeAll(() => {
  folder = workspace(example('reach'));
});

async function reached(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await portcullis(['reach', ...words], { cwd: folder });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
}

describe('every format', () => {
  it.each([
    ['text', 'reach.txt'],
    ['csv', 'reach.csv'],
    ['markdown', 'reach.md'],
    ['dot', 'reach.dot'],
    ['mermaid', 'reach.mmd'],
    ['svg', 'reach.svg'],
  ])('%s', async (format, file) => {
    expect(await reached('--format', format)).toBe(golden(file));
  });

  it('json, which keeps to the published schema', async () => {
    const text = await reached('--format', 'json');
    expect(text.replace(/"version":"[^"]*"/, '"version":"VERSION"')).toBe(golden('reach.json'));
    const schema = JSON.parse(
      readFileSync(new URL('../../schemas/portcullis.reach.schema.json', import.meta.url), 'utf8'),
    );
    expect(violations(schema, JSON.parse(text))).toEqual([]);
  });

  it('the svg is drawn without a program: no graph tool is looked for', async () => {
    const { code, stdout } = await portcullis(['reach', '--format', 'svg'], { cwd: folder, environment: { PATH: '' } });
    expect({ code, begins: stdout.slice(0, 4) }).toEqual({ code: 0, begins: '<svg' });
  });
});

describe('--from, --to and --port', () => {
  it('keep to one end', async () => {
    expect(await reached('--to', 'shop/payments', '--quiet')).toBe(
      'monitoring/node-exporter[DaemonSet] => shop/payments[Deployment] : maybe All Connections\n' +
        'nodes => shop/payments[Deployment] : maybe All Connections\n' +
        'shop/frontend[Deployment] => shop/payments[Deployment] : TCP 8443\n',
    );
    expect(await reached('--from', 'shop/Deployment/frontend', '--to', 'shop/payments', '--quiet')).toBe(
      'shop/frontend[Deployment] => shop/payments[Deployment] : TCP 8443\n',
    );
  });

  it('keep to a port, which is TCP where no protocol is given', async () => {
    const words = ['--from', 'shop/frontend', '--to', 'shop/payments'];
    expect(await reached(...words, '--port', '8443')).toContain(': TCP 8443\n');
    expect(await reached(...words, '--port', '8443/UDP')).toBe('');
    expect(await reached(...words, '--port', '8000-9000/tcp')).toContain(': TCP 8443\n');
  });

  it('a Service has ports of its own', async () => {
    expect(await reached('--from', 'shop/frontend', '--to', 'shop/Service/payments')).toBe(
      'shop/frontend[Deployment] => shop/payments[Service] : TCP 443\n',
    );
  });

  it('the internet comes in by what lets it in, and an address meets policies alone', async () => {
    expect(await reached('--from', 'internet', '--to', 'shop/frontend')).toBe(
      'internet => shop/frontend[Deployment] : TCP 8080 # through Ingress shop/shop, Service shop/frontend port 80; ' +
        'packets come from ingress-nginx/ingress-nginx[Deployment]\n',
    );
    expect(await reached('--from', '198.51.100.7', '--to', 'shop/frontend')).toBe('');
    expect(await reached('--from', '198.51.100.0/24', '--to', 'ingress-nginx/ingress-nginx')).toBe(
      '198.51.100.0-198.51.100.255[External] => ingress-nginx/ingress-nginx[Deployment] : All Connections\n',
    );
    expect(await reached('--from', 'shop/frontend', '--to', 'internet')).toBe(
      'shop/frontend[Deployment] => internet : All Connections\n',
    );
  });

  it('nodes', async () => {
    expect(await reached('--from', 'nodes', '--to', 'shop/ledger')).toBe(
      'nodes => shop/ledger[StatefulSet] : maybe All Connections\n',
    );
  });

  it.each([
    [['--from', 'shop/frontent'], '--from shop/frontent: "shop/frontent" is not here; did you mean'],
    [['--to', 'nowhere/x'], '--to nowhere/x: "nowhere/x" is not here'],
    [['--from', 'shop/Service/payments', '--to', 'shop/ledger'], '--from: a Service opens no connections'],
    [['--port', '0'], '--port cannot be "0"; it is a number from 1 to 65535'],
    [['--port', '80/ICMP'], '--port: unknown protocol "ICMP"; it is one of TCP, UDP, SCTP'],
    [['--port', '90-80'], '--port cannot be "90-80"'],
    [['--cni', 'cilum'], '--cni cannot be "cilum"; did you mean "cilium"?'],
    [['--compat', 'np-guard', '--from', 'shop/frontend'], '--compat answers as another tool does; it takes no --from'],
    [['--compat', 'npguard'], '--compat cannot be "npguard"; did you mean "np-guard"?'],
    [['--format', 'png'], '--format cannot be "png"'],
  ])('%j ends 2 with one line', async (words, message) => {
    const { code, stdout, stderr } = await portcullis(['reach', ...words], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`portcullis: ${message}`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('a name that means several things is no name', async () => {
    const other = DEPLOYMENT.replace('kind: Deployment', 'kind: StatefulSet');
    const cwd = workspace({ 'a.yaml': DEPLOYMENT, 'b.yaml': other });
    const { code, stderr } = await portcullis(['reach', '--from', 'default/web'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/Deployment\/web and .*StatefulSet\/web/);
  });
});

describe('environments', () => {
  const overlays = {
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': DEPLOYMENT,
    'dev/kustomization.yaml': 'resources: [../base]\nnamespace: dev\n',
    'prod/kustomization.yaml': 'resources: [../base]\nnamespace: prod\n',
  };

  it('several are headed, one is chosen, and nothing connects two of them', async () => {
    const cwd = workspace(overlays);
    const { stdout } = await portcullis(['reach'], { cwd });
    expect(stdout.split('\n').filter((line) => line.startsWith('#'))).toEqual(['# dev', '# prod']);
    expect(stdout).not.toMatch(/dev\/.*prod\//);
    const one = await portcullis(['reach', '--environment', 'prod'], { cwd });
    expect(one.stdout).toContain('prod/web[Deployment]');
    expect(one.stdout).not.toMatch(/#|dev/);
    expect((await portcullis(['reach', 'prod'], { cwd })).stdout).toBe(one.stdout);
  });

  it('a picture is of one', async () => {
    const cwd = workspace(overlays);
    const { code, stdout, stderr } = await portcullis(['reach', '--format', 'svg'], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'portcullis: --format svg shows one environment; choose one with --environment: "dev", "prod"\n',
    );
    expect((await portcullis(['reach', '--format', 'svg', '--environment', 'dev'], { cwd })).code).toBe(0);
  });

  it('PATHs choose the workloads, whatever else is read', async () => {
    const cwd = workspace({
      'a/web.yaml': DEPLOYMENT,
      'b/api.yaml': DEPLOYMENT.replace(/web/g, 'api'),
      'c/db.yaml': DEPLOYMENT.replace(/web/g, 'db'),
    });
    const { stdout } = await portcullis(['reach', 'a', '--quiet'], { cwd });
    const inside = stdout.split('\n').filter((line) => line !== '' && !/External|nodes/.test(line));
    expect(inside).toEqual([
      'default/api[Deployment] => default/web[Deployment] : All Connections',
      'default/db[Deployment] => default/web[Deployment] : All Connections',
      'default/web[Deployment] => default/api[Deployment] : All Connections',
      'default/web[Deployment] => default/db[Deployment] : All Connections',
    ]);
  });

  it('reads standard input', async () => {
    const { code, stdout } = await portcullis(['reach', '-'], { cwd: workspace({}), input: DEPLOYMENT });
    expect(code).toBe(0);
    expect(stdout).toContain('default/web[Deployment]');
  });
});

describe('the network plugin', () => {
  const deny =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\nspec: {podSelector: {}}\n';
  const charter = (cni: string): string =>
    `apiVersion: portcullis.dev/v1alpha1\nkind: PortGuardrails\nmetadata: {name: x}\nspec: {cluster: {cni: ${cni}}}\n`;

  it('is the one that is asked for, else that of the charter (S079)', async () => {
    const cwd = workspace({ 'web.yaml': DEPLOYMENT, 'deny.yaml': deny, 'portcullis.yaml': charter('flannel') });
    const count = async (...words: string[]): Promise<number> =>
      (await portcullis(['reach', '--to', 'default/web', ...words], { cwd })).stdout
        .split('\n')
        .filter((line) => /External.* =>/.test(line)).length;
    expect(await count()).toBe(2);
    expect(await count('--cni', 'spec')).toBe(0);
    expect(await count('--cni', 'kindnet')).toBe(0);
    expect(await count('--cni', 'flannel')).toBe(2);
  });

  it('of a charter that nobody knows is said, with what is near', async () => {
    const cwd = workspace({ 'web.yaml': DEPLOYMENT, 'portcullis.yaml': charter('calicoo') });
    const { code, stderr } = await portcullis(['reach'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toBe(
      'portcullis: portcullis.yaml: spec.cluster.cni "calicoo" is not known; did you mean "calico"?\n',
    );
  });
});

describe('what was left out', () => {
  it('is said, and the rest of the answer stands', async () => {
    const cwd = workspace({
      'web.yaml': DEPLOYMENT,
      'broken.yaml': 'apiVersion: v1\nkind: Service\nmetadata: [\n',
      'cilium.yaml': 'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: x}\nspec: {}\n',
    });
    const { code, stdout, stderr } = await portcullis(['reach'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('default/web[Deployment]');
    expect(stderr).toMatch(/^portcullis: broken\.yaml:\d+: not analysed: /m);
    expect(stderr).toContain('portcullis: cilium.yaml:1: CiliumNetworkPolicy is not taken into account\n');
    expect((await portcullis(['reach', '--strict'], { cwd })).code).toBe(3);
    expect((await portcullis(['reach', '--quiet'], { cwd })).stderr).toBe('');
    const { notices } = JSON.parse((await portcullis(['reach', '--format', 'json', '--quiet'], { cwd })).stdout);
    expect(notices).toHaveLength(2);
  });

  it('nothing at all is said too', async () => {
    const { code, stdout, stderr } = await portcullis(['reach'], { cwd: workspace({}) });
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: 'portcullis: there are no workloads here\n',
    });
  });

  it('a broken portcullis.yaml ends 2, with its place', async () => {
    const cwd = workspace({
      'web.yaml': DEPLOYMENT,
      'portcullis.yaml': 'apiVersion: portcullis.dev/v1alpha1\nkind: PortGuardrails\nspec: {profile: strickt}\n',
    });
    const { code, stdout, stderr } = await portcullis(['reach'], { cwd });
    expect(code).toBe(2);
    expect(stdout).toContain('default/web[Deployment]');
    expect(stderr).toMatch(/^portcullis: portcullis\.yaml:3: .*strickt/);
  });
});

describe('writing', () => {
  it('colours what asks for it, and NO_COLOR nothing', async () => {
    const coloured = await reached('--color', 'always');
    expect(coloured).toContain('\u001b[');
    expect(await reached()).not.toContain('\u001b[');
  });

  it('very many connections are written while they are worked out, and a closed pipe ends it', async () => {
    const many = Array.from({ length: 400 }, (_, at) => DEPLOYMENT.replace(/web/g, `w${at}`)).join('---\n');
    const cwd = workspace({ 'many.yaml': many });
    const all = await portcullis(['reach', '--quiet'], { cwd });
    expect(all.code).toBe(0);
    expect(all.stdout.split('\n').length - 1).toBe(400 * 399 + 6 * 400);
    const child = spawn(process.execPath, [CLI, 'reach'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const errors: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, errors: Buffer.concat(errors).toString() }).toEqual({ code: 0, errors: '' });
  });

  it.runIf(existsSync('/dev/full'))('results that no disk takes are no success', async () => {
    const cwd = workspace({ 'web.yaml': DEPLOYMENT });
    const child = spawn('/bin/sh', ['-c', '"$0" "$1" reach > /dev/full', process.execPath, CLI], { cwd });
    const errors: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    const code = await new Promise((resolve) => child.on('close', resolve));
    const said = 'portcullis: the results cannot be written: ENOSPC\n';
    expect({ code, errors: Buffer.concat(errors).toString() }).toEqual({ code: 4, errors: said });
  });

  it('the text of --compat is that of the other tool: addresses of one family, no marks, no nodes', async () => {
    const text = await reached('--compat', 'np-guard');
    expect(text).toContain(
      '0.0.0.0-255.255.255.255[External] => ingress-nginx/ingress-nginx[Deployment] : All Connections\n',
    );
    expect(text).not.toMatch(/::|nodes|#|maybe/);
  });
});

it('--compat reads the PATHs alone, whatever repository they lie in', async () => {
  const { code, stdout } = await portcullis(['reach', 'one', '--compat', 'np-guard'], {
    cwd: workspace({
      '.git/HEAD': 'ref: refs/heads/main\n',
      'one/web.yaml': DEPLOYMENT,
      'two/api.yaml': DEPLOYMENT.replaceAll('web', 'api'),
    }),
  });
  expect(code).toBe(0);
  expect(stdout).toContain('web[Deployment]');
  expect(stdout).not.toContain('api[Deployment]');
});
