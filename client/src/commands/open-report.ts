import { type ScanSummary, SUMMARY } from '../../../server/src/lsp/protocol';
import { ask } from '../ask';
import type { Running } from '../running';

/** The report of how things stand now; nothing is read again for it. */
export async function openReport(running: Running): Promise<void> {
  const summary = await ask<ScanSummary>(running, SUMMARY);
  if (summary === undefined) return;
  const { report } = running;
  report.fill(summary);
  await report.open();
}
