import { FileChangeType } from 'vscode-languageserver';
import { listIn } from '../params';
import type { Session } from '../session';

export function onDidChangeWatchedFiles(session: Session): void {
  session.connection.onDidChangeWatchedFiles((params) => {
    // Created and deleted in one batch (a branch was changed, a file was replaced): the last word counts.
    const last = new Map<string, FileChangeType>();
    for (const event of listIn(params.changes, 'changes')) {
      if (typeof event?.uri === 'string') last.set(event.uri, event.type);
    }
    const of = (deleted: boolean) =>
      [...last].filter(([, type]) => (type === FileChangeType.Deleted) === deleted).map(([uri]) => uri);
    session.filesChanged(of(false), of(true));
  });
}
