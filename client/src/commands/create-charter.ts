import { Uri, type WorkspaceFolder, window, workspace } from 'vscode';
import { CHARTER_TEMPLATE, type CharterTemplateResult } from '../../../server/src/lsp/protocol';
import { ask } from '../ask';
import type { Running } from '../running';

/** Writes a commented portcullis.yaml from what the folder uses today; opens the one that is there. */
export async function createCharter(running: Running): Promise<void> {
  const folder = await chooseFolder();
  if (folder === undefined) {
    if (workspace.workspaceFolders === undefined) {
      void window.showInformationMessage('Portcullis: open a folder first; portcullis.yaml belongs to one.');
    }
    return;
  }
  const params = { folder: running.client.code2ProtocolConverter.asUri(folder.uri) };
  const template = await ask<CharterTemplateResult>(running, CHARTER_TEMPLATE, params);
  if (template === undefined) return;
  const { uri, text } = template;
  const address = Uri.parse(uri);
  if (!(await exists(address))) await workspace.fs.writeFile(address, new TextEncoder().encode(text));
  await window.showTextDocument(address);
}

async function chooseFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  return folders.length < 2 ? folders[0] : window.showWorkspaceFolderPick({ placeHolder: 'For which folder?' });
}

async function exists(address: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(address);
    return true;
  } catch {
    return false;
  }
}
