// The measure of a scan: reads the YAML files of a folder and parses them with the `yaml` package, and does no more.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const [folder = '.'] = process.argv.slice(2);
let documents = 0;
for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  if (name.endsWith('.yaml')) documents += parseAllDocuments(readFileSync(join(folder, name), 'utf8')).length;
}
process.stdout.write(`${documents} documents\n`);
