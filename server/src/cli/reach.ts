import { compatConnections, compatObjectsOf, type PodFacts, waysIn } from '../network/reach';
import type { PortSet } from '../network/sets/ports';
import {
  type ConnectionChoice,
  compatConnectionsOf,
  compatWorkloadsOf,
  connectionsOf,
  formatReachCsv,
  formatReachDot,
  formatReachJson,
  formatReachMarkdown,
  formatReachMermaid,
  formatReachSvg,
  formatReachText,
  INTERNET,
  type JsonContext,
  type ReachConnection,
  type ReachEnvironment,
  type ReachReport,
  serviceConnections,
  wayConnections,
  workloadsOf,
} from '../reports/reach';
import type { Arguments } from './arguments';
import { writeChunks } from './chunks';
import { isAsked, nameBelow, type ReadClusters, readClusters } from './clusters';
import { type AskedCluster, type AskedEnd, askedIn, choiceOf, portsAsked } from './ends';
import { EXIT, UsageError } from './exit-code';
import { type Gaps, gapsOf, gapsText, pathBase } from './gaps';
import { progressOn } from './progress';
import { pathIn } from './targets';
import { type CliHost, wantsColor } from './terminal';
import { VERSION } from './version';

export async function reach(args: Arguments, host: CliHost): Promise<number> {
  checkCombinations(args);
  const { values, flags } = args;
  const quiet = flags.has('quiet');
  const ports = portsAsked(values.get('port'));
  const progress = progressOn(host, quiet);
  try {
    const read = await readClusters(isCompat(args) ? alone(args) : args, host, progress);
    const all = isCompat(args)
      ? compatEnvironments(read)
      : askedIn(read.clusters, values.get('from'), values.get('to')).map((asked) => environmentOf(asked, ports));
    const report: ReachReport = { environments: all.filter(({ workloads }) => workloads.length > 0) };
    const gaps = gapsOf({ ...read, cwd: pathBase(args, read.root, host.cwd) });
    checkPicture(report, values.get('format'));
    // On a terminal the answer itself shows how far it is.
    if (host.columns !== undefined) progress.end();
    const tell = (): void => (host.columns === undefined ? progress.tell('Writing connections') : undefined);
    await writeChunks(host, reportOf(report, gaps, args, host), tell);
    progress.end();
    if (!quiet) host.writeError(gapsText(gaps));
    if (!quiet && report.environments.length === 0) host.writeError('portcullis: there are no workloads here\n');
    return exitCodeOf(gaps, args);
  } finally {
    progress.end();
  }
}

/** 2 wins over 3: see `scan`. */
export function exitCodeOf(gaps: Gaps, { flags }: Arguments): number {
  if (gaps.charterIsBroken) return EXIT.wrongUsage;
  return flags.has('strict') && gaps.isIncomplete ? EXIT.incomplete : EXIT.clean;
}

/** What every report for programs says beside its answer. */
export function jsonContext({ scanned, skipped, notices }: Gaps): JsonContext {
  return { version: VERSION, files: { scanned, skipped: skipped.map(({ path, why }) => ({ path, why })) }, notices };
}

export function isCompat({ values }: Arguments): boolean {
  return values.get('compat') !== undefined;
}

/** The other tool knows no workspace around the PATHs. */
function alone(args: Arguments): Arguments {
  return { ...args, flags: new Set([...args.flags, 'isolated']) };
}

function checkCombinations(args: Arguments): void {
  if (!isCompat(args)) return;
  for (const option of ['from', 'to', 'port', 'cni']) {
    if (args.values.has(option)) throw new UsageError(`--compat answers as another tool does; it takes no --${option}`);
  }
  if (args.lists.has('environment')) throw new UsageError('--compat knows no environments; name PATHs instead');
}

/** Formats that are one picture: of one environment. */
const PICTURES: ReadonlySet<string> = new Set(['dot', 'mermaid', 'svg']);

