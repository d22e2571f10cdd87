import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  entriesOf,
  keyName,
  type MappingNode,
  type PlacedDocument,
  readFile,
  type YamlNode,
} from '../../../server/src/yaml';

/** One of the applications of `chosen.csv`, read with nothing but the YAML room: what is broken in it is no matter of the engine's own reading. */
export interface Application {
  readonly name: string;
  readonly repository: string;
  readonly files: ReadonlyMap<string, string>;
  readonly manifests: readonly Manifest[];
  readonly placed: ReadonlyMap<string, readonly PlacedDocument[]>;
}

export interface Manifest {
  readonly kind: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly namespace: string;
  readonly node: MappingNode;
}

export interface Chosen {
  readonly application: string;
  readonly repository: string;
  /** Files and folders; one that ends with `*` is the start of names. */
  readonly paths: readonly string[];
}

export function readApplication(folder: string, { application, repository, paths }: Chosen): Application {
  const root = join(folder, repository);
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((name) => paths.some((path) => isUnder(name, path)))
    .sort();
  const files = new Map(names.map((name) => [name, readFileSync(join(root, name), 'utf8')]));
  const placed = new Map([...files].map(([path, text]) => [path, readFile(path, text).documents]));
  const manifests = [...placed.values()].flat().flatMap(({ document }) => manifestsIn(document.root));
  return { name: application, repository, files, manifests, placed };
}

/** A List counts as its items. What a template fills in is no manifest yet. */
function manifestsIn(root: YamlNode | null): readonly Manifest[] {
  if (root?.type !== 'mapping' || root.document.hasPlaceholders) return [];
  const items = at(root, 'items');
  if (items?.type === 'sequence') return items.items.flatMap(manifestsIn);
  const kind = text(at(root, 'kind'));
  const apiVersion = text(at(root, 'apiVersion'));
  const name = text(at(root, 'metadata', 'name'));
  if (kind === undefined || apiVersion === undefined || name === undefined) return [];
  return [{ kind, apiVersion, name, namespace: text(at(root, 'metadata', 'namespace')) ?? '', node: root }];
}

function isUnder(name: string, path: string): boolean {
  return path.endsWith('*') ? name.startsWith(path.slice(0, -1)) : name === path || name.startsWith(`${path}/`);
}

/** The node at the end of a way of keys and indexes. */
export function at(node: YamlNode | undefined, ...way: readonly (string | number)[]): YamlNode | undefined {
  let current = node;
  for (const step of way) {
    if (current?.type === 'alias') current = current.target ?? undefined;
    if (typeof step === 'number') current = current?.type === 'sequence' ? current.items[step] : undefined;
    else current = current?.type === 'mapping' ? pairAt(current, step)?.value : undefined;
  }
  return current;
}

export function pairAt(mapping: YamlNode | undefined, key: string) {
  return mapping?.type === 'mapping' ? entriesOf(mapping).find((pair) => keyName(pair.key) === key) : undefined;
}

export function text(node: YamlNode | undefined): string | undefined {
  return node?.type === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

export function number(node: YamlNode | undefined): number | undefined {
  return node?.type === 'scalar' && typeof node.value === 'number' ? node.value : undefined;
}

export function items(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.type === 'sequence' ? node.items : [];
}

/** Keys and values of a map of strings, with their nodes. */
export function labelsAt(node: YamlNode | undefined): readonly Label[] {
  if (node?.type !== 'mapping') return [];
  return entriesOf(node).flatMap(({ key, value }) => {
    const name = keyName(key);
    const said = text(value);
    return name === undefined || said === undefined ? [] : [{ name, value: said, key, node: value }];
  });
}

export interface Label {
  readonly name: string;
  readonly value: string;
  readonly key: YamlNode;
  readonly node: YamlNode;
}
