import { CHARTER_FILE } from '../config';
import { type FileSystem, isProblem } from '../host';
import type { Discovery } from '../workspace';

/** Size and time of every file that would be read, by path. */
export type Stamps = ReadonlyMap<string, string>;

/** For clients that watch nothing: walks the folders and looks at sizes and times, without reading a file. */
export async function takeStamps(files: FileSystem, discovery: Discovery): Promise<Stamps> {
  const stamps = new Map<string, string>();
  const folders = [{ folder: '', real: '' }];
  const entered = new Set<string>();
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const { folder, real } = next;
    if (entered.has(real)) continue;
    entered.add(real);
    const entries = await files.readDirectory(folder);
    if (isProblem(entries)) continue;
    const siblings = new Set(entries.map((entry) => entry.name));
    for (const { name, kind, realPath = real === '' ? name : `${real}/${name}` } of entries) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (kind === 'directory') {
        if (discovery.refuseFolder(path, siblings) === undefined) folders.push({ folder: path, real: realPath });
        continue;
      }
      if (kind !== 'file' || !isLookedAt(path, name, discovery)) continue;
      const stat = await files.stat(path);
      if (!isProblem(stat)) stamps.set(path, `${stat.size}:${stat.modified}`);
    }
  }
  return stamps;
}

export function differences(before: Stamps, after: Stamps): string[] {
  const changed = [...after].filter(([path, stamp]) => before.get(path) !== stamp).map(([path]) => path);
  const gone = [...before.keys()].filter((path) => !after.has(path));
  return [...changed, ...gone];
}

function isLookedAt(path: string, name: string, discovery: Discovery): boolean {
  if (path === CHARTER_FILE || name === '.gitignore') return true;
  const { kind } = discovery.file(path);
  return kind === 'read' || kind === 'read-if-manifest';
}
