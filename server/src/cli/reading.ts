import { type AnalyseOptions, type Analysis, analyse, proveFixes, type ScanResult, scanResult } from '../analysis';
import { load } from '../host';
import type { Snapshot } from '../workspace';
import { pace } from './pace';
import type { Progress } from './progress';
import type { Workspace } from './workspaces';

/** A workspace that was read and analysed. */
export interface Reading {
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  readonly analysis: Analysis;
}

export async function readWorkspace(
  workspace: Workspace,
  options: AnalyseOptions,
  progress: Progress,
): Promise<Reading> {
  const snapshot = await readSnapshot(workspace, progress);
  const analysis = await pace(analyse(snapshot, options), () =>
    progress.tell(`Analysing: ${snapshot.paths.length} files`),
  );
  return { workspace, snapshot, analysis };
}

/** What the files say, before any guardrail looks at them. */
export async function readSnapshot(
  workspace: Pick<Workspace, 'files' | 'charter' | 'only'>,
  progress: Progress,
): Promise<Snapshot> {
  const loaded = await load(workspace.files, {
    ...(workspace.charter === undefined ? {} : { charter: workspace.charter }),
    ...(workspace.only === undefined ? {} : { only: workspace.only }),
    onProgress: ({ files, total }) =>
      progress.tell(total === undefined ? `Finding files: ${files}` : `Reading: ${files} of ${total} files`),
  });
  // Nobody cancels it: Ctrl-C ends the process.
  if (loaded === undefined) throw new Error('reading was cancelled');
  return loaded.snapshot;
}

export function resultOf(reading: Reading): ScanResult {
  return scanResult(reading.workspace.directory, reading.snapshot, reading.analysis);
}

/** The result with every fix that is called safe proved to be. */
export async function withProofs(result: ScanResult, reading: Reading, progress: Progress): Promise<ScanResult> {
  if (!result.findings.some((finding) => finding.fixes.some((fix) => fix.safe))) return result;
  const proofs = proveFixes(reading.snapshot, reading.analysis, result.findings);
  return {
    ...result,
    findings: await pace(proofs, () => progress.tell(`Proving fixes: ${result.findings.length} findings`)),
  };
}
