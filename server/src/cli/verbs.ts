import { DIFF, EXPLAIN, REACH, TEST } from './connection-verbs';
import { COLOR, CONFIG, ENVIRONMENT, HELP, QUIET, type Verb } from './verb';

const SCAN_FORMATS = ['text', 'json', 'sarif', 'github', 'gitlab', 'junit', 'checkstyle', 'markdown'] as const;
const GUARDRAIL_FORMATS = ['text', 'json', 'markdown'] as const;

const SCAN: Verb = {
  name: 'scan',
  summary: 'find ports that lead nowhere, collide or are not as meant',
  usage: 'portcullis scan [PATH…] [options]',
  description:
    'PATHs choose what is reported (default: the current folder; - is standard input). What is read is the whole ' +
    'workspace around them: upwards to portcullis.yaml, else to .git, else the PATHs alone.',
  operands: Number.POSITIVE_INFINITY,
  options: [
    {
      name: 'format',
      kind: 'value',
      placeholder: 'FORMAT',
      values: SCAN_FORMATS,
      help: `${SCAN_FORMATS.join(', ')} (default: text)`,
    },
    {
      name: 'fail-on',
      kind: 'value',
      placeholder: 'SEVERITY',
      values: ['error', 'warning', 'info', 'never'],
      help: 'end with 1 from this severity on: error (default), warning, info or never',
    },
    { name: 'fix', kind: 'flag', help: 'apply the safe fixes, then report what is left' },
    { name: 'diff', kind: 'flag', help: 'print the safe fixes as a patch for git apply; change nothing' },
    { name: 'changed', kind: 'flag', help: 'report only what concerns files that git says changed' },
    ENVIRONMENT,
    CONFIG,
    { name: 'baseline', kind: 'value', placeholder: 'FILE', help: 'leave out the findings that this file lists' },
    { name: 'write-baseline', kind: 'value', placeholder: 'FILE', help: 'write the findings of today to this file' },
    { name: 'no-suppress', kind: 'flag', help: 'report suppressed findings too' },
    { name: 'isolated', kind: 'flag', help: 'read only the PATHs, not the workspace around them' },
    { name: 'strict', kind: 'flag', help: 'end with 3 when some input could not be analysed' },
    { name: 'stdin-filename', kind: 'value', placeholder: 'FILE', help: 'the file that standard input stands for' },
    QUIET,
    COLOR,
    HELP,
  ],
  examples: ['portcullis scan', 'portcullis scan deploy/ --fix', 'helm template . | portcullis scan -'],
};

const GUARDRAILS: Verb = {
  name: 'guardrails',
  summary: 'list the guardrails, or explain one',
  usage: 'portcullis guardrails [ID] [options]',
  description: 'Lists what is looked for, with the severity it has; with an ID it shows the page of that guardrail.',
  operands: 1,
  options: [
    {
      name: 'format',
      kind: 'value',
      placeholder: 'FORMAT',
      values: GUARDRAIL_FORMATS,
      help: `${GUARDRAIL_FORMATS.join(', ')} (default: text)`,
    },
    { ...CONFIG, help: 'show the severities that this portcullis.yaml sets' },
    { ...ENVIRONMENT, kind: 'value', help: 'with --config: as they are in this environment' },
    { ...QUIET, help: 'ids only' },
    COLOR,
    HELP,
  ],
  examples: ['portcullis guardrails', 'portcullis guardrails unresolved-target-port'],
};

const INIT: Verb = {
  name: 'init',
  summary: 'write a commented portcullis.yaml from what is here',
  usage: 'portcullis init [FOLDER|-] [options]',
  description:
    'Reads the manifests of the folder (default: the current one) and writes portcullis.yaml there; - prints it.',
  operands: 1,
  options: [
    { name: 'force', kind: 'flag', help: 'replace a portcullis.yaml that is there' },
    { ...CONFIG, help: 'write this file instead of portcullis.yaml in the folder' },
    { ...QUIET, help: 'say nothing' },
    COLOR,
    HELP,
  ],
  without: {
    format: 'what it writes is always portcullis.yaml',
    environment: 'one portcullis.yaml is for all environments',
  },
  examples: ['portcullis init', 'portcullis init -'],
};

const LSP: Verb = {
  name: 'lsp',
  summary: 'the language server, for editors',
  usage: 'portcullis lsp --stdio',
  description:
    'Speaks the Language Server Protocol on standard input and output. An editor starts it; see docs/editors.md.',
  operands: 0,
  options: [
    { name: 'stdio', kind: 'flag', help: 'the way of talking; the only one' },
    { name: 'clientProcessId', kind: 'value', placeholder: 'ID', help: 'set by editors; nobody needs to give it' },
    HELP,
  ],
  examples: [],
};

const HELP_VERB: Verb = {
  name: 'help',
  summary: 'show this text, or that of a verb',
  usage: 'portcullis help [VERB]',
  description: 'Shows what a verb does and its options.',
  operands: 1,
  options: [HELP],
  examples: [],
};

export const VERBS: readonly Verb[] = [SCAN, REACH, EXPLAIN, DIFF, TEST, GUARDRAILS, INIT, LSP, HELP_VERB];
