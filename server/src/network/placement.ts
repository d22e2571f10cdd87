import { type Certainty, isOpen, type Labels, type Placement, type PodTemplate } from '../kubernetes';
import { deref, equalContent, get, mappingAt, type SequenceNode, type YamlNode } from '../yaml';

/**
 * May pods of the two templates stand on one node, as far as their manifests say? `no` is a proof: no node can have both.
 * Taints of nodes stand in no manifest, so a pod that is meant for nodes with a taint is unknown beside one that does not
 * tolerate it (trap 39).
 */
export function canShareNode(one: PodTemplate, other: PodTemplate): Certainty {
  const [first, second] = [one.placement, other.placement];
  if (differ(first.nodeName, second.nodeName) || differ(first.system, second.system)) return 'no';
  const own = wishesOf(first);
  const others = wishesOf(second);
  const pairs = own.alternatives.flatMap((each) => others.alternatives.map((its) => [...each, ...its]));
  if (pairs.every(isContradiction)) return 'no';
  if (!own.complete || !others.complete) return 'unknown';
  if (mayKeepAway(first) || mayKeepAway(second)) return 'unknown';
  return isForTainted(first, second) || isForTainted(second, first) ? 'unknown' : 'yes';
}

/** Is each node that may have the other pods also one that may have these? Only where the manifests prove it. */
export function coversNodesOf(one: PodTemplate, other: PodTemplate): boolean {
  const [covering, covered] = [one.placement, other.placement];
  if (covering.nodeName.state !== 'absent') return false;
  if (covering.system.state !== 'absent' && !areSame(covering.system, covered.system)) return false;
  if (!covering.nodeSelector.complete) return false;
  for (const [key, { value }] of covering.nodeSelector.entries) {
    const its = covered.nodeSelector.entries.get(key)?.value;
    if (its === undefined || !areSame(value, its)) return false;
  }
  if (covering.affinity.state === 'unknown') return false;
  if (covering.affinity.state === 'known') {
    if (covered.affinity.state !== 'known') return false;
    if (!equalContent(covering.affinity.value, covered.affinity.value)) return false;
  }
  return toleratesMore(covered, covering) === 'no';
}

/** Both are bound to one and the same node. */
export function areOnOneNode(one: PodTemplate, other: PodTemplate): boolean {
  const [first, second] = [one.placement, other.placement];
  if (areSame(first.nodeName, second.nodeName)) return true;
  const [host, its] = [first, second].map(({ nodeSelector }) => nodeSelector.entries.get(HOST_NAME)?.value);
  return host !== undefined && its !== undefined && areSame(host, its);
}

/** May the pods stand on nodes that run the control plane, on a cluster that keeps those for itself? */
export function runsOnControlPlane({ placement }: PodTemplate): Certainty {
  const { nodeSelector, affinity } = placement;
  if (CONTROL_PLANE.some((key) => nodeSelector.entries.has(key))) return 'yes';
  const tolerations = tolerationsOf(placement);
  if (tolerations === undefined) return 'unknown';
  const tolerant = tolerations.some(({ key }) => key === '' || CONTROL_PLANE.includes(key));
  if (!tolerant) return 'no';
  return nodeSelector.complete && isForAnyNode(nodeSelector) && affinity.state === 'absent' ? 'yes' : 'unknown';
}

const CONTROL_PLANE: readonly string[] = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/master',
  'node-role.kubernetes.io/controlplane',
];

const HOST_NAME = 'kubernetes.io/hostname';

/** Keys that say nothing about which of the usual nodes is meant. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
]);

/** What a node must carry for one of the pods: any one of the alternatives, with all of its requirements. */
interface Wishes {
  readonly alternatives: readonly (readonly Requirement[])[];
  /** Nothing else is required. What cannot be read only narrows the nodes down further. */
  readonly complete: boolean;
}

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** Asked for each other pod that may be beside it; a placement never changes. */
function wishesOf(placement: Placement): Wishes {
  const known = wishes.get(placement);
  if (known !== undefined) return known;
  const read = readWishes(placement);
  wishes.set(placement, read);
  return read;
}

const wishes = new WeakMap<Placement, Wishes>();

function readWishes({ nodeName, nodeSelector, affinity, system }: Placement): Wishes {
  const pairs: Requirement[] = [];
  let complete = nodeSelector.complete && nodeName.state !== 'unknown' && system.state !== 'unknown';
  for (const [key, { value }] of nodeSelector.entries) {
    if (value.state === 'known' && pairs.length < MOST_VALUES) {
      pairs.push({ key, operator: 'In', values: [value.value] });
    } else complete = false;
  }
  if (affinity.state === 'absent') return { alternatives: [pairs], complete };
  if (affinity.state === 'unknown') return { alternatives: [pairs], complete: false };
  const required = mappingAt(
    mappingAt(affinity.value, 'nodeAffinity'),
    'requiredDuringSchedulingIgnoredDuringExecution',
  );
  if (required === undefined) return { alternatives: [pairs], complete };
  const terms = itemsOf(get(required, 'nodeSelectorTerms'));
  if (terms === undefined || terms.length === 0 || terms.length > MOST_TERMS) {
    return { alternatives: [pairs], complete: false };
  }
  const alternatives = terms.map((term) => [...pairs, ...requirementsOf(term)]);
  return { alternatives, complete: complete && terms.every(isWhole) };
}

const MOST_TERMS = 8;
const MOST_REQUIREMENTS = 32;
const MOST_VALUES = 64;

