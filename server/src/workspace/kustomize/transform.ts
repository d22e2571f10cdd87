import { type MappingNode, mappingAt, type ScalarNode, type YamlNode } from '../../yaml';
import { type Kustomization, type LabelRule, textAt, textNode } from './kustomization';
import { at, changeAt, emptyMapping, numberLike, textLike, unknownLike, withValues } from './nodes';
import { isClusterScoped, isKnownKind, type Resource, withRoot } from './resource';

/** Namespace, names, labels and annotations of a kustomization, in the order in which kustomize applies them. */
export function transform(resource: Resource, kustomization: Kustomization): Resource {
  const { namespace, annotations } = kustomization;
  let result = resource;
  if (namespace !== undefined) result = withRoot(result, setNamespace(result, namespace));
  result = withRoot(result, rename(result, kustomization));
  for (const rule of kustomization.labels) result = withRoot(result, addLabels(result, rule));
  if (annotations !== undefined) result = withRoot(result, addAnnotations(result, annotations));
  return result;
}

/** Replicas and images, which come last. */
export function adjust(resource: Resource, kustomization: Kustomization): Resource {
  let result = resource;
  for (const entry of kustomization.replicas) result = withRoot(result, setReplicas(result, entry));
  for (const entry of kustomization.images) result = withRoot(result, setImage(result, entry));
  return result;
}

function setNamespace(resource: Resource, namespace: ScalarNode): MappingNode {
  if (resource.kind === 'Namespace') return changeAt(resource.root, ['metadata', 'name'], () => namespace, namespace);
  const root =
    resource.kind === 'APIService'
      ? changeAt(resource.root, ['spec', 'service', 'namespace'], (old) => old && namespace)
      : resource.root;
  if (isClusterScoped(resource)) return root;
  return changeAt(root, ['metadata', 'namespace'], () => namespace, namespace);
}

/** A cluster takes none that is longer. */
const LONGEST_NAME = 253;

const NEVER_RENAMED = new Set(['CustomResourceDefinition', 'APIService', 'Namespace']);

function rename(resource: Resource, { namePrefix, nameSuffix }: Kustomization): MappingNode {
  if ((namePrefix === undefined && nameSuffix === undefined) || NEVER_RENAMED.has(resource.kind)) return resource.root;
  return changeAt(resource.root, ['metadata', 'name'], (old) => {
    if (old?.type !== 'scalar') return old;
    if (typeof old.value === 'symbol') return old;
    const name = `${namePrefix?.text ?? ''}${old.text}${nameSuffix?.text ?? ''}`;
    return name.length > LONGEST_NAME ? unknownLike(old) : textLike(old, name);
  });
}

function addLabels(
  resource: Resource,
  { pairs, includeSelectors, includeTemplates, hasFields }: LabelRule,
): MappingNode {
  let root = setEntries(resource.root, ['metadata', 'labels'], pairs, true);
  const paths = isKnownKind(resource) ? LABEL_PATHS.get(resource.kind) : undefined;
  if (paths !== undefined && (includeSelectors || includeTemplates)) {
    for (const path of paths.templates) root = setEntries(root, path, pairs, true);
  }
  if (paths !== undefined && includeSelectors) {
    for (const path of paths.selectors) root = setEntries(root, path, pairs, true);
    for (const path of paths.existingSelectors) root = setEntries(root, path, pairs, false);
  }
  // Fields of somebody's own choosing may be anywhere: labels of the pods are then unknown.
  if (hasFields)
    for (const path of paths?.templates ?? []) root = changeAt(root, path, (old) => old && unknownLike(old));
  return root;
}

function addAnnotations(resource: Resource, annotations: MappingNode): MappingNode {
  let root = setEntries(resource.root, ['metadata', 'annotations'], annotations, true);
  const paths = isKnownKind(resource) ? LABEL_PATHS.get(resource.kind) : undefined;
  for (const path of paths?.templates ?? []) {
    root = setEntries(root, [...path.slice(0, -1), 'annotations'], annotations, true);
  }
  return root;
}

function setEntries(root: MappingNode, path: readonly string[], pairs: MappingNode, create: boolean): MappingNode {
  return changeAt(
    root,
    path,
    (behind) => {
      const isNothing = behind === undefined || (behind.type === 'scalar' && behind.value === null);
      if (isNothing && !create) return behind;
      const mapping = behind?.type === 'mapping' ? behind : isNothing ? emptyMapping(pairs) : undefined;
      return mapping === undefined ? behind : withValues(mapping, pairs);
    },
    create ? pairs : undefined,
  );
}

