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
      export { charterSchema, portTestSchema } from './server/src/config';
      export { GUARDRAILS } from './server/src/guardrails';
      export { testSchema } from './server/src/reports/assertions/json';
      export { diffSchema, explainSchema, reachSchema } from './server/src/reports/reach/schema';
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

const made = createRequire(import.meta.url)(bundle);
const { charterSchema, GUARDRAILS, portTestSchema, scanSchema } = made;
const { diffSchema, explainSchema, reachSchema, testSchema } = made;
write('portcullis.schema.json', charterSchema(GUARDRAILS));
write('porttest.schema.json', portTestSchema());
write('portcullis.test.schema.json', testSchema());
write('portcullis.scan.schema.json', scanSchema());
write('portcullis.reach.schema.json', reachSchema());
write('portcullis.explain.schema.json', explainSchema());
write('portcullis.diff.schema.json', diffSchema());

function write(name, schema) {
  const path = inRoot('schemas', name);
  writeFileSync(path, `${JSON.stringify(schema, null, 2)}\n`);
  console.log(path);
}
