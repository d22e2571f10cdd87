import { isNoPort, type PortSet } from '../../network/sets/ports';
import { markdown, markdownCode, visible } from '../escape';
import { csvRow } from './csv';
import type { DiffChange, DiffEnvironment, DiffReport } from './diff-model';
import { causeText, fromText, portsOfChange, shown, summaryText, toText } from './diff-text';
import { summaryOfDiff } from './differences';
import { type JsonContext, jsonHead, portsData, verdictData } from './json';
import { portsText } from './ports';
import { DIFF_SCHEMA } from './schema';

/** For programs, a change a line: see `schema.ts`. */
export function* formatDiffJson(report: DiffReport, context: JsonContext): Generator<string, undefined> {
  yield `${jsonHead(DIFF_SCHEMA, context)}  "environments": [`;
  for (const [at, { name, cni, state, added, removed, changes, omitted }] of report.environments.entries()) {
    yield `${at === 0 ? '' : ','}\n    {\n      "name": ${JSON.stringify(name)},\n      "cni": ${JSON.stringify(cni)},\n`;
    yield `      "state": ${JSON.stringify(state)},\n      "workloads": ${JSON.stringify({ added, removed })},\n`;
    yield `      "omitted": ${omitted.added + omitted.removed + omitted.changed},\n      "changes": [`;
    for (const [place, change] of changes.entries())
      yield `${place === 0 ? '' : ','}\n        ${JSON.stringify(changeData(change))}`;
    yield changes.length === 0 ? ']\n    }' : '\n      ]\n    }';
  }
  yield `${report.environments.length === 0 ? '' : '\n  '}],\n  "summary": ${JSON.stringify(summaryOfDiff(report))}\n}\n`;
}

function changeData(change: DiffChange): object {
  const { kind, from, to, before, after, opened, closed, unsure, notes, others } = change;
  return {
    kind,
    from: from.label,
    to: to.label,
    before: before === undefined ? null : verdictData(before),
    after: after === undefined ? null : verdictData(after),
    opened: portsOrNull(opened),
    closed: portsOrNull(closed),
    unsure: portsOrNull(unsure),
    notes,
    others,
    causes: change.causes().map(({ message, side, place, state }) => ({
      message,
      side: side ?? null,
      file: place?.file ?? null,
      line: place?.line ?? null,
      state,
    })),
  };
}

function portsOrNull(set: PortSet): object | null {
  return isNoPort(set) ? null : portsData(set);
}

/** RFC 4180, with a header. */
export function* formatDiffCsv({ environments }: DiffReport): Generator<string, undefined> {
  yield csvRow([
    'environment',
    'kind',
    'from',
    'to',
    'before',
    'after',
    'opened',
    'closed',
    'unsure',
    'causes',
    'notes',
  ]);
  for (const { name, changes } of environments) {
    for (const change of changes) {
      const { kind, before, after, opened, closed, unsure } = change;
      const sets = [opened, closed, unsure].map((set) => (isNoPort(set) ? '' : portsText(set)));
      const causes = change.causes().map(causeText).join('; ');
      const ends = [fromText(change), toText(change)];
      yield csvRow([name, kind, ...ends, shown(before), shown(after), ...sets, causes, change.notes.join('; ')]);
    }
  }
}

/** A comment on a pull request holds 65,536 characters at GitHub; what does not fit is counted. */
const MOST_CHARACTERS = 60_000;

export function formatDiffMarkdown(report: DiffReport): string {
  let text = `### Portcullis: ${summaryText(summaryOfDiff(report))}\n`;
  const changed = report.environments.filter(({ changes }) => changes.length > 0);
  let left = 0;
  for (const environment of changed) {
    const heading = report.environments.length > 1 ? `\n#### ${markdown(environment.name)}\n` : '';
    const head = `${heading}\n| | From | To | Before | After | Because |\n|---|---|---|---|---|---|\n`;
    if (text.length + head.length > MOST_CHARACTERS) {
      for (const { count } of environment.changes) left += count;
      continue;
    }
    text += head;
    for (const change of environment.changes) {
      const row = left > 0 ? '' : markdownRow(change);
      if (left > 0 || text.length + row.length > MOST_CHARACTERS) left += change.count;
      else text += row;
    }
  }
  for (const { omitted } of changed) left += omitted.added + omitted.removed + omitted.changed;
  return left === 0 ? text : `${text}\n${left} more: \`portcullis diff\` shows them.\n`;
}

function markdownRow(change: DiffChange): string {
  const { kind, before, after } = change;
  const because = [...change.causes().map(causeText), ...change.notes].map(markdown);
  const cells = [
    `**${kind}**`,
    markdownCode(fromText(change)),
    markdownCode(toText(change)),
    markdown(shown(before)),
    markdown(shown(after)),
    because.join('<br>'),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

/** For Graphviz: what opens is red, what closes is green. */
export function* formatDiffDot({ name, changes }: DiffEnvironment): Generator<string, undefined> {
  yield `digraph ${quoted(name)} {\n  rankdir=LR;\n  node [shape=box, fontname="sans-serif"];\n`;
  yield '  edge [fontname="sans-serif", fontsize=10];\n';
  const places = new Map<string, number>();
  for (const change of changes) {
    for (const label of [fromText(change), toText(change)]) {
      if (places.has(label)) continue;
      places.set(label, places.size);
      yield `  n${places.size - 1} [label=${quoted(label)}];\n`;
    }
  }
  for (const change of changes) {
    const { kind, notes } = change;
    const label = [portsOfChange(change), ...notes].map(escaped).join('\\n');
    const color = kind === 'added' ? 'red' : kind === 'removed' ? 'darkgreen' : 'darkorange';
    const ends = `n${places.get(fromText(change))} -> n${places.get(toText(change))}`;
    yield `  ${ends} [label="${label}", color=${color}];\n`;
  }
  yield '}\n';
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

function escaped(text: string): string {
  return visible(text).replace(/[\\"]/g, (character) => `\\${character}`);
}
