import { textOf } from '../yaml';
import type { Reading } from './reading';
import { pathIn } from './targets';

/** Source lines of what was read, by paths relative to the root of the (merged) result. */
export function sourceLines(
  root: string,
  readings: readonly Reading[],
): (path: string, line: number) => string | undefined {
  const cache = new Map<string, readonly string[]>();
  const linesOf = (path: string): readonly string[] => {
    const known = cache.get(path);
    if (known !== undefined) return known;
    const lines = textIn(path, root, readings).split(/\r\n|\n|\r/);
    cache.set(path, lines);
    return lines;
  };
  return (path, line) => linesOf(path)[line];
}

function textIn(path: string, root: string, readings: readonly Reading[]): string {
  for (const { workspace, snapshot } of readings) {
    const folder = pathIn(root, workspace.directory);
    if (folder !== '' && !path.startsWith(`${folder}/`)) continue;
    const file = snapshot.file(folder === '' ? path : path.slice(folder.length + 1));
    if (file !== undefined) return textOf(file);
  }
  return '';
}
