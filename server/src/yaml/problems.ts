import type { YamlProblem } from './node';

/** What the package complains about, before we know what to make of it. */
export interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** Complaints become problems: in source order, a handful, those left out that the cluster's decoder does not share. */
export function problemsOf(complaints: readonly Complaint[], text: string): readonly YamlProblem[] {
  const seen = new Set<number>();
  const problems: YamlProblem[] = [];
  const sorted = complaints
    .filter((complaint) => !isHarmless(complaint))
    .sort((a, b) => a.start - b.start || rankOf(a) - rankOf(b));
  for (const complaint of sorted) {
    if (problems.length >= MOST) {
      break;
    }
    const { start, end } = placeOf(complaint, text);
    if (seen.has(complaint.start)) {
      continue;
    }
    seen.add(complaint.start);
    if (isOurs(complaint, text)) {
      // What else is said about the document may follow from this one.
      return [...problems, { code: 'syntax', message: OURS, start, end, blocking: true, ours: true }];
    }
    problems.push({ code: 'syntax', message: messageOf(complaint), start, end, blocking: true });
  }
  return problems;
}

/** The tree is right in spite of these, and the cluster's decoder does not mind them. */
function isHarmless({ code, message }: Complaint): boolean {
  return (
    (code === 'MISSING_CHAR' && message.startsWith('Comments must be separated')) ||
    (code === 'UNEXPECTED_TOKEN' && message.startsWith('Unexpected doc-end without')) ||
    (code === 'BAD_INDENT' && message.startsWith('Flow end indicator'))
  );
}

/**
 * In flow collections and quoted scalars the cluster's decoder does not look at indentation at all; the package ends
 * them at a line that is not indented enough.
 */
function isOurs(complaint: Complaint, text: string): boolean {
  const quote = quoteOf(complaint);
  if (quote !== undefined) {
    return closesCleanly(text, complaint.start, quote);
  }
  return (
    complaint.code === 'BAD_INDENT' &&
    complaint.message.includes('sufficiently indented') &&
    closesFlow(text, complaint.start)
  );
}

/** The most telling of several complaints at one place comes first. */
function rankOf(complaint: Complaint): number {
  return isOpenFlow(complaint) ? 0 : isSplitKey(complaint) ? 1 : 2;
}

function isSplitKey({ code }: Complaint): boolean {
  return code === 'MULTILINE_IMPLICIT_KEY';
}

function isOpenFlow({ code, message }: Complaint): boolean {
  return code === 'BAD_INDENT' && message.includes('sufficiently indented');
}

/** Of a quoted scalar that is not closed. */
function quoteOf({ message }: Complaint): '"' | "'" | undefined {
  return message.startsWith('Missing closing') ? (message.includes('"') ? '"' : "'") : undefined;
}

