import { visible } from '../reports';
import { parseArguments } from './arguments';
import { diff } from './diff';
import { EXIT, UsageError } from './exit-code';
import { explain } from './explain';
import { guardrails } from './guardrails';
import { helpText } from './help';
import { init } from './init';
import { quickAnswer } from './quick';
import { reach } from './reach';
import { scan } from './scan';
import type { CliHost } from './terminal';
import { test } from './test';
import { VERSION } from './version';

/** Does what the command line says, and gives the exit code. */
export async function run(argv: readonly string[], host: CliHost): Promise<number> {
  try {
    const quick = quickAnswer(argv);
    if (quick !== undefined) {
      await host.writeOutput(quick);
      return EXIT.clean;
    }
    return await runVerb(argv, host);
  } catch (error) {
    if (error instanceof UsageError) {
      host.writeError(`portcullis: ${visible(error.message)}\n`);
      return EXIT.wrongUsage;
    }
    host.writeError(crashReport(error, argv));
    return EXIT.crash;
  }
}

async function runVerb(argv: readonly string[], host: CliHost): Promise<number> {
  const args = parseArguments(argv);
  switch (args.verb.name) {
    case 'scan':
      return scan(args, host);
    case 'reach':
      return reach(args, host);
    case 'test':
      return test(args, host);
    case 'explain':
      return explain(args, host);
    case 'diff':
      return diff(args, host);
    case 'guardrails':
      return guardrails(args, host);
    case 'init':
      return init(args, host);
    case 'lsp':
      // With `--stdio` the entry has loaded the server, and nobody comes here.
      throw new UsageError('portcullis lsp needs --stdio');
    default:
      if (args.operands[0] !== undefined) parseArguments([args.operands[0], '--help']);
      await host.writeOutput(helpText(VERSION));
      return EXIT.clean;
  }
}

/** What is needed to mend it, without anything of the manifests but what the stack itself says. */
export function crashReport(error: unknown, argv: readonly string[]): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = [
    'portcullis: crashed. This is a bug; please report these lines:',
    `  portcullis ${VERSION}, Node ${process.version}, ${process.platform} ${process.arch}`,
    `  verb: ${argv[0] ?? 'none'}`,
    ...stack.split('\n').map((line) => `  ${line}`),
  ];
  return `${lines.map(visible).join('\n')}\n`;
}
