import type { MappingNode } from '../yaml';
import { type Certainty, type Field, known } from './field';
import { labelsOf, readLabels } from './labels';
import type { LabelExpression, LabelSelector, Labels, LabelValue, Namespace } from './objects';
import { absent, listField, mappingItems, mappingOf, type Reading, textField, textList, valueAt } from './reading';

/** Does the selector choose something with these labels? Labels that controllers add are unknown (S026, trap 9). */
export function matches(selector: LabelSelector, labels: Labels): Certainty {
  if (!isLong(selector)) return decide(selector, labels, undefined);
  const answers = answersOfLong.get(selector) ?? new WeakMap<Labels, Certainty>();
  answersOfLong.set(selector, answers);
  const answer = answers.get(labels) ?? decide(selector, labels, undefined);
  answers.set(labels, answer);
  return answer;
}

/** Selectors of hundreds of requirements are asked about the same pods again and again: each answer is found once. */
const answersOfLong = new WeakMap<LabelSelector, WeakMap<Labels, Certainty>>();
const LONG = 32;

function isLong({ matchLabels, matchExpressions }: LabelSelector): boolean {
  let size = matchLabels.entries.size + matchExpressions.length;
  for (const { values } of matchExpressions) {
    if (size > LONG) break;
    size += values.length;
  }
  return size > LONG;
}

/**
 * Does a namespaceSelector choose the namespace? Its name label is always known, whatever the manifest says (S027); of a
 * namespace without a manifest nothing else is (S028).
 */
export function matchesNamespace(selector: LabelSelector, name: string, object: Namespace | undefined): Certainty {
  return decide(selector, object === undefined ? NO_MANIFEST : object.labels, name);
}

/** The pairs that everything chosen must carry, for indexing; empty where there is none (or none is known). */
export function requiredPairs(selector: LabelSelector): readonly (readonly [key: string, value: string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const [key, { value }] of selector.matchLabels.entries) {
    if (value.state === 'known') pairs.push([key, value.value]);
  }
  for (const { key, operator, values } of selector.matchExpressions) {
    const only = values[0];
    if (operator.state !== 'known' || operator.value !== 'In' || values.length !== 1) continue;
    if (key.state === 'known' && only?.state === 'known') pairs.push([key.value, only.value]);
  }
  return pairs;
}

/** `{}`: known to have no requirement at all. */
export function isEmptySelector(selector: LabelSelector): boolean {
  return selector.complete && selector.matchLabels.entries.size === 0 && selector.matchExpressions.length === 0;
}

/** A key that a controller sets on pods, whether the template has it or not. */
export function isRuntimeLabel(key: string): boolean {
  return RUNTIME_LABELS.has(key);
}

/** A LabelSelector: `matchLabels` and `matchExpressions`. */
export function readSelector(reading: Reading, owner: MappingNode, key: string): Field<LabelSelector> {
  const node = valueAt(owner, key);
  if (node === undefined) return absent(reading);
  const mapping = mappingOf(reading, node, key);
  return mapping.state === 'known' ? known(selectorOf(reading, mapping.value), node) : mapping;
}

/** A selector that is a map of labels, as Service and ReplicationController have it. */
export function readPlainSelector(reading: Reading, owner: MappingNode, key: string): Field<LabelSelector> {
  const node = valueAt(owner, key);
  if (node === undefined) return absent(reading);
  const mapping = mappingOf(reading, node, key);
  if (mapping.state !== 'known') return mapping;
  const matchLabels = labelsOf(reading, mapping.value, key);
  return known({ matchLabels, matchExpressions: [], complete: matchLabels.complete, node }, node);
}

const NO_MANIFEST: Labels = { entries: new Map(), complete: false, node: null };

export const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

const RUNTIME_LABELS: ReadonlySet<string> = new Set([
  // Deployment, ReplicaSet, DaemonSet, StatefulSet
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  // Job and CronJob
  'job-name',
  'controller-uid',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-completion-index',
  // any pod, copied from its node
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  // Argo Rollouts
  'rollouts-pod-template-hash',
  // OpenKruise
  'apps.kruise.io/cloneset-instance-id',
  // KubeVirt
  'kubevirt.io/domain',
  'vm.kubevirt.io/name',
  // LeaderWorkerSet
  'leaderworkerset.sigs.k8s.io/name',
  // Knative
  'serving.knative.dev/service',
  // injected sidecars
  'security.istio.io/tlsMode',
  'service.istio.io/canonical-name',
  'service.istio.io/canonical-revision',
  'linkerd.io/control-plane-ns',
  'linkerd.io/workload-ns',
]);

