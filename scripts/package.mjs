// Makes what people install: the .vsix for VS Code and the npm package with the command line, both under build/.
import './lib/node-version.mjs';
import { cpSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildProduct } from './build.mjs';
import { installPackages } from './lib/install.mjs';
import { BUILD, inRoot, ROOT, readJson } from './lib/places.mjs';
import { removeFolder, run, runNpm, temporaryFolder } from './lib/processes.mjs';
import { rig } from './rig.mjs';

/**
 * `.vscodeignore` says what goes into the .vsix. It is made in a folder beside the project because vsce takes no package
 * that has both that file and the `files` of the npm package.
 */
const TO_CHOOSE_FROM = ['client', 'dist', 'docs', 'images', 'schemas', 'syntaxes'];
const TOP_LEVEL = ['.vscodeignore', 'CHANGELOG.md', 'LICENSE', 'README.md'];
const VSIX_LIMIT = 1.5 * 1024 * 1024;

/** Keys of package.json that say nothing to the editor. */
const NOT_IN_VSIX = ['bin', 'devDependencies', 'files', 'scripts'];

export async function makeVsix(say) {
  await buildProduct();
  const vsce = join(rig('packager', say), 'node_modules/@vscode/vsce/vsce');
  const folder = temporaryFolder('vsix');
  try {
    const manifest = readJson(inRoot('package.json'));
    const vsix = join(BUILD, `${manifest.name}-${manifest.version}.vsix`);
    for (const path of [...TO_CHOOSE_FROM, ...TOP_LEVEL]) cpSync(inRoot(path), join(folder, path), { recursive: true });
    for (const key of NOT_IN_VSIX) delete manifest[key];
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    rmSync(vsix, { force: true });
    const options = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];
    const made = await run(process.execPath, [vsce, 'package', ...options, '--out', vsix], {
      cwd: folder,
      timeout: 120_000,
    });
    if (made.code !== 0 || !existsSync(vsix)) throw new Error(`vsce failed\n${made.all}`);
    const { size } = statSync(vsix);
    if (size > VSIX_LIMIT) throw new Error(`${vsix} has ${size} bytes, the limit is ${VSIX_LIMIT}`);
    return vsix;
  } finally {
    removeFolder(folder);
  }
}

export async function makeNpmPackage() {
  await buildProduct();
  mkdirSync(BUILD, { recursive: true });
  const [packed] = JSON.parse(runNpm(['pack', '--json', '--ignore-scripts', '--pack-destination', BUILD], ROOT));
  return join(BUILD, packed.filename);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const say = (text) => console.log(text);
  installPackages(ROOT, say);
  for (const file of [await makeVsix(say), await makeNpmPackage()]) {
    console.log(`${String(Math.ceil(statSync(file).size / 1024)).padStart(5)} kB  ${relative(ROOT, file)}`);
  }
}
