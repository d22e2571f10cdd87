import type { CancellationToken } from 'vscode-languageserver';
import { type Analysis, applyFixes, editsBetween, type Finding, type FindingFix, proveFixes } from '../analysis';
import { textOf } from '../yaml';
import type { ServerHost } from './host';
import type { State } from './workspace';

/** Proofs are about one analysis; they go with it. */
const proofs = new WeakMap<Analysis, Map<string, Finding>>();

/** The finding with `safe` only where it is proved; undefined where nobody waits for it any more. */
export async function withProvedFixes(
  host: ServerHost,
  state: State,
  finding: Finding,
  token: CancellationToken,
): Promise<Finding | undefined> {
  if (!finding.fixes.some((fix) => fix.safe)) return finding;
  const known = proofs.get(state.analysis) ?? new Map<string, Finding>();
  proofs.set(state.analysis, known);
  const key = `${finding.file}\u0000${finding.fingerprint}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const [proved] = (await run(host, proveFixes(state.snapshot, state.analysis, [finding]), token)) ?? [];
  if (proved !== undefined) known.set(key, proved);
  return proved;
}

/** What `--fix` does to one file, as one edit; undefined where there is nothing to do, or nobody waits for it. */
export async function allSafeFixes(
  host: ServerHost,
  state: State,
  path: string,
  token: CancellationToken,
): Promise<FindingFix | undefined> {
  const { snapshot, analysis } = state;
  const applied = await run(
    host,
    applyFixes(snapshot, analysis, (candidate) => candidate === path),
    token,
  );
  const edits = [...(applied?.texts ?? [])].flatMap(([changed, text]) => {
    const file = snapshot.file(changed);
    return file === undefined ? [] : editsBetween(changed, textOf(file), text);
  });
  return edits.length === 0 ? undefined : { title: 'Fix all', safe: true, edits };
}

async function run<T>(
  host: ServerHost,
  steps: Generator<undefined, T>,
  token: CancellationToken,
): Promise<T | undefined> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await host.pause();
    if (token.isCancellationRequested) return undefined;
  }
}
