/** A pattern that is ready to be asked about many paths. */
export interface PathPattern {
  /** The path is relative, with `/`. */
  takesIn(path: string): boolean;
}

/**
 * Patterns of the charter: `*` and `?` stay within one part, `**` crosses parts, `{a,b}` is a choice. A pattern that
 * matches a folder takes in everything below it. Patterns start at the root.
 *
 * Linear in pattern times path whatever the pattern is: no regular expression is made of what a stranger wrote.
 */
export function compileGlob(pattern: string): PathPattern {
  return anyOf(alternatives(pattern).map(splitPattern));
}

/** Patterns as they stand in `.gitignore`: one of a single part is meant at any depth, any other starts at the root. */
export function compileGlobs(patterns: readonly string[]): PathPattern {
  return anyOf(
    patterns.flatMap((pattern) =>
      alternatives(pattern).map((one) => {
        const parts = splitPattern(one);
        if (parts.length === 1) return one.startsWith('./') ? parts : ['**', ...parts];
        // Everything in a folder is not the folder itself.
        return parts.at(-1) === '**' ? [...parts.slice(0, -1), '*'] : parts;
      }),
    ),
  );
}

export function matchesGlob(pattern: string, path: string): boolean {
  return compileGlob(pattern).takesIn(path);
}

/** What is wrong with a pattern, if anything. */
export function globProblem(pattern: string): string | undefined {
  if (pattern === '') return 'is empty';
  if (pattern.length > LONGEST_PATTERN) return `is longer than ${LONGEST_PATTERN} characters`;
  if (pattern.startsWith('/')) return 'starts with "/": patterns are relative to the folder of this file';
  if (pattern.includes('\\')) return 'holds "\\": folders are told apart by "/"';
  if (pattern.startsWith('!')) return 'starts with "!": patterns cannot be turned round';
  if (pattern.split('/').includes('..')) return 'leaves the workspace by ".."';
  if (!balanced(pattern)) return 'has braces that do not match';
  if (choicesIn(pattern) > MOST_ALTERNATIVES) return `has more than ${MOST_ALTERNATIVES} choices in its braces`;
  return undefined;
}

/** Any run of characters for `*`, nothing else special. */
export function matchesWildcard(pattern: string, text: string): boolean {
  return matchesPart(pattern, text, false);
}

const LONGEST_PATTERN = 500;

/** More choices than anyone writes by hand; what is beyond them does not match. */
const MOST_ALTERNATIVES = 64;

function anyOf(patterns: readonly (readonly string[])[]): PathPattern {
  return {
    takesIn(path) {
      const parts = path.split('/');
      return patterns.some((pattern) => matchesParts(pattern, parts));
    },
  };
}

/** An upper bound: choices within choices count as if each went with all the others. */
function choicesIn(pattern: string): number {
  let product = 1;
  const commas: number[] = [];
  for (const character of pattern) {
    if (character === '{') commas.push(1);
    else if (character === ',' && commas.length > 0) commas.push((commas.pop() ?? 0) + 1);
    else if (character === '}') product = Math.min(product * (commas.pop() ?? 1), MOST_ALTERNATIVES + 1);
  }
  return product;
}

function alternatives(pattern: string): string[] {
  let open = [pattern];
  const done: string[] = [];
  while (open.length > 0 && done.length + open.length <= MOST_ALTERNATIVES) {
    const next: string[] = [];
    for (const one of open) {
      const choice = /\{([^{}]*)\}/.exec(one);
      if (choice === null) {
        done.push(one);
        continue;
      }
      const before = one.slice(0, choice.index);
      const after = one.slice(choice.index + choice[0].length);
      for (const middle of (choice[1] ?? '').split(',')) next.push(before + middle + after);
    }
    open = next;
  }
  return done;
}

function balanced(pattern: string): boolean {
  let depth = 0;
  for (const character of pattern) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function splitPattern(pattern: string): string[] {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  return parts.filter((part, index) => part !== '**' || parts[index - 1] !== '**');
}

function matchesParts(pattern: readonly string[], path: readonly string[]): boolean {
  // Rows of the usual table: reached[j] says that the first i parts of the pattern take in the first j parts of the path.
  let reached = path.map(() => false);
  reached.unshift(true);
  for (const part of pattern) {
    const next = new Array<boolean>(path.length + 1).fill(false);
    let behindStars = false;
    for (let index = 0; index <= path.length; index++) {
      if (part === '**') {
        behindStars ||= reached[index] === true;
        next[index] = behindStars;
        continue;
      }
      const name = path[index - 1];
      next[index] = name !== undefined && reached[index - 1] === true && matchesPart(part, name, true);
    }
    reached = next;
  }
  // A folder that matches takes in what is below it.
  return pattern.length > 0 && reached.some((hit, index) => hit && index > 0);
}

function matchesPart(pattern: string, text: string, questionMarks: boolean): boolean {
  let position = 0;
  let index = 0;
  let star = -1;
  let mark = 0;
  while (position < text.length) {
    const wanted = pattern[index];
    if (wanted === '*') {
      star = index;
      mark = position;
      index += 1;
    } else if (wanted !== undefined && (wanted === text[position] || (questionMarks && wanted === '?'))) {
      index += 1;
      position += 1;
    } else if (star >= 0) {
      index = star + 1;
      mark += 1;
      position = mark;
    } else {
      return false;
    }
  }
  while (pattern[index] === '*') index += 1;
  return index === pattern.length;
}
