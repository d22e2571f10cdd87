// `npm run try`: a real VS Code in the browser, with the extension loaded and examples/shop open, until Ctrl-C.
import './lib/node-version.mjs';
import { buildProduct } from './build.mjs';
import { installPackages } from './lib/install.mjs';
import { inRoot, ROOT } from './lib/places.mjs';
import { stop } from './lib/processes.mjs';
import { rig } from './rig.mjs';

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log(`The editor for trying Portcullis runs on Linux x64 only; this is ${process.platform} ${process.arch}.`);
  console.log('Use your own VS Code instead: "npm run package" makes the .vsix, then');
  console.log('  code --install-extension build/portcullis-*.vsix && code examples/shop');
  process.exit(1);
}

const say = (text) => console.log(text);
installPackages(ROOT, say);
await buildProduct();
rig('editor', say);
const { createData, QUIET_SETTINGS, remoteFile, startCodeServer, workbenchAddress } = await import(
  '../test/editor/driver/code-server.mjs'
);

const {
  'editor.editContext': _,
  'editor.lightbulb.enabled': __,
  'editor.hover.delay': ___,
  ...settings
} = QUIET_SETTINGS;
const server = await startCodeServer({ data: createData(settings) });
const folder = inRoot('examples/shop');
const payload = {
  extensionDevelopmentPath: remoteFile(server, ROOT),
  openFile: remoteFile(server, `${folder}/frontend.yaml`),
};
say('VS Code with Portcullis and examples/shop; what you save there is saved in that folder. Open');
say(`  ${workbenchAddress(server, { folder, payload })}`);
say('Ctrl-C ends it.');
await new Promise((resolve) => server.child.once('exit', resolve));
say('the editor server ended');
await stop(server.child);
