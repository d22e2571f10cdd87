import type { InitializeParams } from 'vscode-languageserver';
import type { InitializationOptions } from './protocol';

/** What this client can do, asked once. */
export interface Client {
  /** Findings can be asked for, and the client lets itself be told to ask again. */
  readonly pull: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly tags: boolean;
  readonly diagnosticData: boolean;
  readonly versions: boolean;
  readonly documentChanges: boolean;
  readonly codeActionLiterals: boolean;
  readonly resolvesEdits: boolean;
  readonly actionData: boolean;
  readonly preferredActions: boolean;
  readonly markdown: boolean;
  readonly configuration: boolean;
  readonly configurationRegistration: boolean;
  readonly watchRegistration: boolean;
  readonly folders: boolean;
  readonly progress: boolean;
  /** Takes edits from us, and edits may create files. */
  readonly createsFiles: boolean;
  readonly showsDocuments: boolean;
  /** Answers our file requests. */
  readonly files: boolean;
  readonly explain: boolean;
  readonly status: boolean;
  readonly pages: string | undefined;
  readonly initialSettings: unknown;
}

export function readClient(params: InitializeParams): Client {
  const { textDocument, workspace, window } = params.capabilities ?? {};
  const published = textDocument?.publishDiagnostics;
  const pulled = textDocument?.diagnostic;
  const pull = pulled !== undefined && workspace?.diagnostics?.refreshSupport === true;
  const informed = pull ? { ...published, ...pulled } : published;
  const action = textDocument?.codeAction;
  const options = readOptions(params.initializationOptions);
  return {
    pull,
    relatedInformation: informed?.relatedInformation === true,
    codeDescription: informed?.codeDescriptionSupport === true,
    tags: informed?.tagSupport !== undefined,
    diagnosticData: informed?.dataSupport === true,
    versions: published?.versionSupport === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    codeActionLiterals: action?.codeActionLiteralSupport !== undefined,
    resolvesEdits: action?.resolveSupport?.properties?.includes('edit') === true && action.dataSupport === true,
    actionData: action?.dataSupport === true,
    preferredActions: action?.isPreferredSupport === true,
    markdown: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    configuration: workspace?.configuration === true,
    configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchRegistration: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    folders: workspace?.workspaceFolders === true,
    progress: window?.workDoneProgress === true,
    createsFiles:
      workspace?.applyEdit === true &&
      workspace.workspaceEdit?.documentChanges === true &&
      workspace.workspaceEdit.resourceOperations?.includes('create') === true,
    showsDocuments: window?.showDocument?.support === true,
    files: options.files === true,
    explain: options.explain === true,
    status: options.status === true,
    pages: typeof options.pages === 'string' ? options.pages : undefined,
    initialSettings: options.settings,
  };
}

/** There is a way to show a guardrail's page. */
export function hasCommand(client: Client): boolean {
  return client.explain || client.showsDocuments;
}

function readOptions(value: unknown): InitializationOptions {
  return typeof value === 'object' && value !== null ? value : {};
}
