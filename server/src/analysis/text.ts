import { replaceUnseen } from '../guardrails';

const LONGEST_MESSAGE = 300;

/** One line that no terminal, editor or log takes for anything but text, whatever stood in the manifest. */
export function plainLine(message: string): string {
  const line = replaceUnseen(message.replace(/[\s\u0085\u2028\u2029]+/g, ' '), () => '\uFFFD').trim();
  if (line.length <= LONGEST_MESSAGE) return line;
  // What is said about a long name matters more than all of the name.
  const shorter = line.replace(/\S+/g, shortened);
  if (shorter.length <= LONGEST_MESSAGE) return shorter;
  return `${start(shorter, LONGEST_MESSAGE - 1)}…`;
}

const LONGEST_WORD = 60;

/** Both ends stay, for they tell names apart. */
function shortened(word: string): string {
  if (word.length <= LONGEST_WORD) return word;
  const half = LONGEST_WORD / 2;
  return `${start(word, half)}…${word.slice(1 - half).replace(/^[\uDC00-\uDFFF]/, '')}`;
}

/** Without half a character at the end. */
function start(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}

/** By code unit, the same on every machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
