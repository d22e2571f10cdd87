import type { FileSystem } from '../host';

/** What the process around the server gives it: the only things that differ between Node and a browser's worker. */
export interface ServerHost {
  readonly version: string;
  /** Files below a root, where this process can reach them by itself; else the client is asked. */
  files(rootUri: string): FileSystem | undefined;
  /** The folder at or above this one that holds a charter. */
  charterFolder(folderUri: string): Promise<string | undefined>;
  /** Address of the folder with the guardrails' pages; undefined where only the client knows it. */
  readonly pages: string | undefined;
  /** ISO date. */
  today(): string;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** Lets waiting messages in. */
  pause(): Promise<void>;
}
