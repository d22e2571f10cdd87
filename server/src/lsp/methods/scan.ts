import { type CancellationToken, WorkDoneProgress } from 'vscode-languageserver';
import { scan } from '../progress';
import { SCAN, type ScanParams, type ScanSummary } from '../protocol';
import type { Session } from '../session';
import { summarise } from '../summary';

export function onScan(session: Session): void {
  const { connection } = session;
  connection.onRequest(SCAN, async (params: ScanParams | undefined, token: CancellationToken): Promise<ScanSummary> => {
    const progress = params?.workDoneToken;
    const send = (value: { kind: 'begin' | 'report' | 'end'; [key: string]: unknown }) => {
      if (progress !== undefined) void connection.sendProgress(WorkDoneProgress.type, progress, value as never);
    };
    send({ kind: 'begin', title: 'Portcullis', cancellable: true });
    const cancellation = {
      get aborted() {
        return token.isCancellationRequested;
      },
    };
    try {
      await scan(session, cancellation, (message) => send({ kind: 'report', message }));
    } finally {
      send({ kind: 'end' });
    }
    return summarise(session);
  });
}
