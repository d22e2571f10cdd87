import type { CancellationToken } from 'vscode-languageserver';
import { type Analysis, type Finding, type FindingFix, proveFix } from '../analysis';
import type { Range } from '../yaml';
import type { ServerHost } from './host';
import type { State } from './workspace';

/** Proofs are about one analysis; they go with it. */
const proofs = new WeakMap<Analysis, Map<string, boolean>>();

export async function isProvedSafe(
  host: ServerHost,
  state: State,
  finding: Finding,
  fix: FindingFix,
): Promise<boolean> {
  if (!fix.safe || fix.edits.length === 0) return false;
  const known = proofs.get(state.analysis) ?? new Map<string, boolean>();
  proofs.set(state.analysis, known);
  const key = JSON.stringify([finding.fingerprint, fix.edits]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const proved = await prove(host, state, finding, fix);
  known.set(key, proved);
  return proved;
}

/**
 * All safe fixes of one file as one edit of it. Each has been proved alone; together they are proved again, because two
 * right fixes can be wrong together (both give a port the same name).
 */
export async function allSafeFixes(
  host: ServerHost,
  state: State,
  path: string,
  token: CancellationToken,
): Promise<FindingFix | undefined> {
  const chosen: { readonly finding: Finding; readonly fix: FindingFix }[] = [];
  for (const finding of state.analysis.findingsOf(path)) {
    for (const fix of finding.fixes) {
      if (token.isCancellationRequested) return undefined;
      if (fix.edits.some((edit) => edit.file !== path) || chosen.some((other) => overlap(other.fix, fix))) continue;
      if (!(await isProvedSafe(host, state, finding, fix))) continue;
      chosen.push({ finding, fix });
      break;
    }
  }
  const first = chosen[0];
  if (first === undefined) return undefined;
  const all = together(chosen.map(({ fix }) => fix));
  if (chosen.length === 1 || (await prove(host, state, first.finding, all))) return all;
  let good: FindingFix | undefined;
  for (const { finding, fix } of chosen) {
    if (token.isCancellationRequested) return undefined;
    const more = together(good === undefined ? [fix] : [good, fix]);
    if (good === undefined || (await prove(host, state, finding, more))) good = more;
  }
  return good;
}

async function prove(host: ServerHost, state: State, finding: Finding, fix: FindingFix): Promise<boolean> {
  const steps = proveFix(state.snapshot, state.analysis, finding, fix);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await host.pause();
  }
}

function together(fixes: readonly FindingFix[]): FindingFix {
  return { title: 'Fix all', safe: true, edits: fixes.flatMap((fix) => fix.edits) };
}

function overlap(a: FindingFix, b: FindingFix): boolean {
  return a.edits.some((one) => b.edits.some((other) => meet(one.range, other.range)));
}

// Two insertions at one place have no order: that counts as an overlap too.
function meet(a: Range, b: Range): boolean {
  return compare(a.start, b.end) <= 0 && compare(b.start, a.end) <= 0;
}

function compare(a: Range['start'], b: Range['start']): number {
  return a.line - b.line || a.character - b.character;
}
