import type { Finding } from './finding';
import { compareText } from './text';

/** The order of every face: file, start, id, message. What is left only makes it total. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.file, b.file) ||
    a.range.start.line - b.range.start.line ||
    a.range.start.character - b.range.start.character ||
    compareText(a.guardrail, b.guardrail) ||
    compareText(a.message, b.message) ||
    a.range.end.line - b.range.end.line ||
    a.range.end.character - b.range.end.character ||
    compareText(a.environments.join('\n'), b.environments.join('\n'))
  );
}

/** Plain data: the same keys with the same values. */
export function equalData(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const ofA = Object.entries(a);
  const ofB = new Map(Object.entries(b));
  return ofA.length === ofB.size && ofA.every(([key, value]) => ofB.has(key) && equalData(value, ofB.get(key)));
}
