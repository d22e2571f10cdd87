import { type Connection, ErrorCodes, ResponseError } from 'vscode-languageserver';
import { readClient } from './client-capabilities';
import type { ServerHost } from './host';
import { onCharterTemplate } from './methods/charter-template';
import { onCodeAction } from './methods/code-action';
import { onCodeActionResolve } from './methods/code-action-resolve';
import { onDidChange } from './methods/did-change';
import { onDidChangeConfiguration } from './methods/did-change-configuration';
import { onDidChangeWatchedFiles } from './methods/did-change-watched-files';
import { onDidChangeWorkspaceFolders } from './methods/did-change-workspace-folders';
import { onDidClose } from './methods/did-close';
import { onDidOpen } from './methods/did-open';
import { onDidSave } from './methods/did-save';
import { onExecuteCommand } from './methods/execute-command';
import { onFileOperations } from './methods/file-operations';
import { onGuardrails } from './methods/guardrails';
import { onHover } from './methods/hover';
import { foldersIn, serverCapabilities } from './methods/initialize';
import { afterInitialized } from './methods/initialized';
import { onPage } from './methods/page';
import { onScan } from './methods/scan';
import { onSummary } from './methods/summary';
import { createSession, type Session } from './session';
import { statusReporter } from './status';

const METHODS: readonly ((session: Session) => void)[] = [
  onDidOpen,
  onDidChange,
  onDidSave,
  onDidClose,
  onDidChangeWatchedFiles,
  onDidChangeConfiguration,
  onDidChangeWorkspaceFolders,
  onFileOperations,
  onCodeAction,
  onCodeActionResolve,
  onHover,
  onExecuteCommand,
  onScan,
  onSummary,
  onGuardrails,
  onPage,
  onCharterTemplate,
];

/** Speaks on a connection that somebody else made: the same in Node and in a browser's worker. */
export function startServer(connection: Connection, host: ServerHost): void {
  let isInitialized = false;
  connection.onInitialize((params) => {
    if (isInitialized) return new ResponseError(ErrorCodes.InvalidRequest, 'the server is initialized already');
    isInitialized = true;
    const client = readClient(params);
    const session = createSession(connection, client, host, client.status ? statusReporter() : undefined);
    for (const method of METHODS) method(session);
    connection.onShutdown(() => session.end());
    connection.onInitialized(() => afterInitialized(session, foldersIn(params)));
    return { serverInfo: { name: 'Portcullis', version: host.version }, capabilities: serverCapabilities(client) };
  });
  connection.listen();
}
