import type { Option, Verb } from './verb';
import { VERBS } from './verbs';

const WIDTH = 78;
const INDENT = 28;

export function helpText(version: string): string {
  const verbs = VERBS.map((verb) => `  ${verb.name.padEnd(12)}${verb.summary}`);
  return lines([
    `Portcullis ${version}`,
    'Keeps Kubernetes ports shut unless someone meant them to be open.',
    '',
    'Usage: portcullis VERB [PATH…] [options]',
    '',
    'Verbs:',
    ...verbs,
    '',
    'Options:',
    ...optionLines({ name: 'version', short: 'V', kind: 'flag', help: 'show the version' }),
    ...optionLines({ name: 'help', short: 'h', kind: 'flag', help: 'show this text; after a verb: its options' }),
    '',
    'Start with: portcullis scan',
  ]);
}

export function verbHelp(verb: Verb): string {
  return lines([
    `portcullis ${verb.name}: ${verb.summary}`,
    '',
    `Usage: ${verb.usage}`,
    '',
    ...broken(verb.description, WIDTH),
    '',
    'Options:',
    ...verb.options.flatMap(optionLines),
    ...Object.entries(verb.without ?? {}).flatMap(([name, reason]) =>
      broken(`No --${name}: ${reason}.`, WIDTH - 2).map((line) => `  ${line}`),
    ),
    ...(verb.examples.length === 0 ? [] : ['', 'Examples:', ...verb.examples.map((example) => `  ${example}`)]),
    ...(verb.name === 'scan' ? ['', 'Exit codes:', ...EXIT_CODES] : []),
  ]);
}

const EXIT_CODES = [
  '  0  nothing at or above --fail-on',
  '  1  findings',
  '  2  wrong usage, or a broken portcullis.yaml',
  '  3  with --strict: some input could not be analysed',
  '  4  a crash, with what to report',
];

function optionLines(option: Option): string[] {
  const short = option.short === undefined ? '    ' : `-${option.short}, `;
  const name = `  ${short}--${option.name}${option.placeholder === undefined ? '' : ` ${option.placeholder}`}`;
  const [first = '', ...rest] = broken(option.help, WIDTH - INDENT);
  const more = rest.map((text) => `${' '.repeat(INDENT)}${text}`);
  if (name.length > INDENT - 2) return [name, `${' '.repeat(INDENT)}${first}`, ...more];
  return [`${name.padEnd(INDENT)}${first}`, ...more];
}

/** Words in lines; help is plain ASCII, so a character is a column. */
function broken(text: string, width: number): string[] {
  const result: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      result.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...result, line];
}

function lines(parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}
