import { commands, type Disposable, type ExtensionContext, type LogOutputChannel, Uri, window } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import type { InitializationOptions } from '../../server/src/lsp/protocol';
import { createCharter } from './commands/create-charter';
import { explainGuardrail } from './commands/explain-guardrail';
import { openReport } from './commands/open-report';
import { scanWorkspace } from './commands/scan-workspace';
import { answerFileRequests } from './files';
import { restartPolicy } from './restart-policy';
import type { Extension, Running } from './running';
import { reportView } from './views/report';
import { statusView } from './views/status';

export type MakeClient = (options: LanguageClientOptions) => { client: BaseLanguageClient; end: () => void };

let running: Running | undefined;

export async function startExtension(context: ExtensionContext, makeClient: MakeClient): Promise<Extension> {
  const log = window.createOutputChannel('Portcullis', { log: true });
  const pages = Uri.joinPath(context.extensionUri, 'docs', 'guardrails').toString();
  const initializationOptions: InitializationOptions = { pages, files: true, explain: true, status: true };
  const policy = restartPolicy();
  const { client, end } = makeClient({
    documentSelector: [{ language: 'yaml' }, { language: 'helm' }, { language: 'json' }, { language: 'jsonc' }],
    outputChannel: log,
    initializationOptions,
    errorHandler: policy,
    progressOnInitialization: false,
    markdown: { isTrusted: false },
  });
  const report = reportView();
  const status = statusView(client);
  const now: Running = { client, log, report };
  running = now;
  context.subscriptions.push(log, report, status, { dispose: end }, ...register(now, policy.reset));
  answerFileRequests(client);
  await start(now);
  return {
    ready: status.ready,
    get serverPid() {
      return processOf(client);
    },
  };
}

export async function deactivate(): Promise<void> {
  const { client } = running ?? {};
  running = undefined;
  if (client?.isRunning()) await client.stop();
}

function register(now: Running, resetRestarts: () => void): Disposable[] {
  return [
    commands.registerCommand('portcullis.scanWorkspace', () => scanWorkspace(now)),
    commands.registerCommand('portcullis.openReport', () => openReport(now)),
    commands.registerCommand('portcullis.createCharter', () => createCharter(now)),
    commands.registerCommand('portcullis.explain', (id: unknown) => explainGuardrail(now, id)),
    commands.registerCommand('portcullis.showLog', () => now.log.show()),
    commands.registerCommand('portcullis.restartServer', async () => {
      resetRestarts();
      if (now.client.isRunning()) await now.client.stop();
      await start(now);
    }),
  ];
}

async function start({ client, log }: Running): Promise<void> {
  try {
    await client.start();
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    void offerLog('Portcullis could not start its server.', log);
  }
}

async function offerLog(message: string, log: LogOutputChannel): Promise<void> {
  const show = 'Show Log';
  if ((await window.showErrorMessage(message, show)) === show) log.show();
}

function processOf(client: BaseLanguageClient): number | undefined {
  const { _serverProcess } = client as unknown as { _serverProcess?: { pid?: number } };
  return _serverProcess?.pid;
}
