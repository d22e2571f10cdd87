import { uriIn } from '../params';
import type { Session } from '../session';

export function onDidClose(session: Session): void {
  session.connection.onDidCloseTextDocument((params) => session.close(uriIn(params)));
}
