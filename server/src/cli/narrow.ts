import { compareFindings, type Finding, type ScanResult, toldApart } from '../analysis';
import { type SkippedFile, WORKSPACE_ENVIRONMENT } from '../workspace';
import { UsageError } from './exit-code';
import { didYouMean } from './nearest';
import { commonFolder, isReported, pathIn } from './targets';

/** What is left of a result where paths, environments and changes were chosen. Findings in the charter always stay. */
export interface Choice {
  readonly reported: readonly string[];
  /** Empty: all. */
  readonly environments: readonly string[];
  /** Undefined: all. */
  readonly changed: ReadonlySet<string> | undefined;
  readonly withSuppressed: boolean;
}

export function narrow(result: ScanResult, choice: Choice): ScanResult {
  const chosen = (finding: Finding): boolean => finding.file === result.charter.path || isChosen(finding, choice);
  const left = (findings: readonly Finding[]) =>
    findings.filter(chosen).map((finding) => asIn(finding, choice.environments));
  const findings = left(result.findings);
  const suppressed = left(result.suppressed);
  return {
    ...result,
    environments: result.environments.filter((name) => isOneOf(name, choice.environments)),
    scanned: result.scanned.filter((path) => isReported(path, choice.reported)),
    skipped: result.skipped.filter((file) => concerns(file, choice.reported)),
    findings: choice.withSuppressed ? [...findings, ...suppressed].sort(compareFindings) : findings,
    suppressed: choice.withSuppressed ? [] : suppressed,
  };
}

function isChosen(finding: Finding, choice: Choice): boolean {
  if (!isReported(finding.file, choice.reported)) return false;
  if (finding.environments.length > 0 && !finding.environments.some((name) => isOneOf(name, choice.environments))) {
    return false;
  }
  if (choice.changed === undefined) return true;
  // A port renamed in a changed file breaks the Service in an unchanged one: both ends count.
  const { changed } = choice;
  return changed.has(finding.file) || finding.related.some((related) => changed.has(related.file));
}

/** As severe as it is in the environments that were chosen. */
function asIn(finding: Finding, chosen: readonly string[]): Finding {
  const { environments, severities } = finding;
  if (severities === undefined || chosen.length === 0) return finding;
  const here = severities.filter((_, index) => isOneOf(environments[index] ?? '', chosen));
  const severity = (['error', 'warning', 'info'] as const).find((candidate) => here.includes(candidate));
  return { ...finding, severity: severity ?? finding.severity };
}

function isOneOf(name: string, names: readonly string[]): boolean {
  return names.length === 0 || names.includes(name);
}

/** A skipped folder concerns what was asked for below it, and a skipped file whoever asked for its folder. */
function concerns(file: SkippedFile, reported: readonly string[]): boolean {
  return (
    file.path === '.' || isReported(file.path, reported) || reported.some((path) => path.startsWith(`${file.path}/`))
  );
}

export function checkEnvironments(asked: readonly string[], known: readonly string[]): void {
  for (const name of asked) {
    if (known.includes(name)) continue;
    const near = didYouMean(name, known);
    throw new UsageError(`unknown environment "${name}"${near}${near === '' ? `; there is ${listed(known)}` : ''}`);
  }
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const most = 12;
  const shown = names.slice(0, most).map((name) => `"${name}"`);
  return names.length > most ? `${shown.join(', ')} and ${names.length - most} more` : shown.join(', ');
}

/** Several workspaces as one, seen from the folder that holds them all. */
export function merge(results: readonly ScanResult[]): ScanResult {
  const [first, ...others] = results;
  if (first === undefined) throw new Error('nothing was read');
  if (others.length === 0) return first;
  const root = commonFolder(results.map((result) => result.root));
  const moved = results.map((result) => below(pathIn(root, result.root), result));
  return {
    root,
    charter: first.charter,
    environments: unique(moved.flatMap((result) => result.environments)),
    scanned: unique(moved.flatMap((result) => result.scanned)).sort(),
    skipped: moved.flatMap((result) => result.skipped).sort((a, b) => (a.path < b.path ? -1 : 1)),
    notices: moved.flatMap((result) => result.notices),
    ...toldApart(
      once(moved.flatMap((result) => result.findings).sort(compareFindings)),
      once(moved.flatMap((result) => result.suppressed).sort(compareFindings)),
    ),
  };
}

function below(folder: string, result: ScanResult): ScanResult {
  if (folder === '') return result;
  const path = (inner: string): string => `${folder}/${inner}`;
  const environment = (name: string): string => (name === WORKSPACE_ENVIRONMENT ? folder : path(name));
  const finding = (inner: Finding): Finding => ({
    ...inner,
    file: path(inner.file),
    environments: inner.environments.map(environment),
    related: inner.related.map((related) => ({ ...related, file: path(related.file) })),
    fixes: inner.fixes.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => ({ ...edit, file: path(edit.file) })) })),
  });
  return {
    ...result,
    environments: result.environments.map(environment),
    scanned: result.scanned.map(path),
    skipped: result.skipped.map((file) => ({ ...file, path: path(file.path) })),
    findings: result.findings.map(finding),
    suppressed: result.suppressed.map(finding),
  };
}

/** A workspace may hold another one, and both were read. */
function once(findings: readonly Finding[]): readonly Finding[] {
  const told = new Set<string>();
  return findings.filter(({ file, range, guardrail, message }) => {
    const key = JSON.stringify([file, range, guardrail, message]);
    return !told.has(key) && told.add(key);
  });
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
