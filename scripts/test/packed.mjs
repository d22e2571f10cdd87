import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, readJson } from '../lib/places.mjs';
import { removeFolder, run, runNpm, start, stop, temporaryFolder } from '../lib/processes.mjs';
import { makeNpmPackage } from '../package.mjs';

const LIMIT = 60_000;

/** The npm package, installed in an empty folder elsewhere, answers, finds, and serves. */
export function packed(tally) {
  return tally.step('npm package', async () => {
    const folder = temporaryFolder('npm');
    try {
      writeFileSync(join(folder, 'package.json'), '{"private": true}');
      runNpm(['install', '--offline', '--ignore-scripts', await makeNpmPackage()], folder);
      const portcullis = join(
        folder,
        'node_modules/.bin',
        process.platform === 'win32' ? 'portcullis.cmd' : 'portcullis',
      );
      const shell = process.platform === 'win32';
      const call = (...args) => run(portcullis, args, { cwd: folder, timeout: LIMIT, shell });
      mkdirSync(join(folder, 'shop'));
      cpSync(inRoot('examples/shop/frontend.yaml'), join(folder, 'shop/frontend.yaml'));

      const { version } = readJson(inRoot('package.json'));
      expect(tally, 'the package tells its version', await call('--version'), 0, `portcullis ${version}\n`);
      expect(tally, 'the package scans a file', await call('scan', 'shop/frontend.yaml'), 1, 'unresolved-target-port');
      expect(
        tally,
        'the package explains a guardrail',
        await call('guardrails', 'unresolved-target-port'),
        0,
        'targetPort',
      );
      expect(tally, 'the package has the language server', await serve(portcullis, folder, shell), 0, '"serverInfo"');
    } finally {
      removeFolder(folder);
    }
  });
}

/** A language client's first request and its last, on a pipe that stays open as a client's does. */
function serve(portcullis, folder, shell) {
  const child = start(portcullis, ['lsp', '--stdio'], { cwd: folder, shell, stdio: ['pipe', 'pipe', 'inherit'] });
  const messages = [
    { id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } },
    { id: 2, method: 'shutdown' },
    { method: 'exit' },
  ];
  for (const message of messages) {
    const json = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
  }
  let all = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    all += text;
  });
  return new Promise((resolve) => {
    const timer = setTimeout(() => stop(child), LIMIT);
    child.once('error', (error) => resolve({ code: -1, all: String(error) }));
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, all });
    });
  });
}

function expect(tally, title, { code, all }, wanted, text) {
  if (code === wanted && all.includes(text)) tally.passed();
  else tally.failed(title, `ended with ${code}, not ${wanted}; or said nothing of ${JSON.stringify(text)}\n${all}`);
}
