/**
 * Characters of a manifest that no face shows as they are. Control characters, and those that hide or reorder their
 * neighbours: soft hyphen, bidi controls, zero-width space and joiner-less formats, line separators, byte order mark,
 * tag characters, lone surrogates, and what is no character at all (U+FFFE, U+FFFF: XML forbids them even as a code).
 */
const UNSEEN =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\p{Cs}]|[\u{e0000}-\u{e007f}]/gu;

export function replaceUnseen(text: string, replacement: (character: string) => string): string {
  return text.replace(UNSEEN, replacement);
}
