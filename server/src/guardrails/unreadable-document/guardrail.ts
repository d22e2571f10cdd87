import type { YamlDocument, YamlProblem } from '../../yaml';
import { oneLine } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface Unreadable extends Breach {
  readonly says: string;
}

export const unreadableDocument = defineGuardrail<never, Unreadable>({
  id: 'unreadable-document',
  title: 'A document that does not parse',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'document',
    find(document) {
      if (document.problems.length === 0) return NONE;
      // What follows from the first problem is no news: one finding for a document.
      const problem = document.problems.find((each) => each.code !== 'duplicate-key');
      if (problem === undefined) return NONE;
      const at = { document, start: problem.start, end: problem.end };
      return [{ at, subject: problem.code, says: say(problem), ...weigh(document, problem) }];
    },
  },
  message: ({ says }) => oneLine(says),
});

const NONE: readonly never[] = [];

/** A template is not YAML yet, and what only our reader stumbles over is nobody's mistake. */
function weigh(document: YamlDocument, problem: YamlProblem): Pick<Breach, 'severity' | 'confidence'> {
  if (isLimit(problem.code)) return { severity: 'warning', confidence: 'certain' };
  if (problem.code === 'template' || problem.ours === true) return { severity: 'info', confidence: 'possible' };
  return document.hasPlaceholders ? { severity: 'info', confidence: 'possible' } : {};
}

function isLimit(code: YamlProblem['code']): boolean {
  return code.startsWith('too-');
}

function say(problem: YamlProblem): string {
  const reason = problem.message.replace(/\s+/g, ' ').replace(/\.$/, '');
  if (isLimit(problem.code)) return `not checked: ${reason}`;
  if (problem.code === 'template') return 'not checked: this is a template, and plain YAML only after rendering';
  return `this document does not parse: ${reason}`;
}
