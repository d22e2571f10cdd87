import { createRequire } from 'node:module';
import { join } from 'node:path';
import { quickAnswer } from './cli/quick';

/** The command line: texts are answered here; the engine and the language server are loaded only when they are needed. */
function main(argv: readonly string[]): void {
  const answer = quickAnswer(argv);
  if (answer !== undefined) {
    process.stdout.on('error', () => undefined);
    process.stdout.write(answer);
    return;
  }
  const load = createRequire(__filename);
  if (isServer(argv)) {
    load('./server.js');
    return;
  }
  process.once('SIGINT', () => process.exit(130));
  process.on('uncaughtException', (error) => {
    process.stderr.write(
      `portcullis: crashed. This is a bug; please report these lines:\n${(error.stack ?? String(error)).replace(/[^\P{C}\n]/gu, '?')}\n`,
    );
    process.exit(4);
  });
  const { processHost, run } = load('./cli-main.js') as typeof import('./cli');
  run(argv, processHost(join(__dirname, '..'))).then((code) => {
    process.exitCode = code;
  });
}

/** What editors say; anything else the verbs answer, with what is wrong about it. */
function isServer(argv: readonly string[]): boolean {
  return argv.includes('--stdio') && /^lsp(?: --stdio| --clientProcessId[= ]\d+)+$/.test(argv.join(' '));
}

main(process.argv.slice(2));
