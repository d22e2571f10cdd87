import { openPage, runSuite } from './driver/browser.mjs';
import { remoteFile, startCodeServer, workbenchAddress } from './driver/code-server.mjs';
import { copyOfShop, EXTENSION, suite } from './driver/workspace.mjs';

/** The suite inside the extension host of Node. */
export async function inNode() {
  const server = await startCodeServer();
  const opened = await openPage();
  try {
    const payload = {
      extensionDevelopmentPath: remoteFile(server, EXTENSION),
      extensionTestsPath: remoteFile(server, suite('index.node')),
    };
    return await runSuite(opened, workbenchAddress(server, { folder: copyOfShop(), payload }));
  } catch (error) {
    return [{ title: 'the suite in the Node host', ok: false, seconds: 0, error: `${error.stack}\n${server.log()}` }];
  } finally {
    await opened.close();
    await server.stop();
  }
}
