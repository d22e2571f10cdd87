// Runs one part of the editor tests: `node test/editor/run.mjs node|interface|packaged|web [--results FILE]`.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inBrowser } from './in-browser.mjs';
import { inNode } from './in-node.mjs';
import { interfaceWorks } from './interface.mjs';
import { packagedWorks } from './packaged.mjs';

const PARTS = { node: inNode, web: inBrowser, interface: interfaceWorks, packaged: packagedWorks };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { results: { type: 'string' }, vsix: { type: 'string' }, picture: { type: 'boolean', default: false } },
});
const part = PARTS[positionals[0] ?? ''];
if (part === undefined) {
  console.error(`which part? ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}

const results = await part(values);
for (const { title, ok, seconds, error } of results) {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${title} (${seconds.toFixed(1)} s)${error ? `\n${error}` : ''}`);
}
if (values.results) writeFileSync(values.results, JSON.stringify(results));
process.exit(results.every((result) => result.ok) ? 0 : 1);
