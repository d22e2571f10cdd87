import { stringIn, uriIn } from '../params';
import type { Session } from '../session';

export function onDidOpen(session: Session): void {
  session.connection.onDidOpenTextDocument((params) => {
    const { languageId, version, text } = params.textDocument ?? {};
    session.open(uriIn(params), stringIn(languageId, 'languageId'), version, stringIn(text, 'text'));
    if (!session.client.watchRegistration) session.lookAtDisk();
  });
}
