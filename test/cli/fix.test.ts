import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { portcullis, runProcess, SERVICE, SOUND, workspace } from './process';

const TWO_PORTS = SERVICE.replace('targetPort: http', 'targetPort: 80 # kept\n  - port: 81 # mine');
const NAMED = TWO_PORTS.replace('- port: 81 # mine', '- port: 81 # mine\n    name: port-81');
const BYTES = {
  'lf.yaml': TWO_PORTS,
  'crlf.yaml': `\ufeff${TWO_PORTS.replace(/\n/g, '\r\n').replace(/web/g, 'other')}`,
};

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

describe('--fix', () => {
  it('applies the safe fixes, says so on standard error, and reports what is left', async () => {
    const cwd = workspace(BYTES);
    const { code, stdout, stderr } = await portcullis(['scan', '--fix'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toBe('No findings in 2 files\n');
    expect(stderr).toMatch(/^Fixed 2 findings:\n {2}crlf\.yaml:12: .*\(unnamed-service-port\)\n {2}lf\.yaml:12: /);
    expect(read(cwd, 'lf.yaml')).toBe(NAMED);
    expect(read(cwd, 'crlf.yaml')).toBe(`\ufeff${NAMED.replace(/\n/g, '\r\n').replace(/web/g, 'other')}`);
    expect((await portcullis(['scan', '--fix'], { cwd })).stderr).toBe('No safe fixes\n');
  });

  it('keeps to the PATHs', async () => {
    const cwd = workspace(BYTES);
    await portcullis(['scan', '--fix', 'lf.yaml'], { cwd });
    expect(read(cwd, 'lf.yaml')).toBe(NAMED);
    expect(read(cwd, 'crlf.yaml')).toBe(BYTES['crlf.yaml']);
  });
});

describe('--diff', () => {
  it('prints a patch that git applies, and changes nothing', async () => {
    const cwd = workspace({ ...BYTES, 'with space/ü.yaml': TWO_PORTS.replace(/web/g, 'third').trimEnd() });
    const { code, stdout, stderr } = await portcullis(['scan', '--diff'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('The patch fixes 3 findings:');
    expect(read(cwd, 'lf.yaml')).toBe(TWO_PORTS);
    writeFileSync(join(cwd, 'fixes.patch'), stdout);
    const git = await runProcess('git', ['apply', '--verbose', 'fixes.patch'], { cwd });
    expect(git).toMatchObject({ code: 0 });
    expect(read(cwd, 'lf.yaml')).toBe(NAMED);
    expect(read(cwd, 'crlf.yaml')).toBe(`\ufeff${NAMED.replace(/\n/g, '\r\n').replace(/web/g, 'other')}`);
    expect(await portcullis(['scan'], { cwd })).toMatchObject({ code: 0 });
  });

  it('is empty where there is nothing to fix', async () => {
    expect(await portcullis(['scan', '--diff'], { cwd: workspace(SOUND) })).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'No safe fixes\n',
    });
  });
});

describe('suppression', () => {
  it('hides findings, and --no-suppress shows them', async () => {
    const cwd = workspace({
      'a.yaml': TWO_PORTS.replace('# mine', '# portcullis: ignore unnamed-service-port -- later'),
    });
    expect(await portcullis(['scan'], { cwd })).toMatchObject({
      code: 0,
      stdout: 'No findings in 1 file (1 suppressed)\n',
    });
    const { code, stdout } = await portcullis(['scan', '--no-suppress'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/= suppressed: by .*later/);
  });
});

describe('a baseline', () => {
  it('takes the findings of today, and only new ones fail', async () => {
    const cwd = workspace({ 'a.yaml': TWO_PORTS });
    const wrote = await portcullis(['scan', '--write-baseline', 'baseline.json'], { cwd });
    expect(wrote).toMatchObject({ code: 0, stderr: 'Wrote 1 finding to baseline.json\n' });
    expect(await portcullis(['scan', '--baseline', 'baseline.json'], { cwd })).toMatchObject({ code: 0 });
    writeFileSync(join(cwd, 'a.yaml'), `# moved\n\n${TWO_PORTS}`);
    expect(await portcullis(['scan', '--baseline', 'baseline.json'], { cwd })).toMatchObject({ code: 0 });
    writeFileSync(join(cwd, 'b.yaml'), TWO_PORTS.replace(/web/g, 'new'));
    const { code, stdout } = await portcullis(['scan', '--baseline', 'baseline.json', '--quiet'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^b\.yaml:12:[^\n]*\n$/);
    // Written again with it, the old ones stay.
    await portcullis(['scan', '--baseline', 'baseline.json', '--write-baseline', 'baseline.json'], { cwd });
    expect(await portcullis(['scan', '--baseline', 'baseline.json'], { cwd })).toMatchObject({ code: 0 });
  });

  it('that is none ends 2', async () => {
    const cwd = workspace({ ...SOUND, 'baseline.json': '[' });
    expect(await portcullis(['scan', '--baseline', 'baseline.json'], { cwd })).toMatchObject({ code: 2, stdout: '' });
    expect((await portcullis(['scan', '--baseline', 'none.json'], { cwd })).stderr).toContain(
      '--write-baseline none.json makes one',
    );
  });
});
