import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circlesIn, importsOf, type SourceFile, wrongImports } from './layers';

const ROOT = resolve(__dirname, '..');

describe('the house as it stands', () => {
  const files = ['server/src', 'client/src'].flatMap((folder) => sourcesUnder(join(ROOT, folder)));

  it('has rooms to look at', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it('imports along the arrows only', () => {
    expect(files.flatMap((file) => wrongImports(file))).toEqual([]);
  });

  it('has no circle of imports', () => {
    expect(circlesIn(files)).toEqual([]);
  });

  it('has a README of at most ten lines in each room', () => {
    const rooms = foldersIn(join(ROOT, 'server/src'));
    const lengths = rooms.map((room) => [room, linesOf(join(ROOT, 'server/src', room, 'README.md'))] as const);
    expect(lengths.filter(([, lines]) => lines === 0 || lines > 10)).toEqual([]);
  });
});

describe('what is read in a source text', () => {
  const imports = (text: string) => importsOf({ path: 'server/src/lsp/a.ts', text }).map((found) => found.target);

  it('every form of import, also of types', () => {
    expect(imports(`import { a } from '../yaml';`)).toEqual(['server/src/yaml']);
    expect(imports(`import type { A } from '../yaml/node';`)).toEqual(['server/src/yaml/node']);
    expect(imports(`import {\n  a,\n  type B,\n} from "../yaml";`)).toEqual(['server/src/yaml']);
    expect(imports(`import * as all from '../yaml';`)).toEqual(['server/src/yaml']);
    expect(imports(`import 'node:fs';`)).toEqual(['node:fs']);
    expect(imports(`export * from './b';`)).toEqual(['server/src/lsp/b']);
    expect(imports(`export type { A } from './b';`)).toEqual(['server/src/lsp/b']);
    expect(imports(`const a = await import('../cli');`)).toEqual(['server/src/cli']);
    expect(imports(`const a = require('./cli-main.js');`)).toEqual(['server/src/lsp/cli-main']);
    expect(imports(`type A = import('../yaml').Node;`)).toEqual(['server/src/yaml']);
  });

  it('nothing in comments and texts', () => {
    expect(imports(`// import { a } from '../yaml';\n/* import b from '../cli' */`)).toEqual([]);
    expect(imports("const a = `import { a } from '../yaml'`;")).toEqual([]);
  });
});

describe('arrows', () => {
  const wrong = (path: string, text: string) => wrongImports({ path, text });

  it('left may be imported by right', () => {
    expect(wrong('server/src/kubernetes/a.ts', `import { a } from '../yaml';`)).toEqual([]);
    expect(wrong('server/src/lsp/methods/hover.ts', `import { a } from '../../features';`)).toEqual([]);
    expect(wrong('server/src/main-cli.ts', `import { run } from './cli';`)).toEqual([]);
    expect(wrong('server/src/yaml/a.ts', `import { b } from './parts/b';`)).toEqual([]);
  });

  it('right is not imported by left, nor its types', () => {
    expect(wrong('server/src/yaml/a.ts', `import type { A } from '../kubernetes';`)).toHaveLength(1);
    expect(wrong('server/src/analysis/a.ts', `import { a } from '../lsp';`)).toHaveLength(1);
    expect(wrong('server/src/workspace/a.ts', `import { a } from '../host/disk';`)).toHaveLength(1);
    expect(wrong('server/src/cli/a.ts', `import { a } from '../main-cli';`)).toHaveLength(1);
  });

  it('neighbours do not know each other', () => {
    expect(wrong('server/src/features/a.ts', `import { a } from '../reports';`)).toHaveLength(1);
    expect(wrong('server/src/cli/a.ts', `import { a } from '../lsp';`)).toHaveLength(1);
  });

  it('everybody may name the types of the file system, and nobody but host, cli, lsp and main its code', () => {
    expect(wrong('server/src/analysis/a.ts', `import type { FileSystem } from '../host/file-system';`)).toEqual([]);
    expect(wrong('server/src/analysis/a.ts', `import { FileSystem } from '../host/file-system';`)).toHaveLength(1);
    expect(wrong('server/src/cli/a.ts', `import { disk } from '../host';`)).toEqual([]);
  });

  it('host knows the rooms up to workspace', () => {
    expect(wrong('server/src/host/a.ts', `import { a } from '../workspace';`)).toEqual([]);
    expect(wrong('server/src/host/a.ts', `import { a } from '../analysis';`)).toHaveLength(1);
  });

  it('a room that nobody drew is wrong', () => {
    expect(wrong('server/src/attic/a.ts', '')).toHaveLength(1);
  });

  it('Node itself belongs to host, cli, lsp and main', () => {
    expect(wrong('server/src/host/disk.ts', `import fs from 'node:fs';`)).toEqual([]);
    expect(wrong('server/src/main-lsp.ts', `import { join } from 'node:path';`)).toEqual([]);
    expect(wrong('server/src/analysis/a.ts', `import { join } from 'node:path';`)).toHaveLength(1);
    expect(wrong('server/src/analysis/a.ts', `import { join } from 'path';`)).toHaveLength(1);
    expect(wrong('client/src/views/a.ts', `import { join } from 'node:path';`)).toHaveLength(1);
  });

  it('each library has its room', () => {
    expect(wrong('client/src/a.ts', `import * as vscode from 'vscode';`)).toEqual([]);
    expect(wrong('server/src/lsp/a.ts', `import type * as vscode from 'vscode';`)).toHaveLength(1);
    expect(wrong('server/src/lsp/a.ts', `import { a } from 'vscode-languageserver/node';`)).toEqual([]);
    expect(wrong('server/src/main-worker.ts', `import { a } from 'vscode-languageserver/browser';`)).toEqual([]);
    expect(wrong('server/src/features/a.ts', `import type { Hover } from 'vscode-languageserver';`)).toHaveLength(1);
    expect(wrong('server/src/yaml/a.ts', `import { parse } from 'yaml';`)).toEqual([]);
    expect(wrong('server/src/config/a.ts', `import type { Pair } from 'yaml';`)).toHaveLength(1);
    expect(wrong('client/src/a.ts', `import { LanguageClient } from 'vscode-languageclient/node';`)).toEqual([]);
    expect(wrong('server/src/lsp/a.ts', `import { LanguageClient } from 'vscode-languageclient/node';`)).toHaveLength(
      1,
    );
  });

  it('what only tests use is for tests', () => {
    expect(wrong('server/src/yaml/read.ts', `import { a } from './tree.test-help';`)).toHaveLength(1);
  });

  it('a library that nobody drew is wrong', () => {
    expect(wrong('server/src/analysis/a.ts', `import a from 'left-pad';`)).toHaveLength(1);
  });

  it('the client takes from the server plain message names and types only', () => {
    expect(wrong('client/src/a.ts', `import { SCAN } from '../../server/src/lsp/protocol';`)).toEqual([]);
    expect(wrong('client/src/a.ts', `import type { A } from '../../server/src/analysis';`)).toHaveLength(1);
    expect(wrong('server/src/lsp/a.ts', `import { a } from '../../../client/src/a';`)).toHaveLength(1);
  });
});

describe('circles', () => {
  const file = (path: string, text: string): SourceFile => ({ path, text });

  it('of two and of three files are found', () => {
    const two = [
      file('server/src/yaml/a.ts', `import './b';`),
      file('server/src/yaml/b.ts', `import type { A } from './a';`),
    ];
    expect(circlesIn(two)).toHaveLength(1);
    const three = [
      file('server/src/yaml/a.ts', `import './b';`),
      file('server/src/yaml/b.ts', `import './c';`),
      file('server/src/yaml/c.ts', `export * from './a';`),
    ];
    expect(circlesIn(three)).toHaveLength(1);
  });

  it('go through the index of a folder', () => {
    const files = [
      file('server/src/yaml/index.ts', `export * from './a';`),
      file('server/src/yaml/a.ts', `import { b } from '.';`),
    ];
    expect(circlesIn(files)).toHaveLength(1);
  });

  it('are not seen where there are none', () => {
    const files = [
      file('server/src/yaml/a.ts', `import './b'; import './c';`),
      file('server/src/yaml/b.ts', `import './c';`),
      file('server/src/yaml/c.ts', ''),
    ];
    expect(circlesIn(files)).toEqual([]);
  });
});

function sourcesUnder(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.test(?:-help)?\.ts$|test-support|fixtures/.test(name))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path: relative(ROOT, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

function linesOf(path: string): number {
  const status = statSync(path, { throwIfNoEntry: false });
  return status === undefined ? 0 : readFileSync(path, 'utf8').trimEnd().split('\n').length;
}
