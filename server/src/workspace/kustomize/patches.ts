import { isBroken } from '../../kubernetes';
import { type MappingNode, type Place, readFile, type ScalarNode, type YamlDocument, type YamlNode } from '../../yaml';
import type { FileRecord } from '../records';
import { applyJsonPatch } from './json-patch';
import { namedEntries, type PatchEntry } from './kustomization';
import { isTooLarge, type Meter, STEPS_A_NODE } from './meter';
import { emptyMapping, withPairs } from './nodes';
import { isKnownKind, withRoot } from './resource';
import { isNamed, nameOfPatch, readSelector, type Selector } from './select';
import { mergeStrategic } from './strategic-merge';
import type { ResourceSet, Tracked } from './tracked';

interface Records {
  get(path: string): FileRecord | undefined;
}

/** Applies one patch entry of a kustomization. False where the patch itself cannot be had: it may mean anything then. */
export function applyPatch(resources: ResourceSet, entry: PatchEntry, records: Records, meter: Meter): boolean {
  const documents = patchDocuments(entry, records);
  const selector = entry.target === undefined ? undefined : readSelector(entry.target);
  if (documents === undefined || entry.hasOptions) {
    for (const index of selected(resources, selector, meter).keys()) forget(resources, index);
    return documents !== undefined;
  }
  for (const root of documents) {
    const meant = selector === undefined ? namedBy(resources, root, meter) : selected(resources, selector, meter);
    for (const [index, certain] of meant) {
      if (!meter.spend(1 + meter.sizeOf(root).nodes * STEPS_A_NODE)) return true;
      const item = resources.at(index);
      if (item === undefined) continue;
      if (certain) resources.replace(index, applyTo(item, root, entry, meter));
      else forget(resources, index);
    }
  }
  return true;
}

/** Those a selector means, with how sure that is; without one, all of them. */
function selected(resources: ResourceSet, selector: Selector | undefined, meter: Meter): ReadonlyMap<number, boolean> {
  const found = new Map<number, boolean>();
  for (const index of resources.candidates(selector?.name, selector?.kind)) {
    if (!meter.spend(STEPS_A_LOOK * (1 + (selector?.cost ?? 0)))) break;
    const item = resources.at(index);
    if (item === undefined) continue;
    const answer = selector === undefined ? true : selector.selects(item.resource);
    if (answer !== false) found.set(index, answer === true);
  }
  return found;
}

/** A patch finds its object by kind, name and namespace; where no namespace fits, by kind and name alone. */
function namedBy(resources: ResourceSet, root: YamlNode, meter: Meter): ReadonlyMap<number, boolean> {
  const found = new Map<number, boolean>();
  const name = root.type === 'mapping' ? nameOfPatch(root) : undefined;
  if (name === undefined) return found;
  const close: number[] = [];
  for (const index of resources.candidates(name.name ?? '', name.kind)) {
    if (!meter.spend(STEPS_A_LOOK)) break;
    const resource = resources.at(index)?.resource;
    if (resource === undefined || !isNamed(resource, name, false)) continue;
    close.push(index);
    if (isNamed(resource, name, true)) found.set(index, true);
  }
  return found.size > 0 ? found : new Map(close.map((index) => [index, true]));
}

/** To look whether a patch means a resource is cheap beside changing it. */
const STEPS_A_LOOK = 1 / 5;

function forget(resources: ResourceSet, index: number): void {
  const item = resources.at(index);
  if (item !== undefined) resources.replace(index, { ...item, isUnknown: true });
}

