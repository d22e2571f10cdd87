import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium, INSTALL_CHROMIUM } from '../lib/chromium.mjs';
import { BUILD, inRoot, readIfThere } from '../lib/places.mjs';
import { run } from '../lib/processes.mjs';
import { PARTS as RIG, rig } from '../rig.mjs';

const PARTS = ['node', 'web', 'interface', 'packaged'];
const LIMIT = 4 * 60_000;

/** The extension in a real VS Code; each part in a process of its own, so that none can take the others down. */
export async function editor(tally, { skip, parts = PARTS, repeat, picture }) {
  const why = skip ? '--no-editor' : reasonToSkip();
  if (why !== undefined) return tally.skipped('editor', why);
  const ready = await tally.step('editor set-up', async () => {
    await needChromium(tally.say);
    for (const part of RIG) rig(part, tally.say);
  });
  if (!ready) return;
  for (let round = 1; round <= repeat; round += 1) {
    for (const part of parts) {
      const title = repeat === 1 ? `editor, ${part}` : `editor, ${part}, ${round} of ${repeat}`;
      await tally.step(title, () => runPart(tally, part, picture));
    }
  }
}

async function runPart(tally, part, picture) {
  const report = join(BUILD, `editor-${part}.json`);
  rmSync(report, { force: true });
  const args = [inRoot('test/editor/run.mjs'), part, '--results', report, ...(picture ? ['--picture'] : [])];
  const ended = await run(process.execPath, args, { timeout: LIMIT });
  const text = readIfThere(report);
  if (text === undefined) return tally.failed(`editor, ${part}`, ended.timedOut ? `no end\n${ended.all}` : ended.all);
  for (const { title, ok, error } of JSON.parse(text)) {
    if (ok) tally.passed();
    else tally.failed(`editor, ${part}: ${title}`, error);
  }
}

function reasonToSkip() {
  if (process.platform === 'linux' && process.arch === 'x64') return undefined;
  return `the editor of the tests runs on Linux x64 only, this is ${process.platform} ${process.arch}`;
}

/** A machine of a pipeline may be changed, a person's may not. */
async function needChromium(say) {
  if (findChromium() !== undefined) return;
  const asRoot = process.getuid?.() === 0;
  const command = asRoot ? INSTALL_CHROMIUM : INSTALL_CHROMIUM.replaceAll('apt-get', 'sudo apt-get');
  if (process.env.CI !== 'true') {
    throw new Error(`no Chromium or Chrome found. Install one (or run with --no-editor):\n  ${command}`);
  }
  say('installing Chromium');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, all } = await run('sh', ['-c', command], { env, timeout: LIMIT });
  if (code !== 0 || findChromium() === undefined) throw new Error(`could not install Chromium: ${command}\n${all}`);
}
