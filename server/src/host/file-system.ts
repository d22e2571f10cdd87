/** How the house reaches files. Paths are relative to one root, with `/`; the root itself is the empty string. */
export interface FileSystem {
  readDirectory(path: string): Promise<readonly DirectoryEntry[] | HostProblem>;
  /** Text without a byte order mark, line ends kept as they are. */
  readFile(path: string, maxBytes: number): Promise<FileText | HostProblem>;
  stat(path: string): Promise<FileStat | HostProblem>;
}

export interface WritableFileSystem extends FileSystem {
  /** `byteOrderMark` as it was read. The file is replaced whole (written beside it, then renamed). */
  writeFile(path: string, text: string, byteOrderMark: boolean): Promise<undefined | HostProblem>;
}

export interface DirectoryEntry {
  readonly name: string;
  /** `outside`: a link that leads out of the root; `other`: a pipe, a socket, a device. */
  readonly kind: 'file' | 'directory' | 'broken-link' | 'loop' | 'outside' | 'other';
  /** Of a link to a file or a folder of the same root: the path of what is behind it. */
  readonly realPath?: string;
}

export interface FileText {
  readonly text: string;
  readonly byteOrderMark: boolean;
}

export interface FileStat {
  readonly kind: 'file' | 'directory' | 'other';
  readonly size: number;
  /** Milliseconds; changes when the file does. */
  readonly modified: number;
  /** It is a link. */
  readonly isLink?: true;
}

/** Why a file cannot be had, in words that can be shown to a person. */
export interface HostProblem {
  readonly problem: 'missing' | 'unreadable' | 'too-large' | 'binary' | 'not-utf8' | 'broken-link' | 'loop';
  readonly message: string;
}

export function isProblem(value: object | undefined): value is HostProblem {
  return value !== undefined && 'problem' in value;
}
