import type { Session } from '../session';
import { sectionOf } from '../settings';

export function onDidChangeConfiguration(session: Session): void {
  session.connection.onDidChangeConfiguration((params) => {
    session.changeSettings(sectionOf(params.settings ?? undefined)).catch(session.log);
  });
}
