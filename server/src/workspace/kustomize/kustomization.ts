import { isBroken } from '../../kubernetes';
import {
  deref,
  entriesOf,
  get,
  keyName,
  type MappingNode,
  mappingAt,
  type ScalarNode,
  type YamlFile,
  type YamlNode,
} from '../../yaml';
import { folderOf } from '../discovery';
import type { FileRecord } from '../records';

/** What a kustomization file says, as nodes: whatever comes of it points back to where it was written. */
export interface Kustomization {
  /** What it was read from. */
  readonly file: YamlFile | undefined;
  readonly path: string;
  readonly folder: string;
  /** A component only adds to others; alone it is never the whole. */
  readonly isComponent: boolean;
  /** Its text does not parse: what it does is unknown. */
  readonly isBroken: boolean;
  /** `resources` and `bases`: files, folders or addresses. */
  readonly resources: readonly ScalarNode[];
  readonly components: readonly ScalarNode[];
  readonly namespace: ScalarNode | undefined;
  readonly namePrefix: ScalarNode | undefined;
  readonly nameSuffix: ScalarNode | undefined;
  readonly labels: readonly LabelRule[];
  readonly annotations: MappingNode | undefined;
  /** In the order in which they are applied. */
  readonly patches: readonly PatchEntry[];
  /** `patchesJson6902` come after names and labels. */
  readonly latePatches: readonly PatchEntry[];
  readonly images: readonly MappingNode[];
  readonly replicas: readonly MappingNode[];
  readonly replacements: readonly YamlNode[];
  /** Names of variables: `$(NAME)` in a value is filled in. */
  readonly variables: readonly string[];
  /** Something brings objects that no file shows (a generator plugin, a Helm chart, an address). */
  readonly bringsUnknownObjects: boolean;
  /** A transformer of somebody's own may change any field of any object. */
  readonly changesUnknownFields: boolean;
  /** Files that teach kustomize about fields and kinds. */
  readonly configurations: readonly ScalarNode[];
  /** Every file it names, objects and kustomizations aside: patches, inputs of generators, configurations. */
  readonly inputs: readonly string[];
}

export interface LabelRule {
  readonly pairs: MappingNode;
  readonly includeSelectors: boolean;
  readonly includeTemplates: boolean;
  /** Fields of somebody's own choosing. */
  readonly hasFields: boolean;
}

export interface PatchEntry {
  /** A file, or the patch itself as text or mapping. */
  readonly path: string | undefined;
  readonly inline: YamlNode | undefined;
  readonly target: MappingNode | undefined;
  readonly kind: 'strategic' | 'json' | 'either';
  /** Options that let it change what an object is called. */
  readonly hasOptions: boolean;
}

export function readKustomization(record: FileRecord): Kustomization {
  const document = record.file?.documents.map((placed) => placed.document).find(({ root }) => root !== null);
  const root = document?.root == null ? undefined : deref(document.root);
  const folder = folderOf(record.path);
  if (root?.type !== 'mapping')
    return {
      ...EMPTY,
      file: record.file,
      path: record.path,
      folder,
      isBroken: document !== undefined && isBroken(document),
    };
  const patches = [
    ...items(root, 'patchesStrategicMerge').map((node) => strategicPatch(folder, node)),
    ...mappings(root, 'patches').map((node) => patchEntry(folder, node, 'either')),
  ];
  const latePatches = mappings(root, 'patchesJson6902').map((node) => patchEntry(folder, node, 'json'));
  const configurations = scalars(root, 'configurations');
  const replacements = items(root, 'replacements');
  return {
    file: record.file,
    path: record.path,
    folder,
    isComponent: textAt(root, 'kind') === 'Component',
    isBroken: document !== undefined && isBroken(document),
    resources: [...scalars(root, 'resources'), ...scalars(root, 'bases')],
    components: scalars(root, 'components'),
    namespace: textNode(root, 'namespace'),
    namePrefix: textNode(root, 'namePrefix'),
    nameSuffix: textNode(root, 'nameSuffix'),
    labels: labelRules(root),
    annotations: mappingAt(root, 'commonAnnotations'),
    patches,
    latePatches,
    images: mappings(root, 'images'),
    replicas: mappings(root, 'replicas'),
    replacements,
    variables: mappings(root, 'vars').flatMap((variable) => textAt(variable, 'name') ?? []),
    bringsUnknownObjects: ['generators', 'helmCharts', 'helmChartInflationGenerator'].some(
      (key) => items(root, key).length > 0,
    ),
    changesUnknownFields: items(root, 'transformers').length > 0,
    configurations,
    inputs: [
      ...[...patches, ...latePatches].flatMap(({ path }) => path ?? []),
      ...generatorInputs(folder, root),
      ...configurations.flatMap((node) => resolvePath(folder, node.text) ?? []),
      ...scalars(root, 'crds').flatMap((node) => resolvePath(folder, node.text) ?? []),
      ...['transformers', 'generators', 'validators'].flatMap((key) =>
        scalars(root, key).flatMap((node) => resolvePath(folder, node.text) ?? []),
      ),
      ...replacements.flatMap((node) => (node.type === 'mapping' ? fileOf(folder, node, 'path') : [])),
      ...(mappingAt(root, 'openapi') ? fileOf(folder, mappingAt(root, 'openapi') ?? root, 'path') : []),
    ],
  };
}

