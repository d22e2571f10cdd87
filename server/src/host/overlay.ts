import { type DirectoryEntry, type FileSystem, isProblem } from './file-system';

/** Open documents, by path; they may exist nowhere else yet. A map will do. */
export interface OpenTexts {
  get(path: string): string | undefined;
  keys(): Iterable<string>;
}

/** Open documents above what is below; they are asked anew each time, and only for the texts that are needed. */
export function overlay(base: FileSystem, openTexts: OpenTexts): FileSystem {
  return {
    async readDirectory(path) {
      const below = await base.readDirectory(path);
      const opened = openEntries(path, openTexts.keys());
      if (isProblem(below)) return opened.size > 0 ? [...opened.values()] : below;
      const entries = new Map(below.map((entry) => [entry.name, entry]));
      for (const [name, entry] of opened) entries.set(name, entry);
      return [...entries.values()];
    },
    async readFile(path, maxBytes) {
      const text = openTexts.get(path);
      return text === undefined ? base.readFile(path, maxBytes) : { text, byteOrderMark: false };
    },
    async stat(path) {
      const text = openTexts.get(path);
      return text === undefined ? base.stat(path) : { kind: 'file', size: text.length, modified: 0 };
    },
  };
}

function openEntries(folder: string, paths: Iterable<string>): Map<string, DirectoryEntry> {
  const prefix = folder === '' ? '' : `${folder}/`;
  const entries = new Map<string, DirectoryEntry>();
  for (const path of paths) {
    if (!path.startsWith(prefix)) continue;
    const [name = '', ...below] = path.slice(prefix.length).split('/');
    entries.set(name, { name, kind: below.length > 0 ? 'directory' : 'file' });
  }
  return entries;
}
