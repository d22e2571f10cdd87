import { createRequire } from 'node:module';
import { join } from 'node:path';
import { format } from 'node:util';
import { findChromium } from '../../../scripts/lib/chromium.mjs';
import { rig } from '../../../scripts/rig.mjs';

const ARGUMENTS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-sync',
  '--no-first-run',
  '--no-sandbox',
];

/** What VS Code says of itself in every run: of extensions that are left out, of services that nobody here has. */
const NOISE =
  /Ignoring fetching|[Aa]uthentication provider|AccountPolicyGate|AgentHost|DefaultAccount|GitHub session|Activating extension 'vscode\.|@result|Service Worker|sandbox|builtin extension|(?:Creating a|Resolv\w+ connection|Updating additional)|reconnection-grace|status of 404|nls\.json/;

export async function openPage({ width = 1280, height = 800 } = {}) {
  const require = createRequire(join(rig('editor'), 'package.json'));
  const { chromium } = require('playwright-core');
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no Chromium or Chrome found');
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const said = [];
  const hear = (type, text) => {
    if (!NOISE.test(text)) said.push(`${type}: ${text}`);
  };
  page.on('console', (message) => hear(message.type(), message.text()));
  page.on('pageerror', (error) => hear('error', error.message));
  return { page, said, close: () => browser.close() };
}

/**
 * Runs the suite that a page's extension host has been told to run, and gives its results.
 * VS Code calls two functions of the page: one with every line that is printed, one with the exit code.
 */
export async function runSuite({ page, said }, address, patience = 120_000) {
  const results = [];
  const lines = [];
  let timer;
  const ended = new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error([why, ...lines.slice(-30), ...said.slice(-30)].join('\n  ')));
    timer = setTimeout(() => fail(`the suite did not end within ${patience / 1000} s`), patience);
    page.once('crash', () => fail('the page crashed'));
    page.on('console', (message) => {
      if (message.text().includes('No extension host found')) fail('no extension host takes the suite');
    });
    page.exposeFunction('codeAutomationLog', (_type, words) => {
      const line = format(...words);
      const result = /^@result (.*)$/s.exec(line);
      if (result) results.push(JSON.parse(result[1]));
      else if (!NOISE.test(line)) lines.push(line);
    });
    page.exposeFunction('codeAutomationExit', (code) => resolve(code));
  });
  ended.catch(() => {}); // it may fail before anybody waits for it
  try {
    await page.goto(address);
    const code = await ended;
    const good = results.length > 0 && results.every((result) => result.ok);
    if (code === 0 ? results.length === 0 : good) {
      const error = [`the suite ended with ${code} after ${results.length} tests`, ...lines.slice(-30)].join('\n  ');
      results.push({ title: 'the suite as a whole', ok: false, seconds: 0, error });
    }
    return results;
  } finally {
    clearTimeout(timer);
  }
}
