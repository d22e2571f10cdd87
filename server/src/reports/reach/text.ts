import { visible } from '../escape';
import { paintWith } from '../paint';
import type { ReachConnection, ReachEnd, ReachReport } from './model';
import { portsTextOfCompat, verdictText } from './ports';

export interface ReachTextOptions {
  readonly color: boolean;
  /** Connections only: no marks. */
  readonly quiet: boolean;
  /** As another tool prints it. */
  readonly compat: boolean;
}

/** One connection a line; with several environments each has a heading. */
export function* formatReachText(report: ReachReport, options: ReachTextOptions): Generator<string, undefined> {
  const paint = paintWith(options.color);
  const headed = report.environments.length > 1;
  for (const [at, environment] of report.environments.entries()) {
    if (headed) yield `${at === 0 ? '' : '\n'}${paint.strong(`# ${visible(environment.name)}`)}\n`;
    for (const connection of environment.connections()) {
      const marks = options.quiet || options.compat ? '' : marksText(connection);
      const ports = options.compat ? portsTextOfCompat(connection.open) : verdictText(connection);
      const line = `${visible(connection.from.label)} => ${visible(connection.to.label)} : ${visible(ports)}`;
      yield `${line}${marks === '' ? '' : paint.quiet(` # ${marks}`)}\n`;
    }
  }
}

/** `from: host network; to: no running replica; between its replicas`. */
export function marksText({ from, to, notes }: ReachConnection): string {
  return [...endMarks('from', from), ...(from === to ? [] : endMarks('to', to)), ...notes].map(visible).join('; ');
}

function endMarks(side: string, { marks }: ReachEnd): readonly string[] {
  return marks.length === 0 ? [] : [`${side}: ${marks.join(', ')}`];
}
