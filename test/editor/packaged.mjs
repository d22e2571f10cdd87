import { inRoot, readJson } from '../../scripts/lib/places.mjs';
import { makeVsix } from '../../scripts/package.mjs';
import { runChecks } from './driver/checks.mjs';
import { codeServerCommand, createData, startCodeServer } from './driver/code-server.mjs';
import { seeAndMend } from './interface.mjs';

/** The .vsix, installed as a person installs it, does what the extension does when it is developed. */
export async function packagedWorks({ vsix, picture } = {}) {
  const data = createData();
  const installed = await runChecks(
    async (check) => {
      const path = await check('the .vsix is made', async () => vsix ?? (await makeVsix()));
      await check('the editor installs it', async () => {
        const { code, all } = await codeServerCommand(data, ['--install-extension', path, '--force']);
        if (code !== 0) throw new Error(all);
      });
      await check('the editor lists it', async () => {
        const { stdout } = await codeServerCommand(data, ['--list-extensions', '--show-versions']);
        const { publisher, name, version } = readJson(inRoot('package.json'));
        if (!stdout.includes(`${publisher}.${name}@${version}`)) throw new Error(stdout);
      });
    },
    { closing: async () => {} },
  );
  if (installed.some((result) => !result.ok)) return installed;
  const server = await startCodeServer({ data, developing: false });
  return [...installed, ...(await seeAndMend(server, { payload: {}, picture }))];
}
