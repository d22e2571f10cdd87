import { type Place, replaceScalar, type TextEdit, type YamlNode } from '../../../server/src/yaml';
import type { Application } from './application';
import type { Wiring } from './wiring';

/** One way to break a manifest that is right. Whatever it makes is certainly broken by Kubernetes' own rules. */
export interface Rule {
  readonly id: string;
  /** What no longer holds. */
  readonly breaks: string;
  /** The guardrails that name this kind of breakage; a finding of another one does not count. */
  readonly finds: readonly string[];
  places(wiring: Wiring, application: Application): Iterable<Breakage | undefined>;
}

export interface Breakage {
  readonly edits: readonly TextEdit[];
  /**
   * Where a finding may point to, besides the edited characters: the mapping that something was taken out of, and the
   * tokens that what was edited no longer matches.
   */
  readonly spots: readonly Place[];
}

export function rule(id: string, breaks: string, finds: readonly string[], places: Rule['places']): Rule {
  return { id, breaks, finds, places };
}

/** Undefined where the text may not be edited here (anchors, aliases). */
export function breakage(
  edits: readonly (TextEdit | undefined)[],
  ...spots: readonly (YamlNode | undefined)[]
): Breakage | undefined {
  const made = edits.filter((edit) => edit !== undefined);
  if (made.length < edits.length) return undefined;
  return { edits: made, spots: spots.filter((spot) => spot !== undefined) };
}

export function change(node: YamlNode | undefined, value: string | number | boolean): TextEdit | undefined {
  return node?.type === 'scalar' ? replaceScalar(node, value) : undefined;
}

/** Characters as they are, also such as mean something else than a fix would ever write. */
export function write(node: YamlNode | undefined, characters: string): TextEdit | undefined {
  if (node?.type !== 'scalar' || node.anchor !== undefined) return undefined;
  return { document: node.document, start: node.start, end: node.end, text: characters };
}

/** Two letters swapped, or one twice: what a person mistypes, and still a legal name of as many characters as there may be. */
export function misspelt(name: string, taken: readonly (string | undefined)[] = [], most = 63): string | undefined {
  const letters = [...name].flatMap((letter, index) => (/[a-z]/i.test(letter) ? [index] : []));
  const middle = Math.floor(letters.length / 2);
  const order = [...letters.slice(middle), ...letters.slice(0, middle)];
  const swapped = order
    .filter((index) => /[a-z]/i.test(name[index + 1] ?? ''))
    .map((index) => name.slice(0, index) + name[index + 1] + name[index] + name.slice(index + 2));
  const doubled = order.map((index) => name.slice(0, index) + name[index] + name.slice(index));
  return [...swapped, ...doubled].find((guess) => guess !== name && guess.length <= most && !taken.includes(guess));
}

/** Two digits swapped, or the last one mistyped. */
export function mistyped(port: number, taken: readonly (number | string | undefined)[] = []): number | undefined {
  const digits = String(port);
  const swapped = [...digits].map((_, index) =>
    Number(digits.slice(0, index) + (digits[index + 1] ?? '') + (digits[index] ?? '') + digits.slice(index + 2)),
  );
  const guesses = [...swapped.reverse(), port + 1, port - 1];
  return guesses.find(
    (guess) =>
      guess !== port && String(guess).length === digits.length && guess > 0 && guess < 65536 && !taken.includes(guess),
  );
}
