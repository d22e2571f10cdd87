import type { KubernetesObject } from '../kubernetes';
import { placeOf } from '../kubernetes';
import type { DeclaredPort } from '../network/resolve';
import type { Place } from '../yaml';

/** Longest message that fits one line of every face. */
export const MESSAGE_LIMIT = 120;

/** How a value is shown in a message: cut, and with nothing in it that could disturb a terminal. */
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
  return [...new Set(ports.map(declaredText))];
}

/** A message with a list in it, cut ("and 3 more") until it fits one line. */
export function sentence(build: (list: string) => string, items: readonly string[]): string {
  for (let count = items.length; count > 1; count -= 1) {
    const message = build(listing(items, count));
    if (message.length <= MESSAGE_LIMIT) return message;
  }
  return clip(build(listing(items, 1)), MESSAGE_LIMIT);
}

/** A message without a list. */
export function oneLine(message: string): string {
  return clip(message, MESSAGE_LIMIT);
}

/** `Kind/name`, short enough for a message. */
export function called(object: KubernetesObject): string {
  const kind = clip(plain(object.kind), 40);
  return object.name.state === 'known' ? `${kind}/${clip(plain(object.name.value), 40)}` : kind;
}

/** Where an object is best pointed at: its name. */
export function placeOfObject(object: KubernetesObject): Place {
  return placeOf(object.name.state === 'known' ? object.name.node : object.node);
}

function listing(items: readonly string[], count: number): string {
  const shown = items.slice(0, count).join(', ');
  return count < items.length ? `${shown} and ${items.length - count} more` : shown;
}

function clip(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

function plain(text: string): string {
  return text.replace(UNPRINTABLE, '�');
}

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
