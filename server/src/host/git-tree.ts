/** The files of one revision as git lists them, as a tree. Pure: what git says goes in, what stands where comes out. */
export type TreeEntry =
  | { readonly kind: 'folder'; readonly entries: Map<string, TreeEntry> }
  /** `size` is undefined where git does not say it. */
  | { readonly kind: 'file' | 'link'; readonly id: string; readonly size: number | undefined }
  | { readonly kind: 'submodule' }
  | { readonly kind: 'too-deep' };

export type Folder = Extract<TreeEntry, { kind: 'folder' }>;

/** Deeper than any disk would hold; a crafted tree can be endless. */
const DEEPEST = 200;

/**
 * Reads `git ls-tree -r -z`, with `-l` or without: `<mode> <type> <id> <size>\t<path>`, a NUL behind each. Names that no folder of a disk
 * can have are left out: git holds such trees, but never makes them.
 */
export function treeOf(listing: string): Folder {
  const root: Folder = { kind: 'folder', entries: new Map() };
  for (let start = 0; start < listing.length; ) {
    const found = listing.indexOf('\0', start);
    const end = found < 0 ? listing.length : found;
    addLine(root, listing.slice(start, end));
    start = end + 1;
  }
  return root;
}

function addLine(root: Folder, line: string): void {
  const tab = line.indexOf('\t');
  const [mode = '', type = '', id = '', size = ''] = line.slice(0, Math.max(0, tab)).split(/ +/);
  const entry = entryOf(mode, type, id, size);
  const names = line.slice(tab + 1).split('/');
  if (tab < 0 || entry === undefined || names.some(isNoName)) return;
  const last = names.pop() ?? '';
  let folder = root;
  for (const [depth, name] of names.entries()) {
    if (depth >= DEEPEST) {
      if (!folder.entries.has(name)) folder.entries.set(name, { kind: 'too-deep' });
      return;
    }
    const known = folder.entries.get(name);
    if (known !== undefined && known.kind !== 'folder') return;
    const next: Folder = known ?? { kind: 'folder', entries: new Map() };
    folder.entries.set(name, next);
    folder = next;
  }
  if (!folder.entries.has(last)) folder.entries.set(last, entry);
}

function entryOf(mode: string, type: string, id: string, size: string): TreeEntry | undefined {
  if (type === 'commit') return { kind: 'submodule' };
  if (type !== 'blob' || !/^[0-9a-f]{40,64}$/.test(id)) return undefined;
  return { kind: mode === '120000' ? 'link' : 'file', id, size: /^\d+$/.test(size) ? Number(size) : undefined };
}

function isNoName(name: string): boolean {
  return name === '' || name === '.' || name === '..';
}
