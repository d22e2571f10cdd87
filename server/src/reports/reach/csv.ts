import { differenceOf, isNoPort } from '../../network/sets/ports';
import { visible } from '../escape';
import type { ReachReport } from './model';
import { portsText, portsTextOfCompat } from './ports';
import { marksText } from './text';

/** RFC 4180, with a header: a row for each connection. */
export function* formatReachCsv(report: ReachReport, compat: boolean): Generator<string, undefined> {
  yield csvRow(['environment', 'from', 'to', 'open', 'maybe', 'notes']);
  for (const environment of report.environments) {
    for (const connection of environment.connections()) {
      const { from, to, open, possible } = connection;
      const more = differenceOf(possible, open);
      yield csvRow([
        environment.name,
        from.label,
        to.label,
        compat ? portsTextOfCompat(open) : isNoPort(open) ? '' : portsText(open),
        isNoPort(more) ? '' : portsText(more),
        marksText(connection),
      ]);
    }
  }
}

export function csvRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** A spreadsheet takes what begins like a formula for one: an apostrophe before it makes it text. */
function csvCell(text: string): string {
  const shown = visible(text);
  const safe = /^[=+\-@]/.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
