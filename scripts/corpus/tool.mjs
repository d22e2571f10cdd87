import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, inRoot, ROOT } from '../lib/places.mjs';

/** The tool that judges what was found, breaks applications and tries fixes, with the engine inside; made anew each time. */
export async function buildCorpusTool() {
  const { build } = await import('esbuild');
  const outfile = join(BUILD, 'corpus-tool.js');
  const draft = `${outfile}.${process.pid}`;
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['test/corpus/main.ts'],
    outfile: draft,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
    alias: { yaml: inRoot('node_modules/yaml/browser/index.js') },
    define: { PORTCULLIS_VERSION: '"0"' },
  });
  renameSync(draft, outfile);
  return outfile;
}
