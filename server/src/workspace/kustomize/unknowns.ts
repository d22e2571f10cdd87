import { isBroken } from '../../kubernetes';
import { deref, type MappingNode, mappingAt, type YamlNode } from '../../yaml';
import type { FileRecord } from '../records';
import { items, type Kustomization, mappings, namedEntries, resolvePath, textAt } from './kustomization';
import type { Meter } from './meter';
import { changeAt, mapScalars, unknownLike } from './nodes';
import { withRoot } from './resource';
import { readSelector } from './select';
import type { Tracked } from './tracked';

interface Records {
  get(path: string): FileRecord | undefined;
}

/** `replacements`: the fields they write are unknown. */
export function applyReplacements(
  tracked: readonly Tracked[],
  kustomization: Kustomization,
  records: Records,
  meter: Meter,
): readonly Tracked[] {
  let result = tracked;
  for (const entry of kustomization.replacements) {
    for (const replacement of entry.type === 'mapping' ? replacementsOf(entry, kustomization, records) : [undefined]) {
      if (replacement === undefined) return result.map(({ resource }) => ({ resource, isUnknown: true }));
      for (const target of mappings(replacement, 'targets')) {
        const replace = replacing(target);
        if (!meter.spend(tracked.length * replace.steps)) return result;
        result = result.map(replace.in);
      }
    }
  }
  return result;
}

function replacementsOf(
  entry: MappingNode,
  { folder }: Kustomization,
  records: Records,
): readonly (MappingNode | undefined)[] {
  const path = textAt(entry, 'path');
  if (path === undefined) return [entry];
  const documents = records.get(resolvePath(folder, path) ?? '')?.file?.documents.map(({ document }) => document);
  if (documents === undefined || documents.some(isBroken)) return [undefined];
  return documents.flatMap(({ root }) => {
    const node = root === null ? undefined : deref(root);
    const list = node?.type === 'sequence' ? node.items.map(deref) : node === undefined ? [] : [node];
    return list.map((item) => (item.type === 'mapping' ? item : undefined));
  });
}

interface Replacing {
  readonly steps: number;
  in(item: Tracked): Tracked;
}

function replacing(target: MappingNode): Replacing {
  const select = mappingAt(target, 'select');
  const selected = select && readSelector(select);
  const rejected = mappings(target, 'reject').map(readSelector);
  const create = textAt(mappingAt(target, 'options') ?? target, 'create') === 'true' ? target : undefined;
  const paths = items(target, 'fieldPaths').map((node) => (node.type === 'scalar' ? fieldPath(node.text) : undefined));
  const selectors = selected === undefined ? rejected : [selected, ...rejected];
  return {
    steps: selectors.reduce((sum, { cost }) => sum + 1 + cost, paths.length),
    in(item) {
      if (selected === undefined || selected.selects(item.resource) === false) return item;
      if (rejected.some((reject) => reject.selects(item.resource) === true)) return item;
      let { root } = item.resource;
      for (const path of paths) {
        if (path === undefined) return { ...item, isUnknown: true };
        root = changeAt(
          root,
          path,
          (old) => (old === undefined && create === undefined ? old : unknownLike(old ?? target)),
          create,
        );
      }
      // Without field paths it is the name that is replaced.
      if (paths.length === 0) root = changeAt(root, ['metadata', 'name'], (old) => old && unknownLike(old));
      return { ...item, resource: withRoot(item.resource, root) };
    },
  };
}

const DEEPEST_FIELD = 100;

/** `spec.rules.0.host`, `spec.containers.[name=web].image`: any entry of a list stands for all of them. */
function fieldPath(text: string): readonly string[] | undefined {
  const parts: string[] = [];
  for (const [part] of text.matchAll(/(?:\\\.|\[[^\]]*\]|[^.[\]])+/g)) {
    if (/^\[.*\]$|^\d+$|^[*-]$/.test(part)) parts.push('*');
    else if (part.includes('[')) return undefined;
    else parts.push(part.replaceAll('\\.', '.'));
  }
  return parts.length === 0 || parts.length > DEEPEST_FIELD ? undefined : parts;
}

/** `$(NAME)` of a known variable is filled in somewhere at the end of the build. */
export function fillVariables(root: MappingNode, variables: ReadonlySet<string>): MappingNode {
  if (variables.size === 0) return root;
  const changed = mapScalars(root, (scalar) => {
    if (typeof scalar.value !== 'string' || !scalar.text.includes('$(')) return scalar;
    const names = [...scalar.text.matchAll(/\$\(([\w.-]+)\)/g)].map(([, name]) => name ?? '');
    return names.some((name) => variables.has(name)) ? unknownLike(scalar) : scalar;
  });
  return changed.type === 'mapping' ? changed : root;
}

/** Kinds whose fields the `configurations` of a kustomization open to its transformers; undefined where that is any kind. */
export function configuredKinds(
  { folder, configurations }: Kustomization,
  records: Records,
): ReadonlySet<string> | undefined {
  const kinds = new Set<string>();
  for (const { text } of configurations) {
    const documents = records.get(resolvePath(folder, text) ?? '')?.file?.documents.map(({ document }) => document);
    if (documents === undefined || documents.some(isBroken)) return undefined;
    for (const { root } of documents) {
      const node: YamlNode | undefined = root === null ? undefined : deref(root);
      if (node?.type !== 'mapping') continue;
      for (const [name] of namedEntries(node)) {
        // Names of routes are unknown in any case, and variables are looked for everywhere.
        if (name === 'nameReference' || name === 'varReference') continue;
        for (const entry of mappings(node, name)) {
          const kind = textAt(entry, 'kind');
          if (kind === undefined) return undefined;
          kinds.add(kind);
        }
      }
    }
  }
  return kinds;
}
