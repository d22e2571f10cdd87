import type { Container, KubernetesObject } from '../../../kubernetes';
import { placeOf } from '../../../kubernetes';
import type { DeclaredPort } from '../../../network/resolve';
import type { Place } from '../../../yaml';
import { replaceUnseen } from './unseen';

/** Longest message that fits one line of every face. */
export const MESSAGE_LIMIT = 120;

/** How a value is shown in a message: without its middle where it is long, and with nothing in it that could disturb a terminal. */
export function quoted(text: string): string {
  return `"${clip(plain(text), 63)}"`;
}

/** A port as people write it: 8080 or "http". */
export function portText(reference: number | string): string {
  return typeof reference === 'number' ? String(reference) : quoted(reference);
}

/** `"web" 8080/TCP`. */
function declaredText(declared: DeclaredPort): string {
  const number = `${declared.number}/${clip(plain(declared.protocol), 8)}`;
  return declared.name === undefined ? number : `${quoted(declared.name)} ${number}`;
}

/** The ports of a workload, each once, for `sentence`. */
export function declaredTexts(ports: readonly DeclaredPort[]): readonly string[] {
  const known = textsOf.get(ports);
  if (known !== undefined) return known;
  const texts = [...new Set(ports.map(declaredText))];
  textsOf.set(ports, texts);
  return texts;
}

/** A workload of thousands of ports may be told about thousands of times. */
const textsOf = new WeakMap<readonly DeclaredPort[], readonly string[]>();

/** A message with a list in it, cut ("and 3 more") until it fits one line. `total` is given where not all items are. */
export function sentence(build: (list: string) => string, items: readonly string[], total = items.length): string {
  for (let count = Math.min(items.length, MOST_ITEMS); count > 1; count -= 1) {
    const message = build(listing(items, count, total));
    if (message.length <= MESSAGE_LIMIT) return message;
  }
  return oneLine(build(listing(items, 1, total)));
}

/** More than fit any line. */
export const MOST_ITEMS = 40;

/**
 * A message without a list. Its longest words are shortened in their middle until it fits: cut at its end, a sentence would
 * lose what it was about to say.
 */
export function oneLine(text: string): string {
  // Shortening looks at every word again and again: what is as long as a book loses its middle first.
  const message = clip(text, LONGEST_SENTENCE);
  const parts = message.split(BETWEEN_WORDS);
  let length = message.length;
  while (length > MESSAGE_LIMIT) {
    const longest = parts.reduce((at, part, index) => (part.length > (parts[at]?.length ?? 0) ? index : at), 0);
    const word = parts[longest] ?? '';
    if (word.length <= SHORTEST) return clip(parts.join(''), MESSAGE_LIMIT);
    // By as much as is needed, but never so much that another word would be the longest by far.
    const second = parts.reduce((most, part, index) => (index === longest ? most : Math.max(most, part.length)), 0);
    const shortened = clip(
      word,
      Math.max(SHORTEST, Math.min(word.length - 1, second), word.length - (length - MESSAGE_LIMIT)),
    );
    length += shortened.length - word.length;
    parts[longest] = shortened;
  }
  return parts.join('');
}

/** Names, keys and values stand apart by these; each is shortened by itself. */
const BETWEEN_WORDS = /([\s"=(),;:/]+)/;
const SHORTEST = 11;
const LONGEST_SENTENCE = 2000;

/** `Kind/name`, short enough for a message. */
export function called(object: KubernetesObject): string {
  const kind = clip(plain(object.kind), 40);
  return object.name.state === 'known' ? `${kind}/${clip(plain(object.name.value), 40)}` : kind;
}

/** ` of container "web"`. */
export function ofContainer({ name }: Container): string {
  return name.state === 'known' ? ` of container ${quoted(name.value)}` : '';
}

/** Where an object is best pointed at: its name. */
export function placeOfObject(object: KubernetesObject): Place {
  return placeOf(object.name.state === 'known' ? object.name.node : object.node);
}

/** Where a container's port is best pointed at: its name, else its number. */
export function placeOfPort({ port }: DeclaredPort): Place {
  if (port.name.state === 'known') return placeOf(port.name.node);
  return placeOf(port.containerPort.state === 'known' ? port.containerPort.node : port.node);
}

function listing(items: readonly string[], count: number, total: number): string {
  const shown = items.slice(0, count).join(', ');
  return count < total ? `${shown} and ${total - count} more` : shown;
}

/** Without its middle, for names differ at both ends. */
function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.ceil((limit - 1) / 2);
  const start = text.slice(0, half).replace(/[\uD800-\uDBFF]$/, '');
  return `${start}…${text.slice(text.length - (limit - 1 - half)).replace(/^[\uDC00-\uDFFF]/, '')}`;
}

function plain(text: string): string {
  return replaceUnseen(text, () => '�');
}
