import { charterDraft } from '../charter-draft';
import { CHARTER_TEMPLATE, type CharterTemplateParams, type CharterTemplateResult } from '../protocol';
import type { Session } from '../session';

export function onCharterTemplate(session: Session): void {
  session.connection.onRequest(
    CHARTER_TEMPLATE,
    (params: CharterTemplateParams | undefined): Promise<CharterTemplateResult> =>
      charterDraft(session, params?.folder),
  );
}
