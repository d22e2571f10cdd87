// Draws images/icon.png from images/icon.svg, with the browser that the editor tests use.
import './lib/node-version.mjs';
import { readFileSync } from 'node:fs';
import { openPage } from '../test/editor/driver/browser.mjs';
import { inRoot } from './lib/places.mjs';

const { page, close } = await openPage({ width: 256, height: 256 });
await page.setContent(
  `<style>body { margin: 0 } svg { display: block }</style>${readFileSync(inRoot('images/icon.svg'), 'utf8')}`,
);
await page.screenshot({ path: inRoot('images/icon.png'), omitBackground: true });
await close();
