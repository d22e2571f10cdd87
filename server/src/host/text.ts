import type { FileText, HostProblem } from './file-system';

/** Bytes as text: UTF-8 without its byte order mark, or why it is none. */
export function decodeText(bytes: Uint8Array, maxBytes: number): FileText | HostProblem {
  if (bytes.length > maxBytes) return tooLarge(maxBytes);
  if (isUtf16(bytes)) return { problem: 'not-utf8', message: 'UTF-16; only UTF-8 is read' };
  // Text has no NUL; binary formats nearly always have one near the beginning.
  if (bytes.subarray(0, 8192).includes(0)) return { problem: 'binary', message: 'binary file' };
  try {
    const text = DECODER.decode(bytes);
    const byteOrderMark = text.charCodeAt(0) === BYTE_ORDER_MARK;
    return { text: byteOrderMark ? text.slice(1) : text, byteOrderMark };
  } catch {
    return { problem: 'not-utf8', message: 'not valid UTF-8' };
  }
}

export function tooLarge(maxBytes: number): HostProblem {
  return { problem: 'too-large', message: `larger than ${readableSize(maxBytes)}` };
}

const BYTE_ORDER_MARK = 0xfeff;
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function readableSize(bytes: number): string {
  const mebibytes = bytes / (1024 * 1024);
  return mebibytes >= 1 ? `${Number(mebibytes.toFixed(1))} MiB` : `${bytes} bytes`;
}
