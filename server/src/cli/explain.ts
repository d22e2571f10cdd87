import { type End, type NamedEnd, passageBetween } from '../network/reach';
import {
  type ExplainedEnvironment,
  type ExplainReport,
  explained,
  explainedBetween,
  formatExplainJson,
  formatExplainMarkdown,
  formatExplainText,
  type PlaceOf,
} from '../reports/reach';
import { textOf } from '../yaml';
import type { Arguments } from './arguments';
import { writeChunks } from './chunks';
import { readClusters, type SnapshotReading } from './clusters';
import { type AskedCluster, type AskedEnd, type AskedPort, askedIn, portAsked } from './ends';
import { UsageError } from './exit-code';
import { type Gaps, gapsOf, gapsText, pathBase, pathFor } from './gaps';
import { progressOn } from './progress';
import { exitCodeOf, jsonContext } from './reach';
import { type CliHost, wantsColor } from './terminal';

export async function explain(args: Arguments, host: CliHost): Promise<number> {
  const question = questionIn(args);
  const port = portAsked(question.port);
  const quiet = args.flags.has('quiet');
  const progress = progressOn(host, quiet);
  try {
    const read = await readClusters(args, host, progress);
    const asked = askedIn(read.clusters, question.from, question.to);
    if (asked.length === 0) throw new UsageError('there are no workloads here');
    const base = pathBase(args, read.root, host.cwd);
    const report: ExplainReport = {
      question,
      port: `${port.protocol} ${port.port}`,
      environments: asked.map((each) => explainedIn(each, port, placesIn(each.cluster, base))),
    };
    const clusters = asked.map(({ cluster }) => cluster);
    const gaps = gapsOf({ readings: read.readings, clusters, cwd: base });
    progress.end();
    await writeChunks(host, reportOf(report, gaps, args, host));
    if (!quiet) host.writeError(gapsText(gaps));
    return exitCodeOf(gaps, args);
  } finally {
    progress.end();
  }
}

function questionIn({ values, verb }: Arguments): ExplainReport['question'] {
  const [from, to, port] = [values.get('from'), values.get('to'), values.get('port')];
  if (from !== undefined && to !== undefined && port !== undefined) return { from, to, port };
  const missing = ['from', 'to', 'port'].filter((option) => !values.has(option)).map((option) => `--${option}`);
  throw new UsageError(`portcullis explain needs ${missing.join(' and ')}: ${verb.usage}`);
}

function explainedIn({ cluster, from, to }: AskedCluster, asked: AskedPort, placeOf: PlaceOf): ExplainedEnvironment {
  const { engine, surroundings, name } = cluster;
  const about = { name, cni: engine.cluster.profile.name };
  const { protocol, port } = asked;
  if (from.kind === 'service') throw new UsageError(NO_CLIENT);
  if (isNamed(from) && isNamed(to))
    return explained(about, passageBetween(engine, surroundings, from, to, protocol, port), placeOf);
  if (typeof port !== 'number')
    throw new UsageError(`--port: the name "${port}" is looked up in workloads and Services; give a number`);
  return explainedBetween(about, engine, { from: endsOf(from), to: endsOf(to) }, protocol, port, placeOf);
}

const NO_CLIENT = '--from: a Service opens no connections; name the workload behind it';

function isNamed(end: AskedEnd): end is NamedEnd {
  return end.kind !== 'nodes' && end.kind !== 'all';
}

function endsOf(end: AskedEnd): readonly End[] {
  if (end.kind === 'nodes') return [{ kind: 'nodes' }];
  if (end.kind === 'workload') return end.pods.map((pods) => ({ kind: 'pods', pods }));
  throw new UsageError('between the nodes and what is not a workload no policy decides');
}

/** Places as people type them, with the lines themselves. */
export function placesIn(reading: SnapshotReading, cwd: string): PlaceOf {
  const known = new Map<string, readonly string[]>();
  const linesOf = (path: string): readonly string[] => {
    const lines = known.get(path) ?? textIn(reading, path).split(/\r\n|\n|\r/);
    known.set(path, lines);
    return lines;
  };
  return ({ document, start, end }) => {
    const range = reading.snapshot.rangeOf({ document, start, end });
    if (range === undefined) return undefined;
    const { line, character } = range.start;
    const lines = linesOf(document.path).slice(line, range.end.line + 1);
    return { file: pathFor(reading, document.path, cwd), line: line + 1, column: character + 1, lines };
  };
}

function textIn({ snapshot }: SnapshotReading, path: string): string {
  const file = snapshot.file(path);
  return file === undefined ? '' : textOf(file);
}

function reportOf(report: ExplainReport, gaps: Gaps, args: Arguments, host: CliHost): Iterable<string> {
  switch (args.values.get('format')) {
    case 'json':
      return [formatExplainJson(report, jsonContext(gaps))];
    case 'markdown':
      return formatExplainMarkdown(report);
    default: {
      const color = wantsColor(args.values.get('color'), host);
      return formatExplainText(report, { color, quiet: args.flags.has('quiet') });
    }
  }
}
