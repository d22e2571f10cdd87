import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inRoot } from '../../scripts/lib/places.mjs';
import { rig } from '../../scripts/rig.mjs';
import { openPage, runSuite } from './driver/browser.mjs';
import { freePort } from './driver/code-server.mjs';
import { EXTENSION, suite } from './driver/workspace.mjs';

/** The suite in VS Code for the browser, at the lowest version we support: no Node anywhere, files in memory. */
export async function inBrowser() {
  const folder = rig('web');
  const { open } = createRequire(join(folder, 'package.json'))('@vscode/test-web');
  const port = await freePort();
  const server = await open({
    browserType: 'none',
    quality: 'stable',
    commit: 'npm', // names the folder of the build: see finishWeb in scripts/rig.mjs
    testRunnerDataDir: join(folder, 'builds'),
    host: 'localhost',
    port,
    extensionDevelopmentPath: EXTENSION,
    extensionTestsPath: suite('index.web'),
    folderPath: inRoot('examples/shop'),
  });
  const opened = await openPage();
  try {
    return await runSuite(opened, `http://localhost:${port}/`);
  } catch (error) {
    return [{ title: 'the suite in the browser', ok: false, seconds: 0, error: String(error.stack) }];
  } finally {
    await opened.close();
    server.dispose();
  }
}
