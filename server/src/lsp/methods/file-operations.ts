import { listIn } from '../params';
import type { Session } from '../session';

/** What the editor itself did to files and folders: known at once, also where nothing is watched. */
export function onFileOperations(session: Session): void {
  const { workspace } = session.connection;
  workspace.onDidCreateFiles(({ files }) =>
    session.filesChanged(
      listIn(files, 'files').map((file) => file.uri),
      [],
    ),
  );
  workspace.onDidDeleteFiles(({ files }) =>
    session.filesChanged(
      [],
      listIn(files, 'files').map((file) => file.uri),
    ),
  );
  workspace.onDidRenameFiles(({ files }) => {
    const renamed = listIn(files, 'files');
    session.filesChanged(
      renamed.map((file) => file.newUri),
      renamed.map((file) => file.oldUri),
    );
  });
}
