import { relative, resolve, sep } from 'node:path';
import { charterFor } from '../config';
import { type ToldAssertion, tellTest, titleOf } from '../guardrails';
import { judgeTest, reachOf } from '../network/reach';
import { paintWith } from '../reports';
import {
  type AssertionResult,
  formatTestJson,
  formatTestJunit,
  formatTestMarkdown,
  formatTestText,
  type ResultPlace,
  type TestReport,
  testSummary,
} from '../reports/assertions';
import { explained, wayText } from '../reports/reach';
import type { Environment } from '../workspace';
import type { Place } from '../yaml';
import type { Arguments } from './arguments';
import { writeChunks } from './chunks';
import { nameBelow, profileFor, type SnapshotReading } from './clusters';
import { EXIT, UsageError } from './exit-code';
import { placesIn } from './explain';
import { type Gaps, gapsOf, gapsText } from './gaps';
import { checkEnvironments } from './narrow';
import { type Progress, progressOn } from './progress';
import { readSnapshot } from './reading';
import { commonFolder, isReported, pathIn, repositoryAround } from './targets';
import { type CliHost, wantsColor } from './terminal';
import { VERSION } from './version';
import { workspacesOf } from './workspaces';

/** Runs the connection assertions of the files that are asked about. */
export async function test(args: Arguments, host: CliHost): Promise<number> {
  const quiet = args.flags.has('quiet');
  const progress = progressOn(host, quiet);
  try {
    const { report, root, gaps } = await judged(args, host, progress);
    await writeChunks(host, reportOf(report, root, gaps, args, host));
    progress.end();
    if (!quiet) host.writeError(gapsText(gaps));
    return exitCode(report, gaps, args.flags.has('strict'));
  } finally {
    progress.end();
  }
}

interface Judged {
  readonly report: TestReport;
  /** The folder that paths of the report are relative to. */
  readonly root: string;
  readonly gaps: Gaps;
}

async function judged(args: Arguments, host: CliHost, progress: Progress): Promise<Judged> {
  const workspaces = await workspacesOf(args, host);
  const root = commonFolder(workspaces.map(({ directory }) => directory));
  const readings: SnapshotReading[] = [];
  for (const workspace of workspaces) readings.push({ workspace, snapshot: await readSnapshot(workspace, progress) });
  const asked = args.lists.get('environment') ?? [];
  const environments = readings.flatMap((reading) =>
    reading.snapshot.environments.map((environment) => ({
      reading,
      environment,
      name: nameBelow(pathIn(root, reading.workspace.directory), environment.name),
    })),
  );
  checkEnvironments(
    asked,
    environments.map(({ name }) => name),
  );
  const chosen = environments.filter(({ name }) => asked.length === 0 || asked.includes(name));
  progress.tell('Judging assertions');
  const found = chosen.map((each) => ({ each, results: resultsIn(each, root, args, host.cwd) }));
  const results = settled(found.flatMap((each) => each.results).sort(inOrder));
  if (results.length === 0) throw new UsageError(nothingFound(readings, root, asked));
  const clusters = found.filter((each) => each.results.length > 0).map(({ each }) => clusterOf(each, args));
  return { report: { results }, root, gaps: gapsOf({ readings, clusters, cwd: host.cwd }) };
}

/**
 * What is wrong with a test itself is so in every environment, and told once. An environment that holds nobody it is about is
 * not meant, unless none does.
 */
function settled(results: readonly AssertionResult[]): readonly AssertionResult[] {
  const testOf = ({ test: name, place }: AssertionResult): string => JSON.stringify([place.file, name]);
  const judgedSomewhere = new Set(results.filter(({ isWhole }) => !isWhole).map(testOf));
  const told = new Set<string>();
  return results.flatMap((result): readonly AssertionResult[] => {
    const { isWhole, place, message, outcome } = result;
    if (!isWhole) return [result];
    if (outcome === 'unknown') return judgedSomewhere.has(testOf(result)) ? [] : [{ ...result, outcome: 'fails' }];
    const key = JSON.stringify([place, message]);
    if (told.has(key)) return [];
    told.add(key);
    return [result];
  });
}

function clusterOf({ reading, environment }: ChosenEnvironment, args: Arguments) {
  const charter = charterFor(reading.snapshot.charter, environment.name);
  const view = reading.snapshot.view(environment, () => undefined);
  return { ...reading, environment, engine: reachOf(view, profileFor(args.values.get('cni'), charter)) };
}

interface ChosenEnvironment {
  readonly reading: SnapshotReading;
  readonly environment: Environment;
  /** As it is called where several workspaces are read. */
  readonly name: string;
}

