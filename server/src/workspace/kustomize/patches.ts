import { type MappingNode, type Place, readFile, type ScalarNode, type YamlDocument, type YamlNode } from '../../yaml';
import type { FileRecord } from '../records';
import { applyJsonPatch } from './json-patch';
import { isBroken, namedEntries, type PatchEntry } from './kustomization';
import { emptyMapping, withPairs } from './nodes';
import { isKnownKind, type Resource, withRoot } from './resource';
import { isNamed, isSelected } from './select';
import { mergeStrategic } from './strategic-merge';

/** What patches made of a resource: gone, or of unknown content. */
export type Patched =
  | { readonly kind: 'known' | 'unknown'; readonly resource: Resource }
  | { readonly kind: 'deleted' };

/** The resources after one patch entry of a kustomization. */
export function applyPatch(
  resources: readonly Resource[],
  entry: PatchEntry,
  records: { get(path: string): FileRecord | undefined },
): readonly Patched[] {
  const documents = patchDocuments(entry, records);
  if (documents === undefined || entry.hasOptions) return resources.map((resource) => orUnknown(resource, entry));
  let patched: readonly Patched[] = resources.map((resource) => ({ kind: 'known', resource }));
  for (const root of documents) patched = applyDocument(patched, root, entry);
  return patched;
}

/** The patch cannot be read: whatever it may be meant for is unknown. */
function orUnknown(resource: Resource, { target }: PatchEntry): Patched {
  const isMeant = target === undefined || isSelected(resource, target) !== false;
  return { kind: isMeant ? 'unknown' : 'known', resource };
}

function applyDocument(patched: readonly Patched[], root: YamlNode, entry: PatchEntry): readonly Patched[] {
  const isMeant = root.type === 'mapping' && entry.target === undefined ? namedIn(patched, root) : undefined;
  return patched.map((item) => {
    if (item.kind !== 'known') return item;
    const { resource } = item;
    const meant = isMeant ? isMeant(resource) : entry.target ? isSelected(resource, entry.target) : false;
    if (meant === false) return item;
    return meant ? applyTo(resource, root, entry) : { kind: 'unknown', resource };
  });
}

/** A patch finds its object by kind, name and namespace; where no namespace fits, by kind and name alone. */
function namedIn(patched: readonly Patched[], root: MappingNode): (resource: Resource) => boolean {
  const withNamespace = patched.some((item) => item.kind !== 'deleted' && isNamed(item.resource, root, true));
  return (resource) => isNamed(resource, root, withNamespace);
}

function applyTo(resource: Resource, root: YamlNode, { kind }: PatchEntry): Patched {
  if (root.type === 'sequence' && kind !== 'strategic') {
    const changed = applyJsonPatch(resource.root, root.items);
    if (changed === undefined) return { kind: 'unknown', resource };
    return { kind: 'known', resource: withRoot(resource, changed) };
  }
  if (root.type !== 'mapping' || kind === 'json') return { kind: 'unknown', resource };
  const merged = mergeStrategic(resource.root, withoutIdentity(root), isKnownKind(resource));
  if (merged.kind === 'deleted') return merged;
  if (merged.kind === 'unsupported') return { kind: 'unknown', resource };
  return { kind: 'known', resource: withRoot(resource, merged.root) };
}

/** A strategic patch never changes what the object is or how it is called. */
function withoutIdentity(patch: MappingNode): MappingNode {
  return withPairs(
    patch,
    namedEntries(patch).flatMap(([name, value, key]) => {
      if (name === 'apiVersion' || name === 'kind') return [];
      if (name !== 'metadata' || value.type !== 'mapping') return [{ key, value }];
      const kept = namedEntries(value).filter(([inner]) => inner !== 'name' && inner !== 'namespace');
      return [
        {
          key,
          value: withPairs(
            value,
            kept.map(([, node, innerKey]) => ({ key: innerKey, value: node })),
          ),
        },
      ];
    }),
  );
}

/** The roots of a patch's documents; undefined where it cannot be read. */
function patchDocuments(
  { path, inline }: PatchEntry,
  records: { get(path: string): FileRecord | undefined },
): readonly YamlNode[] | undefined {
  if (path !== undefined) {
    const documents = records.get(path)?.file?.documents.map((placed) => placed.document);
    return documents === undefined || documents.some(isBroken) ? undefined : rootsOf(documents);
  }
  if (inline?.type === 'mapping' || inline?.type === 'sequence') return [inline];
  if (inline?.type !== 'scalar' || typeof inline.value === 'symbol') return undefined;
  const documents = readFile(inline.document.path, inline.text).documents.map((placed) => placed.document);
  return documents.some(isBroken) ? undefined : rootsOf(documents).map((root) => moved(root, inline));
}

function rootsOf(documents: readonly YamlDocument[]): readonly YamlNode[] {
  return documents.flatMap(({ root }) => root ?? []);
}

/** A tree read from the text of a scalar, standing where that text stands in the document of the scalar. */
function moved(node: YamlNode, to: ScalarNode): YamlNode {
  const place = placeWithin(node, to);
  if (node.type === 'alias') return node.target === null ? emptyMapping(to) : moved(node.target, to);
  if (node.type === 'sequence') {
    return { ...node, ...place, items: node.items.map((item) => moved(item, to)), synthetic: true };
  }
  if (node.type === 'scalar') return { ...node, ...place };
  return withPairs(
    { ...node, ...place },
    namedEntries(node).map(([, value, key]) => ({ key: moved(key, to), value: moved(value, to) })),
  );
}

/** Exact in a literal block, whose lines stand in the file as they are but for the indentation; else the whole scalar. */
function placeWithin(node: YamlNode, to: ScalarNode): Place {
  const whole = { document: to.document, start: to.start, end: to.end };
  if (to.style !== 'literal') return whole;
  const start = sourceOffset(node.document, node.start, to);
  const end = sourceOffset(node.document, node.end, to);
  return start === undefined || end === undefined || end < start ? whole : { document: to.document, start, end };
}

function sourceOffset(inner: YamlDocument, offset: number, to: ScalarNode): number | undefined {
  const source = to.document.text.slice(to.start, to.end).split('\n');
  // A document behind a `---` of the text is too rare to count its lines.
  if (!to.text.startsWith(inner.text.slice(0, offset))) return undefined;
  const before = to.text.slice(0, offset).split('\n');
  const indent =
    source
      .slice(1)
      .find((line) => line.trim() !== '')
      ?.search(/\S/) ?? 0;
  const column = before.at(-1)?.length ?? 0;
  const lines = source.slice(0, before.length);
  return to.start + lines.reduce((sum, line) => sum + line.length + 1, 0) + indent + column;
}
