import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { disk, findRoot } from './host';
import { startServer } from './lsp';

declare const PORTCULLIS_VERSION: string;

// Beside the bundle: `dist/server.js` and `docs/guardrails/<id>.md` ship together.
const pages = pathToFileURL(join(__dirname, '..', 'docs', 'guardrails')).href;

startServer(createConnection(ProposedFeatures.all), {
  version: PORTCULLIS_VERSION,
  pages,
  files: (uri) => (isLocal(uri) ? disk(fileURLToPath(uri)) : undefined),
  async charterFolder(uri) {
    if (!isLocal(uri)) return undefined;
    const root = await findRoot(fileURLToPath(uri));
    return root.found === 'charter' ? pathToFileURL(root.directory).href : undefined;
  },
  today: () => new Date().toISOString().slice(0, 10),
  now: () => performance.now(),
  pause: () => new Promise((resolve) => setImmediate(resolve)),
});

function isLocal(uri: string): boolean {
  return /^file:\/\/(?:\/|$)/i.test(uri) || (process.platform === 'win32' && /^file:/i.test(uri));
}
