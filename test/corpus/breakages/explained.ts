import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Row, readTable, writeTable } from '../csv';

const REASON = 'reason';

/** A table in which each case that is not as it should be has its reason. */
export interface Explained {
  reasonOf(row: Row): string | undefined;
  /** Cases without a reason, and reasons without a case, in words. */
  problems(): readonly string[];
}

export function readExplained(path: string, columns: readonly string[]): Explained {
  const keyOf = (row: Row) => columns.map((column) => row[column]).join(', ');
  const rows = existsSync(path) ? readTable(readFileSync(path, 'utf8')) : [];
  const reasons = new Map(rows.map((row) => [keyOf(row), (row[REASON] ?? '').trim()]));
  const used = new Set<string>();
  const open = new Map<string, Row>();
  return {
    reasonOf(row) {
      const key = keyOf(row);
      const reason = reasons.get(key);
      used.add(key);
      if (reason !== undefined && reason !== '') return reason;
      open.set(key, { ...row, [REASON]: '' });
      return undefined;
    },
    problems() {
      const stale = [...reasons.keys()].filter((key) => !used.has(key));
      const told = stale.map((key) => `${basename(path)} explains what is not the case (any more): ${key}`);
      if (open.size === 0) return told;
      const wanting = writeTable([...columns, REASON], [...open.values()]);
      return [
        ...told,
        `${open.size} cases that ${basename(path)} does not explain; rows in want of a reason:\n${wanting}`,
      ];
    },
  };
}
