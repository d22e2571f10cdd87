/** Whether a text meets a pattern; undefined where nobody here can tell. */
export interface Pattern {
  matches(text: string): boolean | undefined;
  /** The one text it stands for, where it is nothing but that. */
  readonly literal: string | undefined;
  /** How much more than one comparison a question costs. */
  readonly cost: number;
}

/**
 * A regular expression over the whole text, as targets have them: `web`, `web|api`, `(app|db)-.*`. A stranger's
 * expression is never run as one, as it might never end; what is more than this is left open.
 */
export function patternOf(pattern: string): Pattern {
  if (pattern.length > LONGEST_PATTERN)
    return { matches: (text) => unlessEqual(pattern, text), literal: undefined, cost: 0 };
  if (/^[\w/-]*$/.test(pattern)) return { matches: (text) => pattern === text, literal: pattern, cost: 0 };
  const alternatives = expand(pattern.replace(/^\^|\$$/g, ''))?.map(tokensOf);
  if (alternatives === undefined || alternatives.some((tokens) => tokens === undefined)) {
    return { matches: (text) => unlessEqual(pattern, text), literal: undefined, cost: 1 };
  }
  const known = alternatives.filter((tokens) => tokens !== undefined);
  const cost = known.reduce((sum, tokens) => sum + tokens.length, 0);
  // Each token may have to be held against each character of the text.
  if (cost > MOST_TOKENS) return { matches: (text) => unlessEqual(pattern, text), literal: undefined, cost: 1 };
  return {
    literal: undefined,
    cost,
    matches(text) {
      if (pattern === text) return true;
      return text.length > LONGEST_NAME ? undefined : known.some((tokens) => matchesTokens(tokens, text));
    },
  };
}

export function matchesPattern(pattern: string, text: string): boolean | undefined {
  return patternOf(pattern).matches(text);
}

const LONGEST_PATTERN = 1000;
const MOST_ALTERNATIVES = 100;
const MOST_TOKENS = 1000;
/** No name, namespace or kind of a cluster is longer. */
const LONGEST_NAME = 253;

function unlessEqual(pattern: string, text: string): boolean | undefined {
  return pattern === text ? true : undefined;
}

/** Without its groups: `a(b|c)` is `ab` or `ac`; undefined where a group is repeated. */
function expand(pattern: string): readonly string[] | undefined {
  let pending = [pattern];
  for (;;) {
    const grouped = pending.find((one) => one.includes('('));
    if (grouped === undefined) return pending.flatMap((one) => one.split('|'));
    // The innermost group first, so that no `|` outside of it is taken for one of it.
    const [, before = '', inner, after = ''] = /^(.*?)\(([^()]*)\)(?![*+?{])(.*)$/s.exec(grouped) ?? [];
    if (inner === undefined || pending.length > MOST_ALTERNATIVES) return undefined;
    if (before.includes('|') || /^[^(]*\|/.test(after)) return undefined;
    const alternatives = inner.replace(/^\?:/, '').split('|');
    if (alternatives.length > MOST_ALTERNATIVES) return undefined;
    pending = [...pending.filter((one) => one !== grouped), ...alternatives.map((one) => before + one + after)];
  }
}

interface Token {
  /** Undefined: any one. */
  readonly character: string | undefined;
  readonly repeats: boolean;
  readonly optional: boolean;
}

/** Characters, `.` for any one, and both of them with `*`, `+` or `?` behind. */
function tokensOf(alternative: string): readonly Token[] | undefined {
  const tokens = alternative.match(/(?:\\[.\-/]|[^*+?\\[\]{}()^$|])[*+?]?/gs) ?? [];
  if (tokens.join('') !== alternative) return undefined;
  return tokens.map((token) => {
    const [first = '', second = ''] = token;
    const quantifier = token.slice(first === '\\' ? 2 : 1);
    return {
      character: first === '.' ? undefined : first === '\\' ? second : first,
      repeats: quantifier === '*' || quantifier === '+',
      optional: quantifier === '*' || quantifier === '?',
    };
  });
}

function matchesTokens(tokens: readonly Token[], text: string): boolean {
  let reached = new Set([0]);
  for (const { character, repeats, optional } of tokens) {
    if (reached.size === 0) return false;
    const fits = (at: number) => at < text.length && (character === undefined || text[at] === character);
    const next = new Set([...reached].filter(fits).map((at) => at + 1));
    // A set that grows while it is walked: every further repetition.
    if (repeats) for (const at of next) if (fits(at)) next.add(at + 1);
    if (optional) for (const at of reached) next.add(at);
    reached = next;
  }
  return reached.has(text.length);
}
