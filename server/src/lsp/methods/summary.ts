import { type ScanSummary, SUMMARY } from '../protocol';
import type { Session } from '../session';
import { summarise } from '../summary';

export function onSummary(session: Session): void {
  session.connection.onRequest(SUMMARY, async (): Promise<ScanSummary> => {
    await session.ready;
    await Promise.all(session.workspaces().map((workspace) => workspace.settled()));
    return summarise(session);
  });
}
