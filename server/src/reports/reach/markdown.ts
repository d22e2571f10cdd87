import { markdown, markdownCode } from '../escape';
import type { ReachReport } from './model';
import { portsTextOfCompat, verdictText } from './ports';
import { marksText } from './text';

/** A table for each environment. */
export function* formatReachMarkdown(report: ReachReport, compat: boolean): Generator<string, undefined> {
  yield '### Who can reach whom\n';
  const headed = report.environments.length > 1;
  for (const environment of report.environments) {
    if (headed) yield `\n#### ${markdown(environment.name)}\n`;
    let any = false;
    for (const connection of environment.connections()) {
      if (!any) yield '\n| From | To | Ports | Notes |\n|---|---|---|---|\n';
      any = true;
      const ports = compat ? portsTextOfCompat(connection.open) : verdictText(connection);
      const cells = [
        markdownCode(connection.from.label),
        markdownCode(connection.to.label),
        markdown(ports),
        markdown(marksText(connection)),
      ];
      yield `| ${cells.join(' | ')} |\n`;
    }
    if (!any) yield '\nNo connections.\n';
  }
}
