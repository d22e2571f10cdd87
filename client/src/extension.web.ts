import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient, type LanguageClientOptions } from 'vscode-languageclient/browser';
import type { Extension } from './running';
import { startExtension } from './start';

/** A browser's own type, which this project's settings (Node's) do not have. */
declare const Worker: new (address: string) => ConstructorParameters<typeof LanguageClient>[2];

/** In a browser: the server is a worker. */
export function activate(context: ExtensionContext): Promise<Extension> {
  return startExtension(context, (clientOptions: LanguageClientOptions) => {
    const worker = new Worker(Uri.joinPath(context.extensionUri, 'dist', 'web', 'server.js').toString(true));
    const client = new LanguageClient('portcullis', 'Portcullis', worker, clientOptions);
    return { client, end: () => worker.terminate() };
  });
}

export { deactivate } from './start';
