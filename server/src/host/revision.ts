import type { DirectoryEntry, FileSystem, HostProblem } from './file-system';
import { type GitProblem, git } from './git';
import { type Contents, contentsOf } from './git-contents';
import { type Folder, type TreeEntry, treeOf } from './git-tree';
import { decodeText, tooLarge } from './text';

/** The files below a folder as a revision has them. Nothing is checked out: the work tree stays as it is. */
export interface Revision {
  readonly files: FileSystem;
  /** Ends the git that hands out contents. */
  close(): void;
}

/** What `--git A..B` names: two trees, by id. `after` is undefined for one revision alone: the files as they stand. */
export interface RevisionRange {
  readonly before: string;
  readonly after: string | undefined;
}

/** `A..B`, `A...B` (from where B left A) or `A`; an empty side is HEAD. */
export async function revisionRange(directory: string, text: string): Promise<RevisionRange | GitProblem> {
  const found = /^(.*?)(\.\.\.?)(.*)$/s.exec(text);
  if (found === null) {
    const only = await treeIdOf(directory, text);
    return typeof only === 'string' ? { before: only, after: undefined } : only;
  }
  const [, first = '', dots = '', second = ''] = found;
  const [one, other] = [first === '' ? 'HEAD' : first, second === '' ? 'HEAD' : second];
  const after = await treeIdOf(directory, other);
  if (typeof after !== 'string') return after;
  const before = dots === '..' ? await treeIdOf(directory, one) : await treeWhereTheyMeet(directory, one, other);
  return typeof before === 'string' ? { before, after } : before;
}

export async function openRevision(directory: string, tree: string): Promise<Revision | GitProblem> {
  const sized = await git(directory, ['ls-tree', '-r', '-l', '-z', tree]);
  // Of contents that a partial clone lacks there is no size to be had.
  const listing = typeof sized === 'string' ? sized : await git(directory, ['ls-tree', '-r', '-z', tree]);
  if (typeof listing !== 'string') return listing;
  const contents = contentsOf(directory);
  return { files: filesOf(treeOf(listing), contents), close: contents.close };
}

async function treeIdOf(directory: string, name: string): Promise<string | GitProblem> {
  const said = isSafe(name)
    ? await git(directory, ['rev-parse', '--verify', '--quiet', `${name}^{tree}`], [], 1)
    : 'not a name';
  if (typeof said !== 'string') return said;
  const id = said.trim();
  return IS_ID.test(id) ? id : { problem: 'git-failed', message: `"${name}" is no revision here` };
}

/** `git rev-parse A...B` gives B, A and, with a circumflex, every commit where they parted. */
async function treeWhereTheyMeet(directory: string, one: string, other: string): Promise<string | GitProblem> {
  const start = await treeIdOf(directory, one);
  if (typeof start !== 'string') return start;
  const said = await git(directory, ['rev-parse', `${one}...${other}`, '--']);
  if (typeof said !== 'string') return said;
  const bases = said.split('\n').filter((line) => line.startsWith('^'));
  const [base = ''] = bases;
  if (bases.length === 1) return treeIdOf(directory, base.slice(1));
  const message = `"${one}" and "${other}" have ${bases.length === 0 ? 'no commit' : 'more than one latest commit'} in common`;
  return { problem: 'git-failed', message };
}

const IS_ID = /^[0-9a-f]{40,64}$/;

/** What begins with a dash would be an option. */
function isSafe(name: string): boolean {
  return !name.startsWith('-') && !name.startsWith('^') && !/[\0\n]/.test(name);
}

