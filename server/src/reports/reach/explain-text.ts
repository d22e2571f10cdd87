import { visible } from '../escape';
import { wrap } from '../layout';
import { type Paint, paintWith } from '../paint';
import type {
  ExplainedEnvironment,
  ExplainedNearest,
  ExplainedPolicy,
  ExplainedSide,
  ExplainedWay,
  ExplainReport,
  SourcePlace,
} from './explain-model';

export interface ExplainTextOptions {
  readonly color: boolean;
  /** The verdict only. */
  readonly quiet: boolean;
}

const WIDTH = 80;

/** The verdict, then what each end says, in 80 columns. */
export function* formatExplainText(report: ExplainReport, options: ExplainTextOptions): Generator<string, undefined> {
  const paint = paintWith(options.color);
  const headed = report.environments.length > 1;
  for (const [at, environment] of report.environments.entries()) {
    if (at > 0 && !options.quiet) yield '\n';
    if (headed) yield `${paint.strong(`# ${visible(environment.name)}`)}\n`;
    yield* lines(verdictLine(report, environment, paint), 0);
    if (options.quiet) continue;
    for (const note of environment.notes) yield* lines(sentence(note), 2);
    for (const way of environment.ways) yield* wayText(way, paint);
  }
}

function verdictLine(
  { question, port }: ExplainReport,
  { outcome, reachable }: ExplainedEnvironment,
  paint: Paint,
): string {
  const said = `${visible(question.from)} => ${visible(question.to)} : ${visible(port)}`;
  const verdict = VERDICTS[outcome](paint);
  const part = reachedPart(outcome, reachable);
  return `${said} is ${verdict}${part}`;
}

/** `(1 of 2 workloads behind it)`: the client is handed one of them, so some attempts fail (S069). */
export function reachedPart(
  outcome: ExplainedEnvironment['outcome'],
  { certain, of }: ExplainedEnvironment['reachable'],
): string {
  const isPart = (outcome === 'allowed' || outcome === 'partial') && of > 1 && certain < of;
  return isPart ? ` (${certain} of ${of} workloads behind it)` : '';
}

const VERDICTS: Readonly<Record<ExplainedEnvironment['outcome'], (paint: Paint) => string>> = {
  allowed: (paint) => paint.fix('allowed'),
  denied: (paint) => paint.severity('error', 'denied'),
  partial: (paint) => paint.severity('warning', 'partly allowed'),
  unknown: (paint) => paint.severity('warning', 'unknown'),
};

/** One way: what each end says about it. */
export function* wayText(way: ExplainedWay, paint: Paint): Generator<string, undefined> {
  yield '\n';
  if (way.through.length > 0) {
    const arrives = way.port === undefined ? way.to : `${way.protocol} ${way.port} of ${way.to}`;
    yield* lines(paint.strong(visible(`Through ${way.through.join(', ')} to ${arrives}: ${wordOf(way.outcome)}`)), 0);
  }
  for (const note of way.notes) yield* lines(sentence(note), 2);
  if (way.egress !== undefined) yield* sideText('Egress', way.egress, paint);
  if (way.ingress !== undefined) yield* sideText('Ingress', way.ingress, paint);
}

function wordOf(outcome: ExplainedEnvironment['outcome']): string {
  return outcome === 'partial' ? 'partly allowed' : outcome;
}

function* sideText(direction: string, side: ExplainedSide, paint: Paint): Generator<string, undefined> {
  yield* lines(`${paint.strong(visible(`${direction} of ${side.end}`))}: ${VERDICTS[side.outcome](paint)}`, 0);
  for (const policy of side.isolatedBy) {
    yield* lines(visible(`${isolationText(policy)}${at(policy.place)}`), 2);
  }
  yield* lines(visible(becauseText(side)), 2);
  if (side.decidedBy !== undefined) yield* sourceText(side.decidedBy.place, paint);
  if (side.nearest.length > 0) yield* lines(side.nearest.length === 1 ? 'The nearest rule:' : 'The nearest rules:', 2);
  for (const nearest of side.nearest) {
    yield* lines(visible(`${nameOf(nearest.policy)} ${FAILED_ON[nearest.failedOn]}`), 4);
    yield* sourceText(nearest.place, paint);
  }
}

export function isolationText(policy: ExplainedSide['isolatedBy'][number]): string {
  return `${nameOf(policy)} ${policy.certain ? 'isolates it' : 'may isolate it'}`;
}

/** Why this side says what it says; also for other formats. */
export function becauseText({ because, decidedBy, outcome }: ExplainedSide): string {
  switch (because) {
    case 'rule':
      if (decidedBy === undefined) return 'A rule decides';
      return `${nameOf(decidedBy.policy)} ${ACTIONS[decidedBy.action]}${outcome === 'unknown' ? ', unless another rule comes first' : ''}:`;
    case 'not-isolated':
      return outcome === 'unknown'
        ? 'A policy that cannot be read as a whole may close it or not'
        : 'No policy isolates it in this direction, so everything is open';
    case 'no-rule-admits':
      return outcome === 'unknown' ? 'No rule admits it for certain' : 'No rule admits it';
    case 'outside':
      return 'It is outside of the cluster, where no policy speaks about it';
    case 'host-network':
      return 'It is on the host network, where policies do not select it';
    case 'local-node':
      return "A pod's own node is always let in; which node that is, nobody can tell";
    case 'not-enforced':
      return 'The network plugin enforces no policies';
    case 'same-pod':
      return 'A pod always reaches itself';
  }
}

const ACTIONS = { accept: 'admits it', deny: 'denies it', pass: 'passes it on' } as const;

export const FAILED_ON: Readonly<Record<ExplainedNearest['failedOn'], string>> = {
  priority: 'has the same priority and says otherwise',
  selector: 'admits other pods',
  namespace: 'admits pods of other namespaces',
  address: 'does not admit its address',
  port: 'admits it, but on other ports',
  protocol: 'admits it, but in another protocol',
  direction: 'speaks about the other direction',
  unknown: 'may admit it, and nobody can tell',
};

/** `NetworkPolicy shop/payments`. */
export function nameOf({ kind, namespace, name }: ExplainedPolicy): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

function at(place: SourcePlace | undefined): string {
  return place === undefined ? '' : ` (${place.file}:${place.line})`;
}

/** The lines of the file itself, each cut where it is long. */
function* sourceText(place: SourcePlace | undefined, paint: Paint): Generator<string, undefined> {
  if (place === undefined) return;
  yield `      ${paint.related(visible(`${place.file}:${place.line}`))}\n`;
  const margin = Math.min(...place.lines.map((line) => line.length - line.trimStart().length));
  for (const line of place.lines.slice(0, MOST_LINES)) {
    const text = visible(line.slice(margin).trimEnd());
    yield `      ${paint.frame('|')} ${text.length > WIDTH - 8 ? `${text.slice(0, WIDTH - 9)}…` : text}\n`;
  }
  if (place.lines.length > MOST_LINES) yield `      ${paint.frame('|')} …\n`;
}

/** A rule may be long; its beginning is enough to find it by. */
const MOST_LINES = 4;

function sentence(note: string): string {
  const shown = visible(note);
  return shown.charAt(0).toUpperCase() + shown.slice(1);
}

/** A text in lines of 80 columns, the others further in. */
function* lines(text: string, indent: number): Generator<string, undefined> {
  const [first = '', ...rest] = wrap(text, WIDTH - indent - 2);
  yield `${' '.repeat(indent)}${first}\n`;
  for (const line of rest) yield `${' '.repeat(indent + 2)}${line}\n`;
}
