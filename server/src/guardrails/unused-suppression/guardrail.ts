import { defineGuardrail, type SaidBreach } from '../define';

/** Found by analysis, which knows what each suppression was used for. */
export const unusedSuppression = defineGuardrail<never, SaidBreach>({
  id: 'unused-suppression',
  title: 'A suppression that suppresses nothing',
  category: 'charter',
  severity: 'warning',
  confidence: 'certain',
  tags: ['unnecessary'],
  check: { kind: 'elsewhere' },
  message: (breach) => breach.message,
});
