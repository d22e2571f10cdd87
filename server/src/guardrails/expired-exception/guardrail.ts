import { defineGuardrail, type SaidBreach } from '../define';

/** Found by analysis, which is told the date. */
export const expiredException = defineGuardrail<never, SaidBreach>({
  id: 'expired-exception',
  title: 'An exception of the charter is past its last day',
  category: 'charter',
  severity: 'warning',
  confidence: 'certain',
  check: { kind: 'elsewhere' },
  message: (breach) => breach.message,
});