/** Undefined where the patch deletes it. */
function applyTo(item: Tracked, root: YamlNode, { kind }: PatchEntry, meter: Meter): Tracked | undefined {
  const { resource } = item;
  const unknown = { ...item, isUnknown: true };
  if (root.type === 'sequence' && kind !== 'strategic') {
    const changed = applyJsonPatch(resource.root, root.items, meter);
    return changed === undefined ? unknown : { ...item, resource: withRoot(resource, changed) };
  }
  if (root.type !== 'mapping' || kind === 'json') return unknown;
  const merged = mergeStrategic(resource.root, withoutIdentity(root), isKnownKind(resource));
  if (merged.kind === 'deleted') return undefined;
  if (merged.kind === 'unsupported' || isTooLarge(meter.sizeOf(merged.root))) return unknown;
  return { ...item, resource: withRoot(resource, merged.root) };
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
function patchDocuments({ path, inline }: PatchEntry, records: Records): readonly YamlNode[] | undefined {
  if (path !== undefined) {
    const documents = records.get(path)?.file?.documents.map((placed) => placed.document);
    return documents === undefined || documents.some(isBroken) ? undefined : rootsOf(documents);
  }
  if (inline?.type === 'mapping' || inline?.type === 'sequence') return [inline];
  if (inline?.type !== 'scalar' || typeof inline.value === 'symbol') return undefined;
  const documents = readFile(inline.document.path, inline.text).documents.map((placed) => placed.document);
  if (documents.some(isBroken) || rootsOf(documents).some((root) => growsByAliases(root, inline.text.length))) {
    return undefined;
  }
  const lines = linesOf(inline);
  // A document behind a `---` of the text is too rare to count its lines.
  return documents.flatMap(({ root, text }) =>
    root === null ? [] : moved(root, inline, inline.text.startsWith(text) ? lines : undefined),
  );
}

function rootsOf(documents: readonly YamlDocument[]): readonly YamlNode[] {
  return documents.flatMap(({ root }) => root ?? []);
}

/** Without aliases there are fewer nodes than characters; with them there may be any number. */
function growsByAliases(root: YamlNode, characters: number): boolean {
  let left = characters * 2 + 10;
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    left -= 1;
    if (left < 0) return true;
    if (node.type === 'alias' && node.target !== null) pending.push(node.target);
    if (node.type === 'sequence') for (const item of node.items) pending.push(item);
    if (node.type === 'mapping') for (const { key, value } of node.pairs) pending.push(key, value);
  }
  return false;
}

/** A tree read from the text of a scalar, standing where that text stands in the document of the scalar. */
function moved(node: YamlNode, to: ScalarNode, lines: Lines | undefined): YamlNode {
  const place = placeWithin(node, to, lines);
  if (node.type === 'alias') return node.target === null ? emptyMapping(to) : moved(node.target, to, lines);
  if (node.type === 'sequence') {
    return { ...node, ...place, items: node.items.map((item) => moved(item, to, lines)), synthetic: true };
  }
  if (node.type === 'scalar') return { ...node, ...place };
  return withPairs(
    { ...node, ...place },
    namedEntries(node).map(([, value, key]) => ({ key: moved(key, to, lines), value: moved(value, to, lines) })),
  );
}

/** Where the lines of a literal block begin, in its text and in the document. */
interface Lines {
  readonly inText: readonly number[];
  readonly inDocument: readonly number[];
}

/** Lines of a literal block stand in the file as they are, but for the indentation. */
function linesOf(to: ScalarNode): Lines | undefined {
  if (to.style !== 'literal') return undefined;
  const source = to.document.text.slice(to.start, to.end);
  const indent =
    source
      .split('\n')
      .slice(1)
      .find((line) => line.trim() !== '')
      ?.search(/\S/) ?? 0;
  // The first line of the source is the `|`.
  const starts = lineStarts(source).slice(1);
  return { inText: lineStarts(to.text), inDocument: starts.map((start) => to.start + start + indent) };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

/** Exact in a literal block; else the whole scalar. */
function placeWithin(node: YamlNode, to: ScalarNode, lines: Lines | undefined): Place {
  const whole = { document: to.document, start: to.start, end: to.end };
  if (lines === undefined) return whole;
  const start = sourceOffset(node.start, lines);
  const end = sourceOffset(node.end, lines);
  return start === undefined || end === undefined || end < start ? whole : { document: to.document, start, end };
}

function sourceOffset(offset: number, { inText, inDocument }: Lines): number | undefined {
  let low = 0;
  let high = inText.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((inText[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const line = inDocument[low];
  return line === undefined ? undefined : line + offset - (inText[low] ?? 0);
}