/** A path of a kustomization as a path of the workspace; undefined where it leads out of it or is an address. */
export function resolvePath(folder: string, path: string): string | undefined {
  if (isRemote(path) || path.startsWith('/')) return undefined;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.replace(/\\/g, '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** An address of a git repository or a file on the web. */
export function isRemote(path: string): boolean {
  return /^[a-z+]+:\/\/|^git(?:::|@)|^[\w.-]+@[\w.-]+:|^(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|ssh\.)[/:]|[?&]ref=|\.git(?:\/\/|$)/i.test(
    path,
  );
}

export function textAt(mapping: MappingNode, key: string): string | undefined {
  return textNode(mapping, key)?.text;
}

/** A scalar that says something. */
export function textNode(mapping: MappingNode, key: string): ScalarNode | undefined {
  const node = get(mapping, key);
  return node?.type === 'scalar' && node.value !== null && node.text !== '' ? node : undefined;
}

/** The entries of a list, behind aliases; nothing for what is no list. */
export function items(mapping: MappingNode, key: string): readonly YamlNode[] {
  const node = get(mapping, key);
  return node?.type === 'sequence' ? node.items.map(deref) : [];
}

export function mappings(mapping: MappingNode, key: string): readonly MappingNode[] {
  return items(mapping, key).filter((node) => node.type === 'mapping');
}

const EMPTY: Omit<Kustomization, 'file' | 'path' | 'folder' | 'isBroken'> = {
  isComponent: false,
  resources: [],
  components: [],
  namespace: undefined,
  namePrefix: undefined,
  nameSuffix: undefined,
  labels: [],
  annotations: undefined,
  patches: [],
  latePatches: [],
  images: [],
  replicas: [],
  replacements: [],
  variables: [],
  bringsUnknownObjects: false,
  changesUnknownFields: false,
  configurations: [],
  inputs: [],
};

function scalars(mapping: MappingNode, key: string): readonly ScalarNode[] {
  return items(mapping, key).filter((node) => node.type === 'scalar');
}

function labelRules(root: MappingNode): readonly LabelRule[] {
  const rules: LabelRule[] = [];
  const common = mappingAt(root, 'commonLabels');
  if (common) rules.push({ pairs: common, includeSelectors: true, includeTemplates: true, hasFields: false });
  for (const rule of mappings(root, 'labels')) {
    const pairs = mappingAt(rule, 'pairs');
    if (pairs === undefined) continue;
    rules.push({
      pairs,
      includeSelectors: textAt(rule, 'includeSelectors') === 'true',
      includeTemplates: textAt(rule, 'includeTemplates') === 'true',
      hasFields: items(rule, 'fields').length > 0,
    });
  }
  return rules;
}

/** An entry of `patchesStrategicMerge` is a file, or the patch itself as text. */
function strategicPatch(folder: string, node: YamlNode): PatchEntry {
  const isFile = node.type === 'scalar' && !node.text.includes('\n');
  const path = isFile ? resolvePath(folder, node.text) : undefined;
  return { path, inline: isFile ? undefined : node, target: undefined, kind: 'strategic', hasOptions: false };
}

function patchEntry(folder: string, node: MappingNode, kind: PatchEntry['kind']): PatchEntry {
  const [path] = fileOf(folder, node, 'path');
  return {
    path,
    inline: path === undefined ? get(node, 'patch') : undefined,
    target: mappingAt(node, 'target'),
    kind,
    hasOptions: get(node, 'options') !== undefined,
  };
}

function fileOf(folder: string, mapping: MappingNode, key: string): readonly string[] {
  const path = textAt(mapping, key);
  const resolved = path === undefined ? undefined : resolvePath(folder, path);
  return resolved === undefined ? [] : [resolved];
}

function generatorInputs(folder: string, root: MappingNode): readonly string[] {
  const paths: string[] = [];
  for (const generator of [...mappings(root, 'configMapGenerator'), ...mappings(root, 'secretGenerator')]) {
    const env = textNode(generator, 'env');
    for (const node of [...scalars(generator, 'files'), ...scalars(generator, 'envs'), ...(env ? [env] : [])]) {
      // `files` may name the key: `key=path`.
      const path = resolvePath(folder, node.text.slice(node.text.indexOf('=') + 1));
      if (path !== undefined) paths.push(path);
    }
  }
  return paths;
}

/** Keys and values as they count; keys that are no scalar are left out. */
export function namedEntries(mapping: MappingNode): readonly (readonly [string, YamlNode, YamlNode])[] {
  return entriesOf(mapping).flatMap(({ key, value }) => {
    const name = keyName(key);
    return name === undefined ? [] : [[name, value, key] as const];
  });
}
