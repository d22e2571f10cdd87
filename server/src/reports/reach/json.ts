import { areEqualPorts, differenceOf, type Intervals, type PortSet } from '../../network/sets/ports';
import type { ReachConnection, ReachEnd, ReachReport } from './model';
import { portsText, portsTextOfCompat } from './ports';
import { REACH_SCHEMA } from './schema';

/** What every report for programs says beside its answer. */
export interface JsonContext {
  readonly version: string;
  readonly files: {
    readonly scanned: number;
    readonly skipped: readonly { readonly path: string; readonly why: string }[];
  };
  readonly notices: readonly string[];
}

/** The report for programs, a connection a line. Its shape is a promise: see `schema.ts`. */
export function* formatReachJson(
  report: ReachReport,
  context: JsonContext,
  compat: boolean,
): Generator<string, undefined> {
  yield `${jsonHead(REACH_SCHEMA, context)}  "environments": [`;
  for (const [at, environment] of report.environments.entries()) {
    yield `${at === 0 ? '' : ','}\n    {\n`;
    yield `      "name": ${JSON.stringify(environment.name)},\n      "cni": ${JSON.stringify(environment.cni)},\n`;
    yield `      "workloads": ${jsonLines(environment.workloads.map(workload), '      ')},\n      "connections": [`;
    let first = true;
    for (const connection of environment.connections()) {
      yield `${first ? '' : ','}\n        ${JSON.stringify(connectionData(connection, compat))}`;
      first = false;
    }
    yield first ? ']\n    }' : '\n      ]\n    }';
  }
  yield report.environments.length === 0 ? ']\n}\n' : '\n  ]\n}\n';
}

/** The first lines of a report, up to what is its own. */
export function jsonHead(schema: string, { version, files, notices }: JsonContext): string {
  const lines = [
    `"schema": ${JSON.stringify(schema)}`,
    `"tool": ${JSON.stringify({ name: 'portcullis', version })}`,
    `"files": {"scanned": ${files.scanned}, "skipped": ${jsonLines(files.skipped, '  ')}}`,
    `"notices": ${jsonLines(notices, '  ')}`,
  ];
  return `{\n${lines.map((line) => `  ${line},\n`).join('')}`;
}

/** A list with one item a line. */
function jsonLines(items: readonly unknown[], indent: string): string {
  if (items.length === 0) return '[]';
  return `[\n${items.map((item) => `${indent}  ${JSON.stringify(item)}`).join(',\n')}\n${indent}]`;
}

export function portsData(set: PortSet): object {
  const pairs = (intervals: Intervals) =>
    intervals.flatMap((from, at) => (at % 2 === 0 ? [[from, intervals[at + 1] ?? from]] : []));
  return { text: portsText(set), tcp: pairs(set.TCP), udp: pairs(set.UDP), sctp: pairs(set.SCTP), others: set.others };
}

export function verdictData({ open, possible }: Pick<ReachConnection, 'open' | 'possible'>): object {
  const more = areEqualPorts(open, possible) ? null : portsData(differenceOf(possible, open));
  return { open: portsData(open), maybe: more };
}

function workload({ label, namespace, marks }: ReachEnd): object {
  return { id: label, namespace: namespace ?? null, marks };
}

function connectionData({ from, to, open, possible, notes }: ReachConnection, compat: boolean): object {
  const own = portsData(open);
  return {
    from: from.label,
    to: to.label,
    open: compat ? { ...own, text: portsTextOfCompat(open) } : own,
    maybe: areEqualPorts(open, possible) ? null : portsData(differenceOf(possible, open)),
    notes,
  };
}
