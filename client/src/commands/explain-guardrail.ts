import { commands, Uri, window } from 'vscode';
import { GUARDRAILS, type GuardrailEntry, PAGE, type PageResult } from '../../../server/src/lsp/protocol';
import { ask } from '../ask';
import type { Running } from '../running';

/** Opens a guardrail's page; asks which one where nobody said. */
export async function explainGuardrail(running: Running, id: unknown): Promise<void> {
  const chosen = typeof id === 'string' ? id : await choose(await ask<GuardrailEntry[]>(running, GUARDRAILS));
  if (chosen === undefined) return;
  const page = await ask<PageResult>(running, PAGE, { id: chosen });
  if (page === undefined) return;
  const { uri } = page;
  if (uri === undefined) {
    void window.showWarningMessage(`Portcullis has no page for "${chosen}".`);
    return;
  }
  const address = Uri.parse(uri);
  const asText = () => window.showTextDocument(address);
  await commands.executeCommand('markdown.showPreview', address).then(undefined, asText);
}

async function choose(guardrails: readonly GuardrailEntry[] | undefined): Promise<string | undefined> {
  if (guardrails === undefined) return undefined;
  const items = guardrails.map(({ id, title, category }) => ({ label: id, description: category, detail: title }));
  const item = await window.showQuickPick(items, {
    title: 'Portcullis: Explain Guardrail',
    placeHolder: 'Which guardrail?',
    matchOnDetail: true,
  });
  return item?.label;
}
