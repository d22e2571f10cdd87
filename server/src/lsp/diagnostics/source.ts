import type { Diagnostic } from 'vscode-languageserver';

/** What there is to publish, whoever asks for it and however. Addresses are spelled as the client spells them. */
export interface DiagnosticsSource {
  /** Every file that has findings now. */
  uris(): Iterable<string>;
  diagnosticsOf(uri: string): readonly Diagnostic[];
  /** Of an open document, else null. */
  versionOf(uri: string): number | null;
  /** One spelling for all spellings of an address. */
  keyOf(uri: string): string;
  /** Everything that is known to have changed has been looked at. */
  settled(uri?: string): Promise<void>;
}

/** How findings reach the client: it asks (pull), or it is told (push). */
export interface DiagnosticsDriver {
  /** Findings of these files may have changed; undefined: of all. */
  changed(uris: readonly string[] | undefined): void;
  /** The client opened the document: from now on it asks for it itself. */
  opened(uri: string): void;
  /** The client closed the document, and may have forgotten what it knew about it. */
  closed(uri: string): void;
}

export interface Report {
  readonly id: string;
  readonly items: readonly Diagnostic[];
}

/** The id is a hash of what is said: equal findings, equal id, also after a restart. */
export function reportOf(source: DiagnosticsSource, uri: string): Report {
  const items = source.diagnosticsOf(uri);
  return { id: items.length === 0 ? EMPTY : hash(JSON.stringify(items)), items };
}

export const EMPTY = 'none';

/** 53 bits: two multiplicative hashes over one pass. */
function hash(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}
