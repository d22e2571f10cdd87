import { FileSystemError, FileType, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  READ_DIRECTORY,
  READ_FILE,
  type ReadDirectoryResult,
  type ReadFileParams,
  type ReadFileResult,
  type RemoteEntry,
  type RemoteProblem,
  STAT,
  type StatResult,
  type UriParams,
} from '../../server/src/lsp/protocol';

/** Files for a server that cannot reach them: read as bytes, never opened as documents. */
export function answerFileRequests(client: BaseLanguageClient): void {
  client.onRequest<ReadDirectoryResult, void>(READ_DIRECTORY, ({ uri }: UriParams) =>
    orProblem(() => readDirectory(Uri.parse(uri))),
  );
  client.onRequest<StatResult, void>(STAT, ({ uri }: UriParams) => orProblem(() => stat(Uri.parse(uri))));
  client.onRequest<ReadFileResult, void>(READ_FILE, ({ uri, maxBytes }: ReadFileParams) =>
    orProblem(() => readFile(Uri.parse(uri), maxBytes)),
  );
}

async function readDirectory(address: Uri): Promise<ReadDirectoryResult> {
  return (await workspace.fs.readDirectory(address)).map(toEntry);
}

async function stat(address: Uri): Promise<StatResult> {
  const { type, size, mtime } = await workspace.fs.stat(address);
  return { kind: kindOf(type), size, modified: mtime };
}

async function readFile(address: Uri, maxBytes: number): Promise<ReadFileResult> {
  const { size } = await workspace.fs.stat(address);
  if (size > maxBytes) return { problem: 'too-large', message: `larger than ${maxBytes} bytes` };
  return decode(await workspace.fs.readFile(address));
}

function decode(bytes: Uint8Array): ReadFileResult {
  if (bytes.subarray(0, 8_000).includes(0)) return { problem: 'binary', message: 'not a text file' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const byteOrderMark = text.startsWith('\ufeff');
    return { text: byteOrderMark ? text.slice(1) : text, byteOrderMark };
  } catch {
    return { problem: 'not-utf8', message: 'not valid UTF-8' };
  }
}

async function orProblem<T>(read: () => Promise<T>): Promise<T | RemoteProblem> {
  try {
    return await read();
  } catch (error) {
    const missing = error instanceof FileSystemError && error.code === 'FileNotFound';
    const message = error instanceof Error ? error.message : String(error);
    return missing ? { problem: 'missing', message: 'no such file' } : { problem: 'unreadable', message };
  }
}

// A link to a folder may lead back to where we are, and nothing here tells: it is not followed.
function toEntry([name, type]: readonly [string, FileType]): RemoteEntry {
  const isFolderLink = (type & FileType.SymbolicLink) !== 0 && (type & FileType.Directory) !== 0;
  return { name, kind: isFolderLink ? 'other' : kindOf(type) };
}

function kindOf(type: FileType): 'file' | 'directory' | 'other' {
  if ((type & FileType.Directory) !== 0) return 'directory';
  return (type & FileType.File) !== 0 ? 'file' : 'other';
}
