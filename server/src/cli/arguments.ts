import { UsageError } from './exit-code';
import { didYouMean } from './nearest';
import type { Option, Verb } from './verb';
import { VERBS } from './verbs';

/** A command line that makes sense, before anybody looked at the files it names. */
export interface Arguments {
  readonly verb: Verb;
  readonly operands: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

const GLOBAL = ['--version', '--help'];

/** Throws a `UsageError` that names what is wrong and what is near. */
export function parseArguments(argv: readonly string[]): Arguments {
  const [first = 'help', ...rest] = argv;
  const verb = VERBS.find((candidate) => candidate.name === first);
  if (verb === undefined) throw new UsageError(unknownVerb(first));

  const operands: string[] = [];
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const words = [...rest];
  let onlyOperands = false;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (onlyOperands || word === '-' || !word.startsWith('-')) {
      operands.push(word);
      continue;
    }
    if (word === '--') {
      onlyOperands = true;
      continue;
    }
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const option = optionOf(verb, name);
    if (option.kind === 'flag') {
      if (equals >= 0) throw new UsageError(`${name} takes no value`);
      flags.add(option.name);
      continue;
    }
    const value = equals < 0 ? words.shift() : word.slice(equals + 1);
    // What looks like an option was meant as one; a value that begins with a dash can be given with `=`.
    if (value === undefined || value === '' || (equals < 0 && value.startsWith('--'))) {
      throw new UsageError(`${name} needs a value: ${name} ${option.placeholder ?? 'VALUE'}`);
    }
    checkValue(name, option, value);
    if (option.kind === 'list') lists.set(option.name, [...(lists.get(option.name) ?? []), value]);
    else if (values.has(option.name)) throw new UsageError(`${name} can be given once`);
    else values.set(option.name, value);
  }
  if (operands.length > verb.operands && !flags.has('help')) {
    throw new UsageError(`portcullis ${verb.name} does not take "${operands[verb.operands]}": ${verb.usage}`);
  }
  return { verb, operands, flags, values, lists };
}

function unknownVerb(word: string): string {
  const verbs = VERBS.map((verb) => verb.name);
  if (word.startsWith('-'))
    return `unknown option ${word}${didYouMean(word, GLOBAL) || '; portcullis --help lists the verbs'}`;
  const near = didYouMean(word, verbs);
  if (near !== '') return `unknown verb "${word}"${near}`;
  const looksLikePath = /[/\\.]/.test(word);
  return `unknown verb "${word}"${looksLikePath ? `; to scan it: portcullis scan ${word}` : `; the verbs are ${verbs.join(', ')}`}`;
}

function optionOf(verb: Verb, name: string): Option {
  const option = verb.options.find(
    (candidate) => name === `--${candidate.name}` || (candidate.short !== undefined && name === `-${candidate.short}`),
  );
  if (option !== undefined) return option;
  const reason = new Map(Object.entries(verb.without ?? {})).get(name.replace(/^--/, ''));
  if (reason !== undefined) throw new UsageError(`portcullis ${verb.name} takes no ${name}: ${reason}`);
  const near = didYouMean(
    name,
    verb.options.map((candidate) => `--${candidate.name}`),
  );
  throw new UsageError(
    `unknown option ${name} of portcullis ${verb.name}${near || `; portcullis ${verb.name} --help lists them`}`,
  );
}

function checkValue(name: string, option: Option, value: string): void {
  if (option.values === undefined || option.values.includes(value)) return;
  const near = didYouMean(value, option.values) || `; it is one of ${option.values.join(', ')}`;
  throw new UsageError(`${name} cannot be "${value}"${near}`);
}
