import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { startServer } from './lsp';

declare const PORTCULLIS_VERSION: string;
declare const self: ConstructorParameters<typeof BrowserMessageReader>[0];

const turn = new MessageChannel();
const resumed: (() => void)[] = [];
Object.assign(turn.port1, { onmessage: () => resumed.shift()?.() });

/** A browser's worker: no disk, so every file is asked of the editor. */
startServer(createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self)), {
  version: PORTCULLIS_VERSION,
  pages: undefined,
  files: () => undefined,
  charterFolder: async () => undefined,
  today: () => new Date().toISOString().slice(0, 10),
  now: () => performance.now(),
  // A timer of zero is one of four milliseconds after a few in a row; a message is not.
  pause: () =>
    new Promise((resolve) => {
      resumed.push(resolve);
      turn.port2.postMessage(undefined);
    }),
});
