import { isEmptySelector, type LabelSelector, placeOf, type Workload } from '../../kubernetes';
import { namespaceOf } from '../../workspace';
import { insertKey, mappingAt, pairOf, type YamlNode } from '../../yaml';
import { isSlip } from '../common/evidence/near-miss';
import { hasOpenKey } from '../common/evidence/open-keys';
import { comparesOwnSelector, missesOwnTemplate, type Unmet, unmetRequirements } from '../common/evidence/own-selector';
import { changeTo, fixOf } from '../common/fixes/edits';
import { called, placeOfObject, quoted } from '../common/messages/words';
import { type Rejection, relatedTo, SAYS_ITSELF } from '../common/spec/rejections';
import { type CheckContext, defineGuardrail } from '../define';

export const selectorMismatch = defineGuardrail<'workload', Rejection>({
  id: 'selector-mismatch',
  title: 'A workload whose selector does not match the labels of its own template',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['workload'],
    find(workload, context) {
      if (!comparesOwnSelector(workload) || workload.selector.state === 'unknown') return NONE;
      if (workload.selector.state === 'absent') return lacksSelector(workload) ? [missing(workload)] : NONE;
      if (isEmptySelector(workload.selector.value)) {
        return wantsSelector(workload) && hasTemplate(workload) ? [empty(workload, workload.selector.value)] : NONE;
      }
      return missesOwnTemplate(workload) ? mismatch(workload, context) : NONE;
    },
  },
  ...SAYS_ITSELF,
});

const NONE: readonly Rejection[] = [];

/** Older versions, and ReplicationControllers in all of them, take the labels of the template where none is written. */
function wantsSelector({ apiVersion }: Workload): boolean {
  return apiVersion === 'apps/v1';
}

/** Without a name, or without labels or an image in its template, it is a part of an object, to be laid over another (a patch). */
function hasTemplate({ template, incomplete, name }: Workload): boolean {
  if (incomplete || name.state === 'absent' || !template.labels.complete || template.labels.entries.size === 0)
    return false;
  return template.containers.some(({ image }) => image.state !== 'absent');
}

function lacksSelector(workload: Workload): boolean {
  const { spec } = workload;
  return wantsSelector(workload) && spec !== null && !hasOpenKey(spec) && hasTemplate(workload);
}

function missing(workload: Workload): Rejection {
  const { spec, template } = workload;
  const key = pairOf(workload.node, 'spec')?.key;
  return {
    at: key === undefined ? placeOfObject(workload) : placeOf(key),
    subject: 'spec.selector',
    says: `${called(workload)} has no selector, and ${workload.apiVersion} wants one that matches its template`,
    related:
      template.labels.node === null ? [] : [relatedTo(template.labels.node, 'These are the labels of its template')],
    mend: () => {
      const matchLabels = labelsOf(workload);
      const edit =
        spec === null || matchLabels === undefined
          ? undefined
          : insertKey(spec, 'selector', { matchLabels }, 'replicas');
      return fixOf('Add a selector with the labels of the template', false, [edit]);
    },
  };
}

function empty(workload: Workload, selector: LabelSelector): Rejection {
  return {
    at: placeOf(selector.node),
    subject: 'spec.selector',
    says: `the selector of ${called(workload)} is empty, and ${workload.apiVersion} wants one that matches its template`,
    mend: () => {
      const matchLabels = labelsOf(workload);
      if (selector.node.type !== 'mapping' || selector.node.pairs.length > 0 || matchLabels === undefined) return [];
      const edit = insertKey(selector.node, 'matchLabels', matchLabels);
      return fixOf('Select the labels of the template', false, [edit]);
    },
  };
}

function labelsOf({ template }: Workload): Record<string, string> | undefined {
  const pairs: [string, string][] = [];
  for (const [key, { value }] of template.labels.entries) {
    if (value.state !== 'known') return undefined;
    pairs.push([key, value.value]);
  }
  return Object.fromEntries(pairs);
}

function mismatch(workload: Workload, context: CheckContext): readonly Rejection[] {
  const unmet = unmetRequirements(workload);
  const [first] = unmet;
  if (first === undefined) return NONE;
  const more = unmet.length > 1 ? ` (and ${unmet.length - 1} more)` : '';
  if (first.kind === 'expression') return [ofExpression(workload, first, more)];
  const has = workload.template.labels.entries.get(first.key);
  if (has?.value.state === 'known') return [ofValue(workload, first, has.value.value, has.value.node, more, context)];
  return [ofKey(workload, first, more)];
}

type UnmetLabel = Extract<Unmet, { kind: 'label' }>;

