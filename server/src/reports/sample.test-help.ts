import type { Finding, ScanResult } from '../analysis';
import { type AnyGuardrail, defineGuardrail } from '../guardrails';
import type { Range } from '../yaml';
import type { ReportOptions, TextOptions } from './options';

/** A small scan for the tests of this room. */
const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - name: http
    port: 80
    targetPort: http
`;

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: nginx
        ports:
        - name: web
          containerPort: 8080
`;

const FILES: Readonly<Record<string, string>> = {
  'deploy/service.yaml': SERVICE,
  'deploy/web.yaml': DEPLOYMENT,
};

/** Range from 1-based line, column and length. */
export function at(line: number, column: number, length: number): Range {
  return {
    start: { line: line - 1, character: column - 1 },
    end: { line: line - 1, character: column - 1 + length },
  };
}

export const UNRESOLVED: Finding = {
  guardrail: 'unresolved-target-port',
  category: 'wiring',
  severity: 'error',
  confidence: 'certain',
  tags: [],
  message: 'targetPort "http" is not a port of Deployment/web (it has "web" 8080/TCP)',
  file: 'deploy/service.yaml',
  range: at(9, 17, 4),
  object: { kind: 'Service', namespace: null, name: 'web' },
  environments: ['default'],
  related: [{ message: 'the port that the pods do have', file: 'deploy/web.yaml', range: at(11, 17, 3) }],
  fixes: [
    {
      title: 'Change targetPort to "web"',
      safe: true,
      edits: [{ file: 'deploy/service.yaml', range: at(9, 17, 4), text: 'web' }],
    },
  ],
  fingerprint: 'a1b2c3d4e5f60718:1',
};

export const UNNAMED: Finding = {
  ...UNRESOLVED,
  guardrail: 'unnamed-service-port',
  category: 'spec',
  severity: 'warning',
  message: 'a Service of several ports needs a name for each of them',
  range: at(8, 5, 8),
  related: [],
  fixes: [],
  fingerprint: '0011223344556677:1',
};

export const RESULT: ScanResult = {
  root: '/home/me/shop',
  // Reports do not look into the charter.
  charter: {} as ScanResult['charter'],
  environments: ['default'],
  scanned: ['deploy/service.yaml', 'deploy/web.yaml'],
  skipped: [],
  notices: [],
  findings: [UNNAMED, UNRESOLVED],
  suppressed: [],
};

export function withFindings(...findings: readonly Finding[]): ScanResult {
  return { ...RESULT, findings };
}

const GUARDRAILS: readonly AnyGuardrail[] = [
  sampleGuardrail('unresolved-target-port', 'A targetPort names a port that the selected pods lack', 'wiring', 'error'),
  sampleGuardrail('unnamed-service-port', 'A port of a Service with several ports has no name', 'spec', 'error'),
];

export const OPTIONS: ReportOptions = {
  version: '1.2.3',
  guardrails: GUARDRAILS,
  displayPath: (path) => path,
  helpUri: (id) => `file:///pages/${id}.md`,
  helpText: (id) => `# ${id}\n\nA page.\n`,
  failOn: 'error',
};

export const TEXT: TextOptions = {
  ...OPTIONS,
  color: false,
  width: undefined,
  quiet: false,
  sourceLine: (file, line) => FILES[file]?.split('\n')[line],
};

function sampleGuardrail(
  id: string,
  title: string,
  category: AnyGuardrail['category'],
  severity: AnyGuardrail['severity'],
): AnyGuardrail {
  return defineGuardrail({
    id,
    title,
    category,
    severity,
    confidence: 'certain',
    check: { kind: 'elsewhere' },
    message: () => '',
  });
}
