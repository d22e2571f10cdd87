import { describe, expect, it } from 'vitest';
import { BROKEN, portcullis, SOUND, workspace } from './process';

const charter = (spec: string): string => `apiVersion: portcullis.dev/v1alpha1\nkind: PortGuardrails\nspec:\n${spec}`;

const BY_ENVIRONMENT = charter(`  environments:
  - {name: dev, include: ["*.yaml"], overrides: {guardrails: {unresolved-target-port: info}}}
  - {name: prod, include: ["*.yaml"]}
`);

describe('--environment', () => {
  it.each([
    [['dev'], 0, 'info'],
    [['prod'], 1, 'error'],
    [['dev', 'prod'], 1, 'error'],
    [[], 1, 'error'],
  ])('%j takes the severity that holds there', async (names, code, severity) => {
    const cwd = workspace({ ...BROKEN, 'portcullis.yaml': BY_ENVIRONMENT });
    const words = names.flatMap((name) => ['--environment', name]);
    const scan = await portcullis(['scan', '--format', 'json', ...words], { cwd });
    expect(scan.code).toBe(code);
    expect(JSON.parse(scan.stdout).findings.map((finding: { severity: string }) => finding.severity)).toEqual([
      severity,
    ]);
  });
});

describe('broken charters', () => {
  it('of several workspaces are all named on standard error', async () => {
    const broken = charter('  profil: strict\n');
    const cwd = workspace({
      'one/portcullis.yaml': charter('  profile: default\n'),
      'one/a.yaml': `${SOUND['service.yaml']}---\n${SOUND['web.yaml']}`,
      'two/portcullis.yaml': broken,
      'three/portcullis.yaml': broken,
    });
    const { code, stderr } = await portcullis(['scan', 'one', 'two', 'three'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('two/portcullis.yaml is broken');
    expect(stderr).toContain('three/portcullis.yaml is broken');
    expect(stderr).not.toContain('one/portcullis.yaml is broken');
  });

  it('are not turned off by what they say themselves', async () => {
    const cwd = workspace({ 'portcullis.yaml': charter('  profil: strict\n  guardrails: {invalid-charter: off}\n') });
    const { code, stdout } = await portcullis(['scan', '--format', 'json'], { cwd });
    expect(code).toBe(2);
    expect(JSON.parse(stdout).findings).toMatchObject([{ guardrail: 'invalid-charter' }]);
  });
});
