import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { applied, ask, EAGER, everywhere } from './actions';
import { type Diagnostic, startSession } from './session';

const EXAMPLES = join(__dirname, '../../examples');
const names = readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const SEVERITIES = { error: 1, warning: 2, info: 3 } as const;

interface CommandLineResult {
  readonly findings: readonly {
    readonly guardrail: string;
    readonly severity: keyof typeof SEVERITIES;
    readonly message: string;
    readonly file: string;
    readonly range: Record<'start' | 'end', { readonly line: number; readonly column: number }>;
    readonly fingerprint: string;
  }[];
}

// Outside the project, so that its own repository is not taken for the root.
const copies = realpathSync(mkdtempSync(join(tmpdir(), 'portcullis-examples-')));
cpSync(EXAMPLES, copies, { recursive: true });
afterAll(() => rmSync(copies, { recursive: true, force: true }));

function commandLine(folder: string): CommandLineResult {
  const cli = join(__dirname, '../../dist/cli.js');
  const output = execFileSync(process.execPath, [cli, 'scan', '--format', 'json', '--fail-on', 'never', folder], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return JSON.parse(output);
}

test.each(names)('examples/%s: editor and command line give the same findings in the same order', async (name) => {
  const folder = join(copies, name);
  const expected = commandLine(folder).findings.map(({ guardrail, severity, message, file, range, fingerprint }) => ({
    file,
    guardrail,
    severity: SEVERITIES[severity],
    message,
    start: [range.start.line - 1, range.start.column - 1],
    end: [range.end.line - 1, range.end.column - 1],
    fingerprint,
  }));
  const session = await startSession({ folders: null });
  session.notify('workspace/didChangeWorkspaceFolders', {
    event: { added: [{ uri: `file://${folder}`, name }], removed: [] },
  });
  // The order of files is that of the summary, the order within a file that of its diagnostics.
  const { folders } = await session.request<{ folders: { findings: { file: string; uri: string }[] }[] }>(
    'portcullis/scan',
    {},
  );
  const files = new Map(folders.flatMap(({ findings }) => findings.map(({ file, uri }) => [file, uri])));
  const actual: typeof expected = [];
  for (const [file, uri] of files) {
    const { diagnostics } = await session.next<{ uri: string; diagnostics: Diagnostic[] }>(
      'textDocument/publishDiagnostics',
      (params) => params.uri === uri,
    );
    for (const { code, severity, message, range, data } of diagnostics) {
      actual.push({
        file,
        guardrail: code,
        severity: severity as 1,
        message,
        start: [range.start.line, range.start.character],
        end: [range.end.line, range.end.character],
        fingerprint: data?.fingerprint ?? '',
      });
    }
  }
  expect(actual).toEqual(expected);
});

/** Some fixes make room for others, and one is safe only in the eyes of its guardrail. */
const TO_MEND = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - port: "80"
    targetPort: "8080"
  - port: 80
    name: one
  - name: Two
    port: 81
  - {port: 82, targetPort: "8082"}
---
apiVersion: v1
kind: Service
metadata:
  name: other
spec:
  ports:
  - port: "90"
  - port: 91`;

test.each([
  ['line feeds', TO_MEND],
  ['carriage returns', TO_MEND.replaceAll('\n', '\r\n')],
])('fix all in the editor makes the same text as --fix of one file, with %s', async (_, text) => {
  const beside = text.replace('name: web', 'name: shop').replace('name: other', 'name: further');
  const session = await startSession({ files: { 'all.yaml': text, 'more.yaml': beside }, capabilities: EAGER });
  session.open('all.yaml');
  const [action] = await ask(session, 'all.yaml', everywhere, ['source.fixAll.portcullis']);
  const changes = action?.edit?.documentChanges ?? [];
  expect(changes.map(({ textDocument }) => textDocument.uri)).toEqual([session.uri('all.yaml')]);
  const cli = join(__dirname, '../../dist/cli.js');
  execFileSync(process.execPath, [cli, 'scan', '--fix', '--fail-on', 'never', join(session.folder, 'all.yaml')], {
    stdio: 'ignore',
  });
  expect(session.read('all.yaml')).not.toBe(text);
  expect(applied(text, changes[0]?.edits ?? [])).toBe(session.read('all.yaml'));
});
