import { builtinModules } from 'node:module';
import { posix } from 'node:path';

/** The rooms from left to right: a room may import those to its left; rooms of one place do not know each other. */
const PLACES = [
  ['yaml'],
  ['kubernetes'],
  ['config'],
  ['workspace'],
  ['network'],
  ['needs'],
  ['exposure'],
  ['generate'],
  ['guardrails'],
  ['analysis'],
  ['features', 'reports'],
  ['lsp', 'cli'],
  ['main'],
];
/** An interface for everybody, an implementation only for those who may touch a machine. */
const HOST = 'host';
const HOST_INTERFACE = 'server/src/host/file-system';
const HOST_MAY_IMPORT = ['yaml', 'kubernetes', 'config', 'workspace'];
const MAY_TOUCH_THE_MACHINE = [HOST, 'cli', 'lsp', 'main'];
/** All that the client may take from the server: names and types of the messages between the two. */
const MESSAGES = 'server/src/lsp/protocol';

const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  vscode: ['client'],
  'vscode-languageclient': ['client'],
  'vscode-languageserver': ['lsp', 'main'],
  yaml: ['yaml'],
};

export interface SourceFile {
  /** From the root of the project, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** A path from the root of the project without its ending, or the name of a module. */
  readonly target: string;
  readonly typesOnly: boolean;
}

/** What a file imports that its room may not, one sentence for each. */
export function wrongImports(file: SourceFile): string[] {
  const room = roomOf(file.path);
  if (room === undefined) return [`${file.path} is in no room that has a place`];
  return importsOf(file)
    .map((found) => ({ found, why: whyWrong(room, found) }))
    .filter(({ why }) => why !== undefined)
    .map(({ found, why }) => `${file.path} imports ${found.target}: ${why}`);
}

function whyWrong(room: string, { target, typesOnly }: Import): string | undefined {
  if (/\.test(?:-help)?$/.test(target)) return 'what only tests use';
  if (isBuiltin(target)) {
    return MAY_TOUCH_THE_MACHINE.includes(room) ? undefined : `${room} runs in a browser too, where there is no Node`;
  }
  if (!target.startsWith('server/') && !target.startsWith('client/')) return whyWrongLibrary(room, target);
  const other = roomOf(target);
  if (other === undefined) return 'no room that has a place';
  if (other === room) return undefined;
  if (room === 'client') return target === MESSAGES ? undefined : 'the client takes only the messages from the server';
  if (other === 'client') return 'the server does not know the client';
  if (target === HOST_INTERFACE && typesOnly) return undefined;
  if (other === HOST)
    return MAY_TOUCH_THE_MACHINE.includes(room) ? undefined : `only the interface of ${HOST} is for ${room}`;
  if (room === HOST) return HOST_MAY_IMPORT.includes(other) ? undefined : `${HOST} finds and reads, and knows no more`;
  return placeOf(other) < placeOf(room) ? undefined : `${other} is not to the left of ${room}`;
}

function whyWrongLibrary(room: string, target: string): string | undefined {
  const [first = '', second = ''] = target.split('/');
  const name = first.startsWith('@') ? `${first}/${second}` : first;
  const rooms = LIBRARIES[name];
  if (rooms === undefined) return 'a library that no room owns';
  return rooms.includes(room) ? undefined : `${name} belongs to ${rooms.join(' and ')}`;
}

/** Every import, re-export, dynamic import and require of a text, with paths made whole. */
export function importsOf({ path, text }: SourceFile): Import[] {
  return stringsIn(text).flatMap(({ value, before }) => {
    const word = /(?:\b(?:from|import)\s*|\b(?:import|require)\s*\(\s*)$/.exec(before);
    if (word === null) return [];
    const statement = before.slice(before.search(/\b(?:import|export)\b(?![\s\S]*\b(?:import|export)\b)/));
    return [{ target: targetOf(path, value), typesOnly: /^(?:import|export)\s+type\b/.test(statement) }];
  });
}

/** The circles among files, each as the files on it. */
export function circlesIn(files: readonly SourceFile[]): string[][] {
  const known = new Map(files.map((file) => [withoutEnding(file.path), file]));
  const circles: string[][] = [];
  const done = new Set<string>();
  const visit = (name: string, way: readonly string[]): void => {
    if (way.includes(name)) circles.push(way.slice(way.indexOf(name)));
    if (done.has(name) || way.includes(name)) return;
    const file = known.get(name);
    for (const { target } of file === undefined ? [] : importsOf(file)) {
      const next = known.has(target) ? target : `${target}/index`;
      if (known.has(next)) visit(next, [...way, name]);
    }
    done.add(name);
  };
  for (const name of known.keys()) visit(name, []);
  return circles;
}

function roomOf(path: string): string | undefined {
  if (path.startsWith('client/src/')) return 'client';
  const [, first = ''] = /^server\/src\/([^/.]+)/.exec(path) ?? [];
  const room = /^(?:main|cli-main$)/.test(first) ? 'main' : first;
  return room === HOST || placeOf(room) >= 0 ? room : undefined;
}

function placeOf(room: string): number {
  return PLACES.findIndex((rooms) => rooms.includes(room));
}

function isBuiltin(target: string): boolean {
  return target.startsWith('node:') || builtinModules.includes(target);
}

function targetOf(path: string, value: string): string {
  return value.startsWith('.') ? withoutEnding(posix.join(posix.dirname(path), value)) : value;
}

function withoutEnding(path: string): string {
  return path.replace(/\.[cm]?[jt]s$/, '').replace(/\/$/, '');
}

const COMMENT_OR_TEMPLATE = /\/\/.*|\/\*[\s\S]*?\*\/|`(?:\\[\s\S]|[^\\`])*`/y;
const STRING = /'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"/y;
const REGEX = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//y;
const CODE = /[^'"`/]+|./y;
/** Longer than any import statement. */
const KEPT = 2000;

/** The quoted strings of a text with the code before each; comments, templates and regular expressions are passed over. */
function stringsIn(text: string): { value: string; before: string }[] {
  const found: { value: string; before: string }[] = [];
  let before = '';
  for (let at = 0; at < text.length; ) {
    const skipped =
      match(COMMENT_OR_TEMPLATE, text, at) ?? (startsRegex(text, at, before) ? match(REGEX, text, at) : null);
    const string = skipped === null ? match(STRING, text, at) : null;
    if (string !== null) found.push({ value: string[1] ?? string[2] ?? '', before });
    const piece = (skipped ?? string ?? match(CODE, text, at))?.[0] ?? text.charAt(at);
    const kept = skipped !== null ? ' ' : string !== null ? '""' : piece;
    before = (before + kept).slice(-KEPT);
    at += piece.length;
  }
  return found;
}

/** A slash after a value divides. */
function startsRegex(text: string, at: number, before: string): boolean {
  return text.charAt(at) === '/' && /(?:^|[(,=:[!&|?{};]|\breturn)\s*$/.test(before.slice(-40));
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
