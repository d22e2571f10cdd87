import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(__dirname, '../..');
const HERE = existsSync(resolve(ROOT, '../shared/corpus/dev.tar.gz'));
/** Small ones; the whole of it is `npm run corpus -- --fixes`. */
const FIXED = ['BishopFox__', 'kubernetes__ingress-nginx', 'linkerd__', 'stackrox__kube-linter'];

// The whole of it is `npm run corpus`; where the corpus is not beside the project, this is reported as skipped.
describe.skipIf(!HERE)('the corpus', { timeout: 180_000 }, () => {
  it('a few repositories are scanned without a crash, a hang or a lost file, and with the findings of the record', () => {
    const { status, output } = corpus('--quick');
    expect(output).toMatch(/\n[1-9]\d* repositories, 0 with problems\n$/);
    expect(status).toBe(0);
  });

  it('applications that are broken one thing at a time are found broken, at the spot', () => {
    const { status, output } = corpus('--mutate');
    expect(output).toMatch(/ breakages were found at the broken spot\n$/);
    expect(status).toBe(0);
  });

  it('every fix of a few repositories does what it promises', () => {
    const { status, output } = corpus('--fixes', ...FIXED);
    expect(output).toMatch(/\n[1-9]\d* fixes, .* 0 broken promises\n$/);
    expect(status).toBe(0);
  });
});

function corpus(...args: readonly string[]) {
  const script = resolve(ROOT, 'scripts/corpus.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}
