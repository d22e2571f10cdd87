import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../../scripts/lib/places.mjs';
import { openPage } from './driver/browser.mjs';
import { runChecks } from './driver/checks.mjs';
import { remoteFile, startCodeServer, workbenchAddress } from './driver/code-server.mjs';
import { until } from './driver/until.mjs';
import {
  goToProblem,
  hoverOver,
  openFixes,
  problemRow,
  showProblems,
  squiggles,
  waitForEditor,
} from './driver/workbench.mjs';
import { copyOfShop, EXTENSION } from './driver/workspace.mjs';

const PICTURE = inRoot('docs/images/editor.png');

const PROBLEM = 'targetPort "http" is not a port';
const FIX = '"web"';

/** What a person sees: the squiggle, the problem, the hover, the menu of fixes, the mended and saved file. */
export async function interfaceWorks() {
  const server = await startCodeServer();
  return seeAndMend(server, { payload: { extensionDevelopmentPath: remoteFile(server, EXTENSION) } });
}

export async function seeAndMend(server, { payload, picture = false }) {
  const folder = copyOfShop();
  const file = join(folder, 'frontend.yaml');
  const opened = await openPage();
  const { page, said } = opened;

  return runChecks(
    async (check) => {
      await check('the workbench opens a file', async () => {
        const entries = { ...payload, openFile: remoteFile(server, file) };
        await page.goto(workbenchAddress(server, { folder, payload: entries }));
        await waitForEditor(page);
      });
      await check('a row in Problems', async () => {
        await showProblems(page);
        await problemRow(page, PROBLEM).waitFor();
      });
      await check('a squiggle under the finding that the row leads to', async () => {
        await goToProblem(page, PROBLEM);
        await squiggles(page, 'error').first().waitFor({ state: 'attached' });
      });
      await check('rows for files that nobody opened', () => problemRow(page, 'nodePort').first().waitFor());
      await check('a hover tells the finding', async () => {
        await hoverOver(page, 'the container calls it', 'http', PROBLEM);
        await page.keyboard.press('Escape');
      });
      const item = await check('a menu of fixes', () => openFixes(page, PROBLEM, FIX));
      if (picture) await check('the picture for the README', () => takePicture(page));
      await check('the fix takes the squiggle away', async () => {
        await item.click();
        await problemRow(page, PROBLEM).waitFor({ state: 'detached' });
      });
      await check('the mended file is saved', async () => {
        await page.keyboard.press('Control+S');
        await until('the file on disk', () => readFileSync(file, 'utf8').includes('targetPort: web # the container'));
      });
    },
    {
      atFailure: async () => {
        const shot = join(inRoot('build'), 'editor-failure.png');
        await page.screenshot({ path: shot }).catch(() => {});
        return [`see ${shot}`, ...said.slice(-20), server.log().slice(-3000)].join('\n');
      },
      closing: async () => {
        await opened.close();
        await server.stop();
      },
    },
  );
}

async function takePicture(page) {
  mkdirSync(join(PICTURE, '..'), { recursive: true });
  await page.screenshot({ path: PICTURE });
}
