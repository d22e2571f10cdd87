import { keyBelow, keyOf, rootOf } from './uri';
import type { Workspace } from './workspace';

/** A folder of the client. Its workspace is rooted there, or at the charter above it; folders may share one. */
export interface Folder {
  readonly uri: string;
  readonly key: string;
  readonly name: string;
  enabled: boolean;
  hover: boolean;
  workspace: Workspace | undefined;
}

export interface Folders {
  all(): readonly Folder[];
  add(uri: string, name: string): Folder | undefined;
  remove(uri: string): Folder | undefined;
  /** The innermost folder that an address is in. */
  of(key: string): Folder | undefined;
}

export function createFolders(): Folders {
  let folders: Folder[] = [];
  return {
    all: () => folders,
    add(uri, name) {
      const key = keyOf(rootOf(uri));
      if (folders.some((folder) => folder.key === key)) return undefined;
      const folder: Folder = { uri: rootOf(uri), key, name, enabled: true, hover: true, workspace: undefined };
      // The innermost first.
      folders = [...folders, folder].sort((a, b) => b.key.length - a.key.length);
      return folder;
    },
    remove(uri) {
      const key = keyOf(rootOf(uri));
      const folder = folders.find((candidate) => candidate.key === key);
      folders = folders.filter((candidate) => candidate !== folder);
      return folder;
    },
    of: (key) => folders.find((folder) => keyBelow(folder.key, key) !== undefined),
  };
}
