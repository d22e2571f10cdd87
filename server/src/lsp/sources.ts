import type { Connection } from 'vscode-languageserver';
import { CHARTER_FILE, defaultCharter } from '../config';
import { type FileSystem, isProblem, load, overlay, readAgain } from '../host';
import { createDiscovery, createSnapshot } from '../workspace';
import { readFile, textOf } from '../yaml';
import type { Client } from './client-capabilities';
import { clientFiles, NO_FILES } from './client-files';
import { takeStamps } from './disk-check';
import type { OpenDocument, OpenDocuments } from './documents';
import type { ServerHost } from './host';
import { join, keyOf } from './uri';
import type { WorkspaceSource } from './workspace';

/** A folder's files, with what is open in the editor above them. */
export function folderSource(
  root: string,
  connection: Connection,
  client: Client,
  host: ServerHost,
  documents: OpenDocuments,
): WorkspaceSource {
  const below = host.files(root) ?? (client.files ? clientFiles(connection, root) : NO_FILES);
  const rootKey = keyOf(root);

  function openAt(path: string): OpenDocument | undefined {
    const document = documents.get(join(root, path));
    return document === undefined || document.deleted ? undefined : document;
  }

  const files: FileSystem = overlay(below, {
    get(path) {
      const document = openAt(path);
      return document === undefined ? undefined : textOf(document.file);
    },
    keys: () => documents.pathsBelow(rootKey),
  });
  return {
    root,
    isSingleDocument: false,
    watched: client.watchRegistration,
    takeStamps: (loaded) => takeStamps(below, loaded.discovery),
    load: (charter, cancellation, onProgress) =>
      load(files, { ...(charter === undefined ? {} : { charter }), cancellation, onProgress }),
    reread: (loaded, paths) => readAgain(files, loaded, paths),
    async readCharterFile() {
      const read = await files.readFile(CHARTER_FILE, defaultCharter().files.maxBytes);
      return isProblem(read) ? undefined : readFile(CHARTER_FILE, read.text);
    },
    openFile: (path) => {
      const file = openAt(path)?.file;
      return file?.path === path ? file : undefined;
    },
  };
}

/** A document that no folder holds: a workspace of its own, with nothing beside it. */
export function looseSource(document: OpenDocument, root: string): WorkspaceSource {
  const { path } = document.file;
  return {
    root,
    isSingleDocument: true,
    watched: true,
    takeStamps: async () => new Map(),
    load: async () => ({
      snapshot: createSnapshot({ charter: defaultCharter(), files: [{ path, text: textOf(document.file) }] }),
      discovery: createDiscovery([]),
    }),
    reread: async () => ({
      changes: document.deleted ? [{ path, kind: 'deleted' }] : [{ path, kind: 'edited', file: document.file }],
      reload: false,
    }),
    readCharterFile: async () => undefined,
    openFile: () => document.file,
  };
}
