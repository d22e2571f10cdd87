import { ProgressLocation, window } from 'vscode';
import { WorkDoneProgress } from 'vscode-languageclient';
import { SCAN, type ScanSummary } from '../../../server/src/lsp/protocol';
import { ask } from '../ask';
import type { Running } from '../running';

let scans = 0;

/** The server reads and checks everything; nothing is opened here. */
export async function scanWorkspace(running: Running): Promise<ScanSummary | undefined> {
  const summary = await window.withProgress(
    { location: ProgressLocation.Notification, title: 'Portcullis', cancellable: true },
    async (progress, cancelled) => {
      const workDoneToken = `portcullis-scan-${++scans}`;
      const listening = running.client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
        if (value.kind === 'report' && value.message !== undefined) progress.report({ message: value.message });
      });
      try {
        return await ask<ScanSummary>(running, SCAN, { workDoneToken }, cancelled);
      } finally {
        listening.dispose();
      }
    },
  );
  if (summary === undefined) return undefined;
  running.report.fill(summary);
  await running.report.open();
  return summary;
}
