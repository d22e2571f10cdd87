import { type DirectoryEntry, type HostProblem, isProblem, type WritableFileSystem } from './file-system';
import { decodeText } from './text';

/** Text, bytes that are no text, or a problem to meet instead. */
export type MemoryContent = string | Uint8Array | HostProblem;
export type MemoryFiles = Readonly<Record<string, MemoryContent>>;

export interface MemoryFileSystem extends WritableFileSystem {
  set(path: string, content: MemoryContent): void;
  delete(path: string): void;
  text(path: string): string | undefined;
}

const MISSING: HostProblem = { problem: 'missing', message: 'no such file' };

export function memory(files: MemoryFiles = {}): MemoryFileSystem {
  const contents = new Map(Object.entries(files));
  const changes = new Map<string, number>();
  let clock = 0;

  function isFolder(path: string): boolean {
    return path === '' || [...contents.keys()].some((other) => other.startsWith(`${path}/`));
  }

  function put(path: string, content: MemoryContent): void {
    contents.set(path, content);
    clock += 1;
    changes.set(path, clock);
  }

  return {
    async readDirectory(path) {
      if (!isFolder(path)) return MISSING;
      const prefix = path === '' ? '' : `${path}/`;
      const entries = new Map<string, DirectoryEntry>();
      for (const [file, content] of contents) {
        if (!file.startsWith(prefix)) continue;
        const [name = '', ...below] = file.slice(prefix.length).split('/');
        entries.set(name, { name, kind: below.length > 0 ? 'directory' : kindOf(content) });
      }
      return [...entries.values()];
    },
    async readFile(path, maxBytes) {
      const content = contents.get(path);
      if (content === undefined) return MISSING;
      if (typeof content === 'string' || content instanceof Uint8Array) return decodeText(bytesOf(content), maxBytes);
      return content;
    },
    async stat(path) {
      const content = contents.get(path);
      if (content === undefined) return isFolder(path) ? { kind: 'directory', size: 0, modified: 0 } : MISSING;
      if (typeof content === 'object' && !(content instanceof Uint8Array)) return content;
      return { kind: 'file', size: bytesOf(content).length, modified: changes.get(path) ?? 0 };
    },
    async writeFile(path, text, byteOrderMark) {
      put(path, byteOrderMark ? `\uFEFF${text}` : text);
      return undefined;
    },
    set: put,
    delete(path) {
      contents.delete(path);
      clock += 1;
    },
    text(path) {
      const content = contents.get(path);
      return typeof content === 'string' ? content : undefined;
    },
  };
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

function kindOf(content: MemoryContent): DirectoryEntry['kind'] {
  if (typeof content === 'string' || content instanceof Uint8Array) return 'file';
  if (isProblem(content) && (content.problem === 'broken-link' || content.problem === 'loop')) return content.problem;
  return 'file';
}
