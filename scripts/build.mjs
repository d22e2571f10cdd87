// Bundles what the bin and the extension run into dist/, and the suites of the editor tests into build/test/editor.
import './lib/node-version.mjs';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUILD, filesUnder, hashOf, inRoot, ROOT, readIfThere, readJson } from './lib/places.mjs';

const DIST = inRoot('dist');
const SUITES = join(BUILD, 'test/editor');

/**
 * A browser has no Node: what of ours needs it must fall away unused. Should some of it stay, the build fails here and
 * not in somebody's browser.
 */
const WITHOUT_NODE = {
  name: 'without-node',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, external: true, sideEffects: false }));
    build.onEnd(({ metafile }) => {
      const left = Object.values(metafile?.outputs ?? {}).flatMap((output) => output.imports);
      const errors = left.filter(({ path }) => path.startsWith('node:'));
      return { errors: errors.map(({ path }) => ({ text: `${path} is in a bundle for the browser` })) };
    });
  },
};

/** The package's entry for browsers leaves out a look at the environment for each token: a tenth of the time of reading. */
const YAML = { yaml: inRoot('node_modules/yaml/browser/index.js') };

const NODE = { platform: 'node', target: 'node20', format: 'cjs', alias: YAML };
const BROWSER = { platform: 'browser', target: 'es2022', format: 'cjs', plugins: [WITHOUT_NODE] };

/** The small command line loads the engine, which lies beside it, only when a verb needs it. */
const PRODUCT = [
  { ...NODE, in: 'server/src/main-cli.ts', out: 'cli', banner: { js: '#!/usr/bin/env node' } },
  { ...NODE, in: 'server/src/cli/index.ts', out: 'cli-main' },
  { ...NODE, in: 'server/src/main-lsp.ts', out: 'server' },
  { ...NODE, in: 'client/src/extension.ts', out: 'extension', external: ['vscode'] },
  { ...BROWSER, in: 'client/src/extension.web.ts', out: 'web/extension', external: ['vscode'] },
  { ...BROWSER, in: 'server/src/main-worker.ts', out: 'web/server', format: 'iife' },
];

const TESTS = [
  { ...NODE, in: 'test/editor/suite/index.node.ts', out: 'index.node', external: ['vscode', 'mocha'] },
  { ...NODE, in: 'test/editor/suite/findings.test.ts', out: 'findings.test', external: ['vscode', 'mocha'] },
  {
    ...BROWSER,
    in: 'test/editor/suite/index.web.ts',
    out: 'index.web',
    external: ['vscode'],
    define: { global: 'globalThis' },
  },
];

/** Builds the product, unless nothing that goes into it has changed. Gives whether it did. */
export function buildProduct() {
  const sources = ['package.json', 'package-lock.json', 'scripts/build.mjs', 'server/src', 'client/src'];
  return buildWhenChanged(DIST, sources, PRODUCT, { minify: true });
}

export function buildSuites() {
  return buildWhenChanged(SUITES, ['package-lock.json', 'scripts/build.mjs', 'test/editor/suite'], TESTS, {
    sourcemap: 'inline',
  });
}

async function buildWhenChanged(folder, sources, bundles, options) {
  const files = sources.flatMap((source) => filesUnder(inRoot(source))).filter((file) => isSource(file, folder));
  const stamp = hashOf(files);
  const isThere = (name) => statSync(join(folder, name), { throwIfNoEntry: false }) !== undefined;
  if (readIfThere(join(folder, '.stamp')) === stamp && bundles.every(({ out }) => isThere(`${out}.js`))) return false;
  const { build } = await import('esbuild');
  const results = await Promise.all(bundles.map((bundle) => build(settingsOf(bundle, folder, options))));
  rmSync(join(folder, '.stamp'), { force: true });
  for (const { path, contents } of results.flatMap((result) => result.outputFiles)) writeWhole(path, contents);
  if (folder === DIST) writeWhole(join(folder, 'licences.txt'), licencesOf(results.map((result) => result.metafile)));
  writeWhole(join(folder, '.stamp'), stamp);
  return true;
}

function isSource(file, folder) {
  return folder === SUITES || !(/\.test\.ts$/.test(file) || file.includes(`${sep}fixtures${sep}`));
}

function settingsOf({ in: entry, out, define = {}, ...bundle }, folder, options) {
  const { version } = readJson(inRoot('package.json'));
  return {
    absWorkingDir: ROOT,
    bundle: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    write: false,
    ...options,
    ...bundle,
    entryPoints: [entry],
    outfile: join(folder, `${out}.js`),
    define: { PORTCULLIS_VERSION: JSON.stringify(version), ...define },
  };
}

/** A reader never meets half a file: somebody may be running the last build. */
function writeWhole(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

/** The licences of the packages that the bundles hold pieces of, as they ask for. */
function licencesOf(metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]);
  return [...new Set(folders)]
    .filter((folder) => folder !== undefined)
    .sort()
    .map((folder) => {
      const { name, version, license } = readJson(inRoot(folder, 'package.json'));
      const text = readdirSync(inRoot(folder)).find((file) => /^licen[cs]e/i.test(file));
      return `${name} ${version} (${license})\n\n${text ? readFileSync(inRoot(folder, text), 'utf8').trim() : ''}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const built = await buildProduct();
  for (const bundle of PRODUCT) {
    const file = join(DIST, `${bundle.out}.js`);
    console.log(`${String(Math.ceil(statSync(file).size / 1024)).padStart(5)} kB  ${relative(ROOT, file)}`);
  }
  if (!built) console.log('nothing has changed since the last build');
}
