import { PLUGIN_NAMES } from '../network/reach/plugins';
import { CNI_NAMES } from '../network/reach/profiles';

/** What the command line understands, as data: parsing and help both read it. */
export interface Verb {
  readonly name: string;
  /** Words for the list of verbs. */
  readonly summary: string;
  readonly usage: string;
  readonly description: string;
  readonly options: readonly Option[];
  /** Options of other verbs that make no sense here, each with the reason. */
  readonly without?: Readonly<Record<string, string>>;
  /** How many words without dashes it takes at most. */
  readonly operands: number;
  readonly examples: readonly string[];
}

export interface Option {
  readonly name: string;
  readonly short?: string;
  readonly kind: 'flag' | 'value' | 'list';
  /** Stands for the value in help. */
  readonly placeholder?: string;
  /** The only values it takes. */
  readonly values?: readonly string[];
  readonly help: string;
}

export const QUIET: Option = {
  name: 'quiet',
  short: 'q',
  kind: 'flag',
  help: 'one line a finding; no summary, no progress, no remarks',
};
export const COLOR: Option = {
  name: 'color',
  kind: 'value',
  placeholder: 'WHEN',
  values: ['auto', 'always', 'never'],
  help: 'colours: auto (a terminal without NO_COLOR), always or never',
};
export const HELP: Option = { name: 'help', short: 'h', kind: 'flag', help: 'show this text' };
export const CONFIG: Option = {
  name: 'config',
  kind: 'value',
  placeholder: 'FILE',
  help: 'the portcullis.yaml to use',
};
export const ENVIRONMENT: Option = {
  name: 'environment',
  kind: 'list',
  placeholder: 'NAME',
  help: 'report only this environment; may be given several times',
};

export const CNI: Option = {
  name: 'cni',
  kind: 'value',
  placeholder: 'NAME',
  values: PLUGIN_NAMES,
  help: `the network plugin: ${CNI_NAMES.join(', ')} (default: what portcullis.yaml says, else spec)`,
};
export const ISOLATED: Option = {
  name: 'isolated',
  kind: 'flag',
  help: 'read only the PATHs, not the workspace around them',
};
export const STRICT: Option = {
  name: 'strict',
  kind: 'flag',
  help: 'end with 3 when some input could not be analysed',
};

/** The first is the default. */
export function formatOption(formats: readonly string[]): Option {
  return {
    name: 'format',
    kind: 'value',
    placeholder: 'FORMAT',
    values: formats,
    help: `${formats.join(', ')} (default: ${formats[0]})`,
  };
}
