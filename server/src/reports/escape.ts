import { replaceUnseen } from '../guardrails';

/**
 * Text from manifests is somebody else's. Each function makes it harmless in one kind of place.
 */

/** For a terminal: nothing in it moves the cursor, changes a colour or hides. */
export function visible(text: string): string {
  return replaceUnseen(text, (character) => (character === '\t' ? ' ' : codeOf(character)));
}

function codeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

const XML_NAMES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** For XML text and attributes. Characters that XML 1.0 cannot hold at all are shown as their code. */
export function xml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => XML_NAMES[character] ?? character);
}

/** For the text of a GitHub workflow command. */
export function githubData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

/** For a property of a GitHub workflow command; the log shows it too. */
export function githubProperty(text: string): string {
  return githubData(visible(text)).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

/** For running text in a table cell of Markdown: no markup, no HTML, no mention, no link, no new cell. */
export function markdown(text: string): string {
  return visible(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~$]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/@/g, '&#64;')
    .replace(/:\/\//g, '&#58;//');
}

/** For a code span in a table cell: a fence longer than any run of backticks in it, pipes escaped. */
export function markdownCode(text: string): string {
  const shown = visible(text).replace(/\|/g, '\\|');
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}
