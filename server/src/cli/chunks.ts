import type { CliHost } from './terminal';

/** Fewer and larger pieces: a pipe takes 64 KiB at a time. */
const PIECE = 64 * 1024;

/** Writes a report while it is being made, so that the largest one is never in memory as a whole. */
export async function writeChunks(host: CliHost, chunks: Iterable<string>, onPiece?: () => void): Promise<void> {
  let piece: string[] = [];
  let length = 0;
  for (const chunk of chunks) {
    piece.push(chunk);
    length += chunk.length;
    if (length < PIECE) continue;
    await host.writeOutput(piece.join(''));
    if (host.outputIsWanted?.() === false) return;
    onPiece?.();
    piece = [];
    length = 0;
  }
  if (length > 0) await host.writeOutput(piece.join(''));
}
