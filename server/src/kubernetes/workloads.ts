import { deref, get, keyName, type MappingNode, mappingAt, PLACEHOLDER, type YamlNode } from '../yaml';
import { ABSENT, type Field, known } from './field';
import { habitsOf, hasPlainSelector, isNeverWorkload } from './kinds';
import type { LabelSelector, ObjectBase, PodTemplate, Rollout, Workload } from './objects';
import { combinedTemplate, type PodHabits, readTemplate, unknownTemplate } from './pods';
import { amountField, booleanField, integerField, knownItems, mappingField, type Reading, textField } from './reading';
import { readPlainSelector, readSelector } from './selectors';

/**
 * Anything with a pod template, or undefined. Kinds in the table of workloads always are one, also where the template is
 * missing (a patch); any other kind is one where a template that looks like a pod's stands below its `spec`. A kind with
 * several templates is one workload: `template` is what they have in common, `templates` are all.
 */
export function readWorkload(reading: Reading, base: ObjectBase, root: MappingNode): Workload | undefined {
  const habits = habitsOf(base);
  if (habits === undefined) return readCustomWorkload(reading, base, root);
  const nodes = base.kind === 'Pod' ? [root] : standardTemplates(root);
  if (nodes.length === 0 && !habits.faithful) return readCustomWorkload(reading, base, root);
  return workloadOf(reading, base, root, nodes, habits);
}

const STRANGE: PodHabits = { faithful: false };
const DEEPEST = 4;
const WIDEST = 2_000;

/** What a custom resource's own schema allows is not known: its fields are read, but never called wrong. */
function readCustomWorkload(reading: Reading, base: ObjectBase, root: MappingNode): Workload | undefined {
  if (isNeverWorkload(base)) return undefined;
  const nodes = findTemplates(root);
  if (nodes.length === 0) return undefined;
  const before = reading.problems.length;
  const workload = workloadOf(reading, base, root, nodes, habitsOf(base) ?? STRANGE);
  reading.problems.length = before;
  return workload;
}

function workloadOf(
  reading: Reading,
  base: ObjectBase,
  root: MappingNode,
  nodes: readonly MappingNode[],
  habits: PodHabits,
): Workload {
  const templates: PodTemplate[] = nodes.map((node) => readTemplate(reading, node, habits));
  const template = combinedTemplate(templates) ?? unknownTemplate(root);
  const spec = get(root, 'spec');
  const hasFields = spec?.type === 'mapping' && base.kind !== 'Pod';
  return {
    ...base,
    type: 'workload',
    template,
    templates: templates.length === 0 ? [template] : templates,
    replicas: hasFields ? integerField(reading, spec, 'replicas') : ABSENT,
    selector: hasFields ? readOwnSelector(reading, base, spec) : ABSENT,
    rollout: hasFields ? readRollout(reading, spec) : ABSENT,
    serviceName: hasFields ? textField(reading, spec, 'serviceName') : ABSENT,
    spec: spec?.type === 'mapping' ? spec : null,
    owner: readOwner(reading, root),
  };
}

function readRollout(reading: Reading, spec: MappingNode): Field<Rollout> {
  const own = mappingField(reading, spec, 'strategy');
  const field = own.state === 'absent' ? mappingField(reading, spec, 'updateStrategy') : own;
  if (field.state !== 'known') return field;
  const node = field.value;
  const rolling = mappingField(reading, node, 'rollingUpdate');
  return known(
    {
      type: textField(reading, node, 'type'),
      maxUnavailable: rolling.state === 'known' ? amountField(reading, rolling.value, 'maxUnavailable') : rolling,
      maxSurge: rolling.state === 'known' ? amountField(reading, rolling.value, 'maxSurge') : rolling,
      rollingUpdate: rolling.state === 'known' ? rolling.value : null,
      node,
    },
    node,
  );
}

function readOwnSelector(reading: Reading, base: ObjectBase, spec: MappingNode): Field<LabelSelector> {
  return hasPlainSelector(base)
    ? readPlainSelector(reading, spec, 'selector')
    : readSelector(reading, spec, 'selector');
}

/** `spec.template`, a CronJob's `spec.jobTemplate.spec.template`, a PodTemplate's `template`. */
function standardTemplates(root: MappingNode): readonly MappingNode[] {
  const own = mappingAt(root, 'template');
  if (own !== undefined) return [own];
  const spec = mappingAt(root, 'spec');
  if (spec === undefined) return [];
  const direct = mappingAt(spec, 'template');
  if (direct !== undefined) return [direct];
  const job = mappingAt(spec, 'jobTemplate');
  const jobSpec = job === undefined ? undefined : mappingAt(job, 'spec');
  const nested = jobSpec === undefined ? undefined : mappingAt(jobSpec, 'template');
  return nested === undefined ? [] : [nested];
}

/** Pod templates anywhere below `spec`, under a key that says so, not within objects that are embedded whole. */
function findTemplates(root: MappingNode): readonly MappingNode[] {
  const spec = mappingAt(root, 'spec');
  if (spec === undefined) return [];
  const search = { found: new Set<MappingNode>(), visits: 0 };
  searchMapping(search, spec, 1);
  return [...search.found];
}

interface Search {
  readonly found: Set<MappingNode>;
  visits: number;
}

function searchMapping(search: Search, mapping: MappingNode, depth: number): void {
  if (depth > DEEPEST) return;
  for (const pair of mapping.pairs) {
    if (++search.visits > WIDEST) return;
    const value = deref(pair.value);
    if (value.type === 'scalar' || value.type === 'alias') continue;
    const key = keyName(pair.key);
    if (value.type === 'mapping') {
      if (isObject(value)) continue;
      if (key !== undefined && namesTemplate(key) && looksLikePodTemplate(value)) search.found.add(value);
      else searchMapping(search, value, depth + 1);
      continue;
    }
    for (const item of value.items) {
      if (++search.visits > WIDEST) return;
      const mappingItem = deref(item);
      if (mappingItem.type === 'mapping' && !isObject(mappingItem)) searchMapping(search, mappingItem, depth + 1);
    }
  }
}

function namesTemplate(key: string): boolean {
  return key === 'template' || key.endsWith('Template');
}

function looksLikePodTemplate(node: MappingNode): boolean {
  const spec = mappingAt(node, 'spec');
  if (spec === undefined) return false;
  const containers = get(spec, 'containers');
  if (containers === undefined) return false;
  return containers.type === 'sequence' || (containers.type === 'scalar' && containers.value === PLACEHOLDER);
}

function isObject(mapping: MappingNode): boolean {
  return isText(get(mapping, 'apiVersion')) && isText(get(mapping, 'kind'));
}

function isText(node: YamlNode | undefined): boolean {
  return node?.type === 'scalar' && typeof node.value === 'string';
}

/** The owner that controls a Pod or ReplicaSet: it is counted as its owner. */
function readOwner(reading: Reading, root: MappingNode): Workload['owner'] {
  const metadata = mappingAt(root, 'metadata');
  if (metadata === undefined || get(metadata, 'ownerReferences') === undefined) return null;
  for (const reference of knownItems(reading, metadata, 'ownerReferences')) {
    const controller = booleanField(reading, reference, 'controller');
    if (controller.state !== 'known' || !controller.value) continue;
    const kind = textField(reading, reference, 'kind');
    const name = textField(reading, reference, 'name');
    if (kind.state === 'known' && name.state === 'known') return { kind: kind.value, name: name.value };
  }
  return null;
}
