import type { YamlDocument } from '../../yaml';
import { type Breach, defineGuardrail } from '../define';
import { oneLine, quoted } from '../words';

interface DuplicateKey extends Breach {
  readonly key: string;
  readonly first: { readonly start: number; readonly end: number } | undefined;
}

export const duplicateKey = defineGuardrail<never, DuplicateKey>({
  id: 'duplicate-key',
  title: 'A key stands twice in one mapping',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'document',
    find(document) {
      // Nearly every document: its text need not be looked at.
      if (document.problems.length === 0) return NONE;
      // Branches of a template may each hold the key, of which one is left in the end (trap 16).
      if (document.text.includes('{{')) return NONE;
      // Of a document that does not parse, the keys are not what the author wrote: one finding per root cause.
      if (document.problems.some((problem) => problem.blocking && problem.code !== 'duplicate-key')) return NONE;
      const breaches: DuplicateKey[] = [];
      for (const problem of document.problems) {
        if (problem.code !== 'duplicate-key') continue;
        const key = keyAt(document, problem.start, problem.end);
        const at = { document, start: problem.start, end: problem.end };
        breaches.push({ at, subject: `key=${key}`, key, first: problem.related });
      }
      return breaches;
    },
  },
  message: ({ key }) => oneLine(`key ${quoted(key)} stands twice in this mapping, and only the last one would count`),
  related: ({ at, first }) =>
    first === undefined ? [] : [{ place: { ...at, ...first }, message: 'The first one is here' }],
});

const NONE: readonly never[] = [];

function keyAt(document: YamlDocument, start: number, end: number): string {
  return document.text.slice(start, end).replace(/^(["'])(.*)\1$/s, '$2');
}
