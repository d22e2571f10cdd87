import { visible } from '../escape';
import { type Paint, paintWith } from '../paint';
import { plural } from '../summary';
import type { DiffCause, DiffChange, DiffReport, DiffSummary, DiffVerdict } from './diff-model';
import { summaryOfDiff } from './differences';
import { NO_CONNECTIONS, verdictText } from './ports';

export interface DiffTextOptions {
  readonly color: boolean;
  /** Changes only: no causes, no summary. */
  readonly quiet: boolean;
}

/** What caused changes, and below it the changes: one a line, `+` added, `-` removed, `~` changed. */
export function* formatDiffText(report: DiffReport, options: DiffTextOptions): Generator<string, undefined> {
  const paint = paintWith(options.color);
  const changed = report.environments.filter(({ changes }) => changes.length > 0);
  for (const [at, environment] of changed.entries()) {
    if (report.environments.length > 1) {
      const state = environment.state === 'both' ? '' : ` (${environment.state})`;
      yield `${at === 0 ? '' : '\n'}${paint.strong(visible(`# ${environment.name}${state}`))}\n`;
    }
    if (options.quiet) for (const change of environment.changes) yield changeLine(change, paint);
    else yield* grouped(environment.changes, paint);
  }
  if (options.quiet) return;
  yield `${changed.length > 0 ? '\n' : ''}${summaryText(summaryOfDiff(report))}\n`;
}

/** A policy that is gone opens many connections: it is named once. */
function* grouped(changes: readonly DiffChange[], paint: Paint): Generator<string, undefined> {
  const groups = new Map<string, DiffChange[]>();
  for (const change of changes) {
    // A line end in the name of a file would begin a line of its own.
    const causes = change.causes().map((cause) => visible(causeText(cause)));
    const key = causes.length === 0 ? 'for a reason that is not in these files' : causes.join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  for (const [causes, group] of groups) {
    for (const cause of causes.split('\n')) yield `${paint.quiet(cause)}\n`;
    for (const change of group) yield `  ${changeLine(change, paint)}`;
  }
}

function changeLine(change: DiffChange, paint: Paint): string {
  const line = visible(`${SIGNS[change.kind]} ${changeText(change)}`);
  if (change.kind === 'removed') return `${paint.fix(line)}\n`;
  return `${paint.severity(change.kind === 'added' ? 'error' : 'warning', line)}\n`;
}

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

/** `a => b : TCP 80 -> TCP 80,443 # through Service shop/b`. */
function changeText(change: DiffChange): string {
  const notes = change.notes.length === 0 ? '' : ` # ${change.notes.join('; ')}`;
  return `${fromText(change)} => ${toText(change)} : ${portsOfChange(change)}${notes}`;
}

/** `shop/web[Deployment] and 11 like it`. */
export function fromText({ from, others }: DiffChange): string {
  return `${from.label}${likeIt(others.from)}`;
}

export function toText({ to, others }: DiffChange): string {
  return `${to.label}${likeIt(others.to)}`;
}

function likeIt(others: number): string {
  return others === 0 ? '' : ` and ${others} like it`;
}

/** `TCP 80 -> TCP 80,443`; where only addresses differ, the ports once. */
export function portsOfChange({ kind, before, after }: DiffChange): string {
  if (kind === 'added') return shown(after);
  if (kind === 'removed' || shown(before) === shown(after)) return shown(before);
  return `${shown(before)} -> ${shown(after)}`;
}

export function shown(verdict: DiffVerdict | undefined): string {
  return verdict === undefined ? NO_CONNECTIONS : verdictText(verdict);
}

/** `NetworkPolicy shop/payments is gone (old/payments.yaml:41, before): ingress`. */
export function causeText({ message, place, state, side }: DiffCause): string {
  const where = place === undefined ? '' : ` (${place.file}:${place.line}${state === 'before' ? ', before' : ''})`;
  return `${message}${where}${side === undefined ? '' : `: ${side}`}`;
}

export function summaryText({ added, removed, changed, opened, closed, unsure }: DiffSummary): string {
  const all = added + removed + changed;
  if (all === 0) return 'No connection changes';
  const parts = [`${added} added`, `${removed} removed`, `${changed} changed`];
  const unknown = unsure === 0 ? '' : `, ${unsure} unclear`;
  return `${plural(all, 'connection')}: ${parts.join(', ')}; ${opened} opened, ${closed} closed${unknown}`;
}
