import type { Severity } from '../config';

/** How parts of a report look in a terminal; without colours every one leaves the text as it is. */
export interface Paint {
  severity(severity: Severity, text: string): string;
  strong(text: string): string;
  frame(text: string): string;
  related(text: string): string;
  fix(text: string): string;
  quiet(text: string): string;
}

const plain = (text: string): string => text;

const NO_COLOR: Paint = {
  severity: (_severity, text) => text,
  strong: plain,
  frame: plain,
  related: plain,
  fix: plain,
  quiet: plain,
};

// The sixteen colours every terminal has, as its owner chose them.
const COLOR: Paint = {
  severity: (severity, text) => sgr(severity === 'error' ? '1;31' : severity === 'warning' ? '1;33' : '1;36', text),
  strong: (text) => sgr('1', text),
  frame: (text) => sgr('34', text),
  related: (text) => sgr('36', text),
  fix: (text) => sgr('32', text),
  quiet: (text) => sgr('2', text),
};

export function paintWith(color: boolean): Paint {
  return color ? COLOR : NO_COLOR;
}

function sgr(code: string, text: string): string {
  return text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`;
}
