import {
  CNI,
  COLOR,
  CONFIG,
  ENVIRONMENT,
  formatOption,
  HELP,
  ISOLATED,
  type Option,
  QUIET,
  STRICT,
  type Verb,
} from './verb';

const ENDS =
  'An end is namespace/name or namespace/Kind/name of a workload, namespace/Service/name, internet, nodes, an ' +
  'address or a CIDR.';

const REACH_FORMATS = ['text', 'json', 'csv', 'markdown', 'dot', 'mermaid', 'svg'] as const;
const EXPLAIN_FORMATS = ['text', 'json', 'markdown'] as const;
const DIFF_FORMATS = ['text', 'json', 'csv', 'markdown', 'dot'] as const;

const COMPAT: Option = {
  name: 'compat',
  kind: 'value',
  placeholder: 'TOOL',
  values: ['np-guard'],
  help: 'np-guard: as that analyzer answers, for comparing with its results',
};

export const REACH: Verb = {
  name: 'reach',
  summary: 'who can reach whom, on which ports',
  usage: 'portcullis reach [PATH…] [options]',
  description:
    'Prints every connection that policies leave open between workloads, nodes and addresses, one a line. PATHs choose ' +
    `the workloads it is about (default: the current folder; - is standard input). ${ENDS}`,
  operands: Number.POSITIVE_INFINITY,
  options: [
    { name: 'from', kind: 'value', placeholder: 'END', help: 'only connections that this end opens' },
    { name: 'to', kind: 'value', placeholder: 'END', help: 'only connections to this end' },
    {
      name: 'port',
      kind: 'value',
      placeholder: 'PORT',
      help: 'only this port: 8080, 53/UDP or 8000-8999; TCP where no protocol is given',
    },
    formatOption(REACH_FORMATS),
    CNI,
    COMPAT,
    ENVIRONMENT,
    CONFIG,
    ISOLATED,
    STRICT,
    { name: 'stdin-filename', kind: 'value', placeholder: 'FILE', help: 'the file that standard input stands for' },
    { ...QUIET, help: 'connections only: no marks, no progress, no remarks' },
    COLOR,
    HELP,
  ],
  examples: [
    'portcullis reach --to shop/payments',
    'portcullis reach --from internet',
    'portcullis reach --format svg > reach.svg',
  ],
};

export const EXPLAIN: Verb = {
  name: 'explain',
  summary: 'why one connection is open or closed, rule by rule',
  usage: 'portcullis explain [PATH…] --from END --to END --port PORT [options]',
  description:
    'Says what both ends decide about one connection: which policies isolate them, which rule of which file decided, and ' +
    `which rule came nearest and why it does not apply. ${ENDS}`,
  operands: Number.POSITIVE_INFINITY,
  options: [
    { name: 'from', kind: 'value', placeholder: 'END', help: 'the end that opens the connection' },
    { name: 'to', kind: 'value', placeholder: 'END', help: 'the end that answers; of a Service the port is its own' },
    {
      name: 'port',
      kind: 'value',
      placeholder: 'PORT',
      help: 'a number or a name, such as 8080, 53/UDP or http; TCP where no protocol is given',
    },
    formatOption(EXPLAIN_FORMATS),
    CNI,
    ENVIRONMENT,
    CONFIG,
    ISOLATED,
    { name: 'stdin-filename', kind: 'value', placeholder: 'FILE', help: 'the file that standard input stands for' },
    { ...QUIET, help: 'the verdict only' },
    COLOR,
    HELP,
  ],
  examples: ['portcullis explain --from shop/frontend --to shop/payments --port 8443'],
};

export const DIFF: Verb = {
  name: 'diff',
  summary: 'what a change opens and closes',
  usage: 'portcullis diff OLD NEW [options], or portcullis diff --git A..B [PATH…]',
  description:
    'Compares who can reach whom in two folders, or in two revisions of a git repository (A..B; A...B counts from where ' +
    'they parted; A alone is compared with the files as they are), and names the policy that caused each change.',
  operands: Number.POSITIVE_INFINITY,
  options: [
    { name: 'git', kind: 'value', placeholder: 'A..B', help: 'compare two revisions; the work tree is not touched' },
    {
      name: 'fail-on',
      kind: 'value',
      placeholder: 'WHAT',
      values: ['opened', 'changed', 'never'],
      help: 'end with 1 when something opened, or changed at all (default: never)',
    },
    formatOption(DIFF_FORMATS),
    CNI,
    COMPAT,
    ENVIRONMENT,
    CONFIG,
    STRICT,
    { ...QUIET, help: 'changes only: no causes, no summary, no progress, no remarks' },
    COLOR,
    HELP,
  ],
  examples: ['portcullis diff main/ branch/', 'portcullis diff --git origin/main...HEAD --fail-on opened'],
};

const TEST_FORMATS = ['text', 'json', 'junit', 'markdown'] as const;

export const TEST: Verb = {
  name: 'test',
  summary: 'run the connection assertions',
  usage: 'portcullis test [PATH…] [options]',
  description:
    'Judges the assertions of PortTest documents (*.porttest.yaml) from the manifests alone: nothing is run. PATHs choose ' +
    'the files whose assertions count (default: the current folder; - is standard input).',
  operands: Number.POSITIVE_INFINITY,
  options: [
    formatOption(TEST_FORMATS),
    CNI,
    ENVIRONMENT,
    CONFIG,
    ISOLATED,
    { ...STRICT, help: 'end with 3 when some input could not be analysed, or an assertion not be judged' },
    { name: 'stdin-filename', kind: 'value', placeholder: 'FILE', help: 'the file that standard input stands for' },
    { ...QUIET, help: 'one line for each assertion that does not hold; no summary, no progress, no remarks' },
    COLOR,
    HELP,
  ],
  examples: ['portcullis test', 'portcullis test --environment prod --format junit > assertions.xml'],
};