function selectorOf(reading: Reading, mapping: MappingNode): LabelSelector {
  const matchLabels = readLabels(reading, mapping, 'matchLabels');
  const list = listField(reading, mapping, 'matchExpressions');
  if (list.state === 'absent') {
    return { matchLabels, matchExpressions: [], complete: matchLabels.complete, node: mapping };
  }
  if (list.state === 'unknown') return { matchLabels, matchExpressions: [], complete: false, node: mapping };
  const { items, complete } = mappingItems(reading, list.value, 'matchExpressions');
  const matchExpressions = items.map((item) => expressionOf(reading, item));
  return { matchLabels, matchExpressions, complete: complete && matchLabels.complete, node: mapping };
}

function expressionOf(reading: Reading, node: MappingNode): LabelExpression {
  return {
    key: textField(reading, node, 'key'),
    operator: textField(reading, node, 'operator'),
    values: textList(reading, node, 'values'),
    node,
  };
}

/** All requirements together (S025): one that fails decides, whatever is unknown about the others. */
function decide(selector: LabelSelector, labels: Labels, namespace: string | undefined): Certainty {
  let result: Certainty = selector.complete ? 'yes' : 'unknown';
  for (const [key, wanted] of selector.matchLabels.entries) {
    const one = decideEqual(wanted, presence(labels, key, namespace));
    if (one === 'no') return 'no';
    if (one === 'unknown') result = 'unknown';
  }
  for (const expression of selector.matchExpressions) {
    const one = decideExpression(expression, labels, namespace);
    if (one === 'no') return 'no';
    if (one === 'unknown') result = 'unknown';
  }
  return result;
}

/** What is known of one label: a value, that it is absent, that it is there with some value, or nothing. */
type Presence = string | typeof MISSING | typeof PRESENT | typeof UNKNOWN_LABEL;
const MISSING = Symbol('missing');
const PRESENT = Symbol('present');
const UNKNOWN_LABEL = Symbol('unknown');

function presence(labels: Labels, key: string, namespace: string | undefined): Presence {
  if (namespace !== undefined && key === NAMESPACE_NAME) return namespace;
  const label = labels.entries.get(key);
  if (label !== undefined) return label.value.state === 'known' ? label.value.value : PRESENT;
  if (labels.added?.has(key)) return PRESENT;
  if (labels.closed) return MISSING;
  if (!labels.complete) return UNKNOWN_LABEL;
  return namespace === undefined && RUNTIME_LABELS.has(key) ? UNKNOWN_LABEL : MISSING;
}

function decideEqual(wanted: LabelValue, actual: Presence): Certainty {
  if (actual === MISSING) return 'no';
  if (typeof actual !== 'string' || wanted.value.state !== 'known') return 'unknown';
  return wanted.value.value === actual ? 'yes' : 'no';
}

/** Expressions that the API server refuses are unknown: nobody can say what was meant. */
function decideExpression(expression: LabelExpression, labels: Labels, namespace: string | undefined): Certainty {
  const { key, operator, values } = expression;
  if (key.state !== 'known' || operator.state !== 'known') return 'unknown';
  const actual = presence(labels, key.value, namespace);
  switch (operator.value) {
    case 'In':
      return values.length === 0 ? 'unknown' : decideIn(values, actual);
    case 'NotIn':
      return values.length === 0 ? 'unknown' : opposite(decideIn(values, actual));
    case 'Exists':
      return values.length === 0 ? decideExists(actual) : 'unknown';
    case 'DoesNotExist':
      return values.length === 0 ? opposite(decideExists(actual)) : 'unknown';
    default:
      return 'unknown';
  }
}

function decideIn(values: readonly Field<string>[], actual: Presence): Certainty {
  if (actual === MISSING) return 'no';
  if (typeof actual !== 'string') return 'unknown';
  let result: Certainty = 'no';
  for (const value of values) {
    if (value.state !== 'known') result = 'unknown';
    else if (value.value === actual) return 'yes';
  }
  return result;
}

function decideExists(actual: Presence): Certainty {
  if (actual === MISSING) return 'no';
  return actual === UNKNOWN_LABEL ? 'unknown' : 'yes';
}

function opposite(certainty: Certainty): Certainty {
  if (certainty === 'unknown') return 'unknown';
  return certainty === 'yes' ? 'no' : 'yes';
}
