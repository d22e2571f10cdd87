import { type Comment, commentsOf, type Place, positionAt, type YamlDocument, type YamlFile } from '../yaml';

/** What people write in comments and annotations to have findings ignored. */
export interface Ignore {
  /** Empty where they are left out: then it ignores nothing. */
  readonly ids: readonly IgnoredId[];
  readonly reason: string | null;
  /** The comment, or the value of the annotation. */
  readonly place: Place;
}

export interface IgnoredId {
  readonly id: string;
  readonly place: Place;
}

export interface IgnoreComment extends Ignore {
  readonly comment: Comment;
  /** Lines of the document it speaks of; undefined: the whole document. */
  readonly line: number | undefined;
}

export const IGNORE_ANNOTATION = 'portcullis.dev/ignore';

/** Ignore comments of a file by the document they act on; that of a head above the first `---` is the next one. */
export function ignoreCommentsOf(
  file: YamlFile,
  inDocument: (document: YamlDocument) => readonly IgnoreComment[],
): ReadonlyMap<YamlDocument, readonly IgnoreComment[]> {
  const found = new Map<YamlDocument, readonly IgnoreComment[]>();
  let above: readonly IgnoreComment[] = [];
  for (const { document } of file.documents) {
    const own = inDocument(document);
    const all = above.length === 0 ? own : [...above, ...own];
    const onlyComments = document.root === null && document.problems.length === 0;
    above = onlyComments ? all.map((comment) => ({ ...comment, line: undefined })) : [];
    if (!onlyComments && all.length > 0) found.set(document, all);
  }
  return found;
}

/** Ignore comments as they are written in one document. */
export function readIgnoreComments(document: YamlDocument): readonly IgnoreComment[] {
  // A file without the word needs no second look; nearly all are.
  if (!document.text.includes('portcullis:')) return [];
  const comments = commentsOf(document);
  const ownLines = new Set<number>();
  for (const comment of comments) if (comment.ownLine) ownLines.add(positionAt(document, comment.start).line);
  const firstLine = firstContentLine(document, ownLines);
  const found: IgnoreComment[] = [];
  for (const comment of comments) {
    const ignore = readIgnoreComment(comment);
    if (ignore === undefined) continue;
    const line = positionAt(document, comment.start).line;
    found.push({ ...ignore, comment, line: targetLine(line, comment, firstLine, ownLines) });
  }
  return found;
}

/** `id: reason; id, id: reason`, one a line or parted by semicolons. */
export function readIgnoreAnnotation(value: string, node: Place): readonly Ignore[] {
  const found: Ignore[] = [];
  const text = node.document.text;
  let from = node.start;
  for (const part of value.split(/[;\n]/)) {
    if (part.trim() === '') continue;
    const colon = part.indexOf(':');
    const ids = (colon < 0 ? part : part.slice(0, colon)).split(/[\s,]+/).filter((id) => id !== '');
    const reason = colon < 0 ? '' : part.slice(colon + 1).trim();
    const placed: IgnoredId[] = [];
    for (const id of ids) {
      // The value may be quoted, folded or escaped; where the id is not found literally, the whole value stands for it.
      const at = text.indexOf(id, from);
      const literal = at >= 0 && at + id.length <= node.end;
      if (literal) from = at + id.length;
      placed.push({
        id,
        place: literal ? { document: node.document, start: at, end: at + id.length } : placeOfNode(node),
      });
    }
    found.push({ ids: placed, reason: reason === '' ? null : reason, place: placeOfNode(node) });
  }
  return found;
}

function readIgnoreComment(comment: Comment): Ignore | undefined {
  const { document, start, end } = comment;
  const text = document.text.slice(start, end);
  const head = /^#+\s*portcullis:\s*ignore(?=[\s,]|$|--)/.exec(text);
  if (head === null) return undefined;
  const rest = text.slice(head[0].length);
  const dashes = /(?:^|\s)--(?=\s|$)/.exec(rest);
  const list = dashes === null ? rest : rest.slice(0, dashes.index);
  const reason = dashes === null ? '' : rest.slice(dashes.index + dashes[0].length).trim();
  const ids: IgnoredId[] = [];
  let at = start + head[0].length;
  for (const part of list.split(',')) {
    // Words behind an id, without the dashes, are a reason that somebody wrote from memory.
    const word = /\S+/.exec(part);
    if (word !== null) {
      const from = at + word.index;
      ids.push({ id: word[0], place: { document, start: from, end: from + word[0].length } });
    }
    at += part.length + 1;
  }
  return { ids, reason: reason === '' ? null : reason, place: { document, start, end } };
}

function targetLine(
  line: number,
  comment: Comment,
  firstLine: number,
  ownLines: ReadonlySet<number>,
): number | undefined {
  if (line < firstLine) return undefined;
  if (!comment.ownLine) return line;
  let below = line + 1;
  while (ownLines.has(below)) below += 1;
  return below;
}

/** The first line that is neither blank, comment, directive nor the `---` of the document. */
function firstContentLine(document: YamlDocument, ownLines: ReadonlySet<number>): number {
  const { lineStarts, text } = document;
  for (let line = 0; line < lineStarts.length; line++) {
    if (ownLines.has(line)) continue;
    const content = text.slice(lineStarts[line], lineStarts[line + 1]).trim();
    if (content === '' || content.startsWith('%') || /^---(\s+#.*)?$/.test(content)) continue;
    return line;
  }
  return lineStarts.length;
}

function placeOfNode({ document, start, end }: Place): Place {
  return { document, start, end };
}