interface LabelPaths {
  readonly templates: readonly (readonly string[])[];
  readonly selectors: readonly (readonly string[])[];
  /** Only where the selector is there already. */
  readonly existingSelectors: readonly (readonly string[])[];
}

const TEMPLATE = [['spec', 'template', 'metadata', 'labels']];
const MATCH_LABELS = [['spec', 'selector', 'matchLabels']];
const WITH_SELECTOR: LabelPaths = { templates: TEMPLATE, selectors: MATCH_LABELS, existingSelectors: [] };

const LABEL_PATHS: ReadonlyMap<string, LabelPaths> = new Map<string, LabelPaths>([
  ['Service', { templates: [], selectors: [['spec', 'selector']], existingSelectors: [] }],
  ['ReplicationController', { templates: TEMPLATE, selectors: [['spec', 'selector']], existingSelectors: [] }],
  ['Deployment', WITH_SELECTOR],
  ['ReplicaSet', WITH_SELECTOR],
  ['DaemonSet', WITH_SELECTOR],
  ['StatefulSet', WITH_SELECTOR],
  ['Job', { templates: TEMPLATE, selectors: [], existingSelectors: MATCH_LABELS }],
  [
    'CronJob',
    {
      templates: [['spec', 'jobTemplate', 'spec', 'template', 'metadata', 'labels']],
      selectors: [],
      existingSelectors: [['spec', 'jobTemplate', 'spec', 'selector', 'matchLabels']],
    },
  ],
  ['PodDisruptionBudget', { templates: [], selectors: [], existingSelectors: MATCH_LABELS }],
  [
    'NetworkPolicy',
    {
      templates: [],
      selectors: [],
      existingSelectors: [
        ['spec', 'podSelector', 'matchLabels'],
        ['spec', 'ingress', '*', 'from', '*', 'podSelector', 'matchLabels'],
        ['spec', 'egress', '*', 'to', '*', 'podSelector', 'matchLabels'],
      ],
    },
  ],
]);

const SCALABLE = new Set(['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet']);

function setReplicas(resource: Resource, entry: MappingNode): MappingNode {
  const count = textNode(entry, 'count');
  const name = textAt(entry, 'name');
  if (count === undefined || !SCALABLE.has(resource.kind)) return resource.root;
  if (!resource.history.some((known) => known.name === name)) return resource.root;
  const value = typeof count.value === 'number' ? count : numberLike(count, Number.NaN);
  return Number.isNaN(value.value) ? resource.root : changeAt(resource.root, ['spec', 'replicas'], () => value, count);
}

const POD_SPECS = [['spec'], ['spec', 'template', 'spec'], ['spec', 'jobTemplate', 'spec', 'template', 'spec']];

function setImage(resource: Resource, entry: MappingNode): MappingNode {
  const name = textAt(entry, 'name');
  if (name === undefined) return resource.root;
  let { root } = resource;
  for (const path of POD_SPECS) {
    for (const list of ['containers', 'initContainers']) {
      if (at(root, [...path, list]) === undefined) continue;
      root = changeAt(root, [...path, list, '*', 'image'], (old) =>
        old === undefined ? old : imageOf(old, name, entry),
      );
    }
  }
  return root;
}

function imageOf(old: YamlNode, name: string, entry: MappingNode): YamlNode {
  if (old.type !== 'scalar' || typeof old.value !== 'string') return old;
  const [, repository = '', tag = ''] = /^(.*?)((?::[^:/@]+)?(?:@.*)?)$/s.exec(old.text) ?? [];
  if (repository !== name) return old;
  const newTag = textAt(entry, 'newTag');
  const digest = textAt(entry, 'digest');
  const suffix = digest !== undefined ? `@${digest}` : newTag !== undefined ? `:${newTag}` : tag;
  return textLike(
    textNode(entry, 'newName') ?? textNode(entry, 'newTag') ?? old,
    `${textAt(entry, 'newName') ?? repository}${suffix}`,
  );
}

/** What a kustomization asks to be done to each resource, counted for the budget of a build. */
export function stepsOf({ labels, annotations, images, replicas }: Kustomization): number {
  const pairs = labels.reduce((sum, rule) => sum + rule.pairs.pairs.length, annotations?.pairs.length ?? 0);
  return 1 + labels.length + pairs / 5 + images.length + replicas.length / 5;
}

/** Objects that kustomize keeps to itself. */
export function isLocalOnly(root: MappingNode): boolean {
  const annotations = mappingAt(mappingAt(root, 'metadata') ?? root, 'annotations');
  return annotations !== undefined && textAt(annotations, 'config.kubernetes.io/local-config') === 'true';
}
