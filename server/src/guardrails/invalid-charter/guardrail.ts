import { defineGuardrail, type SaidBreach } from '../define';

/** Found by config while it reads the charter. */
export const invalidCharter = defineGuardrail<never, SaidBreach>({
  id: 'invalid-charter',
  title: 'portcullis.yaml says something that cannot be read',
  category: 'charter',
  severity: 'error',
  confidence: 'certain',
  check: { kind: 'elsewhere' },
  message: (breach) => breach.message,
});
