import { paintWith, wrap } from '../reports';

const DEFAULT_WIDTH = 80;

/** A page of Markdown as it reads well in a terminal: headings, paragraphs in lines that fit, examples set in. */
export function pageForTerminal(page: string, color: boolean, columns: number | undefined): string {
  const paint = paintWith(color);
  const width = Math.max(40, Math.min(100, columns ?? DEFAULT_WIDTH));
  const lines: string[] = [];
  let paragraph: string[] = [];
  let inFence = false;
  const endParagraph = (): void => {
    if (paragraph.length === 0) return;
    const [first = ''] = paragraph;
    const hang = /^\s*(?:[-*]|\d+\.) /.exec(first)?.[0].length ?? 0;
    const words = paragraph.map((line) => line.trim()).join(' ');
    for (const [index, line] of wrap(plain(words), width - hang).entries()) {
      lines.push(index === 0 ? line : ' '.repeat(hang) + line);
    }
    paragraph = [];
  };
  for (const line of page.replace(/\r\n/g, '\n').split('\n')) {
    if (/^\s*(?:```|~~~)/.test(line)) {
      endParagraph();
      inFence = !inFence;
    } else if (inFence) {
      lines.push(`    ${paint.related(line)}`.trimEnd());
    } else if (/^#+ /.test(line)) {
      endParagraph();
      lines.push(paint.strong(line.replace(/^#+ /, '')));
    } else if (/^\s*\|/.test(line)) {
      endParagraph();
      lines.push(plain(line));
    } else if (line.trim() === '') {
      endParagraph();
      if (lines.at(-1) !== '') lines.push('');
    } else {
      if (/^\s*(?:[-*]|\d+\.) /.test(line)) endParagraph();
      paragraph.push(line);
    }
  }
  endParagraph();
  return `${lines.join('\n').trim()}\n`;
}

/** Emphasis and links without their marks; code keeps its backticks, which read well anywhere. */
function plain(text: string): string {
  return text.replace(/\*\*([^*]+)\*\*/g, '$1').replace(/\[([^\]]+)\]\(([^)]+)\)/g, '$1 ($2)');
}
