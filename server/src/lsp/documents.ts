import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { editFile, readFile, type YamlFile } from '../yaml';
import { keyBelow, keyOf } from './uri';
import type { Workspace } from './workspace';

/** A document that the client has open: its text is above the disk's. */
export interface OpenDocument {
  /** As the client spells it. */
  readonly uri: string;
  readonly key: string;
  readonly languageId: string;
  version: number;
  /** Its text as a list of YAML documents; its path is that in the workspace that it belongs to. */
  file: YamlFile;
  workspace: Workspace | undefined;
  /** The file was deleted under it: it counts for nothing until somebody types in it again. */
  deleted: boolean;
}

export interface OpenDocuments {
  get(uri: string): OpenDocument | undefined;
  all(): Iterable<OpenDocument>;
  open(uri: string, languageId: string, version: number, text: string): OpenDocument;
  edit(document: OpenDocument, version: number, changes: readonly TextDocumentContentChangeEvent[]): void;
  close(uri: string): OpenDocument | undefined;
  /** Paths of the documents below a root. */
  pathsBelow(rootKey: string): readonly string[];
}

export function openDocuments(): OpenDocuments {
  const byKey = new Map<string, OpenDocument>();
  return {
    get: (uri) => byKey.get(keyOf(uri)),
    all: () => byKey.values(),
    open(uri, languageId, version, text) {
      const key = keyOf(uri);
      const file = readFile(key, text);
      const document = { uri, key, languageId, version, file, workspace: undefined, deleted: false };
      byKey.set(key, document);
      return document;
    },
    edit(document, version, changes) {
      document.file = editFile(document.file, changes);
      document.version = version;
      document.deleted = false;
    },
    close(uri) {
      const key = keyOf(uri);
      const document = byKey.get(key);
      byKey.delete(key);
      return document;
    },
    pathsBelow(rootKey) {
      const paths: string[] = [];
      for (const document of byKey.values()) {
        const path = keyBelow(rootKey, document.key);
        if (path !== undefined && !document.deleted) paths.push(path);
      }
      return paths;
    },
  };
}
