import {
  CodeActionKind,
  type InitializeParams,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { Client } from '../client-capabilities';
import { CREATE_CHARTER_COMMAND, EXPLAIN_SERVER_COMMAND, SCAN_COMMAND } from '../protocol';
import { nameOf } from '../uri';
import { FIX_ALL_KIND } from './code-action';

export function serverCapabilities(client: Client): ServerCapabilities {
  const everything = { filters: [{ pattern: { glob: '**/*' } }] };
  return {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    ...(client.pull
      ? {
          diagnosticProvider: { identifier: 'portcullis', interFileDependencies: true, workspaceDiagnostics: true },
        }
      : {}),
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL_KIND],
      resolveProvider: client.resolvesEdits,
    },
    hoverProvider: true,
    executeCommandProvider: { commands: [SCAN_COMMAND, CREATE_CHARTER_COMMAND, EXPLAIN_SERVER_COMMAND] },
    workspace: {
      workspaceFolders: { supported: true, changeNotifications: true },
      fileOperations: { didCreate: everything, didRename: everything, didDelete: everything },
    },
  };
}

/** The client's folders, or the one root that older clients name, or none. */
export function foldersIn(params: InitializeParams): { uri: string; name: string }[] {
  const { workspaceFolders, rootUri } = params;
  if (Array.isArray(workspaceFolders)) {
    return workspaceFolders.filter((folder) => typeof folder?.uri === 'string');
  }
  return typeof rootUri === 'string' ? [{ uri: rootUri, name: nameOf(rootUri) }] : [];
}
