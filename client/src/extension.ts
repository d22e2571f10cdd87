import { type ExtensionContext, ExtensionMode, Uri } from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';
import type { Extension } from './running';
import { startExtension } from './start';

/** Where there is Node: the server is a process of its own. */
export function activate(context: ExtensionContext): Promise<Extension> {
  return startExtension(context, (clientOptions: LanguageClientOptions) => {
    const module = Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
    const debugging = context.extensionMode === ExtensionMode.Development ? ['--nolazy', '--inspect=0'] : [];
    const client = new LanguageClient(
      'portcullis',
      'Portcullis',
      {
        run: { module, transport: TransportKind.ipc },
        debug: { module, transport: TransportKind.ipc, options: { execArgv: debugging } },
      },
      clientOptions,
    );
    return { client, end: () => {} };
  });
}

export { deactivate } from './start';
