// Writes the JSON schemas that ship, from the code that reads and writes what they describe.
import './lib/node-version.mjs';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUILD, inRoot } from './lib/places.mjs';

const bundle = join(BUILD, 'schemas/schemas.cjs');
await build({
  stdin: {
    contents: `
      export { charterSchema } from './server/src/config';
      export { GUARDRAILS } from './server/src/guardrails';
      export { scanSchema } from './server/src/reports/schema';
    `,
    resolveDir: inRoot(),
  },
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  logLevel: 'warning',
});

const { charterSchema, GUARDRAILS, scanSchema } = createRequire(import.meta.url)(bundle);
write('portcullis.schema.json', charterSchema(GUARDRAILS));
write('portcullis.scan.schema.json', scanSchema());

function write(name, schema) {
  const path = inRoot('schemas', name);
  writeFileSync(path, `${JSON.stringify(schema, null, 2)}\n`);
  console.log(path);
}
