import { uriIn } from '../params';
import type { Session } from '../session';

export function onDidSave(session: Session): void {
  session.connection.onDidSaveTextDocument((params) => {
    const uri = uriIn(params);
    // A file that was deleted under its document is there again.
    session.filesChanged([uri], []);
    if (!session.client.watchRegistration) session.lookAtDisk();
  });
}
