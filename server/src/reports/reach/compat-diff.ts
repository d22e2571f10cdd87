import { type CompatChange, type CompatResult, compatDifference } from '../../network/reach';
import { visible } from '../escape';
import { compatEnd } from './compat';
import { portsTextOfCompat } from './ports';

/** The lines that another tool prints about two states, sorted. */
export function formatCompatDiff(before: CompatResult, after: CompatResult): readonly string[] {
  const changes = compatDifference(before, after);
  const lines = KINDS.flatMap((kind) =>
    changes
      .filter((change) => change.kind === kind)
      .map(changeLine)
      .sort(),
  );
  return lines.length === 0 ? [] : ['Connectivity diff:\n', ...lines.map((line) => `${visible(line)}\n`)];
}

const KINDS = ['changed', 'added', 'removed'] as const;

function changeLine({ kind, from, to, before, after, appeared }: CompatChange): string {
  const names = appeared.map((end) => compatEnd(end).label);
  const parts = [
    `diff-type: ${kind}`,
    `source: ${compatEnd(from).label}`,
    `destination: ${compatEnd(to).label}`,
    `ref1: ${portsTextOfCompat(before)}`,
    `ref2: ${portsTextOfCompat(after)}`,
    ...(names.length === 0 ? [] : [`workloads-diff-info: workload ${names.join(' and ')} ${kind}`]),
  ];
  return parts.join(', ');
}
