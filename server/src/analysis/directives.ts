import { nearest } from '../config';
import { type Comment, commentsOf, type Place, positionAt, type YamlDocument, type YamlFile } from '../yaml';

/** What people write in comments and annotations to have findings ignored. */
export interface Ignore {
  /** Empty where they are left out: then it ignores nothing. */
  readonly ids: readonly IgnoredId[];
  /** There are more ids than are read. */
  readonly isCut?: true;
  /** Stands where `ignore` was meant; then it ignores nothing. */
  readonly unknownVerb?: IgnoredId;
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

/** Whether an ignore comment or annotation may stand in a document; in nearly all stands none. */
export function maySuppress(document: YamlDocument): boolean {
  return document.text.includes('portcullis');
}

/** Ignore comments as they are written in one document. */
export function readIgnoreComments(document: YamlDocument): readonly IgnoreComment[] {
  // A file without the word needs no second look; nearly all are.
  if (!document.text.includes('portcullis:')) return [];
  const comments = commentsOf(document);
  const ownLines = new Set<number>();
  for (const comment of comments) if (comment.ownLine) ownLines.add(positionAt(document, comment.start).line);
  const firstLine = firstContentLine(document, ownLines);
  const below = linesBelow(ownLines);
  const found: IgnoreComment[] = [];
  for (const comment of comments) {
    const ignore = readIgnoreComment(comment);
    if (ignore === undefined) continue;
    const line = positionAt(document, comment.start).line;
    found.push({ ...ignore, comment, line: targetLine(line, comment, firstLine, below) });
  }
  return found;
}

/** `id: reason; id, id: reason`, one a line or parted by semicolons. */
export function readIgnoreAnnotation(value: string, node: Place): readonly Ignore[] {
  const found: Ignore[] = [];
  const source = node.document.text.slice(node.start, node.end);
  let from = 0;
  let left = MOST_IDS;
  for (const part of value.split(/[;\n]/)) {
    if (part.trim() === '') continue;
    if (left === 0)
      return [...found.slice(0, -1), ...found.slice(-1).map((last) => ({ ...last, isCut: true as const }))];
    const colon = part.indexOf(':');
    const ids = (colon < 0 ? part : part.slice(0, colon)).split(/[\s,]+/).filter((id) => id !== '');
    const reason = colon < 0 ? '' : part.slice(colon + 1).trim();
    const isCut = ids.length > left;
    const placed: IgnoredId[] = [];
    for (const id of ids.slice(0, left)) {
      // The value may be quoted, folded or escaped; where the id is not found literally, the whole value stands for it.
      const at = source.indexOf(id, from);
      if (at >= 0) from = at + id.length;
      const start = node.start + at;
      placed.push({
        id,
        place: at < 0 ? placeOfNode(node) : { document: node.document, start, end: start + id.length },
      });
    }
    // A part without ids counts, too: it is told, and there may be as many.
    left -= Math.max(1, placed.length);
    found.push({
      ids: placed,
      reason: reason === '' ? null : reason,
      place: placeOfNode(node),
      ...(isCut ? { isCut } : {}),
    });
  }
  return found;
}

/** Of one comment or annotation: more than there are guardrails. */
export const MOST_IDS = 100;

function readIgnoreComment(comment: Comment): Ignore | undefined {
  const { document, start, end } = comment;
  const text = document.text.slice(start, end);
  const head = /^#+\s*portcullis:\s*ignore(?=[\s,]|$|--)/.exec(text);
  if (head === null) return misspelt(comment, text);
  const rest = text.slice(head[0].length);
  const dashes = /(?:^|\s)--(?=\s|$)/.exec(rest);
  const list = dashes === null ? rest : rest.slice(0, dashes.index);
  const reason = dashes === null ? '' : rest.slice(dashes.index + dashes[0].length).trim();
  const ids = idsIn(list, { document, start: start + head[0].length });
  return {
    ids: ids.slice(0, MOST_IDS),
    reason: reason === '' ? null : reason,
    place: { document, start, end },
    ...(ids.length > MOST_IDS ? { isCut: true } : {}),
  };
}

/** Parted by commas or white space, and at most one more than is read. */
function idsIn(list: string, { document, start }: Omit<Place, 'end'>): IgnoredId[] {
  const ids: IgnoredId[] = [];
  let expects: 'id' | 'more' | 'comma' = 'id';
  for (const { 0: word, index } of list.matchAll(/,|[^\s,]+/g)) {
    if (word === ',') {
      expects = 'id';
      continue;
    }
    // What looks like no id is the beginning of a reason that somebody wrote from memory, without the dashes.
    if (expects === 'more' && !looksLikeId(word)) expects = 'comma';
    if (expects === 'comma') continue;
    ids.push({ id: word, place: { document, start: start + index, end: start + index + word.length } });
    if (ids.length > MOST_IDS) break;
    expects = 'more';
  }
  return ids;
}

/** `portcullis: ignroe host-port`: read as a directive where it can hardly be anything else. */
function misspelt({ document, start, end }: Comment, text: string): Ignore | undefined {
  const head = /^(#+\s*portcullis:\s*)([A-Za-z][\w-]*)[:,]?(?:\s+(\S+))?/.exec(text);
  const [, before = '', word = '', next = ''] = head ?? [];
  if (word === '' || (nearest(word, [IGNORE]) === undefined && !looksLikeId(next.replace(/,.*/, '')))) return undefined;
  const from = start + before.length;
  const unknownVerb = { id: word, place: { document, start: from, end: from + word.length } };
  return { ids: [], reason: null, place: { document, start, end }, unknownVerb };
}

const IGNORE = 'ignore';

/** Every guardrail's id has several words. */
function looksLikeId(word: string): boolean {
  return /^[a-z]+(?:-[a-z]+)+$/.test(word);
}

function targetLine(
  line: number,
  comment: Comment,
  firstLine: number,
  below: ReadonlyMap<number, number>,
): number | undefined {
  if (line < firstLine) return undefined;
  return comment.ownLine ? below.get(line) : line;
}

/** For each line that holds nothing but a comment, the next one that holds something else. */
function linesBelow(ownLines: ReadonlySet<number>): ReadonlyMap<number, number> {
  const below = new Map<number, number>();
  for (const line of [...ownLines].sort((a, b) => b - a)) below.set(line, below.get(line + 1) ?? line + 1);
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
