import { Lexer } from 'yaml';
import { withLineFeeds } from './lines';
import type { Comment, YamlDocument } from './node';
import { findSpans, hide, maskFor } from './placeholders';

/**
 * Reads the comments of a document with the package's lexer, which knows that `# ` is text inside block scalars and
 * quotes.
 */
export function findComments(document: YamlDocument): readonly Comment[] {
  const { text } = document;
  if (!text.includes('#')) {
    return [];
  }
  const comments: Comment[] = [];
  let offset = 0;
  let isScalar = false;
  let lineIsBlank = true;
  for (const token of new Lexer().lex(withLineFeeds(document.hasPlaceholders ? withoutPlaceholders(text) : text))) {
    if (token === SCALAR_FOLLOWS) {
      isScalar = true;
      continue;
    }
    if (token === DOCUMENT_FOLLOWS || token === FLOW_ENDS) {
      continue;
    }
    if (token.startsWith('#') && !isScalar) {
      const end = offset + token.trimEnd().length;
      comments.push({
        document,
        start: offset,
        end,
        text: text.slice(offset, end).replace(/^#+/, '').trim(),
        ownLine: lineIsBlank,
      });
    }
    isScalar = false;
    offset += token.length;
    lineIsBlank = token.endsWith('\n') || (lineIsBlank && token.trim() === '');
  }
  return comments;
}

function withoutPlaceholders(text: string): string {
  return hide(text, findSpans(text), maskFor(text), false);
}

const SCALAR_FOLLOWS = '\u001f';
const DOCUMENT_FOLLOWS = '\u0002';
const FLOW_ENDS = '\u0018';
