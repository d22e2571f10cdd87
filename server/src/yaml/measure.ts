import { Lexer } from 'yaml';
import type { YamlLimits } from './limits';

/** What keeps a document from being handed to the parser at all. */
export interface Obstacle {
  readonly code: 'too-deep' | 'too-many-nodes' | 'syntax';
  readonly message: string;
  readonly start: number;
}

/**
 * Looks for what would cost too much before anything is built: one cheap pass over the characters that can only
 * overestimate, and an exact one over the tokens where that one is in doubt.
 */
export function findObstacle(text: string, limits: YamlLimits): Obstacle | undefined {
  let brackets = 0;
  let deepest = 0;
  let nodes = 0;
  let column = 0;
  let leading = true;
  let widest = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > CLOSE_BRACE) {
      leading = false;
      if (code === DELETE || code === 0xfffe || code === 0xffff) {
        return controlCharacter(code, index);
      }
      continue;
    }
    if (code < SPACE) {
      if (code === LINE_FEED) {
        leading = true;
        column = 0;
        nodes++;
      } else if (code !== TAB && code !== CARRIAGE_RETURN) {
        return controlCharacter(code, index);
      }
      continue;
    }
    switch (code) {
      case OPEN_BRACKET:
      case OPEN_BRACE:
        brackets++;
        nodes++;
        if (brackets > deepest) {
          deepest = brackets;
        }
        leading = false;
        break;
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        if (brackets > 0) {
          brackets--;
        }
        leading = false;
        break;
      case COMMA:
        nodes++;
        leading = false;
        break;
      case COLON:
      case DASH:
      case QUESTION:
        nodes++;
        if (leading && ++column > widest) {
          widest = column;
        }
        break;
      case SPACE:
        if (leading && ++column > widest) {
          widest = column;
        }
        break;
      default:
        leading = false;
    }
  }
  if (deepest + 2 * (widest + 1) <= limits.depth && 2 * nodes <= limits.nodes) {
    return undefined;
  }
  return measureTokens(text, limits);
}

/** Levels are counted by the columns at which collections stand open; a continued scalar is one token. */
function measureTokens(text: string, limits: YamlLimits): Obstacle | undefined {
  const columns: number[] = [];
  let flow = 0;
  let nodes = 0;
  let offset = 0;
  let column = 0;
  let atLineStart = true;
  for (const token of new Lexer().lex(text)) {
    const kind = token.charCodeAt(0);
    if (token === '\u0002' || token === '\u001f' || token === '\u0018') {
      if (token === '\u001f') {
        nodes++;
      }
      if (token === '\u0018') {
        flow = 0;
      }
      continue;
    }
    if (token === '[' || token === '{') {
      flow++;
      nodes++;
    } else if (token === ']' || token === '}') {
      flow = Math.max(0, flow - 1);
    } else if (token === '-' || token === '?' || token === ':') {
      nodes++;
    } else if (kind === 34 || kind === 39 || kind === 42) {
      nodes++;
    }
    if (flow === 0 && kind !== SPACE && kind !== LINE_FEED && kind !== CARRIAGE_RETURN && kind !== HASH) {
      const opens = token === '-' || token === '?';
      if (atLineStart) {
        while (columns.length > 0 && (columns[columns.length - 1] ?? 0) >= column) {
          columns.pop();
        }
        columns.push(column);
      } else if (opens) {
        columns.push(column);
      }
      atLineStart = opens;
    }
    if (columns.length + flow > limits.depth) {
      return { code: 'too-deep', message: `nested deeper than ${limits.depth} levels`, start: offset };
    }
    if (nodes > limits.nodes) {
      return { code: 'too-many-nodes', message: `more than ${limits.nodes} values in one document`, start: offset };
    }
    offset += token.length;
    if (kind === LINE_FEED || kind === CARRIAGE_RETURN || token.includes('\n')) {
      atLineStart = true;
      column = token.endsWith('\n') ? 0 : token.length - token.lastIndexOf('\n') - 1;
    } else {
      column += token.length;
    }
  }
  return undefined;
}

/** The cluster's decoder refuses them wherever they stand. */
function controlCharacter(code: number, start: number): Obstacle {
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return { code: 'syntax', message: `control character ${name} is not allowed in YAML`, start };
}

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const HASH = 35;
const COMMA = 44;
const DASH = 45;
const COLON = 58;
const QUESTION = 63;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const DELETE = 127;