/** Behind the next closing quote the line goes on as it may behind a scalar. */
function closesCleanly(text: string, from: number, quote: string): boolean {
  for (let index = from; index < text.length; index++) {
    const character = text[index];
    if (character === '\\' && quote === '"') {
      index++;
    } else if (character === quote) {
      if (quote === "'" && text[index + 1] === "'") {
        index++;
        continue;
      }
      return /^[ \t]*(?:[\r\n#,\]}]|:[ \t\r\n]|$)/.test(text.slice(index + 1, index + 200));
    }
  }
  return false;
}

/** Every bracket that is open here finds its partner further down. */
function closesFlow(text: string, from: number): boolean {
  let open = 1;
  for (let index = from; index < text.length; index++) {
    switch (text[index]) {
      case '[':
      case '{':
        open++;
        break;
      case ']':
      case '}':
        open--;
        if (open === 0) {
          return true;
        }
        break;
      case '"':
        do {
          index += text[index] === '\\' ? 2 : 1;
        } while (index < text.length && text[index] !== '"');
        break;
      case "'":
        index = text.indexOf("'", index + 1);
        if (index === -1) {
          return false;
        }
        break;
      case '#':
        if (index === 0 || /\s/.test(text[index - 1] ?? '')) {
          const lineEnd = text.indexOf('\n', index);
          index = lineEnd === -1 ? text.length : lineEnd;
        }
        break;
      default:
    }
  }
  return false;
}

/** From the first character that is really there to the end of its word. */
function placeOf(complaint: Complaint, text: string): { start: number; end: number } {
  let start = Math.min(Math.max(complaint.start, 0), text.length);
  const quote = quoteOf(complaint);
  if (quote !== undefined) {
    start = Math.max(text.lastIndexOf(quote, start - 1), 0);
    const lineEnd = text.indexOf('\n', start);
    return { start, end: Math.min(lineEnd === -1 ? text.length : lineEnd, start + LONGEST_PLACE) };
  }
  if (isSplitKey(complaint) && !startsItsLine(text, start)) {
    // A value swallowed the next line, which was meant as a key.
    start += text.slice(start, complaint.end).trimEnd().lastIndexOf('\n') + 1;
  }
  if (complaint.code !== 'TAB_AS_INDENT') {
    while (start < text.length && /\s/.test(text[start] ?? '')) {
      start++;
    }
  }
  let end = Math.min(Math.max(complaint.end, start), text.length);
  const lineEnd = text.indexOf('\n', start);
  end = Math.min(end, lineEnd === -1 ? text.length : Math.max(lineEnd, start));
  if (end - start <= 1) {
    while (end < text.length && end - start < LONGEST_PLACE && !/[\s,[\]{}]/.test(text[end] ?? '')) {
      end++;
    }
  }
  if (end === start && start > 0) {
    start--;
  }
  return { start, end };
}

function startsItsLine(text: string, offset: number): boolean {
  return /^[\s?-]*$/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));
}

function messageOf({ message }: Complaint): string {
  const own = MESSAGES.find(([beginning]) => message.startsWith(beginning));
  const line = own?.[1] ?? `${message.charAt(0).toLowerCase()}${message.slice(1).split('\n', 1)[0]}`;
  const clean = line.replace(/[\p{Cc}]/gu, ' ');
  return clean.length > LONGEST_MESSAGE ? `${clean.slice(0, LONGEST_MESSAGE - 1)}…` : clean;
}

const OURS = 'this text goes on at a lower indentation, which only Portcullis cannot read';

const MESSAGES: readonly (readonly [string, string])[] = [
  ['All mapping items must start at the same column', 'this key is not indented like the other keys of its mapping'],
  ['All sequence items must start at the same column', 'this item is not indented like the other items of its list'],
  ['Sequence item without - indicator', 'this line is not indented like the items of its list'],
  ['Flow sequence in block collection', 'a [ above is not closed'],
  ['Flow sequence must end', 'a [ above is not closed'],
  ['Flow map in block collection', 'a { above is not closed'],
  ['Flow map must end', 'a { above is not closed'],
  [
    'Block collections are not allowed within flow',
    'a list or "key: value" in block style cannot stand between brackets',
  ],
  ['Unexpected scalar at node end', 'text behind a value that has already ended'],
  [
    'Implicit keys need to be on a single line',
    'a key must stand on one line; a ":" or an indentation is missing here',
  ],
  ['Implicit map keys need to be followed by map values', 'a ":" is missing behind this key'],
  [
    'Nested mappings are not allowed in compact',
    'a second "key: value" on one line; quote the value or break the line',
  ],
  ['Tabs are not allowed as indentation', 'a tab is used as indentation; YAML allows only spaces'],
  ['Missing closing "quote', 'the closing " is missing'],
  ["Missing closing 'quote", "the closing ' is missing"],
  ['Unexpected block-seq-ind on same line with key', 'a list cannot start on the line of its key'],
];
const MOST = 5;
const LONGEST_PLACE = 80;
const LONGEST_MESSAGE = 120;
