import * as vscode from 'vscode';

// Runs on a copy of examples/shop, in a real extension host: of Node, and of the browser, where files are in memory.

/** What the extension offers its tests: see client/src/running.ts. */
interface Exports {
  readonly serverPid: number | undefined;
}

const FOLDER = (vscode.workspace.workspaceFolders ?? [])[0]?.uri ?? vscode.Uri.file('/');
const CHARTER = 'portcullis.yaml';

suite('findings in the editor', () => {
  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension('portcullis.portcullis');
    if (extension === undefined) throw new Error('the extension is not there');
    await extension.activate();
  });

  teardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('a file that nobody opened has findings', async () => {
    const found = await finding('ledger.yaml', 'service-selects-nothing');
    equal(isOpen('ledger.yaml'), false, 'ledger.yaml is open');
    equal(found.source, 'portcullis', 'source');
    const page = typeof found.code === 'object' ? found.code.target.toString() : '';
    ok(page.endsWith('docs/guardrails/service-selects-nothing.md'), `the finding links to its page, not to "${page}"`);
    ok((found.relatedInformation ?? []).length > 0, 'the other end of the connection is named');
    ok(found.message.length <= 120, 'one short line');
  });

  test('the page that a finding links to can be read', async () => {
    const found = await finding('ledger.yaml', 'service-selects-nothing');
    if (typeof found.code !== 'object') throw new Error('no link');
    const page = new TextDecoder().decode(await vscode.workspace.fs.readFile(found.code.target));
    ok(page.includes('service-selects-nothing'), 'the page is about the guardrail');
  });

  test('a quick fix mends a finding, and the finding goes', async () => {
    const document = await open('frontend.yaml');
    const found = await finding('frontend.yaml', 'unresolved-target-port');
    const fix = await until('a quick fix with an edit', async () => {
      const actions = await actionsAt(document.uri, found.range, vscode.CodeActionKind.QuickFix);
      return actions.find((action) => puts(action, 'web'));
    });
    ok(await vscode.workspace.applyEdit(fix.edit as vscode.WorkspaceEdit), 'the edit is applied');
    ok(document.getText().includes('targetPort: web # the container calls it "web"'), 'comments stay');
    await noFinding('frontend.yaml', 'unresolved-target-port');
  });

  test('fix all applies the safe fixes of a file', async () => {
    const document = await open('payments.yaml');
    await finding('payments.yaml', 'unnamed-service-port');
    const kind = vscode.CodeActionKind.SourceFixAll.append('portcullis');
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const fix = await until('fix all', async () => {
      const actions = await actionsAt(document.uri, whole, kind);
      return actions.find((action) => action.edit !== undefined);
    });
    ok(fix.kind !== undefined && kind.contains(fix.kind), `kind ${fix.kind?.value}`);
    ok(await vscode.workspace.applyEdit(fix.edit as vscode.WorkspaceEdit), 'the edit is applied');
    await noFinding('payments.yaml', 'unnamed-service-port');
  });

  test('a change of the charter counts without a reload', async () => {
    await finding('node-ports.yaml', 'node-port-collision');
    await write(CHARTER, charterWithout('node-port-collision'));
    await noFinding('node-ports.yaml', 'node-port-collision');
    await remove(CHARTER);
    await finding('node-ports.yaml', 'node-port-collision');
  });

  test('a new file has findings, and a deleted one none', async () => {
    const name = 'postbox.yaml';
    await write(name, SERVICE_WITH_TWO_UNNAMED_PORTS);
    await finding(name, 'unnamed-service-port');
    await remove(name);
    await until(`no findings in ${name}`, async () => diagnosticsOf(name).length === 0);
  });

  // A worker has no process to kill.
  if (typeof process !== 'undefined') {
    test('a server that dies comes back, and with it the findings', async () => {
      const exports = vscode.extensions.getExtension<Exports>('portcullis.portcullis')?.exports;
      const first = await until('a server', async () => exports?.serverPid);
      process.kill(first, 'SIGKILL');
      await until('another server', async () => exports?.serverPid !== undefined && exports.serverPid !== first);
      await write('postbox.yaml', SERVICE_WITH_TWO_UNNAMED_PORTS);
      await finding('postbox.yaml', 'unnamed-service-port');
      await remove('postbox.yaml');
      await until('no findings in postbox.yaml', async () => diagnosticsOf('postbox.yaml').length === 0);
    });
  }

  test('the command scans the workspace and opens a summary', async () => {
    await vscode.commands.executeCommand('portcullis.scanWorkspace');
    await until('the summary', async () => {
      const inputs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      return inputs.some((tab) => tab.label.toLowerCase().includes('portcullis'));
    });
    equal(isOpen('ledger.yaml'), false, 'a scan opens documents');
  });
});

const SERVICE_WITH_TWO_UNNAMED_PORTS = `apiVersion: v1
kind: Service
metadata:
  name: postbox
spec:
  ports:
    - port: 80
    - port: 81
`;

function charterWithout(id: string): string {
  return `apiVersion: portcullis.dev/v1alpha1
kind: PortGuardrails
metadata:
  name: default
spec:
  guardrails:
    ${id}: off
`;
}

function diagnosticsOf(name: string): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(file(name));
}

function finding(name: string, id: string): Promise<vscode.Diagnostic> {
  return until(`${id} in ${name}`, async () => diagnosticsOf(name).find((diagnostic) => idOf(diagnostic) === id));
}

function noFinding(name: string, id: string): Promise<boolean> {
  return until(`no ${id} in ${name}`, async () => !diagnosticsOf(name).some((diagnostic) => idOf(diagnostic) === id));
}

function idOf(diagnostic: vscode.Diagnostic): string {
  return String(typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code);
}

function puts(action: vscode.CodeAction, text: string): boolean {
  return (action.edit?.entries() ?? []).some(([, edits]) => edits.some((edit) => edit.newText === text));
}

/** Each action with its edit: the number says how many of them are to be resolved. */
async function actionsAt(
  uri: vscode.Uri,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  const command = 'vscode.executeCodeActionProvider';
  return (await vscode.commands.executeCommand<vscode.CodeAction[]>(command, uri, range, kind.value, 20)) ?? [];
}

async function open(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(file(name));
  await vscode.window.showTextDocument(document);
  return document;
}

function isOpen(name: string): boolean {
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === file(name).toString());
}

async function write(name: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(file(name), new TextEncoder().encode(text));
}

async function remove(name: string): Promise<void> {
  await vscode.workspace.fs.delete(file(name));
}

function file(name: string): vscode.Uri {
  return vscode.Uri.joinPath(FOLDER, name);
}

/** Waits for a condition, never for a time. */
async function until<T>(what: string, condition: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}\n${everyFinding()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function everyFinding(): string {
  return vscode.languages
    .getDiagnostics()
    .flatMap(([uri, list]) => list.map((one) => `${uri.path}:${one.range.start.line + 1} ${idOf(one)} ${one.message}`))
    .join('\n');
}

function ok(value: boolean, what: string): void {
  if (!value) throw new Error(what);
}

function equal<T>(actual: T, wanted: T, what: string): void {
  if (actual !== wanted) throw new Error(`${what}: ${String(actual)} instead of ${String(wanted)}`);
}
