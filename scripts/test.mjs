// `npm test`: sets everything up, runs everything, and closes with one line alone: how many passed, failed, skipped.
import './lib/node-version.mjs';
import { parseArgs } from 'node:util';
import { buildProduct, buildSuites } from './build.mjs';
import { installPackages } from './lib/install.mjs';
import { ROOT } from './lib/places.mjs';
import { checks } from './test/checks.mjs';
import { editor } from './test/editor.mjs';
import { packed } from './test/packed.mjs';
import { createTally } from './test/tally.mjs';
import { units } from './test/units.mjs';

const HELP = `npm test [-- OPTIONS] [FILTER…]
  FILTER…       only the test files whose path contains one of these; nothing else is run
  --no-editor   all but the editor, which counts as skipped
  --editor      only the editor
  --part NAME   only this part of the editor: node, web, interface, packaged
  --repeat N    the editor so many times
  --picture     write the picture for the README
`;
/** A run ends by itself before anybody's patience does. */
const LIMIT_IN_MINUTES = 14;

const { values, positionals } = readArguments({
  allowPositionals: true,
  options: {
    'no-editor': { type: 'boolean', default: false },
    editor: { type: 'boolean', default: false },
    part: { type: 'string', multiple: true },
    repeat: { type: 'string', default: '1' },
    picture: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const tally = createTally();
process.once('exit', (code) => {
  if (!tally.isClosed() && code !== 0) tally.failed('the test run', `ended with ${code} before it was done`);
  process.exitCode = tally.close();
});
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.once(event, (error) => {
    tally.failed('the test run', String(error?.stack ?? error));
    process.exit(tally.close());
  });
}
const repeat = Number(values.repeat);
if (repeat === 1) {
  setTimeout(() => {
    tally.failed('the test run', `not at its end after ${LIMIT_IN_MINUTES} minutes`);
    process.exit(tally.close());
  }, LIMIT_IN_MINUTES * 60_000).unref();
}

const onlyEditor = values.editor || values.part !== undefined;
const onlyUnits = positionals.length > 0;

const ready = await tally.step('set-up', async () => {
  const installed = installPackages(ROOT, tally.say);
  const built = await buildProduct();
  await buildSuites();
  return [installed ? 'installed' : '', built ? 'built' : ''].filter((word) => word !== '').join(', ');
});
if (ready) {
  if (!onlyEditor && !onlyUnits) await checks(tally);
  if (!onlyEditor) await units(tally, positionals);
  if (!onlyEditor && !onlyUnits) await packed(tally);
  if (!onlyUnits)
    await editor(tally, { skip: values['no-editor'], parts: values.part, repeat, picture: values.picture });
}
process.exit(tally.close());

function readArguments(shape) {
  try {
    return parseArgs(shape);
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}
