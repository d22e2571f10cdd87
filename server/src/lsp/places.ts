import { guardrailById } from '../guardrails';
import type { Client } from './client-capabilities';
import type { Addresses } from './convert';
import type { OpenDocuments } from './documents';
import type { Folder, Folders } from './folders';
import type { ServerHost } from './host';
import { join, keyBelow, keyOf } from './uri';
import type { Workspace } from './workspace';

/** From the client's addresses to our paths, and back. */
export interface Places {
  /** Where the findings of an address come from. */
  locate(uri: string): Located | undefined;
  /** A file may be read by several workspaces (folders in folders); it is reported by one. */
  isReported(workspace: Workspace, path: string): boolean;
  addresses(workspace: Workspace): Addresses;
  pageOf(guardrail: string): string | undefined;
}

export interface Located {
  readonly workspace: Workspace;
  readonly path: string;
  readonly folder: Folder | undefined;
}

export function createPlaces(client: Client, host: ServerHost, folders: Folders, documents: OpenDocuments): Places {
  const pages = (client.pages ?? host.pages)?.replace(/\/$/, '');

  function locate(uri: string): Located | undefined {
    const key = keyOf(uri);
    const folder = folders.of(key);
    if (folder !== undefined) {
      const { workspace } = folder;
      const path = workspace && keyBelow(keyOf(workspace.root), key);
      if (workspace === undefined || path === undefined || !folder.enabled) return undefined;
      return { workspace, path, folder };
    }
    const document = documents.get(uri);
    if (document?.workspace === undefined) return undefined;
    return { workspace: document.workspace, path: document.file.path, folder: undefined };
  }

  // An open document goes by the client's own spelling.
  function uriOf(workspace: Workspace, path: string): string {
    if (workspace.isSingleDocument) return workspace.root;
    const uri = join(workspace.root, path);
    return documents.get(uri)?.uri ?? uri;
  }

  function pageOf(id: string): string | undefined {
    const guardrail = guardrailById(id);
    return pages === undefined || guardrail === undefined ? undefined : `${pages}/${guardrail.id}.md`;
  }

  return {
    locate,
    isReported: (workspace, path) => locate(uriOf(workspace, path))?.workspace === workspace,
    addresses: (workspace) => ({
      uriOf: (path) => uriOf(workspace, path),
      versionOf: (path) => documents.get(uriOf(workspace, path))?.version ?? null,
      pageOf,
    }),
    pageOf,
  };
}
