import { charterDraft } from '../charter-draft';
import { stringIn } from '../params';
import { CHARTER_TEMPLATE, type CharterTemplateParams, type CharterTemplateResult } from '../protocol';
import type { Session } from '../session';

export function onCharterTemplate(session: Session): void {
  session.connection.onRequest(
    CHARTER_TEMPLATE,
    async (params: CharterTemplateParams | undefined | null): Promise<CharterTemplateResult> => {
      const folder = params?.folder;
      return charterDraft(session, folder === undefined ? undefined : stringIn(folder, 'folder'));
    },
  );
}
