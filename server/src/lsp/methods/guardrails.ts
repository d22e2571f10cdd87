import { GUARDRAILS as ALL } from '../../guardrails';
import { GUARDRAILS, type GuardrailEntry } from '../protocol';
import type { Session } from '../session';

export function onGuardrails(session: Session): void {
  session.connection.onRequest(GUARDRAILS, (): GuardrailEntry[] =>
    ALL.map(({ id, title, category }) => ({ id, title, category })),
  );
}
