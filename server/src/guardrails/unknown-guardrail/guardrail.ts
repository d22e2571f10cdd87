import { defineGuardrail, type SaidBreach } from '../define';

/** Found by analysis, in comments, annotations and the charter. */
export const unknownGuardrail = defineGuardrail<never, SaidBreach>({
  id: 'unknown-guardrail',
  title: 'A suppression or setting names a guardrail that does not exist',
  category: 'charter',
  severity: 'warning',
  confidence: 'certain',
  check: { kind: 'elsewhere' },
  message: (breach) => breach.message,
});