function checkPicture({ environments }: ReachReport, format: string | undefined): void {
  if (format === undefined || !PICTURES.has(format) || environments.length < 2) return;
  const names = environments.map(({ name }) => `"${name}"`).join(', ');
  throw new UsageError(`--format ${format} shows one environment; choose one with --environment: ${names}`);
}

function environmentOf(asked: AskedCluster, ports: PortSet | undefined): ReachEnvironment {
  const { cluster } = asked;
  const { engine } = cluster;
  const choice: ConnectionChoice = {
    from: choiceOf(asked.from),
    to: choiceOf(asked.to),
    ports,
    isReported: ({ workload }) => isAsked(workload, cluster),
  };
  return {
    name: cluster.name,
    cni: engine.cluster.profile.name,
    workloads: workloadsOf(engine, choice),
    connections: () => connectionsFor(asked, choice),
  };
}

function connectionsFor({ cluster, from, to }: AskedCluster, choice: ConnectionChoice): Iterable<ReachConnection> {
  const { engine, surroundings } = cluster;
  if (from.kind === 'service')
    throw new UsageError('--from: a Service opens no connections; name the workload behind it');
  if (from.kind === 'internet') {
    const ways = waysIn(engine, surroundings).filter(
      (way) => way.to.kind === 'pods' && choice.isReported(way.to.pods) && leadsTo(way, to),
    );
    return wayConnections(ways, INTERNET, choice.ports);
  }
  if (to.kind === 'service') {
    const froms = byWorkload(engine.cluster.pods).filter(
      (pods) => pods.some(choice.isReported) && (from.kind === 'all' || isAnyOf(pods, from)),
    );
    return serviceConnections(engine, surroundings, froms, to.service, choice.ports);
  }
  return connectionsOf(engine, choice);
}

function leadsTo(way: ReturnType<typeof waysIn>[number], to: AskedEnd): boolean {
  if (to.kind === 'all') return true;
  if (to.kind === 'service') return way.through.some((hop) => hop.kind === 'service' && hop.service === to.service);
  return to.kind === 'workload' && way.to.kind === 'pods' && to.pods.includes(way.to.pods);
}

function isAnyOf(pods: readonly PodFacts[], end: AskedEnd): boolean {
  return end.kind === 'workload' && end.pods.some((each) => pods.includes(each));
}

function byWorkload(pods: readonly PodFacts[]): readonly (readonly PodFacts[])[] {
  const groups = new Map<string, PodFacts[]>();
  for (const each of pods) {
    const key = JSON.stringify([each.namespace, each.name, each.kind]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, group]) => group);
}

/** Another tool knows no environments: each workspace is one cluster. */
function compatEnvironments({ root, readings }: ReadClusters): readonly ReachEnvironment[] {
  return readings.map(({ workspace, snapshot }) => {
    const result = compatConnections(compatObjectsOf(snapshot));
    return {
      name: nameBelow(pathIn(root, workspace.directory), 'workspace'),
      cni: 'np-guard',
      workloads: compatWorkloadsOf(result),
      connections: () => compatConnectionsOf(result),
    };
  });
}

function reportOf(report: ReachReport, gaps: Gaps, args: Arguments, host: CliHost): Iterable<string> {
  const compat = isCompat(args);
  const environment = report.environments[0] ?? NOTHING;
  switch (args.values.get('format')) {
    case 'json':
      return formatReachJson(report, jsonContext(gaps), compat);
    case 'csv':
      return formatReachCsv(report, compat);
    case 'markdown':
      return formatReachMarkdown(report, compat);
    case 'dot':
      return formatReachDot(environment, compat);
    case 'mermaid':
      return formatReachMermaid(environment, compat);
    case 'svg':
      return formatReachSvg(environment, compat);
    default:
      return formatReachText(report, {
        color: wantsColor(args.values.get('color'), host),
        quiet: args.flags.has('quiet'),
        compat,
      });
  }
}

const NOTHING: ReachEnvironment = { name: 'nothing', cni: 'spec', workloads: [], connections: () => [] };
