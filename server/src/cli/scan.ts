import { basename, dirname, relative, resolve, sep } from 'node:path';
import { type AppliedFixes, compareFindings, type Finding, type ScanResult } from '../analysis';
import { type Baseline, CHARTER_FILE, isBroken, readBaseline, type Severity, writeBaseline } from '../config';
import { GUARDRAILS } from '../guardrails';
import { changedFiles, disk, isProblem } from '../host';
import {
  formatCheckstyle,
  formatGithub,
  formatGitlab,
  formatJson,
  formatJunit,
  formatMarkdown,
  formatSarif,
  formatText,
  plural,
  type ReportOptions,
  type TextOptions,
  visible,
} from '../reports';
import type { Arguments } from './arguments';
import { EXIT, UsageError } from './exit-code';
import { changedTexts, fixedInWords, fixesOf, writeFixes } from './fixes';
import { sourceLines } from './lines';
import { checkEnvironments, merge, narrow } from './narrow';
import { pagesIn } from './pages';
import { unifiedDiff } from './patch';
import { type Progress, progressOn } from './progress';
import { type Reading, readWorkspace, resultOf, withProofs } from './reading';
import { isIncomplete, remarks } from './remarks';
import { pathIn, repositoryAround } from './targets';
import { type CliHost, wantsColor } from './terminal';
import { VERSION } from './version';
import { replaceFile } from './whole-file';
import { workspacesOf } from './workspaces';

/** What `scan` found and what it does to the exit code. */
interface Outcome {
  readonly result: ScanResult;
  readonly readings: readonly Reading[];
  /** Fixed, or that could be, as merged paths. */
  readonly fixed: readonly Finding[];
  readonly patch: string;
  readonly unwritten: readonly string[];
}

/** Formats that say which fixes are safe; only for them is a fix proved. */
const SHOWS_FIXES = new Set(['text', 'json', 'sarif', 'markdown']);

/** Quiet text is the one line of each finding. */
function showsFixes({ flags, values }: Arguments): boolean {
  const format = values.get('format') ?? 'text';
  return !flags.has('diff') && SHOWS_FIXES.has(format) && !(format === 'text' && flags.has('quiet'));
}

export async function scan(args: Arguments, host: CliHost): Promise<number> {
  checkCombinations(args);
  const quiet = args.flags.has('quiet');
  const progress = progressOn(host, quiet);
  const outcome = await scanned(args, host, progress).finally(() => progress.end());
  const { result, readings, fixed } = outcome;
  const paths = displayPaths(result.root, host.cwd);
  const say = (text: string): void => {
    if (!quiet) host.writeError(text);
  };

  if (args.flags.has('diff')) {
    await host.writeOutput(outcome.patch);
    say(fixedInWords(fixed, 'The patch fixes', paths.forPeople));
    if (outcome.patch !== '') say(`To apply it: portcullis scan --fix, or git apply in ${visible(result.root)}\n`);
  } else {
    if (args.flags.has('fix')) say(fixedInWords(fixed, 'Fixed', paths.forPeople));
    await host.writeOutput(reportOf(result, readings, args, paths, host));
  }
  say(remarks(result, brokenCharters(result.root, readings), paths.forPeople));
  for (const problem of outcome.unwritten) host.writeError(`portcullis: not fixed: ${visible(problem)}\n`);
  return exitCode(outcome, args);
}

/** Every broken one, whatever number of workspaces there are; paths as in the merged result. */
function brokenCharters(root: string, readings: readonly Reading[]): readonly string[] {
  const paths = readings.flatMap(({ workspace, snapshot: { charter } }) =>
    isBroken(charter) ? [pathIn(root, resolve(workspace.directory, charter.path ?? CHARTER_FILE))] : [],
  );
  return [...new Set(paths)];
}

function checkCombinations(args: Arguments): void {
  const { flags, values, lists } = args;
  const fixing = flags.has('fix') ? '--fix' : flags.has('diff') ? '--diff' : undefined;
  if (flags.has('fix') && flags.has('diff'))
    throw new UsageError('--fix and --diff exclude each other: --diff changes nothing');
  if (fixing !== undefined && lists.has('environment')) {
    throw new UsageError(`${fixing} cannot keep to one environment: files may belong to several; name PATHs instead`);
  }
  if (flags.has('diff') && values.has('format')) throw new UsageError('--diff prints a patch; leave out --format');
}

async function scanned(args: Arguments, host: CliHost, progress: Progress): Promise<Outcome> {
  const workspaces = await workspacesOf(args, host);
  const writesTo = args.values.get('write-baseline');
  if (writesTo !== undefined && workspaces.length > 1) {
    throw new UsageError('--write-baseline is for one workspace; these paths belong to several');
  }
  const baseline = await baselineFrom(args.values.get('baseline'), host.cwd);
  const proves = showsFixes(args);
  const environments = args.lists.get('environment') ?? [];

  const readings: Reading[] = [];
  const results: ScanResult[] = [];
  const fixed: Finding[] = [];
  const unwritten: string[] = [];
  let patch = '';
  const known: string[] = [];
  for (const workspace of workspaces) {
    let reading = await readWorkspace(workspace, { today: host.today, baseline }, progress);
    known.push(...reading.snapshot.environments.map((environment) => environment.name));
    const changed = args.flags.has('changed') ? await changedIn(workspace.directory) : undefined;
    if (args.flags.has('fix') || args.flags.has('diff')) {
      const applied: AppliedFixes = await fixesOf(reading, changed, progress);
      fixed.push(...applied.fixed);
      if (args.flags.has('diff')) patch += unifiedDiff(await changedTexts(reading, applied));
      else {
        const problems = await writeFixes(reading, applied);
        unwritten.push(...problems);
        if (problems.length === 0) reading = { ...reading, snapshot: applied.snapshot, analysis: applied.analysis };
      }
    }
    const choice = {
      reported: workspace.reported,
      environments,
      changed,
      withSuppressed: args.flags.has('no-suppress'),
    };
    const result = narrow(resultOf(reading), choice);
    readings.push(reading);
    results.push(proves ? await withProofs(result, reading, progress) : result);
  }
  checkEnvironments(environments, known);
  const merged = merge(results);
  const result = writesTo === undefined ? merged : await baselined(merged, writesTo, args.flags.has('quiet'), host);
  return { result, readings, fixed, patch, unwritten };
}

