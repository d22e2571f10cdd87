import { PLACEHOLDER, type ScalarNode, type TextEdit } from '../node';
import { editablePath } from './allowed';
import { quote, renderScalar } from './render';
import { styleNear } from './style';

/** Writes another value in the place of a scalar; a string keeps the quotes that are there. */
export function replaceScalar(node: ScalarNode, value: string | number | boolean): TextEdit | undefined {
  // A tag in front of it stays, and makes a string of a number.
  const path = node.value === PLACEHOLDER || node.tag !== undefined ? undefined : editablePath(node);
  if (path === undefined) {
    return undefined;
  }
  const { document, start, end, style } = node;
  const inFlow = path.some((above) => above.type !== 'scalar' && above.type !== 'alias' && above.style === 'flow');
  const near = styleNear(path.slice(0, -1), document);
  const keepsQuotes = typeof value === 'string' && (style === 'single' || style === 'double');
  const text = keepsQuotes ? quote(value, near.json ? 'double' : style) : renderScalar(value, near, inFlow);
  return { document, start, end, text: start === end ? spaced(text, document.text, start) : text };
}

/** An empty scalar stands right behind its `:` or `-`. */
function spaced(text: string, source: string, at: number): string {
  const before = at > 0 && /\S/.test(source[at - 1] ?? '') ? ' ' : '';
  const after = /[\s,\]}]/.test(source[at] ?? ' ') ? '' : ' ';
  return before + text + after;
}
