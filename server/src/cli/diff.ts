import {
  type ClusterObjects,
  clusterOf,
  compatConnections,
  compatObjectsOf,
  createReach,
  type Doubts,
  differenceOf,
  type EntranceChange,
  nameOfEnd,
  objectsOf,
  type PodFacts,
  type Site,
  type Surroundings,
} from '../network/reach';
import {
  changesOf,
  type DiffEnvironment,
  type DiffReport,
  entranceDiffs,
  formatCompatDiff,
  formatDiffCsv,
  formatDiffDot,
  formatDiffJson,
  formatDiffMarkdown,
  formatDiffText,
  sortedChanges,
  summaryOfDiff,
} from '../reports/reach';
import type { Arguments } from './arguments';
import { writeChunks } from './chunks';
import { type ClusterReading, clustersOf, isAsked } from './clusters';
import { EXIT, UsageError } from './exit-code';
import { placesIn } from './explain';
import { type Gaps, gapsOf, gapsText, pathBase, unreadIn } from './gaps';
import { checkEnvironments } from './narrow';
import { progressOn } from './progress';
import { exitCodeOf, isCompat, jsonContext } from './reach';
import { readStates, type States } from './states';
import { commonFolder } from './targets';
import { type CliHost, wantsColor } from './terminal';

export async function diff(args: Arguments, host: CliHost): Promise<number> {
  checkCombinations(args);
  const quiet = args.flags.has('quiet');
  const progress = progressOn(host, quiet);
  try {
    const states = await readStates(args, host, progress);
    progress.tell('Comparing who reaches whom');
    const pairs = isCompat(args) ? [] : pairsOf(states, args);
    const root = commonFolder([states.before, states.after].map(({ workspace }) => workspace.directory));
    const base = pathBase(args, root, host.cwd);
    const doubts = doubtsOf(states);
    const report: DiffReport = { environments: pairs.map((pair) => environmentOf(pair, states, doubts, base)) };
    const read = gapsOf({
      readings: [states.before, states.after],
      clusters: pairs.flatMap(({ before, after }) => [before, after].filter((each) => each !== undefined)),
      cwd: base,
    });
    const gaps = { ...read, notices: [...read.notices, ...doubtNotices(doubts), ...sizeNotices(report)] };
    const lines = isCompat(args) ? compatLines(states) : undefined;
    progress.end();
    await writeChunks(host, lines ?? reportOf(report, gaps, args, host));
    if (!quiet) host.writeError(gapsText(gaps));
    return exitCode(report, lines?.length ?? 0, gaps, args);
  } finally {
    progress.end();
  }
}

function checkCombinations(args: Arguments): void {
  if (!isCompat(args)) return;
  for (const option of ['cni', 'format']) {
    if (args.values.has(option)) throw new UsageError(`--compat answers as another tool does; it takes no --${option}`);
  }
  if (args.values.get('fail-on') === 'opened') throw new UsageError('--compat tells what changed, not what opened');
}

/** An environment as both states know it. */
interface Pair {
  readonly name: string;
  readonly before: ClusterReading | undefined;
  readonly after: ClusterReading | undefined;
}

/** By name; one on either side is the same one, whatever it is called. */
function pairsOf({ before, after }: States, args: Arguments): readonly Pair[] {
  const [old, now] = [before, after].map((state) => clustersOf(state, args).filter(hasPods));
  const olds = old ?? [];
  const nows = now ?? [];
  const [one] = olds;
  const [other] = nows;
  const single = olds.length === 1 && nows.length === 1 && one !== undefined && other !== undefined;
  const names = single ? [other.name] : [...new Set([...nows, ...olds].map(({ name }) => name))].sort();
  const asked = args.lists.get('environment') ?? [];
  checkEnvironments(asked, names);
  return names
    .filter((name) => asked.length === 0 || asked.includes(name))
    .map((name) => ({
      name,
      before: single ? one : olds.find((each) => each.name === name),
      after: single ? other : nows.find((each) => each.name === name),
    }));
}

function hasPods({ engine }: ClusterReading): boolean {
  return engine.cluster.pods.length > 0;
}

const NOTHING: ClusterObjects = { namespaces: [], workloads: [], networkPolicies: [], clusterPolicies: [] };

