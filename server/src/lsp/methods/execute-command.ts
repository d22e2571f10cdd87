import type { WorkspaceEdit } from 'vscode-languageserver';
import { charterDraft } from '../charter-draft';
import { invalid, stringIn } from '../params';
import { scanWithProgress } from '../progress';
import { CREATE_CHARTER_COMMAND, EXPLAIN_SERVER_COMMAND, SCAN_COMMAND } from '../protocol';
import type { Session } from '../session';
import { summarise } from '../summary';

export function onExecuteCommand(session: Session): void {
  session.connection.onExecuteCommand(async ({ command, arguments: given }) => {
    const first: unknown = Array.isArray(given) ? given[0] : undefined;
    switch (command) {
      case SCAN_COMMAND:
        await scanWithProgress(session, 'Portcullis');
        return summarise(session);
      case CREATE_CHARTER_COMMAND:
        return createCharter(session, typeof first === 'string' ? first : undefined);
      case EXPLAIN_SERVER_COMMAND:
        return explain(session, stringIn(first, 'the guardrail'));
      default:
        throw invalid(`no command ${String(command)}`);
    }
  });
}

/** Through the client, so that it is undone like any edit and works where only the client can write. */
async function createCharter(session: Session, folder: string | undefined): Promise<{ uri: string; created: boolean }> {
  const { uri, text, exists } = await charterDraft(session, folder);
  if (exists || !session.client.createsFiles) return { uri, created: false };
  const start = { line: 0, character: 0 };
  const edit: WorkspaceEdit = {
    documentChanges: [
      { kind: 'create', uri, options: { ignoreIfExists: true } },
      { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
    ],
  };
  const { applied } = await session.connection.workspace.applyEdit({ label: 'Create portcullis.yaml', edit });
  return { uri, created: applied };
}

async function explain(session: Session, id: string): Promise<{ uri: string | null }> {
  const uri = session.places.pageOf(id);
  if (uri !== undefined && session.client.showsDocuments) {
    await session.connection.window.showDocument({ uri, takeFocus: true });
  }
  return { uri: uri ?? null };
}
