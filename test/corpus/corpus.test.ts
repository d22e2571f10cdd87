import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(__dirname, '../..');
const HERE = existsSync(resolve(ROOT, '../shared/corpus/dev.tar.gz'));

// The whole of it is `npm run corpus`; where the corpus is not beside the project, this is reported as skipped.
it.skipIf(!HERE)(
  'a few repositories of the corpus are scanned without a crash, a hang or a lost file',
  { timeout: 120_000 },
  () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [resolve(ROOT, 'scripts/corpus.mjs'), '--quick'], {
      encoding: 'utf8',
    });
    expect(stdout + stderr).toMatch(/\n[1-9]\d* repositories, 0 with problems\n$/);
    expect(status).toBe(0);
  },
);