function filesOf(root: Folder, contents: Contents): FileSystem {
  /** Follows links within the tree, as a disk does; the path behind all of them comes with it. */
  async function find(path: string): Promise<Found | HostProblem> {
    const names = path === '' ? [] : path.split('/');
    const way: { readonly name: string; readonly folder: Folder }[] = [];
    let here: TreeEntry = root;
    let followed = 0;
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      if (name === '' || name === '.') continue;
      if (name === '..') {
        const above = way.pop();
        if (above === undefined) return OUTSIDE;
        here = above.folder;
        continue;
      }
      if (here.kind !== 'folder') return here.kind === 'submodule' ? SUBMODULE : MISSING;
      const next = here.entries.get(name);
      if (next === undefined) return MISSING;
      if (next.kind !== 'link') {
        way.push({ name, folder: here });
        here = next;
        continue;
      }
      followed += 1;
      if (followed > MOST_LINKS) return LOOP;
      const target = await textOfLink(next);
      if (typeof target !== 'string') return target;
      if (target.startsWith('/')) return OUTSIDE;
      if (names.length + target.length > LONGEST_WAY) return LOOP;
      names.unshift(...target.split('/'));
    }
    return { entry: here, path: way.map(({ name }) => name).join('/'), followed: followed > 0 };
  }

  async function textOfLink({ id, size }: Blob): Promise<string | HostProblem> {
    if (size !== undefined && size > LONGEST_LINK) return BROKEN;
    const content = await contents.read(id, LONGEST_LINK);
    return typeof content === 'string' ? (content === 'missing' ? LACKING : BROKEN) : content.toString('utf8');
  }

  async function entryOf(folder: string, name: string, entry: TreeEntry): Promise<DirectoryEntry> {
    if (entry.kind === 'file') return { name, kind: 'file' };
    if (entry.kind !== 'link') return { name, kind: 'directory' };
    const found = await find(folder === '' ? name : `${folder}/${name}`);
    if ('problem' in found) {
      const kind = found === LOOP ? 'loop' : found === OUTSIDE ? 'outside' : 'broken-link';
      return { name, kind };
    }
    if (found.entry.kind === 'file') return { name, kind: 'file', realPath: found.path };
    const inside = await find(folder);
    const leadsBack = 'problem' in inside || found.path === '' || `${inside.path}/`.startsWith(`${found.path}/`);
    return leadsBack ? { name, kind: 'loop' } : { name, kind: 'directory', realPath: found.path };
  }

  return {
    async readDirectory(path) {
      const found = await find(path);
      if ('problem' in found) return found;
      const { entry } = found;
      if (entry.kind === 'submodule') return SUBMODULE;
      if (entry.kind === 'too-deep') return TOO_DEEP;
      if (entry.kind !== 'folder') return MISSING;
      const entries: DirectoryEntry[] = [];
      for (const [name, each] of entry.entries) entries.push(await entryOf(path, name, each));
      return entries;
    },
    async readFile(path, maxBytes) {
      const found = await find(path);
      if ('problem' in found) return found;
      const { entry } = found;
      if (entry.kind !== 'file') return entry.kind === 'folder' ? NO_FILE : MISSING;
      if (entry.size !== undefined && entry.size > maxBytes) return tooLarge(maxBytes);
      const content = await contents.read(entry.id, maxBytes);
      if (typeof content !== 'string') return decodeText(content, maxBytes);
      return content === 'missing' ? LACKING : tooLarge(maxBytes);
    },
    async stat(path) {
      const found = await find(path);
      if ('problem' in found) return found;
      const { entry, followed } = found;
      const own = {
        size: 'size' in entry ? (entry.size ?? 0) : 0,
        modified: 0,
        ...(followed ? { isLink: true as const } : {}),
      };
      return { kind: entry.kind === 'file' ? 'file' : 'directory', ...own };
    },
  };
}

type Blob = Extract<TreeEntry, { id: string }>;

interface Found {
  readonly entry: TreeEntry;
  readonly path: string;
  readonly followed: boolean;
}

/** As many as Linux follows, and as long as it lets a way be. */
const MOST_LINKS = 40;
const LONGEST_LINK = 4096;
const LONGEST_WAY = 8192;

const MISSING: HostProblem = { problem: 'missing', message: 'no such file' };
const NO_FILE: HostProblem = { problem: 'unreadable', message: 'not a regular file' };
const OUTSIDE: HostProblem = { problem: 'unreadable', message: 'a link out of the workspace' };
const BROKEN: HostProblem = { problem: 'broken-link', message: 'broken link' };
const LOOP: HostProblem = { problem: 'loop', message: 'a link that leads back to itself' };
const LACKING: HostProblem = { problem: 'unreadable', message: 'this clone of the repository lacks its contents' };
const SUBMODULE: HostProblem = { problem: 'unreadable', message: 'a submodule: its files are in another repository' };
const TOO_DEEP: HostProblem = { problem: 'unreadable', message: 'folders nested too deep' };
