import { inRoot } from '../lib/places.mjs';
import { run } from '../lib/processes.mjs';

/** Each of these counts as one: types, lint, dead code, and that what is generated and checked in is up to date. */
const CHECKS = [
  { title: 'types', script: 'node_modules/typescript/bin/tsc', args: ['-p', '.'] },
  { title: 'lint', script: 'node_modules/@biomejs/biome/bin/biome', args: ['ci', '--colors=off', '.'] },
  { title: 'dead code', script: 'node_modules/knip/bin/knip.js', args: ['--no-progress'] },
  { title: 'pages up to date', script: 'scripts/docs.mjs', args: ['--check'] },
  { title: 'schemas up to date', script: 'scripts/schemas.mjs', args: ['--check'] },
];
const LIMIT = 5 * 60_000;

export async function checks(tally) {
  for (const { title, script, args } of CHECKS) {
    await tally.step(title, async () => {
      const { code, timedOut, all } = await run(process.execPath, [inRoot(script), ...args], { timeout: LIMIT });
      if (code === 0) tally.passed();
      else tally.failed(title, timedOut ? `no end\n${all}` : all);
    });
  }
}
