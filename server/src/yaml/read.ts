import { Composer, type Document, Parser } from 'yaml';
import { convert, type Reveal } from './convert';
import type { YamlLimits } from './limits';
import { withLineFeeds } from './lines';
import { findObstacle } from './measure';
import type { YamlDocument, YamlNode, YamlProblem } from './node';
import { findSpans, firstSpanFrom, hide, maskFor, reveal, type Span } from './placeholders';
import { readPlainPart } from './plain/read';
import { type Complaint, problemsOf } from './problems';

export interface Reading {
  readonly root: YamlNode | null;
  readonly problems: readonly YamlProblem[];
}

/** Reads one document. Never throws: what cannot be read becomes a problem. */
export function readDocument(document: YamlDocument, limits: YamlLimits): Reading {
  const { text } = document;
  if (text.length > limits.documentSize) {
    return refused(document, 'too-large', `document of ${text.length} characters; the limit is ${limits.documentSize}`);
  }
  if (countLines(text, '%', limits.directives) + countLines(text, '...', limits.directives) > limits.directives) {
    return refused(document, 'too-many-directives', `more than ${limits.directives} directives in one document`);
  }
  const root = readPlainPart(document, limits);
  return root === undefined ? readWithPackage(document, limits) : { root, problems: [] };
}

/** What all documents mean, and how those are read that hold more than the plain part of YAML. */
export function readWithPackage(document: YamlDocument, limits: YamlLimits): Reading {
  const { text } = document;
  const obstacle = findObstacle(text, limits);
  if (obstacle !== undefined) {
    const { code, message, start } = obstacle;
    return { root: null, problems: [{ code, message, start, end: Math.min(start + 1, text.length), blocking: true }] };
  }
  try {
    const reading = document.hasPlaceholders
      ? readTemplate(document, limits)
      : readPlain(document, text, limits, undefined);
    return withLatePlaceholder(reading, text);
  } catch (error) {
    if (error instanceof RangeError) {
      return refused(document, 'too-deep', 'nested too deeply to be read');
    }
    return refused(document, 'syntax', 'this document could not be read', true);
  }
}

function readPlain(document: YamlDocument, text: string, limits: YamlLimits, unmask: Reveal | undefined): Reading {
  const { contents, complaints } = parse(withLineFeeds(text));
  const syntax = complaints.length === 0 ? [] : problemsOf(complaints, text);
  if (contents === null) {
    return { root: null, problems: syntax };
  }
  const { root, problems } = convert(contents, document, limits, unmask);
  const isEmpty = root?.type === 'scalar' && root.style === 'plain' && root.text === '' && !root.anchor && !root.tag;
  return { root: isEmpty ? null : root, problems: syntax.length === 0 ? problems : [...syntax, ...problems] };
}

/**
 * Placeholders are hidden first. Lines of nothing but `{{ … }}` may be text (in a block scalar); where the document does
 * not parse with them, they are taken for instructions of a template engine and read as comments.
 */
function readTemplate(document: YamlDocument, limits: YamlLimits): Reading {
  const { text } = document;
  const spans = findSpans(text);
  if (spans.length === 0) {
    return readPlain(document, text, limits, undefined);
  }
  const mask = maskFor(text);
  const unmask: Reveal = (masked, start) => reveal(masked, start, text, spans, mask);
  const control = spans.find((span) => span.control);
  if (control === undefined || !startsLine(text, control)) {
    const reading = readPlain(document, hide(text, spans, mask, false), limits, unmask);
    const isBroken = reading.problems.some(({ code }) => code === 'syntax');
    if (control === undefined) {
      return isBroken ? betterPlain(document, reading, limits) : reading;
    }
    if (!isBroken) {
      const loose = looseControl(reading.root, spans);
      return loose === undefined ? reading : asTemplate(reading, loose);
    }
  }
  return asTemplate(readPlain(document, hide(text, spans, mask, true), limits, unmask), control);
}

/** What looked like a placeholder may have been brackets and quotes: `{"{{": {"a": {}}}`. */
function betterPlain(document: YamlDocument, masked: Reading, limits: YamlLimits): Reading {
  const plain = readPlain(document, document.text, limits, undefined);
  return plain.problems.some(({ code }) => code === 'syntax') ? masked : plain;
}

/** At or right above the error stands a placeholder: it may be no YAML only until that is filled in. */
function withLatePlaceholder(reading: Reading, text: string): Reading {
  const first = reading.problems.find(({ code }) => code === 'syntax');
  if (first === undefined || first.ours) {
    return reading;
  }
  const lineStart = text.lastIndexOf('\n', first.start - 1) + 1;
  const lineAbove = text.lastIndexOf('\n', lineStart - 2) + 1;
  const lineEnd = text.indexOf('\n', first.start);
  const lines = text.slice(Math.min(lineAbove, lineStart), lineEnd === -1 ? text.length : lineEnd);
  return PLACEHOLDER_OPENS.test(lines) || LONE_VARIABLE.test(lines) ? asTemplate(reading, first) : reading;
}

