import type { Connection } from 'vscode-languageserver';
import type { FileSystem, HostProblem } from '../host';
import {
  READ_DIRECTORY,
  READ_FILE,
  type ReadDirectoryResult,
  type ReadFileResult,
  STAT,
  type StatResult,
} from './protocol';
import { join } from './uri';

/** Files that only the client can reach: a browser's, or those of a virtual folder. */
export function clientFiles(connection: Connection, rootUri: string): FileSystem {
  async function ask<T>(method: string, params: object): Promise<T | HostProblem> {
    try {
      return await connection.sendRequest<T>(method, params);
    } catch (error) {
      return { problem: 'unreadable', message: error instanceof Error ? error.message : 'the editor gave no answer' };
    }
  }
  return {
    readDirectory: (path) => ask<ReadDirectoryResult>(READ_DIRECTORY, { uri: join(rootUri, path) }),
    readFile: (path, maxBytes) => ask<ReadFileResult>(READ_FILE, { uri: join(rootUri, path), maxBytes }),
    stat: (path) => ask<StatResult>(STAT, { uri: join(rootUri, path) }),
  };
}

/** For a client that gives no access: a folder with nothing in it but what is open. */
export const NO_FILES: FileSystem = {
  readDirectory: async () => [],
  readFile: async () => ({ problem: 'missing', message: 'not within reach of the server' }),
  stat: async () => ({ problem: 'missing', message: 'not within reach of the server' }),
};
