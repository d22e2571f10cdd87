import {
  type CancellationToken,
  type Connection,
  LSPErrorCodes,
  ResponseError,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver';
import type { Snapshot } from '../workspace';
import { readFile, textOf } from '../yaml';
import type { Client } from './client-capabilities';
import { type DiagnosticsDriver, diagnosticsDriver } from './diagnostics';
import { type OpenDocument, type OpenDocuments, openDocuments } from './documents';
import { findingsSource } from './findings-source';
import { createFolders, type Folders } from './folders';
import type { ServerHost } from './host';
import { createPlaces, type Located, type Places } from './places';
import { readSettings } from './settings';
import { folderSource, looseSource } from './sources';
import { keyBelow, keyOf, nameOf, schemeOf } from './uri';
import { type Cancellation, openWorkspace, type ScanProgress, type State, type Workspace } from './workspace';

/** Everything the server knows between two messages. Methods ask it and tell it; it alone holds state. */
export interface Session {
  readonly connection: Connection;
  readonly client: Client;
  readonly host: ServerHost;
  readonly folders: Folders;
  readonly documents: OpenDocuments;
  /** Resolved when folders and settings are known for the first time. */
  readonly ready: Promise<void>;

  workspaces(): readonly Workspace[];
  readonly places: Places;
  /** The newest state of the workspace of a document; throws the right error where the answer would be of no use. */
  currentState(uri: string, token: CancellationToken): Promise<Current | undefined>;

  start(folders: readonly { readonly uri: string; readonly name: string }[]): Promise<void>;
  changeFolders(
    added: readonly { readonly uri: string; readonly name: string }[],
    removed: readonly { readonly uri: string }[],
  ): Promise<void>;
  changeSettings(sent: unknown): Promise<void>;
  open(uri: string, languageId: string, version: number, text: string): void;
  edit(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void;
  close(uri: string): void;
  /** Files that were created, changed or deleted outside the editor. */
  filesChanged(changed: readonly string[], deleted: readonly string[]): void;
  scanAll(cancellation: Cancellation, onProgress: (progress: ScanProgress) => void): Promise<void>;
  /** For clients that watch nothing: what is on the disk may have changed. */
  lookAtDisk(): void;
  log(error: unknown): void;
  end(): void;
}

export interface Current extends Located {
  readonly state: State;
  readonly document: OpenDocument | undefined;
}

export type OnAnalysed = (session: Session) => void;

export function createSession(
  connection: Connection,
  client: Client,
  host: ServerHost,
  onAnalysed: OnAnalysed = () => {},
): Session {
  const folders = createFolders();
  const documents = openDocuments();
  const byRoot = new Map<string, Workspace>();
  const loose = new Map<string, Workspace>();
  let sentSettings: unknown = client.initialSettings;
  let markReady = () => {};
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });

  const places = createPlaces(client, host, folders, documents);
  const source = findingsSource(client, places, documents, workspaces, ready);
  const driver: DiagnosticsDriver = diagnosticsDriver(connection, client, source);

  function workspaces(): readonly Workspace[] {
    return [...byRoot.values(), ...loose.values()];
  }

  function tell(workspace: Workspace, paths: ReadonlySet<string> | undefined): void {
    driver.changed(paths && [...paths].map((path) => places.addresses(workspace).uriOf(path)));
    onAnalysed(session);
  }

  function startWorkspace(root: string): Workspace {
    const known = byRoot.get(keyOf(root));
    if (known !== undefined) return known;
    const workspace: Workspace = openWorkspace(folderSource(root, connection, client, host, documents), host, {
      onFindings: (paths) => tell(workspace, paths),
      onLoaded: (snapshot) => shareReadings(workspace, snapshot),
      onError: log,
    });
    byRoot.set(keyOf(root), workspace);
    return workspace;
  }

  /** An open document and the snapshot share one reading of the same text, so that an edit changes one document of it. */
  function shareReadings(workspace: Workspace, snapshot: Snapshot): void {
    for (const document of documents.all()) {
      if (document.workspace !== workspace) continue;
      const file = snapshot.file(document.file.path);
      if (file !== undefined && textOf(file) === textOf(document.file)) document.file = file;
    }
  }

  /** Gives every folder its workspace, ends those that no folder needs, and puts every open document where it belongs. */
  async function arrange(): Promise<readonly Workspace[]> {
    const started: Workspace[] = [];
    for (const folder of folders.all()) {
      if (!folder.enabled || folder.workspace !== undefined) continue;
      const above = await host.charterFolder(folder.uri).catch(() => undefined);
      const root = above === undefined || keyOf(above) === folder.key ? folder.uri : above;
      const isNew = !byRoot.has(keyOf(root));
      folder.workspace = startWorkspace(root);
      if (isNew) started.push(folder.workspace);
    }
    const needed = new Set(folders.all().map((folder) => (folder.enabled ? folder.workspace : undefined)));
    for (const [key, workspace] of [...byRoot]) {
      if (needed.has(workspace)) continue;
      workspace.close();
      byRoot.delete(key);
    }
    for (const folder of folders.all()) if (!folder.enabled) folder.workspace = undefined;
    for (const document of documents.all()) settle(document);
    driver.changed(undefined);
    return started;
  }

  /** Finds the workspace of a document and brings its text there. */
  function settle(document: OpenDocument): void {
    const folder = folders.of(document.key);
    const workspace = folder?.workspace;
    const path = workspace && keyBelow(keyOf(workspace.root), document.key);
    if (folder === undefined) {
      settleAlone(document);
      return;
    }
    endAlone(document);
    document.workspace = workspace;
    if (workspace === undefined || path === undefined) return;
    const text = textOf(document.file);
    const known = workspace.state()?.snapshot.file(path);
    if (known !== undefined && known.documents.length > 0 && textOf(known) === text) {
      document.file = known;
      return;
    }
    if (document.file.path !== path) document.file = readFile(path, text);
    workspace.touch([path]);
  }

  function settleAlone(document: OpenDocument): void {
    if (!standsAlone(document) || loose.has(document.uri)) return;
    document.file = readFile(nameOf(document.uri), textOf(document.file));
    const root = document.uri;
    const workspace: Workspace = openWorkspace(looseSource(document, root), host, {
      onFindings: () => tell(workspace, undefined),
      onLoaded: (snapshot) => shareReadings(workspace, snapshot),
      onError: log,
    });
    document.workspace = workspace;
    loose.set(root, workspace);
    workspace.rescan();
  }

  /** Not a template, which says nothing by itself; not one side of a comparison or a commit (`git:` and the like). */
  function standsAlone({ uri, languageId }: OpenDocument): boolean {
    const scheme = schemeOf(uri);
    const known = LOOSE_SCHEMES.has(scheme) || folders.all().some((folder) => schemeOf(folder.uri) === scheme);
    return known && languageId !== 'helm';
  }

  function endAlone(document: OpenDocument): void {
    loose.get(document.uri)?.close();
    loose.delete(document.uri);
  }

  // Each of these asks the client something on its way, and must not meet another one half done.
  let turn: Promise<void> = Promise.resolve();
  function inTurn(work: () => Promise<void>): Promise<void> {
    turn = turn.then(work, work);
    return turn;
  }

  async function applySettings(): Promise<void> {
    const all = folders.all();
    const settings = await readSettings(
      connection,
      client,
      all.map((folder) => folder.uri),
      sentSettings,
    );
    all.forEach((folder, index) => {
      const setting = settings[index];
      if (setting === undefined) return;
      folder.enabled = setting.enable;
      folder.hover = setting.hover;
    });
  }

  function log(error: unknown): void {
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  const session: Session = {
    connection,
    client,
    host,
    folders,
    documents,
    ready,
    workspaces,
    places,
    async currentState(uri, token) {
      const version = documents.get(uri)?.version;
      await ready;
      const located = places.locate(uri);
      const state = await located?.workspace.settled();
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      const document = documents.get(uri);
      if (document?.version !== version) {
        throw new ResponseError(LSPErrorCodes.ContentModified, 'the document has changed since');
      }
      return located === undefined || state === undefined ? undefined : { ...located, state, document };
    },
    start: (initial) =>
      inTurn(async () => {
        for (const { uri, name } of initial) folders.add(uri, name);
        await applySettings();
        await arrange();
        markReady();
      }),
    changeFolders: (added, removed) =>
      inTurn(async () => {
        for (const { uri } of removed) folders.remove(uri);
        for (const { uri, name } of added) folders.add(uri, name);
        await applySettings();
        for (const workspace of await arrange()) workspace.rescan();
      }),
    changeSettings: (sent) =>
      inTurn(async () => {
        if (sent !== undefined) sentSettings = sent;
        await applySettings();
        for (const workspace of await arrange()) workspace.rescan();
      }),
    open(uri, languageId, version, text) {
      const document = documents.open(uri, languageId, version, text);
      driver.opened(document.uri);
      void ready.then(() => {
        if (documents.get(uri) === document) settle(document);
      });
    },
    edit(uri, version, changes) {
      const document = documents.get(uri);
      if (document === undefined) throw new Error(`a change of ${uri}, which is not open`);
      documents.edit(document, version, changes);
      const { workspace, file } = document;
      if (workspace === undefined) return;
      const known = workspace.state()?.snapshot.file(file.path) !== undefined || loose.has(document.uri);
      if (known) workspace.change({ path: file.path, kind: 'edited', file });
      else workspace.touch([file.path]);
    },
    close(uri) {
      const document = documents.close(uri);
      if (document === undefined) return;
      driver.closed(document.uri);
      if (loose.has(document.uri)) {
        endAlone(document);
        driver.changed([document.uri]);
        return;
      }
      document.workspace?.touch([document.file.path]);
    },
    filesChanged(changed, deleted) {
      const deletedKeys = deleted.map(keyOf);
      const changedKeys = changed.map(keyOf);
      for (const document of documents.all()) {
        if (deletedKeys.some((key) => keyBelow(key, document.key) !== undefined)) document.deleted = true;
        if (changedKeys.includes(document.key)) document.deleted = false;
      }
      for (const workspace of byRoot.values()) {
        const rootKey = keyOf(workspace.root);
        workspace.touch(
          [...deletedKeys, ...changedKeys]
            .map((key) => keyBelow(rootKey, key))
            .filter((path): path is string => path !== undefined && !isOfNoConcern(path)),
        );
      }
      for (const [root, workspace] of loose) {
        const document = documents.get(root);
        if (document !== undefined) workspace.touch([document.file.path]);
      }
    },
    async scanAll(cancellation, onProgress) {
      await ready;
      const scans = workspaces().map((workspace) => {
        workspace.rescan(cancellation, onProgress);
        return workspace.settled();
      });
      onAnalysed(session);
      await Promise.all(scans);
      onAnalysed(session);
    },
    lookAtDisk() {
      for (const workspace of byRoot.values()) workspace.compareWithDisk();
    },
    log,
    end() {
      for (const workspace of workspaces()) workspace.close();
    },
  };
  return session;
}

/** Documents of these schemes are somebody's files, whether or not a folder of theirs is open. */
const LOOSE_SCHEMES: ReadonlySet<string> = new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs']);

/** Events of these folders come by the thousand, and nothing in them is ever read. */
function isOfNoConcern(path: string): boolean {
  return /(?:^|\/)(?:\.git|\.hg|\.svn|node_modules)(?:\/|$)/.test(path);
}
