import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
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
