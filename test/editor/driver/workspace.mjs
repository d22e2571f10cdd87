import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, ROOT } from '../../../scripts/lib/places.mjs';
import { temporaryFolder } from '../../../scripts/lib/processes.mjs';

/** The folder of the extension under test: where package.json is. Another one may be named, to test the tests. */
export const EXTENSION = process.env.PORTCULLIS_EXTENSION ?? ROOT;

export const suite = (name) => join(EXTENSION, 'build/test/editor', `${name}.js`);

/** A copy of examples/shop that a test may change. */
export function copyOfShop() {
  const folder = join(temporaryFolder(), 'shop');
  cpSync(inRoot('examples/shop'), folder, { recursive: true });
  return folder;
}