/** Both ends have the key. The finding stands at the end that the names and Services beside it speak against. */
function ofValue(
  workload: Workload,
  { key, wanted, entry }: UnmetLabel,
  has: string,
  hasNode: YamlNode,
  more: string,
  context: CheckContext,
): Rejection {
  const selectorNode = entry.value.state === 'known' ? entry.value.node : entry.key;
  const forSelector = supportFor(workload, key, wanted, context);
  const forTemplate = supportFor(workload, key, has, context);
  const selectorIsWrong = forTemplate > forSelector;
  const selects = `selects ${key}=${quoted(wanted)}`;
  const safe = isSlip(wanted, has) && Math.min(forSelector, forTemplate) === 0 && more === '';
  return {
    at: placeOf(selectorIsWrong ? selectorNode : hasNode),
    subject: `spec.selector.${key}=${wanted}`,
    says: selectorIsWrong
      ? `selector ${key}=${quoted(wanted)} does not match the template of ${called(workload)}, which has ${quoted(has)}${more}`
      : `label ${key}=${quoted(has)} does not match the selector of ${called(workload)}, which wants ${quoted(wanted)}${more}`,
    related: [
      selectorIsWrong
        ? relatedTo(hasNode, `The template of ${called(workload)} has ${key}=${quoted(has)}`)
        : relatedTo(selectorNode, `${called(workload)} ${selects}`),
    ],
    mend: () => {
      const toSelector = fixOf(`Change the label of the template to ${quoted(wanted)}`, safe && forSelector > 0, [
        changeTo(hasNode, wanted),
      ]);
      const toTemplate = fixOf(`Change the selector to ${quoted(has)}`, safe && forTemplate > 0, [
        changeTo(selectorNode, has),
      ]);
      return selectorIsWrong ? [...toTemplate, ...toSelector] : [...toSelector, ...toTemplate];
    },
  };
}

/** How much beside the two ends speaks for a value: the object's own label and name, and the Services that select it. */
function supportFor(workload: Workload, key: string, value: string, { environment }: CheckContext): number {
  const own = workload.labels.entries.get(key)?.value;
  let support = own?.state === 'known' && own.value === value ? 1 : 0;
  if (workload.name.state === 'known' && workload.name.value === value) support += 1;
  const namespace = namespaceOf(workload);
  if (namespace === undefined) return support;
  const services = environment.inNamespace('service', namespace);
  if (services.length > MOST_SERVICES) return support;
  const selecting = services.some(({ selector }) => {
    const wanted = selector.state === 'known' ? selector.value.matchLabels.entries.get(key)?.value : undefined;
    return wanted?.state === 'known' && wanted.value === value;
  });
  return selecting ? support + 1 : support;
}

/** Among thousands one speaks for anything. */
const MOST_SERVICES = 200;

/** The template lacks the key. */
function ofKey(workload: Workload, { key, wanted, entry }: UnmetLabel, more: string): Rejection {
  const { labels, node } = workload.template;
  const near = [...labels.entries].find(
    ([other, label]) => isSlip(key, other) && label.value.state === 'known' && label.value.value === wanted,
  );
  const selectorNode = entry.key;
  return {
    at: placeOf(near === undefined ? selectorNode : near[1].key),
    subject: `spec.selector.${key}=${wanted}`,
    says:
      near === undefined
        ? `selector ${key}=${quoted(wanted)} does not match the template of ${called(workload)}, which has no such label${more}`
        : `label ${near[0]} does not match the selector of ${called(workload)}, which wants ${key}=${quoted(wanted)}${more}`,
    related: [
      near === undefined
        ? relatedTo(labels.node ?? node, `The template of ${called(workload)} has no label ${key}`)
        : relatedTo(selectorNode, `${called(workload)} selects ${key}=${quoted(wanted)}`),
    ],
    mend: () => {
      const add = fixOf(`Add the label ${key}: ${wanted} to the template`, false, [addLabel(workload, key, wanted)]);
      if (near === undefined) return add;
      const [other, label] = near;
      return [
        ...fixOf(`Change the label of the template to ${key}`, false, [changeTo(label.key, key)]),
        ...fixOf(`Change the selector to ${other}`, false, [changeTo(entry.key, other)]),
        ...add,
      ];
    },
  };
}

function addLabel({ template }: Workload, key: string, value: string) {
  const { node } = template.labels;
  if (node?.type === 'mapping') return insertKey(node, key, value);
  if (template.node.type !== 'mapping') return undefined;
  const metadata = mappingAt(template.node, 'metadata');
  if (metadata !== undefined) return insertKey(metadata, 'labels', { [key]: value });
  return insertKey(template.node, 'metadata', { labels: { [key]: value } });
}

function ofExpression(workload: Workload, unmet: Extract<Unmet, { kind: 'expression' }>, more: string): Rejection {
  const { expression } = unmet;
  const key = expression.key.state === 'known' ? expression.key.value : '';
  const operator = expression.operator.state === 'known' ? expression.operator.value : '';
  const label = workload.template.labels.entries.get(key);
  const has = label?.value.state === 'known' ? `has ${quoted(label.value.value)}` : 'has no such label';
  const node = label?.key ?? workload.template.labels.node ?? workload.template.node;
  return {
    at: placeOf(expression.node),
    subject: `spec.selector.matchExpressions.${key}`,
    says: `selector ${key} ${operator} does not match the template of ${called(workload)}, which ${has}${more}`,
    related: [relatedTo(node, `The template of ${called(workload)} ${has}`)],
  };
}