/** Those that can be read; each one alone narrows the nodes down. */
function requirementsOf(term: YamlNode): readonly Requirement[] {
  const node = deref(term);
  if (node.type !== 'mapping') return [];
  const items = itemsOf(get(node, 'matchExpressions')) ?? [];
  return items.slice(0, MOST_REQUIREMENTS).flatMap((item) => requirementOf(item) ?? []);
}

function isWhole(term: YamlNode): boolean {
  const node = deref(term);
  if (node.type !== 'mapping' || get(node, 'matchFields') !== undefined) return false;
  const items = itemsOf(get(node, 'matchExpressions'));
  return (
    items !== undefined && items.length <= MOST_REQUIREMENTS && items.every((item) => requirementOf(item) !== undefined)
  );
}

function requirementOf(item: YamlNode): Requirement | undefined {
  const node = deref(item);
  if (node.type !== 'mapping') return undefined;
  const key = textOf(get(node, 'key'));
  const operator = textOf(get(node, 'operator'));
  if (key === undefined || operator === undefined) return undefined;
  const values: string[] = [];
  const written = itemsOf(get(node, 'values')) ?? [];
  if (written.length > MOST_VALUES) return undefined;
  for (const value of written) {
    const text = textOf(value);
    if (text === undefined) return undefined;
    values.push(text);
  }
  return { key, operator, values };
}

function isContradiction(requirements: readonly Requirement[]): boolean {
  const byKey = new Map<string, Requirement[]>();
  for (const requirement of requirements) {
    const alike = byKey.get(requirement.key);
    if (alike === undefined) byKey.set(requirement.key, [requirement]);
    else alike.push(requirement);
  }
  return [...byKey.values()].some(isImpossible);
}

/** No value of the one label can meet them all. */
function isImpossible(requirements: readonly Requirement[]): boolean {
  let allowed: readonly string[] | undefined;
  let present = false;
  let missing = false;
  const forbidden = new Set<string>();
  for (const { operator, values } of requirements) {
    if (operator === 'In') {
      present = true;
      allowed = allowed === undefined ? values : allowed.filter((value) => values.includes(value));
    } else if (operator === 'NotIn') for (const value of values) forbidden.add(value);
    else if (operator === 'DoesNotExist') missing = true;
    else if (operator === 'Exists' || operator === 'Gt' || operator === 'Lt') present = true;
  }
  if (present && missing) return true;
  return allowed?.every((value) => forbidden.has(value)) ?? false;
}

/** A rule of pods against pods: whom it keeps away from whom is another question. */
function mayKeepAway({ affinity }: Placement): boolean {
  if (affinity.state !== 'known') return false;
  return ['podAffinity', 'podAntiAffinity'].some((key) => {
    const rules = mappingAt(affinity.value, key);
    return rules !== undefined && get(rules, 'requiredDuringSchedulingIgnoredDuringExecution') !== undefined;
  });
}

/** Meant for certain nodes, and tolerates what the other one does not: those nodes may have that taint. */
function isForTainted(one: Placement, other: Placement): boolean {
  const chosen = !isForAnyNode(one.nodeSelector) || one.affinity.state === 'known';
  return chosen && toleratesMore(one, other) !== 'no';
}

function isForAnyNode({ entries }: Labels): boolean {
  return [...entries.keys()].every((key) => EVERYWHERE.has(key));
}

interface Toleration {
  /** Empty: every taint. */
  readonly key: string;
  readonly text: string;
}

function toleratesMore(one: Placement, other: Placement): Certainty {
  const [own, its] = [tolerationsOf(one), tolerationsOf(other)];
  if (its?.some(({ key }) => key === '') === true || own?.length === 0) return 'no';
  if (own === undefined || its === undefined) return 'unknown';
  const known = new Set(its.map(({ text }) => text));
  return own.every(({ text }) => known.has(text)) ? 'no' : 'yes';
}

/** Without those of conditions that pass (`node.kubernetes.io/not-ready`). */
function tolerationsOf({ tolerations }: Placement): readonly Toleration[] | undefined {
  if (tolerations.state === 'absent') return [];
  if (tolerations.state === 'unknown') return undefined;
  const found: Toleration[] = [];
  for (const item of tolerations.value.items.slice(0, MOST_VALUES)) {
    const node = deref(item);
    if (node.type !== 'mapping') return undefined;
    const parts = ['key', 'operator', 'value', 'effect'].map((key) => (get(node, key) ? textOf(get(node, key)) : ''));
    if (parts.includes(undefined)) return undefined;
    const [key = '', operator = ''] = parts;
    if (key === '' && operator !== 'Exists') continue;
    if (!key.startsWith('node.kubernetes.io/')) found.push({ key, text: parts.join('\u0000') });
  }
  return found;
}

type TextField = Placement['nodeName'];

function differ(one: TextField, other: TextField): boolean {
  return one.state === 'known' && other.state === 'known' && one.value !== other.value;
}

function areSame(one: TextField, other: TextField): boolean {
  return one.state === 'known' && other.state === 'known' && one.value === other.value;
}

function itemsOf(node: YamlNode | undefined): SequenceNode['items'] | undefined {
  return node?.type === 'sequence' ? node.items : undefined;
}

function textOf(node: YamlNode | undefined): string | undefined {
  const scalar = node && deref(node);
  if (scalar?.type !== 'scalar' || typeof scalar.value !== 'string' || isOpen(scalar.value)) return undefined;
  return scalar.value;
}
