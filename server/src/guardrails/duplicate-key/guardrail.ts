import type { YamlDocument } from '../../yaml';
import { oneLine, quoted } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface DuplicateKey extends Breach {
  readonly key: string;
  readonly first: { readonly start: number; readonly end: number } | undefined;
  /** A second object begins with this key, and the line before it is missing. */
  readonly isSecondObject: boolean;
}

export const duplicateKey = defineGuardrail<never, DuplicateKey>({
  id: 'duplicate-key',
  title: 'A key stands twice in one mapping',
  category: 'spec',
  severity: 'warning',
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
      const second = secondObject(document);
      for (const problem of document.problems) {
        if (problem.code !== 'duplicate-key') continue;
        const isSecondObject = problem.start === second;
        // The other keys of the second object: one finding per root cause.
        if (second !== undefined && !isSecondObject && isAtLineStart(document, problem.start)) continue;
        const key = keyAt(document, problem.start, problem.end);
        const at = { document, start: problem.start, end: problem.end };
        breaches.push({ at, subject: `key=${key}`, key, first: problem.related, isSecondObject });
      }
      return breaches;
    },
  },
  message: ({ key, isSecondObject }) =>
    oneLine(
      isSecondObject
        ? `key ${quoted(key)} stands twice: a second object begins here, and the line --- before it is missing`
        : `key ${quoted(key)} stands twice in this mapping, and only the last one would count`,
    ),
  related: ({ at, first }) =>
    first === undefined ? [] : [{ place: { ...at, ...first }, message: 'The first one is here' }],
  fixes: ({ at, isSecondObject }) =>
    isSecondObject
      ? [{ title: 'Insert a line --- before it', safe: false, edits: [{ ...at, end: at.start, text: '---\n' }] }]
      : [],
});

const NONE: readonly never[] = [];

/** Where a second object begins whose `---` is missing: the first key of the outermost mapping that comes again. */
function secondObject(document: YamlDocument): number | undefined {
  const outermost = document.problems.filter(
    ({ code, start }) => code === 'duplicate-key' && isAtLineStart(document, start),
  );
  const keys = new Set(outermost.map(({ start, end }) => keyAt(document, start, end)));
  return keys.has('apiVersion') && keys.has('kind') ? Math.min(...outermost.map(({ start }) => start)) : undefined;
}

function isAtLineStart({ text }: YamlDocument, at: number): boolean {
  return at > 0 && text[at - 1] === '\n';
}

function keyAt(document: YamlDocument, start: number, end: number): string {
  return document.text.slice(start, end).replace(/^(["'])(.*)\1$/s, '$2');
}
