import { DidChangeWorkspaceFoldersNotification } from 'vscode-languageserver';
import type { Session } from '../session';

/**
 * Heard on the connection itself: the library's own event registers with the client as soon as it is asked for, and
 * while we answer `initialize` no client takes a registration.
 */
export function onDidChangeWorkspaceFolders(session: Session): void {
  if (!session.client.folders) return;
  session.connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event }) => {
    session.changeFolders(event?.added ?? [], event?.removed ?? []).catch(session.log);
  });
}
