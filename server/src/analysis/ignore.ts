import type { KubernetesObject } from '../kubernetes';
import type { Snapshot } from '../workspace';
import {
  get,
  insertKey,
  type MappingNode,
  offsetIn,
  pathAt,
  replaceScalar,
  type TextEdit,
  type YamlDocument,
} from '../yaml';
import { IGNORE_ANNOTATION, type IgnoreComment, readIgnoreComments } from './directives';
import { findingFix } from './drafts';
import type { Finding, FindingFix } from './finding';

/** A comment on the line above the finding, joined to an ignore comment that is there already. */
export function ignoreHere(snapshot: Snapshot, finding: Finding): FindingFix | undefined {
  const found = documentOf(snapshot, finding);
  // JSON has no comments.
  if (found === undefined || finding.file.endsWith('.json')) return undefined;
  const edit = commentEdit(found.document, finding.range.start.line - found.startLine, finding.guardrail);
  return fixOf(snapshot, `Ignore ${finding.guardrail} here`, edit);
}

/** The annotation on the object. Undefined where there is no object, or where it cannot be edited. */
export function ignoreForObject(snapshot: Snapshot, finding: Finding): FindingFix | undefined {
  const found = documentOf(snapshot, finding);
  if (found === undefined || found.document.hasPlaceholders) return undefined;
  const object = objectAt(snapshot, finding, found.document, found.offset);
  if (object === undefined) return undefined;
  const root = object.node.synthetic === true ? object.document.root : object.node;
  const edit = root?.type === 'mapping' ? annotationEdit(root, finding.guardrail) : undefined;
  return fixOf(snapshot, `Ignore ${finding.guardrail} for ${finding.object?.kind ?? object.kind}`, edit);
}

interface Found {
  readonly document: YamlDocument;
  readonly startLine: number;
  readonly offset: number;
}

function documentOf(snapshot: Snapshot, finding: Finding): Found | undefined {
  const file = snapshot.file(finding.file);
  const found = file === undefined ? undefined : offsetIn(file, finding.range.start);
  if (found === undefined) return undefined;
  return { document: found.document, startLine: found.placed.startLine, offset: found.offset };
}

function fixOf(snapshot: Snapshot, title: string, edit: TextEdit | undefined): FindingFix | undefined {
  return edit === undefined ? undefined : findingFix(snapshot, { title, safe: false, edits: [edit] });
}

function commentEdit(document: YamlDocument, line: number, id: string): TextEdit | undefined {
  const comments = readIgnoreComments(document);
  const there = comments.find((comment) => comment.line === line && comment.unknownVerb === undefined);
  if (there !== undefined) return joined(there, id);

  const start = document.lineStarts[line];
  if (start === undefined || isInsideScalar(document, start)) return undefined;
  const content = document.text.slice(start, document.lineStarts[line + 1]);
  const text = `# portcullis: ignore ${id}`;
  if (isHead(document, line)) {
    // Above the first line of a document it would speak of all of it.
    const end = start + content.trimEnd().length;
    return isInsideScalar(document, end) ? undefined : { document, start: end, end, text: `  ${text}` };
  }
  const indentation = /^[ \t]*/.exec(content)?.[0] ?? '';
  return { document, start, end: start, text: `${indentation}${text}${lineEndOf(document)}` };
}

function joined({ ids, place }: IgnoreComment, id: string): TextEdit | undefined {
  const last = ids.at(-1)?.place;
  if (last !== undefined) return { document: place.document, start: last.end, end: last.end, text: `, ${id}` };
  const word = /^#+\s*portcullis:\s*ignore/.exec(place.document.text.slice(place.start, place.end));
  const end = place.start + (word?.[0].length ?? 0);
  return { document: place.document, start: end, end, text: ` ${id}` };
}

/** Nothing but comments, blank lines and `---` stands above the line, or `---` stands on it. */
function isHead(document: YamlDocument, line: number): boolean {
  const above = document.text.slice(0, document.lineStarts[line]);
  const isOnMarker = line === 0 && document.text.startsWith('---');
  return isOnMarker || above.split(/\r?\n/).every((other) => /^\s*(?:#.*|---(?:\s+#.*)?|%.*)?$/.test(other));
}

/** A `#` would be text there. */
function isInsideScalar(document: YamlDocument, offset: number): boolean {
  const leaf = pathAt(document, offset).at(-1);
  return leaf?.type === 'scalar' && leaf.start < offset && offset < leaf.end;
}

function lineEndOf(document: YamlDocument): string {
  return document.text.includes('\r\n') ? '\r\n' : '\n';
}

function objectAt(
  snapshot: Snapshot,
  finding: Finding,
  document: YamlDocument,
  offset: number,
): KubernetesObject | undefined {
  const wanted = finding.object;
  if (wanted === null) return undefined;
  const nameOf = (object: KubernetesObject) => (object.name.state === 'known' ? object.name.value : null);
  for (const environment of snapshot.environmentsOf(finding.file)) {
    for (const object of snapshot.objectsIn(environment, finding.file)) {
      if (object.document !== document || object.kind !== wanted.kind || nameOf(object) !== wanted.name) continue;
      const { node } = object;
      if (node.synthetic === true || (node.start <= offset && offset <= node.end)) return object;
    }
  }
  return undefined;
}

function annotationEdit(root: MappingNode, id: string): TextEdit | undefined {
  const metadata = get(root, 'metadata');
  if (metadata?.type !== 'mapping') return undefined;
  const annotations = get(metadata, 'annotations');
  if (annotations === undefined) return insertKey(metadata, 'annotations', { [IGNORE_ANNOTATION]: id });
  if (annotations.type !== 'mapping') return undefined;
  const value = get(annotations, IGNORE_ANNOTATION);
  if (value === undefined) return insertKey(annotations, IGNORE_ANNOTATION, id);
  if (value.type !== 'scalar') return undefined;
  return replaceScalar(value, value.text.trim() === '' ? id : `${value.text.trimEnd()}; ${id}`);
}