function resultsIn(
  { reading, environment, name }: ChosenEnvironment,
  root: string,
  args: Arguments,
  cwd: string,
): AssertionResult[] {
  const { snapshot, workspace } = reading;
  const charter = charterFor(snapshot.charter, environment.name);
  const results: AssertionResult[] = [];
  for (const path of environment.files) {
    if (!isReported(path, workspace.reported)) continue;
    for (const object of snapshot.objectsIn(environment, path)) {
      if (object.type !== 'port-test') continue;
      const view = snapshot.view(environment, () => undefined);
      const result = judgeTest(view, charter, object, profileFor(args.values.get('cni'), charter));
      for (const told of tellTest(object, result))
        results.push({
          ...resultOf(told, titleOf(object), name, (place) => placeIn(reading, root, place)),
          explanation: explanationOf(told, name, reading, cwd),
        });
    }
  }
  return results;
}

function resultOf(
  told: ToldAssertion,
  name: string,
  environment: string,
  placed: (place: Place) => ResultPlace | undefined,
): Omit<AssertionResult, 'explanation'> {
  const { outcome, title, message, because, at, related } = told;
  return {
    test: name,
    environment,
    title,
    outcome,
    message: message ?? null,
    because: because ?? null,
    place: placed(at) ?? NOWHERE,
    related: related.flatMap((each) => {
      const place = placed(each.place);
      return place === undefined ? [] : [{ ...place, message: each.message }];
    }),
    isWhole: told.judgement === undefined,
  };
}

/** What both ends say about the connection that decided. */
function explanationOf(
  { judgement }: ToldAssertion,
  name: string,
  reading: SnapshotReading,
  cwd: string,
): readonly string[] {
  if (judgement?.decision?.kind !== 'connection') return [];
  const { passage, way } = judgement.decision.connection;
  if (way === undefined) return [];
  const about = { name, cni: passage.engine.cluster.profile.name };
  const { ways } = explained(about, { ...passage, ways: [way] }, placesIn(reading, cwd));
  const lines = ways.flatMap((each) => [...wayText(each, paintWith(false))].join('').split('\n'));
  return lines.filter((line) => line !== '');
}

const START = { line: 0, character: 0 };
const NOWHERE: ResultPlace = { file: '', range: { start: START, end: START } };

function placeIn({ snapshot, workspace }: SnapshotReading, root: string, place: Place): ResultPlace | undefined {
  const range = snapshot.rangeOf(place);
  if (range === undefined) return undefined;
  return { file: pathIn(root, resolve(workspace.directory, place.document.path)), range };
}

function inOrder(one: AssertionResult, other: AssertionResult): number {
  return (
    compare(one.place.file, other.place.file) ||
    one.place.range.start.line - other.place.range.start.line ||
    one.place.range.start.character - other.place.range.start.character ||
    compare(one.environment, other.environment)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Where there are some beside the paths, one of them is named. */
function nothingFound(readings: readonly SnapshotReading[], root: string, asked: readonly string[]): string {
  const where = asked.length === 0 ? 'here' : `about ${asked.map((name) => `"${name}"`).join(' or ')} here`;
  for (const { snapshot, workspace } of readings) {
    for (const environment of snapshot.environments) {
      for (const path of environment.files) {
        if (snapshot.objectsIn(environment, path).some(({ type }) => type === 'port-test'))
          return `no assertions ${where}; there are some in ${pathIn(root, resolve(workspace.directory, path))}`;
      }
    }
  }
  return 'no assertions found; write some in a file named *.porttest.yaml (docs/porttest.md shows how)';
}

function reportOf(report: TestReport, root: string, gaps: Gaps, args: Arguments, host: CliHost): Iterable<string> {
  const repository = repositoryAround(root) ?? host.cwd;
  const forServices = (path: string): string => pathIn(repository, resolve(root, path));
  switch (args.values.get('format')) {
    case 'json': {
      const { scanned, skipped, notices } = gaps;
      const files = { scanned, skipped: skipped.map(({ path, why }) => ({ path, why })) };
      return [formatTestJson(report, { version: VERSION, files, notices })];
    }
    case 'junit':
      return [formatTestJunit(report, forServices)];
    case 'markdown':
      return [formatTestMarkdown(report, forServices)];
    default:
      return formatTestText(report, {
        color: wantsColor(args.values.get('color'), host),
        quiet: args.flags.has('quiet'),
        displayPath: (path) => relative(host.cwd, resolve(root, path)).split(sep).join('/'),
      });
  }
}

/** 2 wins over 3, 3 over 1. */
function exitCode(report: TestReport, gaps: Gaps, strict: boolean): number {
  const { fails, unknown } = testSummary(report);
  if (gaps.charterIsBroken) return EXIT.wrongUsage;
  if (strict && (gaps.isIncomplete || unknown > 0)) return EXIT.incomplete;
  return fails > 0 ? EXIT.findings : EXIT.clean;
}
