import { commands, Uri, window } from 'vscode';
import { GUARDRAILS, type GuardrailEntry, PAGE, type PageResult } from '../../../server/src/lsp/protocol';
import type { Running } from '../running';

/** Opens a guardrail's page; asks which one where nobody said. */
export async function explainGuardrail({ client }: Running, id: unknown): Promise<void> {
  const chosen = typeof id === 'string' ? id : await choose(await client.sendRequest<GuardrailEntry[]>(GUARDRAILS));
  if (chosen === undefined) return;
  const { uri } = await client.sendRequest<PageResult>(PAGE, { id: chosen });
  if (uri === undefined) {
    void window.showWarningMessage(`Portcullis has no page for "${chosen}".`);
    return;
  }
  const page = Uri.parse(uri);
  await commands.executeCommand('markdown.showPreview', page).then(undefined, () => window.showTextDocument(page));
}

async function choose(guardrails: readonly GuardrailEntry[]): Promise<string | undefined> {
  const items = guardrails.map(({ id, title, category }) => ({ label: id, description: category, detail: title }));
  const item = await window.showQuickPick(items, {
    title: 'Portcullis: Explain Guardrail',
    placeHolder: 'Which guardrail?',
    matchOnDetail: true,
  });
  return item?.label;
}
