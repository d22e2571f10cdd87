import { markdown, markdownCode } from '../escape';
import type { ExplainedSide, ExplainReport, SourcePlace } from './explain-model';
import { becauseText, FAILED_ON, isolationText, nameOf, reachedPart } from './explain-text';

/** For a comment on a pull request or a ticket. */
export function* formatExplainMarkdown(report: ExplainReport): Generator<string, undefined> {
  const { from, to } = report.question;
  const headed = report.environments.length > 1;
  for (const environment of report.environments) {
    const where = headed ? ` in ${markdownCode(environment.name)}` : '';
    const connection = `${markdownCode(from)} to ${markdownCode(to)} on ${markdownCode(report.port)}`;
    const part = reachedPart(environment.outcome, environment.reachable);
    yield `### ${connection}${where}: ${environment.outcome}${part}\n\n`;
    for (const note of environment.notes) yield `${markdown(note)}\n\n`;
    for (const way of environment.ways) {
      if (way.through.length > 0) yield `**Through ${way.through.map(markdown).join(', ')}: ${way.outcome}**\n\n`;
      for (const note of way.notes) yield `${markdown(note)}\n\n`;
      if (way.egress !== undefined) yield* sideText('Egress', way.egress);
      if (way.ingress !== undefined) yield* sideText('Ingress', way.ingress);
      yield '\n';
    }
  }
}

function* sideText(direction: string, side: ExplainedSide): Generator<string, undefined> {
  yield `- ${direction} of ${markdownCode(side.end)}: **${side.outcome}**\n`;
  for (const policy of side.isolatedBy) yield `  - ${markdown(isolationText(policy))}${at(policy.place)}\n`;
  yield `  - ${markdown(becauseText(side).replace(/:$/, ''))}${at(side.decidedBy?.place)}\n`;
  for (const { policy, failedOn, place } of side.nearest)
    yield `  - nearest: ${markdown(`${nameOf(policy)} ${FAILED_ON[failedOn]}`)}${at(place)}\n`;
}

function at(place: SourcePlace | undefined): string {
  return place === undefined ? '' : ` (${markdownCode(`${place.file}:${place.line}`)})`;
}