/** At column 0 no line belongs to a block scalar, so it can only be an instruction. */
function startsLine(text: string, span: Span): boolean {
  return span.start === 0 || text.charCodeAt(span.start - 1) === 10;
}

function asTemplate(reading: Reading, at: { readonly start: number; readonly end: number }): Reading {
  const template: YamlProblem = {
    code: 'template',
    message: 'holds template placeholders and is plain YAML only after rendering',
    start: at.start,
    end: at.end,
    blocking: true,
  };
  return { root: reading.root, problems: [template, ...reading.problems.filter(({ code }) => code !== 'syntax')] };
}

/** An instruction that was read as (part of) a plain scalar. */
function looseControl(root: YamlNode | null, spans: readonly Span[]): Span | undefined {
  const pending: YamlNode[] = root === null ? [] : [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'mapping') {
      for (const { key, value } of node.pairs) {
        pending.push(key, value);
      }
    } else if (node.type === 'sequence') {
      pending.push(...node.items);
    } else if (node.type === 'scalar' && node.style === 'plain') {
      for (let index = firstSpanFrom(spans, node.start); index < spans.length; index++) {
        const span = spans[index];
        if (span === undefined || span.start >= node.end) {
          break;
        }
        if (span.control) {
          return span;
        }
      }
    }
  }
  return undefined;
}

function parse(text: string): { contents: Document['contents']; complaints: readonly Complaint[] } {
  const complaints: Complaint[] = [];
  const complain = (start: number, end: number, code: string, message: string) => {
    if (complaints.length < MOST_COMPLAINTS) {
      complaints.push({ start, end, code, message });
    }
  };
  const composer = new Composer(OPTIONS);
  // The package would build an error object with a stack for each of perhaps a million complaints.
  Reflect.set(composer, 'onError', (source: ErrorSource, code: string, message: string, warning?: boolean) => {
    if (!warning) {
      const [start, end] = placeOf(source);
      complain(start, end, code, message);
    }
  });
  const documents: Document[] = [];
  for (const token of new Parser().parse(text)) {
    if (token.type === 'error') {
      complain(token.offset, token.offset + (token.source?.length ?? 1), 'UNEXPECTED_TOKEN', token.message);
      continue;
    }
    for (const document of composer.next(token)) {
      documents.push(document as Document);
    }
  }
  for (const document of composer.end()) {
    documents.push(document as Document);
  }
  const [first, second] = documents;
  for (const error of first?.errors ?? []) {
    complain(error.pos[0], error.pos[1], error.code, error.message);
  }
  if (second !== undefined) {
    const start = second.range?.[0] ?? 0;
    complain(start, start + 1, 'MULTIPLE_DOCS', 'a second document starts here without a "---" line');
  }
  return { contents: first?.contents ?? null, complaints };
}

/** What the package points at: an offset, a range, or a token. */
type ErrorSource =
  | number
  | readonly [number, number, ...number[]]
  | { readonly offset: number; readonly source?: unknown };

function placeOf(source: ErrorSource): readonly [number, number] {
  if (typeof source === 'number') {
    return [source, source + 1];
  }
  if ('offset' in source) {
    const length = typeof source.source === 'string' ? source.source.length : 1;
    return [source.offset, source.offset + length];
  }
  return [source[0], source[1]];
}

function refused(document: YamlDocument, code: YamlProblem['code'], message: string, ours = false): Reading {
  const end = Math.min(document.text.length, 1);
  const problem: YamlProblem = { code, message, start: 0, end, blocking: true };
  return { root: null, problems: [ours ? { ...problem, ours: true } : problem] };
}

/** Lines that start so; stops counting once they are too many. */
function countLines(text: string, beginning: string, most: number): number {
  const pattern = `\n${beginning}`;
  let count = text.startsWith(beginning) ? 1 : 0;
  for (let index = text.indexOf(pattern); index !== -1 && count <= most; index = text.indexOf(pattern, index + 1)) {
    count++;
  }
  return count;
}

const OPTIONS = {
  schema: 'failsafe',
  version: '1.2',
  uniqueKeys: false,
  merge: false,
  prettyErrors: false,
  resolveKnownTags: false,
  keepSourceTokens: false,
  logLevel: 'silent',
} as const;
const PLACEHOLDER_OPENS = /\{\{|\{%|\$\{/;
const LONE_VARIABLE = /^\s*\$\w+\s*$/m;
const MOST_COMPLAINTS = 100;
