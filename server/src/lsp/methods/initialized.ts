import { DidChangeConfigurationNotification } from 'vscode-languageserver';
import { scanWithProgress } from '../progress';
import type { Session } from '../session';
import { summarise } from '../summary';
import { watchFiles } from '../watch';

/** What may only be done after the client knows who we are: registrations, questions to it, the first scan. */
export function afterInitialized(
  session: Session,
  folders: readonly { readonly uri: string; readonly name: string }[],
): void {
  const { client, connection } = session;
  session
    .start(folders)
    .then(() => scanWithProgress(session, 'Portcullis'))
    .then(() => sayWhatWasRead(session))
    .catch(session.log);
  watchFiles(session);
  if (client.configurationRegistration) {
    connection.client.register(DidChangeConfigurationNotification.type, { section: 'portcullis' }).catch(session.log);
  }
}

function sayWhatWasRead(session: Session): void {
  for (const { name, scanned, environments, skipped } of summarise(session).folders) {
    const counts = `${scanned} files read, ${environments.length} environments, ${skipped.length} skipped`;
    session.connection.console.log(`${name}: ${counts}`);
  }
}