function environmentOf({ name, before, after }: Pair, states: States, doubts: Doubts, cwd: string): DiffEnvironment {
  const profile = (after ?? before)?.engine.cluster.profile;
  if (profile === undefined) throw new Error('an environment that no state has');
  const empty = (): Site => ({ engine: createReach(clusterOf(NOTHING, profile)), surroundings: NOTHING_AROUND });
  const sites = { before: before ?? empty(), after: after ?? empty() };
  const [old, now] = [before ?? states.before, after ?? states.after];
  const isAskedPods = (was: PodFacts | undefined, is: PodFacts | undefined): boolean =>
    (was !== undefined && isAsked(was.workload, old)) || (is !== undefined && isAsked(is.workload, now));
  const difference = differenceOf(sites.before.engine, sites.after.engine, { isAsked: isAskedPods, doubts });
  const places = { before: placesIn(states.before, cwd), after: placesIn(states.after, cwd) };
  const entrances = entranceDiffs({
    difference,
    ...sites,
    places,
    doubts,
    isAsked: (change) => waysAsked(change.was, old) || waysAsked(change.is, now),
  });
  const labels = (ends: typeof difference.added): readonly string[] => ends.map(nameOfEnd).sort();
  return {
    name,
    cni: profile.name,
    state: before === undefined ? 'added' : after === undefined ? 'removed' : 'both',
    added: labels(difference.added),
    removed: labels(difference.removed),
    changes: sortedChanges([...entrances, ...changesOf(difference, places)]),
    omitted: difference.omitted,
  };
}

const NOTHING_AROUND: Surroundings = {
  services: [],
  endpoints: [],
  ingresses: [],
  ingressClasses: [],
  gateways: [],
  routes: [],
  grants: [],
  namespaces: [],
  controllers: [],
};

/** Where the workload is asked about, or what leads to it. */
function waysAsked(ways: EntranceChange['was'], state: Parameters<typeof isAsked>[1]): boolean {
  return ways.some(
    ({ to, through }) =>
      (to.kind === 'pods' && isAsked(to.pods.workload, state)) ||
      through.flatMap(objectsOf).some((object) => isAsked(object, state)),
  );
}

/** Broken in the same words on both sides, it hides no change. */
function doubtsOf({ before, after }: States): Doubts {
  const [old, now] = [unreadIn(before), unreadIn(after)];
  return { before: [...old].some((each) => !now.has(each)), after: [...now].some((each) => !old.has(each)) };
}

function doubtNotices({ before, after }: Doubts): readonly string[] {
  return [
    ...(before
      ? ['not all of OLD could be read: what seems to be new may have been there, and counts as unclear']
      : []),
    ...(after ? ['not all of NEW could be read: what seems to be gone may still be there, and counts as unclear'] : []),
  ];
}

function sizeNotices({ environments }: DiffReport): readonly string[] {
  const omitted = environments.reduce((sum, { omitted: own }) => sum + own.added + own.removed + own.changed, 0);
  const isGrouped = environments.some(({ changes }) => changes.some(({ count }) => count > 1));
  return [
    ...(isGrouped ? ['very many connections change: workloads that nothing tells apart share a line'] : []),
    ...(omitted > 0 ? [`${omitted} more connections change; they are counted and not listed`] : []),
  ];
}

function compatLines({ before, after }: States): readonly string[] {
  const [one, other] = [before, after].map(({ snapshot }) => compatConnections(compatObjectsOf(snapshot)));
  return one === undefined || other === undefined ? [] : formatCompatDiff(one, other);
}

function reportOf(report: DiffReport, gaps: Gaps, args: Arguments, host: CliHost): Iterable<string> {
  switch (args.values.get('format')) {
    case 'json':
      return formatDiffJson(report, jsonContext(gaps));
    case 'csv':
      return formatDiffCsv(report);
    case 'markdown':
      return [formatDiffMarkdown(report)];
    case 'dot':
      return formatDiffDot(onlyOne(report));
    default: {
      const color = wantsColor(args.values.get('color'), host);
      return formatDiffText(report, { color, quiet: args.flags.has('quiet') });
    }
  }
}

function onlyOne({ environments }: DiffReport): DiffEnvironment {
  const changed = environments.filter(({ changes }) => changes.length > 0);
  const [one, another] = changed.length === 0 ? environments : changed;
  if (another !== undefined && changed.length > 1) {
    const names = changed.map(({ name }) => `"${name}"`).join(', ');
    throw new UsageError(`--format dot shows one environment; choose one with --environment: ${names}`);
  }
  return (
    one ?? { name: 'nothing', cni: 'spec', state: 'both', added: [], removed: [], changes: [], omitted: NO_CHANGES }
  );
}

const NO_CHANGES = summaryOfDiff({ environments: [] });

/** What was found counts after what could not be read. */
function exitCode(report: DiffReport, lines: number, gaps: Gaps, args: Arguments): number {
  const code = exitCodeOf(gaps, args);
  if (code !== EXIT.clean) return code;
  const { added, removed, changed, opened } = summaryOfDiff(report);
  switch (args.values.get('fail-on')) {
    case 'opened':
      return opened > 0 ? EXIT.findings : EXIT.clean;
    case 'changed':
      return added + removed + changed + lines > 0 ? EXIT.findings : EXIT.clean;
    default:
      return EXIT.clean;
  }
}
