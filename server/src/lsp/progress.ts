import type { WorkDoneProgressReporter } from 'vscode-languageserver';
import type { Session } from './session';
import type { Cancellation, ScanProgress } from './workspace';

/** Scans every workspace and shows how far it is, where the client has a place for that. */
export async function scanWithProgress(session: Session, title: string): Promise<void> {
  const cancellation: { aborted: boolean } = { aborted: false };
  let reporter: WorkDoneProgressReporter | undefined;
  let finished = false;
  if (session.client.progress) {
    // The scan does not wait for the client's answer: some never give one.
    session.connection.window.createWorkDoneProgress().then(
      (created) => {
        if (finished) return;
        created.begin(title, undefined, undefined, true);
        created.token.onCancellationRequested(() => {
          cancellation.aborted = true;
        });
        reporter = created;
      },
      () => {},
    );
  }
  await scan(session, cancellation, (message) => reporter?.report(message));
  finished = true;
  reporter?.done();
}

export async function scan(
  session: Session,
  cancellation: Cancellation,
  report: (message: string) => void,
): Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  await session.scanAll(cancellation, (progress) => {
    const now = session.host.now();
    if (now - last < REPORT_INTERVAL_MILLISECONDS) return;
    last = now;
    report(say(progress));
  });
}

const REPORT_INTERVAL_MILLISECONDS = 100;

function say({ phase, files, total }: ScanProgress): string {
  if (phase === 'finding') return `${files} files found`;
  if (phase === 'reading') return total === undefined ? `${files} files read` : `${files} of ${total} files read`;
  return `checking ${files} files`;
}
