import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BROKEN, portcullis, SERVICE, workspace } from './process';

const COMMENTED = SERVICE.replace(/web/g, 'lone').replace(
  'targetPort: http',
  'targetPort: 99999 # portcullis: ignore invalid-port-number -- known',
);

describe('--write-baseline', () => {
  it('counts what an earlier baseline held once', async () => {
    const cwd = workspace(BROKEN);
    await portcullis(['scan', '--write-baseline', 'one.json'], { cwd });
    const words = ['scan', '--baseline', 'one.json', '--write-baseline', 'two.json'];
    const { stdout, stderr } = await portcullis(words, { cwd });
    expect(stderr).toBe('Wrote 1 finding to two.json\n');
    expect(stdout).toBe('No findings in 2 files (1 suppressed)\n');
    expect(readFileSync(join(cwd, 'two.json'), 'utf8')).toBe(readFileSync(join(cwd, 'one.json'), 'utf8'));
  });

  it('writes the same with --no-suppress: what a comment silences is none of it', async () => {
    const cwd = workspace({ ...BROKEN, 'lone.yaml': COMMENTED });
    await portcullis(['scan', '--write-baseline', 'one.json'], { cwd });
    const { stderr } = await portcullis(['scan', '--no-suppress', '--write-baseline', 'two.json'], { cwd });
    expect(stderr).toBe('Wrote 1 finding to two.json\n');
    expect(readFileSync(join(cwd, 'two.json'), 'utf8')).toBe(readFileSync(join(cwd, 'one.json'), 'utf8'));
  });
});
