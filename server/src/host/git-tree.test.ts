import { describe, expect, it } from 'vitest';
import { type Folder, treeOf } from './git-tree';

const ID = 'a'.repeat(40);
const line = (path: string, mode = '100644', type = 'blob', size = '7'): string =>
  `${mode} ${type} ${ID} ${size.padStart(7)}\t${path}\0`;

function pathsOf(folder: Folder, above = ''): string[] {
  return [...folder.entries].flatMap(([name, entry]) =>
    entry.kind === 'folder' ? pathsOf(entry, `${above}${name}/`) : [`${above}${name} ${entry.kind}`],
  );
}

describe('treeOf', () => {
  it('reads files, links and submodules in their folders', () => {
    const listing = [line('a/b.yaml'), line('a/l', '120000'), line('top.yaml'), line('sub', '160000', 'commit', '-')];
    expect(pathsOf(treeOf(listing.join('')))).toEqual(['a/b.yaml file', 'a/l link', 'top.yaml file', 'sub submodule']);
  });

  it('keeps names with tabs, line ends and quotes as they are', () => {
    expect(pathsOf(treeOf(line('a\tb\n"c"/é.yaml')))).toEqual(['a\tb\n"c"/é.yaml file']);
  });

  it.each(['../up.yaml', 'a/../b.yaml', './a.yaml', 'a//b.yaml', ''])(
    'leaves out %j, which no disk could hold',
    (path) => {
      expect(pathsOf(treeOf(line(path) + line('ok.yaml')))).toEqual(['ok.yaml file']);
    },
  );

  it('takes names of an object for names', () => {
    expect(pathsOf(treeOf(line('__proto__/constructor')))).toEqual(['__proto__/constructor file']);
  });

  it('knows no size where git says none', () => {
    const entry = treeOf(line('gone.yaml', '100644', 'blob', 'BAD')).entries.get('gone.yaml');
    expect(entry).toEqual({ kind: 'file', id: ID, size: undefined });
  });

  it('is not misled by a name that is a file and a folder', () => {
    expect(pathsOf(treeOf(line('a') + line('a/b.yaml')))).toEqual(['a file']);
    expect(pathsOf(treeOf(line('a/b.yaml') + line('a')))).toEqual(['a/b.yaml file']);
  });

  it('ends a way of folders that goes on for ever', () => {
    const tree = treeOf(line(`${'d/'.repeat(100_000)}x.yaml`));
    expect(pathsOf(tree)).toEqual([`${'d/'.repeat(200)}d too-deep`]);
  });

  it('ignores what makes no sense', () => {
    expect(pathsOf(treeOf('nonsense\0\x080644 blob zz 1\tx\0'))).toEqual([]);
  });
});
