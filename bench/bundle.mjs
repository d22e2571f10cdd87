// What a bench runs in process, bundled as the product is.
import { build } from 'esbuild';
import { inRoot } from '../scripts/lib/places.mjs';

export async function bundle(source, outfile) {
  await build({
    entryPoints: [inRoot(source)],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    alias: { yaml: inRoot('node_modules/yaml/browser/index.js') },
    outfile,
  });
  return outfile;
}
