import { type Charter, defaultCharter, readCharter } from '../config';
import { type AnyGuardrail, type Breach, defineGuardrail, GUARDRAILS } from '../guardrails';
import { placeOf } from '../kubernetes';
import { createSnapshot, type Snapshot } from '../workspace';
import { readFile } from '../yaml';
import { type AnalyseOptions, type Analysis, analyse, type Finding, runToEnd } from '.';

export const TODAY = '2026-03-01';

export type Files = Readonly<Record<string, string>>;

/** The charter of these lines of `spec:`. */
export function charterOf(spec: string): Charter {
  return readCharter(readFile('portcullis.yaml', charterText(spec)));
}

export function charterText(spec: string): string {
  return `apiVersion: portcullis.dev/v1alpha1\nkind: PortGuardrails\nspec:\n${spec}`;
}

/** `portcullis.yaml` among the files is the charter. */
export function snapshotOf(files: Files, charter?: Charter): Snapshot {
  const text = files['portcullis.yaml'];
  const read = text === undefined ? defaultCharter() : readCharter(readFile('portcullis.yaml', text));
  return createSnapshot({
    charter: charter ?? read,
    files: Object.entries(files).map(([path, content]) => ({ path, text: content })),
  });
}

export function run(files: Files, options: Partial<AnalyseOptions> & { readonly charter?: Charter } = {}): Analysis {
  const { charter, ...rest } = options;
  return runToEnd(analyse(snapshotOf(files, charter), { today: TODAY, ...rest }));
}

export function findingsIn(analysis: Analysis): Finding[] {
  return analysis.paths.flatMap((path) => analysis.findingsOf(path));
}

export function suppressedOf(analysis: Analysis): Finding[] {
  return analysis.paths.flatMap((path) => analysis.suppressedIn(path));
}

/** One line a finding, as a person would read it out. */
export function shown({ file, range, severity, guardrail, message, environments }: Finding): string {
  const { line, character } = range.start;
  return `${file}:${line + 1}:${character + 1} ${severity} ${guardrail}: ${message} [${environments.join(', ')}]`;
}

/** A Service of the namespace shop that selects `app: web`. */
export function service(name: string, targetPort: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: shop
spec:
  selector:
    app: web
  ports:
  - port: 80
    targetPort: ${targetPort}
`;
}

/** A Deployment of the namespace shop, labelled `app: web`, with the port "web" 8080. */
export const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: example.com/web:1
        ports:
        - name: web
          containerPort: 8080
`;

/** Finds every Service and says its name; what it does beside that, a test may add. */
export function everyService(more: Partial<AnyGuardrail> = {}): AnyGuardrail {
  const guardrail = defineGuardrail<'service', Breach & { readonly name: string }>({
    id: 'every-service',
    formerIds: ['any-service'],
    title: 'A Service',
    category: 'wiring',
    severity: 'warning',
    confidence: 'likely',
    check: {
      kind: 'object',
      appliesTo: ['service'],
      *find(object) {
        const name = object.name.state === 'known' ? object.name.value : '';
        const kind = object.node.pairs.find(({ key }) => key.type === 'scalar' && key.text === 'kind')?.value;
        yield { at: placeOf(kind ?? object.node), subject: 'kind', name };
      },
    },
    message: ({ name }) => `Service ${name}`,
  });
  return { ...guardrail, ...more };
}

/** Those of the charter and the suppressions, and the given ones. */
export function withElsewhere(...guardrails: AnyGuardrail[]): AnyGuardrail[] {
  return [...guardrails, ...GUARDRAILS.filter(({ check }) => check.kind === 'elsewhere')];
}
