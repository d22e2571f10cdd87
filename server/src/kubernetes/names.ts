/** What is wrong with a name, and at which character (UTF-16 offset in the name) it starts. */
export interface NameProblem {
  readonly reason: string;
  readonly at: number;
}

const LONGEST_PORT_NAME = 15;
const LONGEST_LABEL = 63;
const LONGEST_DNS_NAME = 253;

/** IANA_SVC_NAME, the name of a container port or a named target (V2); undefined where it is right. */
export function portNameProblem(text: string): NameProblem | undefined {
  if (text === '') return { reason: 'it is empty', at: 0 };
  let letter = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isLower(code)) letter = true;
    else if (code === HYPHEN) {
      if (at === 0) return { reason: 'it starts with "-"', at };
      if (text.charCodeAt(at - 1) === HYPHEN) return { reason: 'it has "--"', at: at - 1 };
    } else if (!isDigit(code)) return strangeCharacter(text, at, 'lower-case letters, digits and "-"');
    if (at === LONGEST_PORT_NAME) return { reason: tooLong(text, LONGEST_PORT_NAME), at };
  }
  if (text.charCodeAt(text.length - 1) === HYPHEN) return { reason: 'it ends with "-"', at: text.length - 1 };
  return letter ? undefined : { reason: 'it has no letter', at: 0 };
}

/** A DNS label, the name of a Service port (V3). */
export function labelNameProblem(text: string): NameProblem | undefined {
  return dnsLabelProblem(text, 0, text.length);
}

/** `name` or `prefix/name` (V12, label keys). */
export function qualifiedNameProblem(text: string): NameProblem | undefined {
  const slash = text.indexOf('/');
  if (slash >= 0) {
    if (slash === 0) return { reason: 'its prefix is empty', at: 0 };
    const prefix = dnsNameProblem(text.slice(0, slash));
    if (prefix !== undefined) return prefix;
    const second = text.indexOf('/', slash + 1);
    if (second >= 0) return { reason: 'it has a second "/"', at: second };
  }
  return namePartProblem(text, slash + 1);
}

/** A DNS name of one or more labels; each object's name is at least that. */
export function dnsNameProblem(text: string): NameProblem | undefined {
  if (text === '') return { reason: 'it is empty', at: 0 };
  if (text.length > LONGEST_DNS_NAME) return { reason: tooLong(text, LONGEST_DNS_NAME), at: LONGEST_DNS_NAME };
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && text.charCodeAt(at) !== DOT) continue;
    // Only the whole name has a limit here, not each label.
    const problem = dnsLabelProblem(text, start, at, LONGEST_DNS_NAME);
    if (problem !== undefined) return problem;
    start = at + 1;
  }
  return undefined;
}

export function isPortName(text: string): boolean {
  return portNameProblem(text) === undefined;
}

/** A legal name of a Service port (V3). */
export function isLabelName(text: string): boolean {
  return labelNameProblem(text) === undefined;
}

export function isDnsLabel(text: string): boolean {
  return labelNameProblem(text) === undefined;
}

export function isQualifiedName(text: string): boolean {
  return qualifiedNameProblem(text) === undefined;
}

export function isDnsName(text: string): boolean {
  return dnsNameProblem(text) === undefined;
}

const HYPHEN = 0x2d;
const DOT = 0x2e;
const UNDERSCORE = 0x5f;

function dnsLabelProblem(text: string, start: number, end: number, longest = LONGEST_LABEL): NameProblem | undefined {
  if (start === end)
    return { reason: start === 0 && end === text.length ? 'it is empty' : 'it has an empty part', at: start };
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === HYPHEN && at === start) return { reason: 'it starts with "-"', at };
    if (!isLower(code) && !isDigit(code) && code !== HYPHEN) {
      return strangeCharacter(text, at, 'lower-case letters, digits and "-"');
    }
    if (at - start === longest) return { reason: tooLong(text, longest), at };
  }
  return text.charCodeAt(end - 1) === HYPHEN ? { reason: 'it ends with "-"', at: end - 1 } : undefined;
}

/** The part behind the prefix: letters and digits at both ends, `-`, `_` and `.` between them. */
function namePartProblem(text: string, start: number): NameProblem | undefined {
  if (start === text.length) return { reason: start === 0 ? 'it is empty' : 'its name is empty', at: start };
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const plain = isLower(code) || isUpper(code) || isDigit(code);
    const joining = code === HYPHEN || code === UNDERSCORE || code === DOT;
    if (!plain && !joining) return strangeCharacter(text, at, 'letters, digits, "-", "_" and "."');
    if (at - start === LONGEST_LABEL) return { reason: `its name is longer than ${LONGEST_LABEL} characters`, at };
    if (joining && at === start) return { reason: `it starts with "${text.charAt(at)}"`, at };
    if (joining && at === text.length - 1) return { reason: `it ends with "${text.charAt(at)}"`, at };
  }
  return undefined;
}

function strangeCharacter(text: string, at: number, allowed: string): NameProblem {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const shown = /^[\p{L}\p{N}\p{P}\p{S} ]$/u.test(character) ? `"${character}"` : codeName(character);
  return { reason: `it has ${shown}, and only ${allowed} are legal`, at };
}

function codeName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function tooLong(text: string, longest: number): string {
  return `it has ${text.length} characters, and ${longest} are the most`;
}

function isLower(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

function isUpper(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
