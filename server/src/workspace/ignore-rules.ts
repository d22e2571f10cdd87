/** Patterns as `.gitignore` has them. No regular expression is made of what a stranger wrote: time is bounded by `Effort`. */
export interface IgnoreRules {
  /** What the last rule says that means this path; `undefined` where none does. Folders above are asked first. */
  decide(path: string, isFolder: boolean, effort: Effort): 'ignored' | 'kept' | undefined;
}

/** Characters that may still be compared. Once there are none left, rules are not applied any more. */
export interface Effort {
  left: number;
}

export const MOST_EFFORT = 300_000_000;

export function readIgnoreRules(lines: readonly string[]): IgnoreRules {
  const rules = lines.flatMap((line) => readRule(line) ?? []);
  // Most rules are a plain name: they are looked up, not compared.
  const byName = new Map<string, number[]>();
  const others: number[] = [];
  for (const [index, { plainName }] of rules.entries()) {
    const known = plainName === undefined ? others : byName.get(plainName);
    if (known) known.push(index);
    else if (plainName !== undefined) byName.set(plainName, [index]);
  }

  function last(parts: readonly string[], isFolder: boolean, effort: Effort): Rule | undefined {
    let found = -1;
    for (const index of byName.get(parts.at(-1) ?? '') ?? []) {
      if (isFolder || rules[index]?.foldersOnly === false) found = index;
    }
    for (let at = others.length - 1; at >= 0; at--) {
      const index = others[at] ?? 0;
      const rule = rules[index];
      if (index < found || effort.left <= 0) break;
      if (rule === undefined || (rule.foldersOnly && !isFolder)) continue;
      if (meets(rule, parts, effort)) return rule;
    }
    return rules[found];
  }

  const folders = new Map<string, boolean>();
  function isIgnoredFolder(parts: readonly string[], effort: Effort): boolean {
    const path = parts.join('/');
    const known = folders.get(path);
    if (known !== undefined) return known;
    const ignored = last(parts, true, effort)?.negated === false;
    folders.set(path, ignored);
    return ignored;
  }

  return {
    decide(path, isFolder, effort) {
      if (rules.length === 0) return undefined;
      const parts = path.split('/');
      // What is below an ignored folder cannot be taken back.
      for (let length = 1; length < parts.length; length++) {
        if (isIgnoredFolder(parts.slice(0, length), effort)) return 'ignored';
      }
      const rule = last(parts, isFolder, effort);
      if (rule === undefined) return undefined;
      return rule.negated ? 'kept' : 'ignored';
    },
  };
}

interface Rule {
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  /** A name without wildcards, at any depth. */
  readonly plainName: string | undefined;
  /** `**` stands for any number of folders. */
  readonly parts: readonly Part[];
}

type Part = '**' | readonly Token[];

type Token =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'star' }
  | { readonly kind: 'any' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] };

/** Longer than any path a system has. */
const LONGEST_PATTERN = 4096;

function readRule(line: string): Rule | undefined {
  let text = trimmed(line.replace(/\r$/, ''));
  if (text === '' || text.startsWith('#') || text.length > LONGEST_PATTERN) return undefined;
  const negated = text.startsWith('!');
  if (negated) text = text.slice(1);
  const foldersOnly = text.endsWith('/');
  if (foldersOnly) text = text.slice(0, -1);
  const isAnchored = text.includes('/');
  if (text.startsWith('/')) text = text.slice(1);
  if (text === '' || text.startsWith('/')) return undefined;
  const texts = text.split('/');
  const parts: Part[] = isAnchored ? [] : ['**'];
  for (const part of texts) {
    if (part === '**' && parts.at(-1) === '**') continue;
    const tokens = part === '**' ? part : readTokens(part);
    if (tokens === undefined) return undefined;
    parts.push(tokens);
  }
  // `a/**` is all that is in a folder, not the folder itself.
  if (parts.at(-1) === '**') parts.push([{ kind: 'star' }]);
  const [name = ''] = texts;
  const plainName = isAnchored || /[*?[\]\\]/.test(name) ? undefined : name;
  return { negated, foldersOnly, plainName, parts };
}

/** Without the blanks at its end, unless one is escaped. */
function trimmed(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && line[end - 2] !== '\\') end -= 1;
  return line.slice(0, end);
}

