import type { KubernetesObject, Labels, PortReference } from '../../../kubernetes';
import type { EnvironmentView, NamespaceKey } from '../../../workspace';
import { deref, type TextEdit, type YamlNode } from '../../../yaml';
import { changeTo } from './edits';

/** The places where a name is written: all have to change together. */
export interface NameUses {
  readonly nodes: readonly YamlNode[];
  /** False where something that cannot be read may use the name too. */
  readonly complete: boolean;
}

export interface Rename {
  readonly edits: readonly TextEdit[];
  /** Every use is known, and every one of them can be changed. */
  readonly complete: boolean;
}

/** The edits that give a name another one wherever it is used, as far as that can be done. */
export function renamePort({ nodes, complete }: NameUses, fresh: string): Rename {
  if (nodes.length > MOST_USES) return { edits: [], complete: false };
  const edits = nodes.flatMap((node) => changeTo(node, fresh) ?? []);
  return { edits, complete: complete && edits.length === nodes.length };
}

/** Nobody looks through more; and a thousand findings, each with a thousand edits, would not fit any memory. */
const MOST_USES = 200;

/** Gathers the uses of one name. */
export interface Collector {
  /** The field uses the name, or may do so. */
  add(field: PortReference): void;
  /** The name is one of another object, too, or of one that cannot be read. */
  doubt(): void;
  uses(): NameUses;
}

export function collect(name: string): Collector {
  const nodes = new Set<YamlNode>();
  let complete = true;
  return {
    add(field) {
      if (field.state === 'known' && field.value === name) nodes.add(field.node);
      if (field.state === 'unknown') complete = false;
    },
    doubt() {
      complete = false;
    },
    uses: () => ({ nodes: [...nodes], complete }),
  };
}

export function isOrMayBe(field: PortReference, name: string): boolean {
  return field.state === 'unknown' || (field.state === 'known' && field.value === name);
}

/**
 * Objects that nobody here reads (policies of a CNI, scrapers of other makers, custom resources) may use the name, and so
 * may what the manifests do not show.
 */
export function mayBeUsedUnread(environment: EnvironmentView, namespace: NamespaceKey, name: string): boolean {
  if (environment.mayHoldMore(namespace)) return true;
  for (const within of new Set([namespace, ''])) {
    for (const other of environment.inNamespace('other', within))
      if (environment.once(textsOf, other).has(name)) return true;
  }
  return false;
}

/** For `environment.once`: everything that an object says in values; of a very large one, as much as is read of it. */
function textsOf(_environment: EnvironmentView, object: KubernetesObject): ReadonlySet<string> {
  const texts = new Set<string>();
  const open: YamlNode[] = [object.node];
  let budget = MOST_NODES;
  for (let node = open.pop(); node !== undefined && budget > 0; node = open.pop()) {
    budget -= 1;
    const followed = deref(node);
    if (followed.type === 'scalar') texts.add(followed.text);
    if (followed.type === 'sequence') open.push(...followed.items);
    if (followed.type === 'mapping') for (const { value } of followed.pairs) open.push(value);
  }
  return texts;
}

const MOST_NODES = 50_000;

/** Load balancers, meshes and Ingress controllers read port names in annotations, as words of longer texts. */
export function isMentioned({ entries }: Labels, name: string): boolean {
  for (const { value } of entries.values()) {
    if (value.state === 'known' && value.value.split(/[^A-Za-z0-9-]+/).includes(name)) return true;
  }
  return false;
}