async function changedIn(directory: string): Promise<ReadonlySet<string>> {
  const changed = await changedFiles(directory);
  if ('problem' in changed) throw new UsageError(`--changed: ${changed.message}`);
  return new Set(changed);
}

async function baselineFrom(file: string | undefined, cwd: string): Promise<Baseline | undefined> {
  if (file === undefined) return undefined;
  const path = resolve(cwd, file);
  const read = await disk(dirname(path)).readFile(basename(path), LARGEST_BASELINE);
  if (isProblem(read)) {
    const hint = read.problem === 'missing' ? `; --write-baseline ${file} makes one` : '';
    throw new UsageError(`--baseline: ${file} cannot be read (${read.message})${hint}`);
  }
  const baseline = readBaseline(read.text);
  if ('problem' in baseline) throw new UsageError(`--baseline: ${file}: ${baseline.problem}`);
  return baseline;
}

/** Some hundred thousand findings. */
const LARGEST_BASELINE = 64 * 1024 * 1024;

/** What cannot be set aside. */
const INVALID_CHARTER = 'invalid-charter';

/** Writes the findings down as those of today; from now on they are suppressed. */
async function baselined(result: ScanResult, name: string, quiet: boolean, host: CliHost): Promise<ScanResult> {
  const file = resolve(host.cwd, name);
  const isListed = ({ guardrail, suppressed }: Finding): boolean =>
    guardrail !== INVALID_CHARTER && (suppressed === undefined || suppressed.by === 'baseline');
  const fresh = new Set(result.findings.filter((finding) => finding.suppressed === undefined && isListed(finding)));
  const listed = [...result.findings, ...result.suppressed].filter(isListed);
  const text = writeBaseline(
    listed.map(({ guardrail, file: path, fingerprint, fingerprintInFile = fingerprint }) => ({
      guardrail,
      file: path,
      fingerprint: fingerprintInFile,
    })),
  );
  await replaceFile(file, `--write-baseline: ${name}`, text);
  const shown = visible(relative(host.cwd, file) || file);
  if (!quiet) host.writeError(`Wrote ${plural(listed.length, 'finding')} to ${shown}\n`);
  return {
    ...result,
    findings: result.findings.filter((finding) => !fresh.has(finding)),
    suppressed: [...result.suppressed, ...fresh].sort(compareFindings),
  };
}

interface DisplayPaths {
  forPeople(path: string): string;
  forServices(path: string): string;
}

/** People count from where they are; CI services from the root of the repository. */
function displayPaths(root: string, cwd: string): DisplayPaths {
  const repository = repositoryAround(root) ?? cwd;
  return {
    forPeople: (path) => relative(cwd, resolve(root, path)).split(sep).join('/'),
    forServices: (path) => pathIn(repository, resolve(root, path)),
  };
}

function reportOf(
  result: ScanResult,
  readings: readonly Reading[],
  args: Arguments,
  paths: DisplayPaths,
  host: CliHost,
): string {
  const pages = pagesIn(host.packageDirectory);
  const options: ReportOptions = {
    version: VERSION,
    guardrails: GUARDRAILS,
    displayPath: paths.forServices,
    helpUri: pages.uri,
    helpText: pages.text,
    failOn: failOn(args),
  };
  const text: TextOptions = {
    ...options,
    displayPath: paths.forPeople,
    color: wantsColor(args.values.get('color'), host),
    width: host.columns,
    quiet: args.flags.has('quiet'),
    sourceLine: sourceLines(result.root, readings),
  };
  switch (args.values.get('format')) {
    case 'json':
      return formatJson(result, options);
    case 'sarif':
      return formatSarif(result, options);
    case 'github':
      return formatGithub(result, options);
    case 'gitlab':
      return formatGitlab(result, options);
    case 'junit':
      return formatJunit(result, options);
    case 'checkstyle':
      return formatCheckstyle(result, options);
    case 'markdown':
      return formatMarkdown(result, options);
    default:
      return formatText(result, text);
  }
}

function failOn(args: Arguments): Severity | undefined {
  const bar = args.values.get('fail-on') ?? 'error';
  return bar === 'error' || bar === 'warning' || bar === 'info' ? bar : undefined;
}

const AT_LEAST: Readonly<Record<Severity, readonly Severity[]>> = {
  error: ['error'],
  warning: ['error', 'warning'],
  info: ['error', 'warning', 'info'],
};

/** 4 (a crash, told elsewhere) wins over 2, 2 over 3, 3 over 1. */
function exitCode({ result, readings, unwritten }: Outcome, args: Arguments): number {
  if (unwritten.length > 0 || readings.some((reading) => isBroken(reading.snapshot.charter))) return EXIT.wrongUsage;
  if (args.flags.has('strict') && isIncomplete(result)) return EXIT.incomplete;
  const bar = failOn(args);
  const failing = bar === undefined ? [] : AT_LEAST[bar];
  return result.findings.some((finding) => failing.includes(finding.severity)) ? EXIT.findings : EXIT.clean;
}
