import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { startProcess, type TestClient, uriOf } from './client';

export interface Diagnostic {
  readonly range: Range;
  readonly severity: number;
  readonly code: string;
  readonly source: string;
  readonly message: string;
  readonly tags?: readonly number[];
  readonly codeDescription?: { readonly href: string };
  readonly relatedInformation?: readonly {
    readonly location: { uri: string; range: Range };
    readonly message: string;
  }[];
  readonly data?: { readonly fingerprint: string };
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** A folder of the disk with a server on it; both end with the test. */
export interface TestSession extends TestClient {
  readonly folder: string;
  uri(path: string): string;
  write(path: string, text: string): void;
  read(path: string): string;
  remove(path: string): void;
  open(path: string, text?: string, languageId?: string): void;
  change(path: string, version: number, contentChanges: readonly { range?: Range; text: string }[]): void;
  watched(events: Readonly<Record<string, 'created' | 'changed' | 'deleted'>>): void;
  /** The next publication for a file that fits. */
  published(path: string, holds?: (published: Published) => boolean, since?: number): Promise<Published>;
}

export interface SessionOptions {
  readonly files?: Readonly<Record<string, string>>;
  /** Relative to the folder; the folder itself where it is absent, none where it is null. */
  readonly folders?: readonly string[] | null;
  readonly capabilities?: object;
  readonly initialize?: object;
}

const RELATED = {
  relatedInformation: true,
  codeDescriptionSupport: true,
  dataSupport: true,
  tagSupport: { valueSet: [1, 2] },
};

/** A client that is told: publications, with versions. */
export const PUSH = {
  textDocument: { publishDiagnostics: { ...RELATED, versionSupport: true } },
  workspace: { didChangeWatchedFiles: { dynamicRegistration: true }, workspaceFolders: true },
};

/** A client that asks. */
export const PULL = {
  textDocument: { publishDiagnostics: RELATED, diagnostic: { dynamicRegistration: true, ...RELATED } },
  workspace: {
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    workspaceFolders: true,
  },
};

const started: TestSession[] = [];

afterEach(async () => {
  for (const session of started.splice(0)) {
    await session.end();
    rmSync(session.folder, { recursive: true, force: true });
  }
});

/** Starts a server on fresh files, through `initialize` and `initialized`. */
export async function startSession(options: SessionOptions = {}): Promise<TestSession> {
  const session = createSession(options.files);
  await session.request('initialize', initializeParams(session, options));
  session.notify('initialized', {});
  return session;
}

export function initializeParams(
  session: TestSession,
  { folders = [''], capabilities = PUSH, initialize }: SessionOptions,
): object {
  const workspaceFolders = folders?.map((folder) => ({
    uri: uriOf(join(session.folder, folder)),
    name: folder || 'root',
  }));
  return {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: workspaceFolders ?? null,
    capabilities,
    ...initialize,
  };
}

export function createSession(files: Readonly<Record<string, string>> = {}): TestSession {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'portcullis-server-')));
  const client = startProcess();
  const at = (path: string) => join(folder, path);
  const session: TestSession = Object.assign(client, {
    folder,
    uri: (path: string) => uriOf(at(path)),
    write(path: string, text: string) {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), text);
    },
    read: (path: string) => readFileSync(at(path), 'utf8'),
    remove: (path: string) => rmSync(at(path), { recursive: true }),
    open(path: string, text?: string, languageId = 'yaml') {
      const textDocument = { uri: uriOf(at(path)), languageId, version: 1, text: text ?? session.read(path) };
      client.notify('textDocument/didOpen', { textDocument });
    },
    change(path: string, version: number, contentChanges: readonly { range?: Range; text: string }[]) {
      client.notify('textDocument/didChange', { textDocument: { uri: uriOf(at(path)), version }, contentChanges });
    },
    watched(events: Readonly<Record<string, 'created' | 'changed' | 'deleted'>>) {
      const types = { created: 1, changed: 2, deleted: 3 };
      const changes = Object.entries(events).map(([path, type]) => ({ uri: uriOf(at(path)), type: types[type] }));
      client.notify('workspace/didChangeWatchedFiles', { changes });
    },
    published(path: string, holds: (published: Published) => boolean = () => true, since = 0) {
      const uri = uriOf(at(path));
      return client.next<Published>(
        'textDocument/publishDiagnostics',
        (published) => published.uri === uri && holds(published),
        since,
      );
    },
  });
  for (const [path, text] of Object.entries(files)) session.write(path, text);
  started.push(session);
  return session;
}

export const isEmpty = ({ diagnostics }: Published) => diagnostics.length === 0;
export const isFull = ({ diagnostics }: Published) => diagnostics.length > 0;

export function has(code: string): (published: Published) => boolean {
  return ({ diagnostics }) => diagnostics.some((diagnostic) => diagnostic.code === code);
}

/** Range of the first occurrence of a text. */
export function rangeOf(text: string, part: string): Range {
  const start = text.indexOf(part);
  if (start < 0) throw new Error(`"${part}" is not in the text`);
  return { start: positionAt(text, start), end: positionAt(text, start + part.length) };
}

function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|\n/);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}
