import { DidChangeWatchedFilesNotification, type FileSystemWatcher, WatchKind } from 'vscode-languageserver';
import type { Session } from './session';

/**
 * Asks the client to watch. Deleted or moved folders are told as one event with a name like any other, so every
 * coming and going has to be heard; of changes only those of files that are read.
 */
export function watchFiles(session: Session): void {
  const { client, connection } = session;
  if (!client.watchRegistration) return;
  const watchers: FileSystemWatcher[] = [
    { globPattern: '**/*.{yaml,yml,json}', kind: WatchKind.Change },
    { globPattern: '**/{.gitignore,Kustomization}', kind: WatchKind.Change },
    { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
  ];
  connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(session.log);
}
