const LONGEST_MESSAGE = 300;

/** One line that no terminal, editor or log takes for anything but text, whatever stood in the manifest. */
export function plainLine(message: string): string {
  const line = message
    .replace(/[\s\u0085\u2028\u2029]+/g, ' ')
    .replace(UNPRINTABLE, '\uFFFD')
    .trim();
  if (line.length <= LONGEST_MESSAGE) return line;
  return `${line.slice(0, LONGEST_MESSAGE - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Control characters, and those that turn the direction of writing round. */
const UNPRINTABLE = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** By code unit, the same on every machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
