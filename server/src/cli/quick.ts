import { helpText, verbHelp } from './help';
import { VERBS } from './verbs';
import { VERSION } from './version';

/**
 * What can be answered without the engine: `--version`, `--help`, `help VERB`. Imports nothing but texts, so that asking
 * for the version costs hardly more than starting Node.
 */
export function quickAnswer(argv: readonly string[]): string | undefined {
  const [first, second] = argv;
  if (first === '--version' || first === '-V') return `portcullis ${VERSION}\n`;
  if (first === undefined || first === '--help' || first === '-h') return helpText(VERSION);
  if (first === 'help') return second === undefined || isHelp(second) ? helpText(VERSION) : verbAnswer(second, argv);
  const help = argv.findIndex(isHelp);
  const end = argv.indexOf('--');
  return help > 0 && (end < 0 || help < end) ? verbAnswer(first, []) : undefined;
}

function verbAnswer(name: string, argv: readonly string[]): string | undefined {
  const verb = argv.length > 2 ? undefined : VERBS.find((candidate) => candidate.name === name);
  return verb === undefined ? undefined : verbHelp(verb);
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}
