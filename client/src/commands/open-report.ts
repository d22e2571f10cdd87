import { type ScanSummary, SUMMARY } from '../../../server/src/lsp/protocol';
import type { Running } from '../running';

/** The report of how things stand now; nothing is read again for it. */
export async function openReport({ client, report }: Running): Promise<void> {
  report.fill(await client.sendRequest<ScanSummary>(SUMMARY));
  await report.open();
}