/** Undefined for what git takes for nothing: a set that does not end, a `\` at the end. */
function readTokens(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '*') {
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' });
    } else if (character === '?') tokens.push({ kind: 'any' });
    else if (character === '\\') {
      at += 1;
      const escaped = text[at];
      if (escaped === undefined) return undefined;
      tokens.push({ kind: 'character', character: escaped });
    } else if (character === '[') {
      const set = readSet(text, at);
      if (set === undefined) return undefined;
      tokens.push(set.token);
      at = set.end;
    } else tokens.push({ kind: 'character', character });
  }
  return tokens;
}

function readSet(text: string, start: number): { readonly token: Token; readonly end: number } | undefined {
  let at = start + 1;
  const negated = text[at] === '!' || text[at] === '^';
  if (negated) at += 1;
  const ranges: (readonly [string, string])[] = [];
  for (let isFirst = true; isFirst || text[at] !== ']'; isFirst = false) {
    const named = /^\[:([a-z]+):\]/.exec(text.slice(at, at + 12));
    if (named !== null) {
      const inside = CLASSES.get(named[1] ?? '');
      if (inside === undefined) return undefined;
      ranges.push(...inside);
      at += named[0].length;
      continue;
    }
    if (text[at] === '\\') at += 1;
    const from = text[at];
    if (from === undefined) return undefined;
    at += 1;
    if (text[at] !== '-' || text[at + 1] === ']' || text[at + 1] === undefined) {
      ranges.push([from, from]);
      continue;
    }
    at += text[at + 1] === '\\' ? 2 : 1;
    ranges.push([from, text[at] ?? from]);
    at += 1;
  }
  return { token: { kind: 'set', negated, ranges }, end: at };
}

const LOWER = ['a', 'z'] as const;
const UPPER = ['A', 'Z'] as const;
const DIGIT = ['0', '9'] as const;

/** The named sets that git knows, of the characters it knows. */
const CLASSES: ReadonlyMap<string, readonly (readonly [string, string])[]> = new Map(
  Object.entries({
    alnum: [LOWER, UPPER, DIGIT],
    alpha: [LOWER, UPPER],
    blank: [
      [' ', ' '],
      ['\t', '\t'],
    ],
    digit: [DIGIT],
    lower: [LOWER],
    print: [[' ', '~']],
    punct: [
      ['!', '/'],
      [':', '@'],
      ['[', '`'],
      ['{', '~'],
    ],
    space: [
      [' ', ' '],
      ['\t', '\r'],
    ],
    upper: [UPPER],
    xdigit: [DIGIT, ['a', 'f'], ['A', 'F']],
  }),
);

function meets({ parts }: Rule, path: readonly string[], effort: Effort): boolean {
  // Rows of the usual table: which beginnings of the path the parts so far take in.
  let reached = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    effort.left -= reached.size;
    if (part === '**') for (let at = Math.min(...reached); at <= path.length; at++) next.add(at);
    else {
      for (const at of reached) {
        const name = path[at];
        if (name !== undefined && meetsName(part, name, effort)) next.add(at + 1);
      }
    }
    if (next.size === 0) return false;
    reached = next;
  }
  return reached.has(path.length);
}

/** A star that turns out too short only makes the last one longer: that is enough, and quick. */
function meetsName(tokens: readonly Token[], name: string, effort: Effort): boolean {
  let token = 0;
  let at = 0;
  let star = -1;
  let mark = 0;
  while (at < name.length) {
    effort.left -= 1;
    if (effort.left < 0) return false;
    const wanted = tokens[token];
    if (wanted?.kind === 'star') {
      star = token;
      mark = at;
      token += 1;
    } else if (wanted !== undefined && meetsCharacter(wanted, name[at] ?? '', effort)) {
      token += 1;
      at += 1;
    } else if (star >= 0) {
      token = star + 1;
      mark += 1;
      at = mark;
    } else return false;
  }
  while (tokens[token]?.kind === 'star') token += 1;
  return token === tokens.length;
}

function meetsCharacter(token: Token, character: string, effort: Effort): boolean {
  if (token.kind === 'any') return true;
  if (token.kind === 'character') return token.character === character;
  if (token.kind !== 'set') return false;
  effort.left -= token.ranges.length;
  return token.ranges.some(([from, to]) => from <= character && character <= to) !== token.negated;
}
